"""How long a routine lasts by its script alone; the largest that is made, and the smallest that is not."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from tests.script.files import check_files, made_of
from tests.timeline.compiling import QUICK, routine_of
from tests.timeline.scripts import Data, levels, scripts, some, written
from voicecoach.compiler import compile_routine
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import Overrides
from voicecoach.script.lengths import MAX_EVENTS, measure_blocks


def codes_of(routine: str, options: Overrides | None = None, head: str = "") -> list[str]:
    routine_, found = check_files({"main.yaml": f"title: t\n{head}\nroutine: {routine}\n"}, options)
    assert (routine_ is None) == bool(found)
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("routine", "codes"),
    [
        ("[{repeat: 24, steps: [rest: 60m]}]", []),
        ("[{repeat: 24, steps: [rest: 60m]}, rest: 1ms]", ["too-long"]),
        ("[{exercise: wait, time: 24h, ready: 0s}]", []),
        ("[{exercise: wait, time: 24h, ready: 1s}]", ["too-long"]),
        ("[{exercise: wait, sets: 2, time: 12h, ready: 0s, rest: 0s}]", []),
        ("[{exercise: wait, sets: 2, time: 12h, ready: 0s, rest: 1s}]", ["too-long"]),
    ],
)
def test_a_day_and_not_more(routine: str, codes: list[str]) -> None:
    assert codes_of(routine) == codes


def test_a_slow_pace_makes_a_day_of_less() -> None:
    assert codes_of("[{repeat: 6, steps: [rest: 60m]}]", head="pace: 0.25") == []
    assert codes_of("[{repeat: 6, steps: [rest: 60m]}, rest: 1s]", head="pace: 0.25") == ["too-long"]


def test_so_many_events_and_not_more() -> None:
    """A rest is reckoned at eight events, a tone at one, and each time through a repeat at one."""
    hundred = ", ".join(["rest: 0s"] * 12 + ["tone: bell"] * 3)
    assert MAX_EVENTS == 100_000
    assert codes_of(f"[{{repeat: 1000, steps: [{hundred}]}}]") == []
    assert codes_of(f"[{{repeat: 1000, steps: [{hundred}]}}, tone: bell]") == ["too-many-events"]


def test_repeats_multiply() -> None:
    """A million is refused before anything is laid out."""
    routine = "[{repeat: 1000, steps: [{repeat: 1000, steps: [tone: bell]}]}]"
    assert codes_of(routine) == ["too-long", "too-many-events"]


@pytest.mark.parametrize(
    ("cue", "times"), [("start", 1), ("every 4", 250), ("every 3", 333), ("rep 5", 1), ("last 3", 1), ("half", 1)]
)
def test_a_cue_counts_as_often_as_it_comes(cue: str, times: int) -> None:
    texts = [
        f"title: t\nroutine: [{{exercise: squat, do: 1x1000, cues: {cues}}}]\n" for cues in ("none", f"{{{cue}: up}}")
    ]
    plain, cued = (check_files({"main.yaml": text})[0] for text in texts)
    assert plain is not None
    assert cued is not None
    assert measure_blocks(cued.blocks).events - measure_blocks(plain.blocks).events == times


@pytest.mark.parametrize(
    ("exercise", "seconds"),
    [
        ("do: 2x10, rep: 2s, ready: 5s, rest: 30s", 5 + 20 + 30 + 20),
        ("do: 2x10 each side, rep: 2s, ready: 5s, rest: 30s, switch: 4s", 5 + 20 + 4 + 20 + 30 + 20 + 4 + 20),
        ("do: 2x10 each side, rep: 2s, ready: 5s, rest: 30s, switch: 4s, switch_after: exercise", 5 + 80 + 30 + 4 + 30),
        ("do: 1m both sides, ready: 5s", 5 + 60),
        ("do: 1m both sides, ready: 5s, switch_after: exercise", 5 + 60),
        ("do: 2x1m both sides, ready: 5s, rest: 30s, switch: 4s", 5 + 60 + 30 + 60),
        ("do: 2x12 both sides, ready: 5s, rep: 2s, rest: 30s, switch: 4s", 5 + 28 + 30 + 28),
        ("do: 1m both sides, ready: 5s, switch: 4s, variants: [{say: a}, {say: b, time: 30s}]", 5 + 60 + 4 + 30),
        ("do: '30s,25s,20s', ready: 5s, rest: '60s,45s'", 5 + 30 + 60 + 25 + 45 + 20),
        ("do: 4x10s, ready: 5s, rest: [60s, 45s]", 5 + 10 + 60 + 10 + 45 + 10 + 45 + 10),
        ("do: 2x3x10s hold, ready: 5s, rest: 30s", 5 + 42 + 30 + 42),
        ("do: 1x10, rep: 2s, ready: 5s, switch: 4s, variants: [{say: a}, {say: b, reps: 5}]", 5 + 20 + 4 + 10),
    ],
)
def test_sides_and_variants_need_time_to_change(exercise: str, seconds: int) -> None:
    blocks = made_of(f"title: t\nroutine: [{{exercise: squat, {exercise}}}]\n").blocks
    assert measure_blocks(blocks).length == 1000 * seconds


def test_an_emom_lasts_its_time() -> None:
    blocks = made_of("title: t\nroutine: [{emom: 3m, steps: [{exercise: squat, do: 5, ready: 7s}]}]\n").blocks
    assert measure_blocks(blocks).length == 1000 * (7 + 180)


@some()
@given(scripts(), levels)
def test_a_routine_is_as_long_as_what_its_script_asks_for(script: Data, level: str) -> None:
    """All that is done and rested in its timeline, but for what pauses grew for words, and slow repetitions.

    Emoms are tried above.
    """
    assume("emom" not in written(script))
    routine = routine_of(written(script), level)
    compiled = compile_routine(routine, Wording(load_pack(routine.language, ())[0]), QUICK)
    scheduled = [
        slot for plan, slot in zip(compiled.plan.slots, compiled.scheduled, strict=True) if "/demo" not in plan.id
    ]
    done = sum(one.end - one.start for slot in scheduled for one in slot.segments if one.kind != "say")
    grown = sum(slot.growth.grown for slot in scheduled if slot.growth)
    assert measure_blocks(routine.blocks, routine.pace).asked == done - grown
