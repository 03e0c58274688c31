"""How a song of a known tempo fits the repetitions of a set, and the note where it does not."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.app import Request, load, outline
from voicecoach.timeline.passages import Passage
from voicecoach.timeline.song_tempo import MOST, fit


def counted(rep: int, reps: int = 10) -> Passage:
    bars = tuple(500 + rep * number for number in range(reps))
    return Passage("work", 0, rep * reps, bars, bars)


@pytest.mark.parametrize(
    ("bpm", "rep", "beats"),
    [
        (120, 2000, 4),
        (124, 2000, 4),
        ("113.5", 2000, 4),
        (128, 2000, None),
        (100, 3000, 5),
        (62, 500, Fraction(1, 2)),
        (59, 250, Fraction(1, 4)),
        (128, 12_000, 26),
        (126, 12_000, 24),
        (123, 12_000, 24),
        (130, 12_000, 26),
        (132, 8000, 18),
    ],
)
def test_a_repetition_has_as_many_beats_as_need_little_stretching(
    bpm: int | str, rep: int, beats: Fraction | int | None
) -> None:
    found = fit(Decimal(bpm), counted(rep))
    assert (found and found.beats) == beats


@given(st.integers(30, 300), st.integers(200, 30_000))
def test_it_is_never_stretched_by_more_and_every_count_has_a_beat(bpm: int, rep: int) -> None:
    found = fit(Decimal(bpm), counted(rep))
    if found:
        assert abs(found.stretch - 1) <= MOST
        assert found.beats.denominator in (1, 2, 4)
        assert math.isclose(float(found.beats) * found.stretch * 60_000 / bpm, rep)


def test_what_is_not_counted_fits_no_song() -> None:
    assert fit(Decimal(120), Passage("work", 0, 40_000)) is None
    one = fit(Decimal(120), Passage("work", 0, 2000, (500,), (500,)))
    assert one == (4, 1.0)


def test_a_song_that_keeps_its_tempo_is_told_once(tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "script.yaml").write_text("""\
title: Own music
music:
  file:
    - {file: a.wav, bpm: 128, first_beat: 0.35s}
    - {file: b.wav, bpm: 120}
routine:
  - {exercise: Squat, do: 3x4, rep: 2s}
  - {exercise: Lunge, do: 2x4, rep: 2s}
  - {exercise: Plank, do: 30s}
""")
    notes = [note for note in outline(load(Request(str(tmp_path / "script.yaml")))).notes if note.code != "grown"]
    assert [(note.code, note.span.line, note.message, note.help) for note in notes] == [
        (
            "tempo-kept",
            4,
            "music of 128 bpm keeps its own tempo in 'Squat' and 1 more, off the counts",
            "it is stretched by 6% at most; 120 or 150 bpm would fit",
        )
    ]
