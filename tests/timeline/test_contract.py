"""The timeline as data, as the language page promises it to other programs, and what must not depend on chance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import given

from tests.timeline.compiling import RandomVoice
from tests.timeline.scripts import Data, compiled, scripts, some, voices
from voicecoach.resources import shipped
from voicecoach.timeline.dump import dump_json
from voicecoach.timeline.model import Timeline

SCHEMA = Path(__file__).parents[1] / "golden" / "timeline.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
few = some(20)


@few
@given(scripts(), voices)
def test_the_data_keeps_the_contract(script: Data, voice: RandomVoice) -> None:
    timeline = compiled(script, voice)
    text = dump_json(timeline)
    data: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(data)
    assert text == dump_json(timeline)
    assert [event["id"] for event in data["events"]] == [event.id for event in timeline.events]
    assert [event["start_ms"] for event in data["events"]] == sorted(event["start_ms"] for event in data["events"])


def ids_before_the_end(timeline: Timeline) -> list[str]:
    return [event.id for event in timeline.events if not event.id.startswith("end/")]


@few
@given(scripts(), voices)
def test_a_step_at_the_end_changes_no_id_before_it(script: Data, voice: RandomVoice) -> None:
    before = ids_before_the_end(compiled(script, voice))
    after = ids_before_the_end(compiled({**script, "routine": [*script["routine"], {"tone": "done"}]}, voice))
    assert [name for name in after if not name.startswith("tone/done")] == before
    assert after != before or not voice.tone("done")


@few
@given(scripts(), voices)
def test_another_exercise_at_the_end_changes_no_repetition_before_it(script: Data, voice: RandomVoice) -> None:
    before = compiled(script, voice)
    added = [*script["routine"], {"exercise": "one more", "do": "1x3"}]
    known = {
        event.id: (event.text, event.rep, event.set) for event in compiled({**script, "routine": added}, voice).events
    }
    for event in before.events:
        if event.rep is not None:
            assert known[event.id] == (event.text, event.rep, event.set)


PROGRAM = """
import sys
from tests.timeline.compiling import RandomVoice, timeline_of
from voicecoach.timeline.dump import dump_json
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    print(dump_json(timeline_of(text, RandomVoice(7, 2000, (0, 30, 700), False))))
"""


def test_no_hash_decides_anything() -> None:
    """The same timelines come from interpreters that order their sets differently."""
    paths = [str(shipped("scripts") / name) for name in ("band-glutes.yaml", "glute-burner.yaml", "hello.yaml")]
    root = Path(__file__).parents[2]
    outputs = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, *paths], env=environment, check=True, capture_output=True, cwd=root
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count(b"voicecoach_timeline") == len(paths)
