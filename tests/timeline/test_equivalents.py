"""Two ways to write the same are heard alike, and a change is heard where it was made and nowhere else.

Both scripts of each test are in the language itself; that each of them is right is seen on the pages of
``tests/golden/heard``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.timeline.compiling import RandomVoice, timeline_of
from tests.timeline.scripts import Data, compiled, levels, scripts, some, voices, walk, written
from tests.timeline.test_invariants import run_of, tag_of
from voicecoach.timeline.model import Event, Segment, Timeline

few = some(20)


def heard(timeline: Timeline) -> tuple[list[Event], list[Segment], int]:
    """All that does not say where in the script it comes from."""
    events = [replace(event, source=None) for event in timeline.events]
    return events, [replace(segment, source=None) for segment in timeline.segments], timeline.duration


def works(timeline: Timeline) -> list[tuple[str, str, int]]:
    """What is done, on which side and for how long."""
    return [(one.label, one.side, one.end - one.start) for one in timeline.segments if one.kind == "work"]


def exercises_of(script: Data) -> Iterator[Data]:
    """The definitions, and the exercises written into the routine."""
    yield from script["exercises"].values()
    yield from (step for step in steps_of(script) if "exercise" in step)


def changed(script: Data, change: Callable[[Data], Any]) -> Data:
    """The script after ``change`` to each of its exercises."""
    other = deepcopy(script)
    for exercise in exercises_of(other):
        change(exercise)
    return other


def simple(script: Data, **keys: str) -> Data:
    """All exercises without cues and forms, and with ``keys``."""

    def change(exercise: Data) -> None:
        for key in ("variants", "switch_after", "harder", "fade", "demo", "breathing"):
            exercise.pop(key, None)
        for key in {"rest", "weight"} & set(exercise):
            exercise[key] = exercise[key].split(",")[0]
        exercise.update(cues={}, **keys)

    return changed(script, change)


def steps_of(script: Data) -> list[Data]:
    """Every step as a block."""
    return [step if isinstance(step, dict) else {step: ""} for step in walk(script["routine"])]


def same(one: Data, other: Data, voice: RandomVoice, level: str = "normal") -> None:
    assert heard(compiled(one, voice, level)) == heard(compiled(other, voice, level))


# Two ways to write the same


@few
@given(scripts(), voices)
def test_repeat_is_the_steps_written_again(script: Data, voice: RandomVoice) -> None:
    steps = script["routine"]
    same({**script, "routine": [{"repeat": 2, "steps": steps}]}, {**script, "routine": steps * 2}, voice)


@few
@given(scripts(), voices, levels)
def test_a_dose_is_short_for_its_parts(script: Data, voice: RandomVoice, level: str) -> None:
    def in_parts(exercise: Data) -> None:
        dose = exercise.get("do", "")
        if dose.endswith((" both sides", " hold", " hold each side")):
            return
        exercise.pop("do", None)
        if dose.endswith(" each side"):
            exercise["sides"] = "each"
            dose = dose.removesuffix(" each side")
        sets, _, amount = dose.rpartition("x")
        if "," in amount and "harder" in exercise:
            sets = str(len(amount.split(",")))  # repetitions of a level would take the list away, and its sets with it
        exercise.update({"sets": sets} if sets else {})
        if amount:
            exercise.update({"time" if "s" in amount else "reps": amount.split(",")})

    same(script, changed(script, in_parts), voice, level)


@few
@given(scripts(), voices, levels)
def test_a_level_is_the_number_of_it_written(script: Data, voice: RandomVoice, level: str) -> None:
    """All but the announcement of the dose, which names both ends of a range."""

    def number(ends: re.Match[str]) -> str:
        low, high = int(ends[1]), int(ends[3])
        return str({"easy": low, "normal": (low + high) // 2, "hard": high}[level]) + ends[2]

    def written_out(exercise: Data) -> None:
        for one in (exercise, *exercise.get("variants", [])):
            one.update({key: re.sub(r"(\d+)(s?)-(\d+)s?", number, one[key]) for key in ("do", "time") if key in one})
        if "harder" in exercise and level != "hard":
            del exercise["harder"]

    def without_doses(exercise: Data) -> None:
        exercise["prompts"] = {**exercise.get("prompts", {}), "dose": "no"}

    script = changed(script, without_doses)
    same(script, changed(script, written_out), voice, level)


@few
@given(scripts(), voices, st.sampled_from(["0.5", "1.2", "3.33"]))
def test_a_pace_is_one_of_movement_and_of_rests_wherever_it_stands(script: Data, voice: RandomVoice, pace: str) -> None:
    same({**script, "pace": pace}, {**script, "pace": {"move": pace, "rest": pace}}, voice)
    assert compiled({**script, "pace": pace}, voice) == compiled({**script, "pace": "1"}, voice, pace=pace)


@few
@given(scripts(), voices)
def test_phases_are_a_repetition_as_long_as_all_of_them(script: Data, voice: RandomVoice) -> None:
    def quiet(exercise: Data) -> None:
        for key in ("count_on", "demo", "breathing"):
            exercise.pop(key, None)
        exercise["prompts"] = {**exercise.get("prompts", {}), "phases": "none"}
        cues = exercise["cues"]
        exercise["cues"] = {when: cues[when] for when in cues if not re.match("at [a-z]", when)}

    def in_one(exercise: Data) -> None:
        if "tempo" in exercise:
            first = next(iter(exercise.pop("tempo")))
            exercise["rep"] = {"open": "3s", "in": "2.3s", "3": "6s", "2": "4s"}[first]

    by_phases = changed(script, quiet)
    same(by_phases, changed(by_phases, in_one), voice)


@few
@given(scripts(), voices)
def test_only_all_exercises_is_nothing_left_out(script: Data, voice: RandomVoice) -> None:
    names = {step.get("exercise", name) for step in steps_of(script) for name in step}
    only = ",".join(name for name in names if name.startswith(("move", "inline", "flow")))
    assert works(compiled(script, voice)) == works(timeline_of(written(script), voice, only=only))


@few
@given(scripts(rounds=False), voices)
def test_one_round_is_the_exercises_in_order(script: Data, voice: RandomVoice) -> None:
    one_set = simple(script, do="7")
    steps = [*one_set["exercises"]]
    in_order = works(compiled({**one_set, "routine": steps}, voice))
    for kind in ("superset", "circuit"):
        block = {kind: 1, "rest": "5s", "steps": steps}
        assert works(compiled({**one_set, "routine": [block]}, voice)) == in_order


@few
@given(scripts(rounds=False), voices)
def test_rounds_of_one_station_are_its_sets(script: Data, voice: RandomVoice) -> None:
    name = next(iter(script["exercises"]))
    whole = simple(script, do="4,3,2")
    station = {**whole, "routine": [{"superset": 3, "steps": [name]}]}
    assert works(compiled(station, voice)) == works(compiled({**whole, "routine": [name]}, voice))


@few
@given(scripts(), voices, st.sampled_from([["left", "right"], ["right", "left"]]))
def test_steps_for_both_sides_are_the_steps_for_each(script: Data, voice: RandomVoice, order: list[str]) -> None:
    def on(side: str) -> list[tuple[str, str, int]]:
        def sided(exercise: Data) -> None:
            if "side" not in exercise.get("do", "") and exercise.get("sides", "none") == "none":
                exercise["sides"] = side

        return works(compiled(changed(script, sided), voice))

    assume(not any({"amrap", "sides"} & set(step) and "exercise" not in step for step in steps_of(script)))
    script = changed(script, lambda exercise: exercise.pop("demo", None))
    assume("both sides" not in written(script))
    both = {**script, "routine": [{"sides": order, "steps": script["routine"]}]}
    assert works(compiled(both, voice)) == on(order[0]) + on(order[1])


# A change is heard where it was made


def beats(timeline: Timeline) -> list[tuple[str, int]]:
    """Every beat, by its distance from the beginning of its work."""
    starts = [one.start for one in timeline.segments if one.kind == "work"]
    heard = [event for event in timeline.events if event.role in ("count", "last", "go")]
    return [(event.id, event.start - max(at for at in starts if at <= event.start)) for event in heard]


SWITCHED = {
    "title": "^title",
    "total": "start/total",
    "name": "/ready/name",
    "dose": "/ready/dose",
    "set": "/rest/set$|/round$",
    "side": "/(ready|rest|switch|rep[0-9]+)/side$",
    "half": "^half",
    "last": "^last",
    "next": "^next",
    "rest": "/rest$",
    "ten_seconds": "/(ten-seconds|one-minute)$",
    "switch_ahead": "/switch-soon$",
    "go": "^go",
    "done": "^done end/done",
    "countdown": "^countdown",
    "phases": "^phase",
}
"""What a prompt is about, by roles and ids."""


@few
@given(scripts(prompts=False), voices, st.sampled_from(sorted(SWITCHED)))
def test_a_prompt_that_is_off_is_not_heard_and_moves_no_beat(script: Data, voice: RandomVoice, prompt: str) -> None:
    switches = {prompt: "none" if prompt == "phases" else "no"}
    on, off = (compiled({**script, "prompts": prompts}, voice) for prompts in ({"title": "yes"}, switches))
    assert not [event for event in off.events if re.search(SWITCHED[prompt], f"{event.role} {event.id}")]
    assert works(on) == works(off)
    before, after = beats(on), beats(off)
    assert after == [(name, at) for name, at in before if (name, at) in after]
    assert prompt in ("go", "last") or before == after


MOMENTS: dict[str, Callable[[int], int]] = {
    **dict.fromkeys(("start", "half", "last", "last 2", "rep 3", "every 3"), lambda length: 1),
    "at 2s": lambda length: 1,
    "every 4s": lambda length: len(range(4000, length - 1000, 4000)),
    "7s left": lambda length: 1,
}
"""How often a cue is due in six repetitions, or in so many ms of timed work."""
TIMED = ("at 2s", "every 4s", "7s left")


@some(4)
@given(scripts(rounds=False), voices, st.sampled_from(sorted(MOMENTS)))
def test_a_cue_moves_no_beat_and_is_heard_or_missed_in_a_note(script: Data, voice: RandomVoice, when: str) -> None:
    assume(when in TIMED or voice.tone("count"))
    work = {"do": "2x9s", "count": "none"} if when in TIMED else {"do": "2x6", "count": "up"}
    quiet = simple({**script, "pace": "1", "routine": [*script["exercises"]]}, **work)
    cued = changed(quiet, lambda exercise: exercise.update(cues={when: "well done q999"}))
    before, after = compiled(quiet, voice), compiled(cued, voice)
    assert beats(before) == beats(after)
    assert works(before) == works(after)
    noted = [note for note in after.notes if note.code == "cue-dropped" and "q999" in note.message]
    for segment in (one for one in after.segments if one.kind == "work"):
        events = [event for event in after.events if segment.start <= event.start < segment.end]
        said = len([event for event in events if tag_of(event) == "q999"])
        due = MOMENTS[when](segment.end - segment.start)
        assert said == due or (said < due and noted), (when, segment, said, due)


@few
@given(scripts(), voices)
def test_pace_changes_movement_and_not_speech(script: Data, voice: RandomVoice) -> None:
    """At twice the pace work takes half of its time, to the nearest millisecond, and a phrase as long as ever."""
    usual, fast = (compiled({**script, "pace": pace}, voice) for pace in ("1", "2"))
    assert works(fast) == [(label, side, (length + 1) // 2) for label, side, length in works(usual)]
    lengths = {event.phrase: event.end - event.start for event in usual.spoken()}
    assert all(lengths.get(event.phrase, event.end - event.start) == event.end - event.start for event in fast.spoken())


@few
@given(scripts(), voices)
def test_a_rest_of_five_seconds_more_makes_the_whole_just_so_much_longer(script: Data, voice: RandomVoice) -> None:
    """Wherever else pauses grow; one that grows itself, or in which a minute is asked for to move, has them already."""
    lengths = []
    for rest in ("115s", "120s"):
        routine = [*script["routine"], {"rest": rest}, *script["routine"]]
        run = run_of({**script, "pace": "1", "prompts": {"total": "no"}, "routine": routine}, voice)
        (rested,) = [one for one in run.timeline.segments if one.kind == "rest" and f"rest: {rest}" in run.line(one)]
        following = min((one.start for one in run.works if one.start > rested.start), default=run.timeline.duration)
        assume(not [one for one in run.grown if rested.start <= one.start < following])
        lengths.append(run.timeline.duration)
    assert lengths[1] - lengths[0] == 5000
