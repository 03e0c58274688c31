"""The reference pages and the code say the same: nothing is missing, and nothing is there that is not true."""

from __future__ import annotations

import argparse
import re
from typing import get_args

import pytest

from voicecoach.cli.parser import make_parser
from voicecoach.phrases.pack import load_pack
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.keys import (
    CUE_TEXT,
    DEFAULTS,
    EXERCISE,
    PACE,
    PROMPTS,
    TOP,
    VARIANT,
    VOICE,
)
from voicecoach.script.kinds import Key
from voicecoach.script.model import BEDS, SOUNDS
from voicecoach.script.moments import Moment, parse_when
from voicecoach.script.music import MUSIC
from voicecoach.script.notation import parse_count
from voicecoach.script.texts import PLACEHOLDERS
from voicecoach.speech.registry import BUILT_IN
from voicecoach.timeline.model import ROLES

from .pages import ROOT, first_column, section

LANGUAGE = "docs/language.md"
TABLES = {
    "The script": TOP,
    "`voice`": VOICE,
    "`pace`": PACE,
    "Exercises": EXERCISE,
    "Prompts": PROMPTS,
}


def names(table: tuple[Key, ...]) -> set[str]:
    return {key.name for key in table}


@pytest.mark.parametrize("heading", TABLES)
def test_every_keyword_is_documented_and_nothing_else(heading: str) -> None:
    assert first_column(section(LANGUAGE, heading)) == names(TABLES[heading])


def test_the_keys_of_a_cue_and_the_moments() -> None:
    words = first_column(section(LANGUAGE, "Cues"))
    moments = words - names(CUE_TEXT)
    assert names(CUE_TEXT) <= words
    assert {when.moment if (when := parse_when(moment)) else moment for moment in moments} == set(get_args(Moment))


def test_the_keys_of_each_step() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (`\w+`(?:, `\w+`)*) \|", section(LANGUAGE, "Steps"), re.MULTILINE)
    told = {(step, key) for key, steps in rows for step in re.findall(r"`(\w+)`", steps)}
    known = {(step, key.name) for step, keys in BLOCKS.items() if step != "exercise" for key in keys}
    assert told == known | {("exercise", "exercise")}


def test_defaults_and_variants_are_listed() -> None:
    listed = re.search(r"Takes (.*?)\. They", section(LANGUAGE, "`defaults`"), re.DOTALL)
    assert listed
    assert set(re.findall(r"`(\w+)`", listed[1])) == names(DEFAULTS)
    listed = re.search(r"`variants` takes (.*?), and has", section(LANGUAGE, "Sides and variants"), re.DOTALL)
    assert listed
    assert set(re.findall(r"`(\w+)`", listed[1])) == names(VARIANT)


def test_counts_sounds_placeholders_and_music() -> None:
    counts = first_column(section(LANGUAGE, "Counting"))
    assert {count.mode for word in counts if (count := parse_count(word))} == {
        *("up", "down", "last", "every", "ticks", "none")
    }
    assert first_column(section(LANGUAGE, "Sounds")) == set(SOUNDS)
    assert set(re.findall(r"`\{(\w+)\}`", section(LANGUAGE, "Texts"))) == set(PLACEHOLDERS)
    music = section(LANGUAGE, "Music")
    assert {*BEDS, *names(MUSIC)} == first_column(music)


def test_limits_are_the_real_ones() -> None:
    from voicecoach.script.kinds import MAX_LENGTH
    from voicecoach.script.lengths import MAX_EVENTS
    from voicecoach.script.reader import MAX_BYTES, MAX_DEPTH, MAX_NODES
    from voicecoach.script.reading import MAX_INCLUDES

    text = section(LANGUAGE, "What always holds")
    limits = (f"{MAX_BYTES // 1_000_000} MB", f"{MAX_NODES:,}", f"{MAX_DEPTH} blocks", f"{MAX_INCLUDES} includes")
    assert all(limit in text for limit in (*limits, f"{MAX_LENGTH // 3_600_000} hours", f"{MAX_EVENTS:,} events"))


def test_the_phrases_shown_exist() -> None:
    shown = re.findall(r"^  (\w+):", section(LANGUAGE, "`phrases`"), re.MULTILINE)
    assert shown
    assert set(shown) <= set(load_pack("en")[0].prompts)


def test_roles_of_the_timeline_are_explained() -> None:
    assert first_column(section("docs/timeline.md", "Events")) >= set(ROLES)


def parsers() -> dict[str, argparse.ArgumentParser]:
    main = make_parser()
    found = {"voicecoach": main}
    for action in main._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= {f"voicecoach {name}": parser for name, parser in action.choices.items()}
    return found


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings} - {"-h", "--help"}


def test_every_command_has_a_section_and_no_other() -> None:
    headings = re.findall(r"^## `(.*)`$", (ROOT / "docs/commands.md").read_text("utf-8"), re.MULTILINE)
    assert headings == list(parsers())


@pytest.mark.parametrize("command", parsers())
def test_every_option_is_documented_with_its_command(command: str) -> None:
    text = section("docs/commands.md", f"`{command}`")
    shared = {"Tweaks": "tweaks", "Length": "length", "Voice": "voice"}
    written = text + "".join(section("docs/commands.md", title) for title, word in shared.items() if f"#{word}" in text)
    told = {word.split()[0] for word in first_column(written) if word.startswith("-")} - {"-h", "--help"}
    assert told == options(parsers()[command])


@pytest.mark.parametrize("command", parsers())
def test_help_shows_examples(command: str) -> None:
    assert f"  {command}" in (parsers()[command].epilog or "")


@pytest.mark.parametrize("engine", [one.name for one in BUILT_IN])
def test_every_built_in_engine_is_named_where_people_choose_one(engine: str) -> None:
    doc = next(key.doc for key in VOICE if key.name == "engine")
    assert re.search(rf"\b{engine}\b", doc)
    assert f"`{engine}`" in section(LANGUAGE, "`voice`")
    assert f"`{engine}`" in (ROOT / "docs/voices.md").read_text("utf-8")
