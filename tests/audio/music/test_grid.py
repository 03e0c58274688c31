"""The musical pulse under a passage: on its beats to the sample, even between them, at a pace one can move to."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.audio.music.grid import BAR, BEAT, STEADY, Grid
from voicecoach.audio.music.player import REACH_S
from voicecoach.audio.music.scores import SCORES
from voicecoach.audio.music.tune import Tune
from voicecoach.timeline.passages import Passage
from voicecoach.units import samples_at


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    gaps = draw(st.lists(st.integers(200, 6000), min_size=1, max_size=6))
    start, ahead, behind = (draw(st.integers(0, 5000)) for _ in range(3))
    repetitions = draw(st.integers(1, 8))
    bars = tuple(start + ahead + number * sum(gaps) for number in range(repetitions))
    beats = tuple(bar + sum(gaps[:beat]) for bar in bars for beat in range(len(gaps)))
    return Passage("work", start, beats[-1] + 1 + behind, bars, beats)


@given(passages(), st.sampled_from([24_000, 44_100]), st.sampled_from([4, 16]))
def test_every_beat_is_on_the_grid_to_the_sample(passage: Passage, rate: int, size: int) -> None:
    grid = Grid(passage, rate, 1000, size)
    weights = dict(zip(grid.at.tolist(), grid.weights.tolist(), strict=True))
    assert len(weights) == len(grid.at)
    for beat in passage.beats:
        assert weights.pop(samples_at(beat, rate)) == (BAR if beat in passage.bars else BEAT)
    assert set(weights.values()) <= {STEADY}
    measures = [grid.measure(0, number) for number in range(len(grid))]
    assert [place for one in measures for place in one.at[:-1]] == grid.at.tolist() == sorted(grid.at.tolist())
    assert [one.end for one in measures[:-1]] == grid.starts[1:].tolist()
    assert measures[-1].end == samples_at(passage.end, rate)
    assert all(len(one.weights) <= 2 * size + size // 2 for one in measures)


@given(passages(), st.sampled_from(sorted(SCORES)))
def test_a_note_is_over_before_it_is_forgotten(passage: Passage, name: str) -> None:
    """A stretch is made from the measures that began within `REACH_S` before it."""
    score, rate = SCORES[name], 1000
    grid = Grid(passage, rate, 1000, score.size)
    for measure in (grid.measure(0, number) for number in range(len(grid))):
        notes = score.notes(measure, Tune(0, score.progressions, rate))
        assert measure.at[0] <= min(note.start for note in notes)
        assert max(note.start + note.length + note.fall for note in notes) < measure.at[0] + REACH_S * rate


@pytest.mark.parametrize(
    ("gaps", "pulse"),
    [
        ((1000,), 500),
        ((3000, 1000, 2000), 500),
        ((1429,), 714.5),
        ((769,), 769),
        ((2308, 769, 1538), 769),
        ((2000,), 500),
        ((4000,), 500),
        ((500, 500, 1000), 500),
        ((300,), 300),
    ],
)
def test_gaps_are_divided_into_an_even_pulse_of_80_to_130_a_minute(gaps: tuple[int, ...], pulse: float) -> None:
    bars = tuple(range(0, sum(gaps) * 6, sum(gaps)))
    beats = tuple(bar + sum(gaps[:beat]) for bar in bars for beat in range(len(gaps)))
    grid = Grid(Passage("work", 0, bars[-1] + sum(gaps), bars, beats), 1000, 1000, 4)
    assert set(np.diff(grid.at)) <= {int(pulse), round(pulse + 0.5)}


def test_a_measure_begins_with_a_repetition() -> None:
    bars = tuple(range(700, 60_000, 3000))
    beats = tuple(bar + step for bar in bars for step in (0, 1000, 2000))
    grid = Grid(Passage("work", 0, 60_700, bars, beats), 1000, 1000, 4)
    assert grid.starts.tolist()[-len(bars) :] == list(bars)


def test_without_beats_it_keeps_the_tempo_from_the_start() -> None:
    grid = Grid(Passage("rest", 250, 9250), 1000, 1200, 4)
    assert grid.at.tolist() == list(range(250, 9250, 600))
    assert not grid.weights.any()
    assert [len(grid.measure(0, number).weights) for number in range(len(grid))] == [4, 4, 4, 3]
    assert all(b > a for a, b in pairwise(grid.starts.tolist()))
