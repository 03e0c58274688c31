"""The reviewer finds what is planted in a good script, at its line, and nothing in a good script."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given

from tests.timeline.compiling import FILE, checked
from tests.timeline.scripts import Data, levels, scripts, some, written
from voicecoach.app import Request, load, review
from voicecoach.coaching.review import NOTHING_SILENCED
from voicecoach.coaching.review import review as review_routine
from voicecoach.coaching.rules import CODES
from voicecoach.coaching.words import find, match, vocabulary
from voicecoach.diagnostics import Diagnostic
from voicecoach.phrases.pack import languages, load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import Overrides

GOOD = (Path(__file__).parent / "good.yaml").read_text("utf-8")
SHIPPED = sorted((Path(__file__).parents[2] / "scripts").glob("*.yaml"))


class Fault(NamedTuple):
    """What is written instead of what, what must be found, and a part of the line at which it must be found."""

    code: str
    line: str
    good: str
    bad: str


BRIDGE_MOVES = """\
    movement:
      - Push through your heels and lift your hips.
      - Knees, hips and shoulders make a line. Then lower slowly.
"""
WORDS = ("chest up", "heels down", "toes out", "hips low", "knees out", "and smile")
MANY_CUES = "\n      ".join(f"rep {number}: {words}" for number, words in enumerate(WORDS, 1))
FAULTS = (
    Fault("no-movement", "say: hip bridge", BRIDGE_MOVES, ""),
    Fault("no-movement", "goblet squat:", "    movement: Sit back and down, as into a chair. Then stand up.\n", ""),
    Fault("no-position", "say: hip bridge", "    setup: Lie on your back, feet flat, hip-width apart.\n", ""),
    Fault("needs-eyes", "- Push through", "lift your hips.", "lift your hips like this."),
    Fault("needs-eyes", "every 4: [stand", "stay tall", "stand as shown"),
    Fault("no-side", "do: 4x12", '    side_words: "{side} leg"\n', ""),
    Fault("unannounced-switch", "say: standing", "    do: 4x12", "    prompts: {switch_ahead: no}\n    do: 4x12"),
    Fault("heard-too-often", "every 4: ribs", "[push your knees out, ribs down, slowly back]", "ribs down"),
    Fault("sounds-like", "every 4: [push", "ribs down", "long spine"),
    Fault("sounds-like", "every 4: [chest", "heels down", "press up"),
    Fault("sounds-like", "every 4: [wait", "stay tall", "wait at the top"),
    Fault("sounds-like", "every 4: [stay", "no hurry", "thigh still"),
    Fault("sounds-like", "every 4: [to your", "chest up", "to your heels"),
    Fault("sounds-like", "tempo: {down", "{down: 2s, up: 2s}", "{down: 2s, press: 2s}"),
    Fault("long-cue", "every 4: [stay", "no hurry", "move slowly and keep both of your knees quite straight"),
    Fault("too-many-cues", "rep 1: chest up", "every 4: [chest up, heels down]", MANY_CUES),
    Fault("long-setup", "setup: Kneel", "mat.", "mat. Feet together. Knees wide. Arms long."),
    Fault("not-fetched", "setup: Kneel", ", a mat]", "]"),
    Fault("not-fetched", "setup: Stand with", "hands on your hips", "a hand on a chair"),
    Fault("not-moved", "setup: Stand with", "    move: {say: Slide the band to your ankles., time: 10s}\n", ""),
    Fault("jargon", "- Squeeze", "Push through your heels and", "Squeeze your glutes and"),
    Fault("no-safety", "goblet squat:", "safety: Stop if anything hurts.\n", ""),
    Fault("no-warm-up", "routine:", "  - warm-up\n", ""),
    Fault("no-end", "routine:", "  - stretch\n", ""),
    Fault(NOTHING_SILENCED, "setup: Kneel", "Kneel on your mat.", "Kneel on your mat.  # coaching: ok"),
)


def found_in(text: str, folder: Path, **options: str) -> list[Diagnostic]:
    script = folder / "script.yaml"
    script.write_text(text, encoding="utf-8")
    request = Request(str(script), Overrides(**options))  # type: ignore[arg-type]
    loaded = load(request)
    assert loaded.routine is not None, [loaded.files.show(one) for one in loaded.diagnostics]
    return [one for one in review(request, loaded).diagnostics if one not in loaded.diagnostics]


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
def test_nothing_is_found_in_a_good_script(level: str, tmp_path: Path) -> None:
    assert found_in(GOOD, tmp_path, level=level) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}: {fault.bad.strip()[:40]}")
def test_a_planted_fault_is_all_that_is_found(fault: Fault, tmp_path: Path) -> None:
    assert GOOD.count(fault.good) == 1
    bad = GOOD.replace(fault.good, fault.bad)
    found = found_in(bad, tmp_path)
    assert [(one.code, one.span.line, one.severity) for one in found] == [
        (fault.code, line_of(bad, fault.line), "note")
    ]
    assert found[0].help


def test_a_stretch_without_a_word_is_found(tmp_path: Path) -> None:
    late = "    time: 60s\n    cues: {at 20s: fold forwards}\n"
    start = GOOD.index("    setup: Kneel")
    bad = GOOD[:start] + late + "\n" + GOOD[GOOD.index("routine:") :]
    found = {one.code: one for one in found_in(bad, tmp_path)}
    assert set(found) == {"no-movement", "no-position", "untold"}
    assert found["untold"].span.line == line_of(bad, "  stretch:")


def test_a_block_of_both_sides_needs_a_side_in_its_exercises(tmp_path: Path) -> None:
    exercise = '{exercise: Raise, setup: Kneel., movement: "Lift your %s leg.", do: 1x4}'
    text = "title: x\nroutine:\n  - sides: each\n    steps:\n      - " + exercise + "\n"
    assert [(one.code, one.span.line) for one in found_in(text % "top", tmp_path)] == [("no-side", 5)]
    assert found_in(text % "{side}", tmp_path) == []


def test_every_rule_has_its_fault() -> None:
    assert {fault.code for fault in FAULTS} | {"untold"} == {*CODES, NOTHING_SILENCED}


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("  # coaching: ok", []),
        ("  # coaching: ok sounds-like", []),
        ("  # coaching: ok sounds-like, jargon", [NOTHING_SILENCED]),
        ("  # coaching: ok jargon", [NOTHING_SILENCED, "sounds-like"]),
        ("  # Coaching: OK", []),
        ("  # coaching: fine", ["sounds-like"]),
    ],
)
def test_a_comment_silences_its_line(comment: str, left: list[str], tmp_path: Path) -> None:
    cues = "[push your knees out, ribs down, slowly back]"
    bad = GOOD.replace(cues, cues.replace("ribs down", "long spine") + comment)
    assert [one.code for one in found_in(bad, tmp_path)] == left


def test_a_misspelt_code_is_told_the_right_one(tmp_path: Path) -> None:
    found = found_in(GOOD.replace("  - bridge", "  - bridge  # coaching: ok no-warmup"), tmp_path)
    assert [(one.code, one.help) for one in found] == [(NOTHING_SILENCED, "did you mean 'no-warm-up'?")]


def test_a_switch_is_only_needless_in_the_whole_script(tmp_path: Path) -> None:
    text = GOOD.replace("  - bridge", "  - bridge  # coaching: ok")
    assert found_in(text, tmp_path) != []
    assert found_in(text, tmp_path, only=("stretch",)) == []  # type: ignore[arg-type]


def test_what_is_included_is_found_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "library.yaml").write_text(GOOD.replace("ribs down", "long spine"), encoding="utf-8")
    found = found_in("title: Finisher\nroutine:\n  - include: library.yaml\n    only: [bridge]\n", tmp_path)
    assert [(one.code, Path(one.span.file).name) for one in found] == [("sounds-like", "library.yaml")]


def test_a_language_without_words_has_only_what_needs_none(tmp_path: Path) -> None:
    text = (
        "title: x\nlanguage: tlh\nroutine:\n  - {exercise: qet, setup: Qam, time: 20s, cues: {start: qet like this}}\n"
    )
    assert found_in(text, tmp_path) == []


@pytest.mark.parametrize("language", languages())
def test_every_language_has_true_words(language: str) -> None:
    words = vocabulary(language)
    assert words.moving
    assert words.things
    assert set(words.worn) | set(words.heavy) <= set(words.things)
    assert words.like_a_count_at_first
    assert words.jargon


def test_german_is_reviewed_in_german(tmp_path: Path) -> None:
    text = """\
