"""A tweak costs what it changed: what comes after the next set-up is the same sound in the same place of its frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.app import Request, Studio, load
from voicecoach.output.chunks import cut, key_of
from voicecoach.output.model import FileOptions
from voicecoach.output.mp3 import layer3, settings_of
from voicecoach.script.checker import Overrides as Changes
from voicecoach.timeline.model import Timeline

SCRIPT = """
title: Two exercises
exercises:
  bridge: {do: 3x8, tempo: {up: 1s, down: 2s}, rest: 30s}
  row: {setup: Sit on the floor with the band around both feet and your back straight., do: 3x8, cues: {every 3: pull}}
routine: [bridge, row]
"""


def laid(script: Path, *changes: str) -> tuple[Timeline, set[str]]:
    """The timeline, and the keys of all chunks from the second exercise's first repetition on."""
    routine, pack = load(Request(str(script), Changes(sets=changes))).require()
    with Studio(routine, pack) as studio:
        timeline = studio.timeline()
        sound, layer = studio.sound(timeline, 24_000), layer3(24_000)
        begins = next(
            event.start for event in timeline.events if event.id.startswith("row/set1") and event.role == "go"
        )
        heard = (section for section in cut(sound, layer) if section.sound and section.last * 24 > begins)
        return timeline, {key_of(sound, section, layer, settings_of(FileOptions())) for section in heard}


@pytest.mark.parametrize(("change", "longer"), [("rest=35s", 10_000), ("rest=30.01s", 20), ("tempo.up=1.007s", 168)])
def test_what_follows_the_next_set_up_is_not_encoded_again(tmp_path: Path, change: str, longer: int) -> None:
    script = tmp_path / "two.yaml"
    script.write_text(SCRIPT)
    before, chunks = laid(script)
    after, again = laid(script, f"bridge.{change}")
    assert again == chunks
    title = after.events[1].end - after.events[1].start - before.events[1].end + before.events[1].start
    assert title == 0, "this test wants edits that are too small to be told"
    assert after.duration - before.duration == longer
