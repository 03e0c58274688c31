"""The cheat-sheet shows every key of the tables, block by block, with the defaults that the code has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from voicecoach.cli import main
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.keys import CUE_TEXT, DEFAULTS, EXERCISE, PACE, PROMPTS, SOUNDS, TOP, VARIANT, VOICE
from voicecoach.script.kinds import Key
from voicecoach.script.layers import STANDARD
from voicecoach.script.moments import parse_when
from voicecoach.script.notation import parse_count
from voicecoach.script.texts import PLACEHOLDERS
from voicecoach.units import format_duration

from .pages import ROOT, blocks

(SHEET,) = [
    block.text for block in blocks("yaml") if (block.page, block.heading) == ("docs/language.md", "Cheat-sheet")
]
SCRIPT: dict[str, Any] = yaml.safe_load(SHEET)
EXERCISES: list[dict[str, Any]] = list(SCRIPT["exercises"].values())
LONGEST = 120
"""Lines: two screens."""


def names(table: tuple[Key, ...]) -> set[str]:
    return {key.name for key in table}


def comment(start: str) -> str:
    """The words after the ``#`` of the line that begins so, and of the line below it if that has nothing else."""
    found = re.search(rf"^[ -]*{re.escape(start)}[^#\n]*#(.*(?:\n +#.*)?)", SHEET, re.MULTILINE)
    assert found, f"no line begins with {start}"
    return found[1]


def keys_of(step: dict[str, Any], block: str) -> set[str]:
    """The keys of a block that a step shows: beside its name, inside it, and as words of its comment."""
    inside = step[block] if isinstance(step[block], dict) else {}
    return {*step, *inside, *re.findall(r"\w+", comment(f"{block}:"))}


def moments() -> Iterator[str]:
    for exercise in EXERCISES:
        for moment in exercise.get("cues", ()):
            when = parse_when(moment)
            assert when, moment
            yield when.moment


def test_it_fits_two_screens() -> None:
    lines = SHEET.splitlines()
    assert len(lines) <= LONGEST
    assert max(map(len, lines)) <= 112


@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
def test_it_compiles(level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the usual level also `test_examples` shows it; here nothing may be wrong with the easier and harder forms."""
    (tmp_path / "sheet.yaml").write_text(SHEET, encoding="utf-8")
    (tmp_path / "band-glutes.yaml").write_bytes((ROOT / "scripts/band-glutes.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main(["check", "sheet.yaml", "--level", level]) == 0


def test_the_keys_of_the_script() -> None:
    assert set(SCRIPT) == names(TOP)
    assert set(SCRIPT["prompts"]) == names(PROMPTS)
    assert set(SCRIPT["pace"]) == names(PACE)
    assert set(SCRIPT["defaults"]) <= names(DEFAULTS)
    assert names(VOICE) <= {*SCRIPT["voice"], *re.findall(r"\w+", comment("voice:"))}
    assert set(SOUNDS) <= {*SCRIPT["sounds"], *re.findall(r"\w+", comment("sounds:"))}


def test_the_keys_of_exercises_variants_and_cues() -> None:
    assert set().union(*EXERCISES) == names(EXERCISE)
    for exercise in EXERCISES:
        for variant in exercise.get("variants", ()):
            assert set(variant) <= names(VARIANT)
    (full,) = [cue for exercise in EXERCISES for cue in exercise.get("cues", {}).values() if isinstance(cue, dict)]
    assert set(full) == names(CUE_TEXT)


def test_every_moment_and_every_way_to_count() -> None:
    assert set(moments()) == {
        *("start", "end", "half", "rest", "switch", "rep", "every", "last", "phase", "at", "every-time", "left")
    }
    ways = comment("count:").split(": ")[1].split(";")[0].split(", ")
    assert {count.mode for way in ways if (count := parse_count(way))} == {
        *("up", "down", "last", "every", "ticks", "none")
    }


@pytest.mark.parametrize("block", [block for block in BLOCKS if block != "exercise"])
def test_the_keys_of_each_step(block: str) -> None:
    steps = [step for step in SCRIPT["routine"] if isinstance(step, dict) and block in step]
    shown = set().union(*(keys_of(step, block) for step in steps))
    wanted = names(BLOCKS[block])
    if block == "superset":
        assert "the same as superset, with the same keys" in comment("circuit:")
        wanted -= names(BLOCKS["circuit"])
    assert wanted <= shown


def test_every_placeholder() -> None:
    assert set(PLACEHOLDERS) <= set(re.findall(r"\{(\w+)\}", SHEET))


@pytest.mark.parametrize("key", ["ready", "rest", "switch", "rep"])
def test_lengths_are_the_real_defaults(key: str) -> None:
    value = STANDARD[key].value
    length = format_duration(value[0] if isinstance(value, tuple) else value)
    assert re.search(rf"^ .*\b{key}: .*; {re.escape(length)}$", SHEET, re.MULTILINE)