title: Füße
language: de
routine:
  - exercise: Zehenheben
    setup: Stell dich an die Wand.
    movement: Heb die Zehen, wie du siehst.
    do: 1x12
    cues: {rep 5: Zehen hoch}
"""
    assert [(one.code, one.span.line) for one in found_in(text, tmp_path)] == [
        ("not-fetched", 5), ("needs-eyes", 6), ("sounds-like", 8)
    ]  # fmt: skip


@some(5)
@given(scripts(), levels)
def test_any_script_can_be_reviewed(script: Data, level: str) -> None:
    text = written(script)
    routine, _ = checked(text, level)
    assume(routine is not None)
    assert routine is not None
    notes = review_routine(routine, Wording(load_pack("en")[0]), {FILE: text}.get)
    assert {one.severity for one in notes} <= {"note"}
    assert {one.code for one in notes} <= set(CODES)
    assert all(1 <= one.span.line <= text.count("\n") + 1 for one in notes)
    assert list(notes) == sorted(notes, key=lambda one: one.span)


def test_words_are_found_whole() -> None:
    assert find(("as shown", "lift*"), "Lifting, as  shown") == "Lifting"
    assert find(("he", "lift"), "the lifting") == ""
    assert match({"five": ("thigh",), "nine": ("spine",)}, "your SPINE, your thigh") == ("nine", "SPINE")
    assert match({}, "anything") == ("", "")


@pytest.mark.parametrize("script", SHIPPED, ids=lambda script: script.stem)
@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
def test_nothing_is_found_in_the_shipped_scripts(script: Path, level: str) -> None:
    request = Request(str(script), Overrides(level=level))  # type: ignore[arg-type]
    loaded = load(request)
    notes = review(request, loaded).diagnostics
    assert not notes, "\n".join(map(loaded.files.show, notes))
