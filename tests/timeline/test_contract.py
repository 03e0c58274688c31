"""The timeline as data, as the language page promises it to other programs, and what must not depend on chance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from tests.timeline.expected import paced
from tests.timeline.made import check_text, lay_out, make
from tests.timeline.routines import Voice, scripts, voices
from tests.timeline.scripts import Move, Script, Step
from tests.timeline.test_truths import EXAMPLES, PROFILE
from tests.timeline.truths import TROUBLE
from voicecoach.resources import shipped
from voicecoach.timeline.dump import dump_json
from voicecoach.timeline.model import Timeline

SOURCE = {
    "type": "object",
    "required": ["file", "line", "column"],
    "properties": {
        "file": {"type": "string", "minLength": 1},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
    "additionalProperties": False,
}
TIME = {"type": "integer", "minimum": 0}
ROLES = [
    "title", "name", "setup", "count", "phase", "cue", "go", "countdown", "half", "last",
    "rest", "next", "switch", "time", "done", "say", "tone",
]  # fmt: skip
EVENT = {
    "type": "object",
    "required": ["id", "kind", "role", "start_ms", "end_ms"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "kind": {"enum": ["say", "tone"]},
        "role": {"enum": ROLES},
        "start_ms": TIME,
        "end_ms": TIME,
        "text": {"type": "string", "minLength": 1},
        "sound": {"type": "string", "minLength": 1},
        "exercise": {"type": "string", "minLength": 1},
        "set": {"type": "integer", "minimum": 1},
        "side": {"enum": ["left", "right"]},
        "rep": {"type": "integer", "minimum": 1},
        "source": SOURCE,
    },
    "additionalProperties": False,
    "if": {"properties": {"kind": {"const": "say"}}},
    "then": {"required": ["text"], "properties": {"sound": False}},
    "else": {"required": ["sound"], "properties": {"text": False}},
}
CONTRACT = {
    "type": "object",
    "required": ["voicecoach_timeline", "title", "language", "duration_ms", "events", "chapters", "notes"],
    "properties": {
        "voicecoach_timeline": {"const": 1},
        "title": {"type": "string"},
        "language": {"type": "string"},
        "duration_ms": {"type": "integer", "minimum": 1},
        "events": {"type": "array", "items": EVENT},
        "chapters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title", "start_ms", "end_ms"],
                "properties": {"title": {"type": "string", "minLength": 1}, "start_ms": TIME, "end_ms": TIME},
                "additionalProperties": False,
            },
        },
        "notes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message", "source"],
                "properties": {
                    "code": {"enum": [*TROUBLE, "grown"]},
                    "message": {"type": "string", "minLength": 1},
                    "source": SOURCE,
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
VALIDATOR = jsonschema.Draft202012Validator(CONTRACT)
some = settings(max_examples=max(20, EXAMPLES[PROFILE] // 10), derandomize=PROFILE == "ci", deadline=None)


@some
@given(scripts(), voices)
def test_the_data_keeps_the_contract(script: Script, voice: Voice) -> None:
    timeline = make(script, voice).timeline
    text = dump_json(timeline)
    data: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(data)
    assert text == dump_json(timeline)
    assert [event["id"] for event in data["events"]] == [event.id for event in timeline.events]
    assert [event["start_ms"] for event in data["events"]] == sorted(event["start_ms"] for event in data["events"])


def ids_before_the_end(timeline: Timeline) -> list[str]:
    return [event.id for event in timeline.events if not event.id.startswith("end/")]


@some
@given(scripts(), voices)
def test_a_step_at_the_end_changes_no_id_before_it(script: Script, voice: Voice) -> None:
    before = ids_before_the_end(make(script, voice).timeline)
    longer = replace(script, steps=(*script.steps, Step("tone", words="bell")))
    after = ids_before_the_end(make(longer, voice).timeline)
    added = [name for name in after if name.startswith("tone/bell")]
    assert [name for name in after if not name.startswith("tone/bell")] == [
        name for name in before if not name.startswith("tone/bell")
    ]
    assert added or not voice.tone("bell")


@some
@given(scripts(), voices)
def test_another_exercise_at_the_end_changes_no_repetition_before_it(script: Script, voice: Voice) -> None:
    added = Move("one more", timed=False, sets=1, dose=((3, 3),))
    before = make(script, voice).timeline
    after = make(replace(script, steps=(*script.steps, Step("move", added))), voice).timeline
    known = {event.id: (event.text, event.rep, event.set) for event in after.events}
    for event in before.events:
        if event.rep is not None:
            assert known[event.id] == (event.text, event.rep, event.set)


@some
@given(scripts(), voices)
def test_pace_changes_movement_and_not_speech(script: Script, voice: Voice) -> None:
    """At another pace each stretch of work is so much longer, and a phrase takes as long as it always does."""
    slow = make(replace(script, pace=("0.5", "0.5"), pace_written="one"), voice)
    fast = make(replace(script, pace=("2", "2"), pace_written="one"), voice)
    for (one, stretch), (other, _) in zip(slow.works(), fast.works(), strict=True):
        assert one.end - one.start == paced(stretch.length, "0.5")
        assert other.end - other.start == paced(stretch.length, "2")
    lengths = {event.phrase: event.end - event.start for event in slow.timeline.spoken()}
    assert all(lengths.get(event.phrase, event.end - event.start) == event.end - event.start
               for event in fast.timeline.spoken())  # fmt: skip


QUICK = Voice(seed=0, longest=40, tones=(30,), deaf=True)


def steady(sets: int, reps: int, rep: int, rest: int, pace: str, sides: str) -> Timeline:
    """A routine in which nothing can grow: everything is said in 40 ms, and the total is not announced."""
    text = (
        f"title: t\npace: {pace}\nprompts: {{total: no}}\nroutine:\n"
        f"  - {{exercise: squat, do: {sets}x{reps}, rep: {rep}ms, rest: {rest}ms,\n"
        f"     ready: 1m, switch: 1m, sides: {sides}}}\n"
    )
    timeline = lay_out(check_text(text), QUICK)
    assert not [note for note in timeline.notes if note.code == "grown"]
    return timeline


@pytest.mark.parametrize("pace", ["0.25", "0.8", "1", "1.2", "4"])
@pytest.mark.parametrize(("sides", "each"), [("none", 1), ("each", 2), ("alternate", 1)])
@pytest.mark.parametrize("sets", [1, 2, 5])
def test_a_change_of_a_length_changes_the_whole_by_exactly_that(pace: str, sides: str, each: int, sets: int) -> None:
    before = steady(sets, 10, 3000, 60_000, pace, sides).duration
    longer_rest = steady(sets, 10, 3000, 73_210, pace, sides).duration
    assert longer_rest - before == (sets - 1) * (paced(73_210, pace) - paced(60_000, pace))
    slower = steady(sets, 10, 3333, 60_000, pace, sides).duration
    assert slower - before == each * sets * (paced(33_330, pace) - paced(30_000, pace))
    more = steady(sets, 13, 3000, 60_000, pace, sides).duration
    assert more - before == each * sets * (paced(39_000, pace) - paced(30_000, pace))


PROGRAM = """
import sys
from tests.timeline.routines import Voice
from tests.timeline.made import check_text, lay_out
from voicecoach.timeline.dump import dump_json
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    print(dump_json(lay_out(check_text(text), Voice(7, 2000, (0, 30, 700), False))))
"""


def test_no_hash_decides_anything() -> None:
    """The same timelines come from interpreters that order their sets differently."""
    paths = [str(shipped("scripts") / name) for name in ("band-glutes.yaml", "glute-burner.yaml", "hello.yaml")]
    root = Path(__file__).parents[2]
    made = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, *paths], env=environment, check=True, capture_output=True, cwd=root
        )
        made.add(run.stdout)
    assert len(made) == 1
    assert made.pop().count(b"voicecoach_timeline") == len(paths)
