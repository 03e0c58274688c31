"""What music is told of a timeline: passages without gaps, and every count on a bar at any pace."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from voicecoach.app import Request, load, outline
from voicecoach.resources import shipped
from voicecoach.script.checker import Overrides
from voicecoach.script.model import MusicBed, Pace
from voicecoach.timeline.model import Timeline
from voicecoach.timeline.passages import passages

ROUTINES = sorted(path.stem for path in shipped("scripts").glob("*.yaml"))
SCRIPT = """\
title: Music
music: {bed: pulse, rest: waves}
routine:
  - {exercise: Squat, do: 2x4, tempo: {down: 2s, up: 1s}, count_on: up, rest: 20s}
  - section: Cool-down
    music: drone
    steps: [{exercise: Stretch, do: 30s}]
  - section: Silence
    music: none
    steps: [{exercise: Breathe, do: 30s}]
"""


def timeline_of(name: str, pace: str = "1") -> Timeline:
    return outline(load(Request(name, Overrides(pace=Pace(Decimal(pace), Decimal(pace))))))


@pytest.mark.parametrize("pace", ["0.7", "1", "1.3"])
@pytest.mark.parametrize("name", ROUTINES)
def test_every_count_is_on_a_bar_and_every_bar_on_a_beat(name: str, pace: str) -> None:
    timeline = timeline_of(name, pace)
    played = passages(timeline)
    assert (played[0].start, played[-1].end) == (0, timeline.duration)
    assert all(one.end == two.start for one, two in pairwise(played))
    bars = {bar for one in played for bar in one.bars}
    assert {event.start for event in timeline.events if event.role == "count"} <= bars
    for one in played:
        assert set(one.bars) <= set(one.beats)
        assert all(one.start <= beat < one.end for beat in one.beats)
        assert list(one.beats) == sorted(set(one.beats))


def test_each_passage_has_the_music_of_its_place(tmp_path: Path) -> None:
    (tmp_path / "script.yaml").write_text(SCRIPT)
    found = passages(timeline_of(str(tmp_path / "script.yaml")))
    work = [one for one in found if one.mood == "work"]
    assert [one.music for one in work] == [MusicBed("pulse"), MusicBed("pulse"), MusicBed("drone"), None]
    assert [one.last for one in work] == [False, True, False, False]
    first = work[0]
    assert [bar - first.start for bar in first.bars] == [2000, 5000, 8000, 11000]
    assert [beat - first.start for beat in first.beats] == list(range(0, 12000, 1000))
    rests = [one.music for one in found if one.mood == "rest" and one.end - one.start > 1000]
    assert rests == [MusicBed("waves"), MusicBed("waves"), MusicBed("drone"), None, MusicBed("waves")]
