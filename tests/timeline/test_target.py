"""``--minutes``: it is hit to the second, or what can be had is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.timeline.compiling import RandomVoice, checked, lay_out, routine_of
from tests.timeline.scripts import Data, compiled, scripts, voices, written
from voicecoach.script.fewer import with_fewer_sets
from voicecoach.script.model import Pace, Routine
from voicecoach.timeline.target import Fitted, OutOfReach, fit_length

VOICE = RandomVoice(1, 900, (30, 120), deaf=False)
SETS = "title: Sets\nroutine:\n  - exercise: Bridge\n    do: 4x10\n    rest: 30s\n"
"""Movement 4 × 30 s, rests 3 × 30 s."""


def length_of(routine: Routine, voice: RandomVoice, pace: Pace, fewer: int = 0) -> int:
    blocks = with_fewer_sets(routine.blocks, fewer)
    return lay_out(replace(routine, pace=pace, blocks=blocks), voice).duration


def fit(routine: Routine, target: int, voice: RandomVoice = VOICE) -> Fitted | OutOfReach:
    return fit_length(routine, lambda changed: lay_out(changed, voice).duration, target)


def test_rests_give_first() -> None:
    routine = routine_of(SETS)
    before = length_of(routine, VOICE, Pace())
    fitted = fit(routine, before - 20_000)
    assert isinstance(fitted, Fitted)
    assert fitted.movements == 1
    assert Decimal("0.7") < fitted.rests < Decimal("0.85"), "20 s of rests and ready times of 100 s"


def test_sets_give_when_rests_are_at_half_and_movement_stays() -> None:
    routine = routine_of(SETS)
    before = length_of(routine, VOICE, Pace())
    fitted = fit(routine, before - 70_000)
    assert isinstance(fitted, Fitted)
    assert (fitted.fewer, fitted.movements) == (1, 1), "a set and its rest take 60 s"
    assert fitted.rests < 1


def test_movement_gives_only_where_the_script_says_so() -> None:
    one_set = SETS.replace("4x10", "1x20")
    target = length_of(routine_of(one_set), VOICE, Pace()) - 12_000
    kept, moved = fit(routine_of(one_set), target), fit(routine_of(f"minutes: {{movement: yes}}\n{one_set}"), target)
    assert isinstance(kept, OutOfReach)
    assert isinstance(moved, Fitted)
    assert Decimal("0.8") <= moved.movements < 1


def test_what_is_there_already_is_left_alone() -> None:
    routine = routine_of(SETS)
    fitted = fit(routine, length_of(routine, VOICE, Pace()) + 400)
    assert isinstance(fitted, Fitted)
    assert (fitted.pace, fitted.rests, fitted.movements) == (Pace(Decimal("1.000000"), Decimal("1.000000")), 1, 1)


def test_the_range_is_what_can_be_had() -> None:
    routine = routine_of(SETS)
    missed = fit(routine, 20_000)
    assert isinstance(missed, OutOfReach)
    assert missed.shortest == length_of(routine, VOICE, Pace(Decimal(1), Decimal(2)), fewer=3)
    assert missed.longest == length_of(routine, VOICE, Pace(Decimal(1), Decimal("0.5")))
    for target in (missed.shortest, missed.longest, (missed.shortest + missed.longest) // 2):
        assert isinstance(fit(routine, target), Fitted)


def test_no_emom_is_slowed_down_beyond_its_turn() -> None:
    routine = routine_of(
        "title: Emom\nroutine:\n  - emom: 5m\n    steps:\n      - exercise: Swing\n        do: 18\n"
        "  - rest: 1m\n  - exercise: Walk\n    do: 2m\n"
    )
    before = length_of(routine, VOICE, Pace())
    missed = fit(routine, before + 100_000)
    assert isinstance(missed, OutOfReach)
    assert missed.longest < before + 90_000


def test_rests_in_a_turn_grow_only_as_far_as_the_turn_goes() -> None:
    routine = routine_of(
        "title: Emom\nroutine:\n  - emom: 2m\n    steps:\n      - {exercise: Swing, do: 30s}\n      - rest: 20s\n"
        "      - {exercise: Press, do: 20s}\n"
    )
    before = length_of(routine, VOICE, Pace())
    missed = fit(routine, before + 14_000)
    assert isinstance(missed, OutOfReach)
    assert missed.longest < before + 10_000, "only the time to get ready, and by half"


def test_rests_around_an_emom_become_shorter() -> None:
    routine = routine_of(
        "title: Emom\nroutine:\n  - emom: 2m\n    steps:\n      - {exercise: Swing, do: 18}\n"
        "  - rest: 1m\n  - exercise: Walk\n    do: 2m\n"
    )
    before = length_of(routine, VOICE, Pace())
    fitted = fit(routine, before - 20_000)
    assert isinstance(fitted, Fitted)
    assert fitted.rests < 1


@pytest.mark.parametrize("pace", ["0.8", "1.25"])
def test_a_pace_of_the_script_is_where_it_starts_from(pace: str) -> None:
    routine = routine_of(f"pace: {pace}\n{SETS}")
    fitted = fit(routine, length_of(routine, VOICE, routine.pace) - 10_000)
    assert isinstance(fitted, Fitted)
    assert fitted.pace.move == Decimal(pace)
    assert fitted.pace.rest > Decimal(pace)


@settings(max_examples=25, deadline=None)
@given(scripts(), voices, st.integers(70, 140))
def test_it_is_hit_to_the_second_wherever_that_is_claimed(script: Data, voice: RandomVoice, percent: int) -> None:
    before = compiled(script, voice).duration
    routine = routine_of(written(script))
    assume(before < 20 * 60_000)
    target = before * percent // 100
    fitted = fit(routine, target, voice)
    if isinstance(fitted, Fitted):
        changed, found = checked(written(script), fewer=fitted.fewer, at=fitted.pace)
        assert changed is not None, found
        assert lay_out(changed, voice).duration == fitted.length
        assert abs(fitted.length - target) <= 1000
        assert Decimal("0.5") <= fitted.rests <= 2
        assert fitted.movements == 1
    else:
        assert abs(fitted.nearest - target) > 1000
