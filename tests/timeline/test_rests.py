"""A rest that is written lasts from the end of work to the beginning of the next work, wherever it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.timeline.compiling import QUICK, lay_out, routine_of

ROW, DIP = "{exercise: row, do: 5s, ready: 7s}", "{exercise: dip, do: 5s, ready: 7s}"


def gaps_of(steps: str) -> list[float]:
    """Seconds between works."""
    timeline = lay_out(routine_of(f"title: t\nroutine: [{steps}]\n"), QUICK)
    works = [one for one in timeline.segments if one.kind == "work"]
    return [(after.start - before.end) / 1000 for before, after in pairwise(works)]


@pytest.mark.parametrize(
    ("steps", "gaps"),
    [
        (f"{ROW}, {DIP}", [7]),
        (f"{ROW}, rest: 45s, {DIP}", [45]),
        (f"{ROW}, rest: 5s, {DIP}", [5]),
        (f"{ROW}, rest: 0s, {DIP}", [0]),
        (f"{ROW}, rest: 20s, rest: 10s, {DIP}", [30]),
        ("{exercise: row, do: 3x5s, ready: 7s, rest: '20s,9s'}", [20, 9]),
        (f"{{sides: each, switch: 12s, steps: [{ROW}]}}", [12]),
        (f"{{sides: each, steps: [{ROW}]}}", [6]),
        (f"{{repeat: 2, steps: [{ROW}, rest: 30s]}}, {DIP}", [30, 30]),
        (f"{{section: one, steps: [{ROW}, rest: 30s]}}, {{section: two, steps: [{DIP}]}}", [30]),
        (f"{{circuit: 2, rest: 20s, rest_between_rounds: 40s, steps: [{ROW}, {DIP}]}}", [20, 40, 20]),
        (f"{{circuit: 2, rest_between_rounds: 40s, steps: [{ROW}, {DIP}]}}", [7, 40, 7]),
        (f"{{circuit: 2, rest_between_rounds: 40s, steps: [{ROW}, rest: 25s, {DIP}]}}", [25, 40, 25]),
    ],
)
def test_a_rest_is_from_work_to_work(steps: str, gaps: list[float]) -> None:
    assert gaps_of(steps) == gaps


TWICE = f"{{superset: 2, rest_between_rounds: 40s, steps: [{ROW}]}}"


@pytest.mark.parametrize(
    ("steps", "gaps"),
    [
        (TWICE, [40]),
        (f"{TWICE}, {DIP}", [40, 40]),
        (f"{TWICE}, {TWICE}", [40, 40, 40]),
        (f"{{repeat: 2, steps: [{TWICE}]}}", [40, 40, 40]),
        (f"{{section: a, steps: [{TWICE}]}}, {{section: b, steps: [{TWICE}]}}", [40, 40, 40]),
        (f"{TWICE}, rest: 60s, {DIP}", [40, 60]),
        (f"{{superset: 2, steps: [{ROW}]}}, {DIP}", [30, 7]),
        (f"{{circuit: 2, rest: 50s, rest_between_rounds: 60s, steps: [{TWICE}, {DIP}]}}", [40, 50, 60, 40, 50]),
    ],
)
def test_after_the_last_round_comes_the_rest_between_rounds_where_work_follows(steps: str, gaps: list[float]) -> None:
    assert gaps_of(steps) == gaps


def test_no_rest_is_owed_at_the_end() -> None:
    timeline = lay_out(routine_of(f"title: t\nroutine: [{TWICE}]\n"), QUICK)
    assert [one.kind for one in timeline.segments if one.kind != "say"] == ["ready", "work", "rest", "ready", "work"]


@pytest.mark.parametrize(
    ("texts", "heard"),
    [
        ("[one, two]", ["one", "two"]),
        ("[one, two, three]", ["one", "two", "three"]),
        ("[one, {say: two, only: last set}]", ["one", "one", "two"]),
        ("one", ["one", "one"]),
    ],
)
def test_words_of_a_rest_are_heard_between_sets_and_not_once_too_often(texts: str, heard: list[str]) -> None:
    script = f"title: t\nroutine: [{{exercise: row, do: 3x5s, cues: {{rest: {texts}}}}}, rest: 40s, {DIP}]\n"
    said = [event.text for event in lay_out(routine_of(script), QUICK).events if "/cue-rest" in event.id]
    assert said == heard


@pytest.mark.parametrize("prompts", ["no", "{switch: no}"])
@pytest.mark.parametrize("steps", ["{exercise: row, do: 5s each side}", f"{{sides: each, steps: [{ROW}]}}"])
def test_a_change_of_sides_without_its_prompt_keeps_its_time(prompts: str, steps: str) -> None:
    timeline = lay_out(routine_of(f"title: t\nprompts: {prompts}\nroutine: [{steps}]\n"), QUICK)
    assert gaps_of(steps) == [6]
    assert not [one for one in timeline.events if one.id.endswith("/switch") or one.sound == "switch"]
    assert [one.end - one.start for one in timeline.segments if one.kind == "switch"] == [6000]
