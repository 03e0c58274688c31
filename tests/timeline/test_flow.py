"""Timed works with no time between them last exactly as long as they say, and all that belongs to them is heard."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.compiling import SteadyVoice, timeline_of
from tests.timeline.scripts import some
from voicecoach.resources import shipped
from voicecoach.timeline.model import Timeline

SETUPS = ("Stand tall.", "Arms out to your sides, palms down, and small circles to the front.", "Kneel down.")
CUES: tuple[dict[str, str], ...] = (
    {},
    {"start": "long neck"},
    {"half": "keep going", "10s left": "smaller and smaller"},
    {"every 8s": "breathe", "end": "well done", "rest": "Shake it out.", "switch": "Turn to your {side} side."},
)
TEMPOS: tuple[dict[str, Any], ...] = ({}, {"tempo": {"in": "3s", "out": "4s"}}, {"rep": "2s", "count": "every 5"})
PROMPTS: tuple[dict[str, Any], ...] = ({}, {"name": "no"}, {"countdown": "no", "go": "no"}, {"countdown": 5})


@st.composite
def moves(draw: Any) -> dict[str, Any]:
    """A timed move of at least 20 s, in which there is room for what has to be said."""
    seconds = draw(st.integers(20, 70))
    way = draw(st.sampled_from(["sets", "sides", "forms"]))
    how: dict[str, Any] = {
        "sets": {"do": f"{draw(st.integers(1, 3))}x{seconds}s"},
        "sides": {"do": f"{seconds}s each side"},
        "forms": {"variants": [{"say": form, "time": f"{seconds}s", "setup": SETUPS[0]} for form in ("high", "low")]},
    }[way]
    prompts, cues = draw(st.sampled_from(PROMPTS)), draw(st.sampled_from(CUES))
    setup = draw(st.lists(st.sampled_from(SETUPS), max_size=2))
    return {**how, **draw(st.sampled_from(TEMPOS)), "cues": cues, "setup": setup or ["Ready."], "prompts": prompts}


def worked(timeline: Timeline) -> tuple[int, int]:
    """Where the first work begins, and the last one ends."""
    works = [segment for segment in timeline.segments if segment.kind == "work"]
    return works[0].start, works[-1].end


@some()
@given(st.lists(moves(), min_size=2, max_size=4), st.integers(1, 2), st.booleans())
def test_no_move_waits_for_words_and_none_of_the_words_are_lost(
    exercises: list[dict[str, Any]], rounds: int, circuit: bool
) -> None:
    steps = [{"exercise": f"move {number}", **one} for number, one in enumerate(exercises)]
    block = {"circuit": rounds, "rest": "0s", "rest_between_rounds": "0s", "steps": steps}
    routine = [block] if circuit else steps
    script = {"title": "t", "defaults": {"ready": "0s", "rest": "0s", "switch": "0s"}, "routine": routine}
    timeline = timeline_of(yaml.safe_dump(script, sort_keys=False), SteadyVoice())
    start, end = worked(timeline)
    segments = [segment for segment in timeline.segments if start <= segment.start < end]
    assert {segment.kind for segment in segments} == {"work"}
    wanted = sum(segment.end - segment.start for segment in segments)
    assert end - start == wanted
    assert all((segment.end - segment.start) % 1000 == 0 for segment in segments)
    for number, one in enumerate(exercises):
        heard = [event for event in timeline.events if event.exercise == f"move {number}"]
        assert {*one["setup"]} <= {event.text for event in heard if event.role == "setup"}
        if "name" not in one["prompts"]:
            assert any(re.search(rf"move {number}\.$", event.text.lower()) for event in heard if event.role == "name")


def test_a_circuit_of_two_minutes_lasts_two_minutes() -> None:
    stations = "[{exercise: Step-ups, do: 1m}, {exercise: Marching, do: 1m}]"
    timeline = timeline_of(f"title: t\nroutine:\n- {{circuit: 1, rest: 0s, steps: {stations}}}\n", SteadyVoice())
    start, end = worked(timeline)
    assert end - start == 120_000
    assert not timeline.notes
    told = next(event for event in timeline.events if event.text == "Keep going. Next: Marching.")
    assert told.start == start + 50_000
    named = next(event for event in timeline.events if event.text == "Marching.")
    assert 60_000 < named.start - start < 61_000
    assert next(event for event in timeline.events if event.id.endswith("/ten-seconds")).start > start + 60_000


@pytest.mark.parametrize(
    ("name", "length"), [("couch-to-5k-week-1", 1_800_000), ("yoga-flow", 5 * (26 + 40 + 17) * 1000 + 4 * 6000)]
)
def test_routines_by_the_clock_have_no_drift(name: str, length: int) -> None:
    text = (shipped("scripts") / f"{name}.yaml").read_text("utf-8")
    start, end = worked(timeline_of(text, SteadyVoice()))
    assert end - start == length


@pytest.mark.parametrize("every", ["1m", "90s"])
def test_moves_flow_within_a_turn_of_an_emom(every: str) -> None:
    steps = "[{repeat: 2, steps: [{exercise: plank, do: 15s, ready: 0s}, {exercise: hollow, do: 10s, ready: 0s}]}]"
    emom = f"{{emom: 3m, every: {every}, steps: {steps}}}"
    timeline = timeline_of(f"title: t\nroutine: [{emom}]\n", SteadyVoice())
    works = [segment.start for segment in timeline.segments if segment.kind == "work"]
    step = {"1m": 60_000, "90s": 90_000}[every]
    assert [at - works[0] for at in works[:4]] == [0, 15_000, 25_000, 40_000]
    assert [at - works[0] for at in works[::4]] == [turn * step for turn in range(len(works) // 4)]


def test_a_chapter_begins_with_work_that_flows() -> None:
    text = "title: t\ndefaults: {ready: 0s, do: 20s}\nroutine: [exercise: a, exercise: b]\n"
    timeline = timeline_of(text, SteadyVoice())
    assert timeline.chapters[1].start == [one for one in timeline.segments if one.kind == "work"][1].start


def test_the_next_set_and_its_weight_are_told_before_it_begins() -> None:
    made = timeline_of(
        "title: T\nroutine:\n  - {exercise: Press, do: 2x20s, rest: 0s, weight: [5 kg, 6 kg]}\n", SteadyVoice()
    )
    _, change = (one.start for one in made.segments if one.kind == "work")
    (said,) = (one for one in made.spoken() if "6 kg" in one.text)
    assert change - 10_000 < said.start < said.end < change - 3_000
