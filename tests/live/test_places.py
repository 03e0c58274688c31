"""Where ``play --from`` begins: an exercise, its number, or a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.routines import loaded_from, timeline_of
from voicecoach.errors import UsageError
from voicecoach.live.playing.places import find, places
from voicecoach.timeline.model import Timeline

SESSION = """
title: Legs
exercises:
  goblet: {say: goblet squat, do: 1x5}
routine:
  - section: Warm-up
    steps: [{exercise: March, do: 1m}]
  - goblet
  - circuit: 2
    steps: [{exercise: Side-step, do: 20s}, {exercise: Plank, do: 20s}]
"""


@pytest.fixture
def timeline(tmp_path: Path) -> Timeline:
    return timeline_of(loaded_from(SESSION, tmp_path))


def test_each_exercise_and_each_round_is_a_place(timeline: Timeline) -> None:
    rounds = ["Side-step (1/2)", "Plank (1/2)", "Side-step (2/2)", "Plank (2/2)"]
    assert [place.title for place in places(timeline)] == ["Warm-up: March", "goblet squat", *rounds]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("march", 0),
        ("warm-up: march", 0),
        ("goblet", 1),
        ("Goblet Squat", 1),
        ("2", 1),
        ("side step", 2),
        ("side-step (2/2)", 4),
        ("6", 5),
    ],
)
def test_a_place_has_several_names(timeline: Timeline, asked: str, number: int) -> None:
    assert find(timeline, asked) == places(timeline)[number].start


@pytest.mark.parametrize(("asked", "at"), [("0:30", 30_000), ("30s", 30_000), ("1m15s", 75_000)])
def test_a_time_is_a_place(timeline: Timeline, asked: str, at: int) -> None:
    assert find(timeline, asked) == at


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("goblt", "did you mean 'goblet'?"),
        ("0", "numbered from 1 to 6"),
        ("7", "numbered from 1 to 6"),
        ("7" * 5000, "numbered from 1 to 6"),
        ("9:00", "the routine lasts about"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(timeline: Timeline, asked: str, words: str) -> None:
    with pytest.raises(UsageError) as told:
        find(timeline, asked)
    assert words in told.value.remedy
