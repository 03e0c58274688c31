"""Own music of a known tempo: its beats are on the counts, and it plays on as it should where they are not."""

from __future__ import annotations

import sys
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from voicecoach.audio.music.songs import SongList
from voicecoach.audio.music.stretch import check_stretch
from voicecoach.errors import EnvironmentFault
from voicecoach.timeline.passages import Passage

pytest.importorskip("python_stretch", reason="needs python-stretch (pip install '.[stretch]')")

RATE = 8000
MS = RATE // 1000
CLICK = (np.random.default_rng(1).standard_normal(200) * np.exp(-np.arange(200) / 30) * 8000).astype(np.int16)


class Clicks:
    """A song from an array."""

    def __init__(self, samples: np.ndarray, bpm: str, bar: int) -> None:
        self.bpm, self.bar, self.length = Decimal(bpm), bar, len(samples)
        self.key = (bpm, bar, len(samples))
        self._samples = samples

    def read(self, first: int, last: int) -> np.ndarray:
        return np.asarray(self._samples[first:last] / 32768, np.float32)


def clicks(bpm: str, seconds: int = 60, first_beat: int = 350) -> Clicks:
    """A song of clicks, a bar of which begins at ``first_beat`` ms: its click is the loudest of four."""
    samples = np.zeros((seconds * RATE, 2), np.int16)
    beat = 60 * RATE / float(bpm)
    for number in range(-int(first_beat * MS / beat), int(seconds * RATE / beat)):
        at = round(first_beat * MS + number * beat)
        part = samples[at : at + len(CLICK), 0]
        part += CLICK[: len(part)] // (2 if number % 4 else 1)
    return Clicks(samples, bpm, first_beat * MS)


def routine(rep: int, rest: int = 15_000, reps: int = 6, sets: int = 2) -> list[Passage]:
    """Sets with rests between them whose lengths have nothing to do with any tempo."""
    found = [Passage("rest", 0, rest // 2 + 3_370)]
    for number in range(sets):
        at = found[-1].end
        bars = tuple(at + 400 + rep * count for count in range(reps))
        found += (
            Passage("work", at, at + rep * reps, bars, bars),
            Passage("rest", at + rep * reps, at + rep * reps + rest),
        )
        rest += 377 + 100 * number
    return found


def onset(sound: np.ndarray, at: int) -> float:
    """How many ms after a place a click begins; it has to be within 100 ms."""
    around = np.abs(np.diff(sound[at - 100 * MS : at + 100 * MS, 0]))
    return float((np.argmax(around > 0.4 * around.max())) / MS - 100)


def offsets(played: SongList, passages: list[Passage]) -> list[float]:
    sound = played.read(0, passages[-1].end * MS)
    return [onset(sound, bar * MS) for passage in passages for bar in passage.bars]


@pytest.mark.parametrize("pace", [0.7, 1.0, 1.3])
def test_beats_are_on_all_counts(pace: float) -> None:
    passages = routine(round(2000 / pace))
    bpm = {0.7: "128", 1.0: "123.4", 1.3: "150"}[pace]
    found = offsets(SongList([clicks(bpm, 200)], RATE, passages), passages)
    assert np.abs(found).max() < 5, found


def test_a_bar_begins_with_the_first_count_where_there_is_time() -> None:
    passages = routine(2000, rest=30_000)
    sound = SongList([clicks("123.4", 200)], RATE, passages).read(0, passages[-1].end * MS)
    for first in (passage.bars[0] for passage in passages[3:] if passage.bars):
        beats = [np.sum(sound[(at - 20) * MS : (at + 80) * MS] ** 2) for at in range(first, first + 2000, 500)]
        assert beats[0] > 1.5 * max(beats[1:])


def test_even_after_a_short_rest_the_first_count_has_a_beat() -> None:
    passages = routine(2000, rest=1130)
    assert np.abs(offsets(SongList([clicks("123.4", 200)], RATE, passages), passages)).max() < 5


def test_the_next_song_begins_on_a_count_and_has_its_beats_there_too() -> None:
    passages = routine(2000, reps=24)
    played = SongList([clicks("123.4", 21), clicks("117", 27, 170)], RATE, passages)
    assert len(played._runs) > 4
    found = [abs(one) for one in offsets(played, passages)]
    assert max(found) < 5, found


def test_what_needs_no_stretching_is_played_as_it_is() -> None:
    song = clicks("128", 100)
    played = SongList([song], RATE, routine(2000))
    sound = played.read(0, 50 * RATE)
    assert np.allclose(sound, song.read(0, 50 * RATE), atol=1e-6)


def test_it_is_the_same_in_pieces_and_after_a_seek() -> None:
    passages = routine(2000)
    songs = [clicks("123.4", 41), clicks("117", 37, 170)]
    whole = SongList(songs, RATE, passages).read(0, 60 * RATE)
    again = SongList(songs, RATE, passages)
    for first, last in ((40 * RATE, 41 * RATE), (12_345, 54_321), (30 * RATE, 30 * RATE + 480)):
        assert np.allclose(again.read(first, last), whole[first:last], atol=1e-6)


def test_what_has_been_heard_stays_when_a_session_learns_of_the_next_set() -> None:
    passages = routine(2000, rest=40_000, sets=3)
    song = clicks("123.4", 60)
    for known, full in pairwise(SongList([song], RATE, passages[:count]) for count in (3, 5, 7)):
        for at in range(0, known._end - 21 * RATE, RATE // 2):
            assert heard(known, at) == pytest.approx(heard(full, at), abs=1.5)


def test_loops_of_a_few_beats_end_and_leave_no_gap() -> None:
    passages = [one for at in range(0, 40_000, 900) for one in counted_once(at)]
    played = SongList([clicks("30", 3), clicks("300", 2, 0), clicks("30", 17, 900)], RATE, passages)
    assert [run.start for run in played._runs] == sorted(run.start for run in played._runs)
    assert all(two.start <= one.end for one, two in pairwise(played._runs))
    assert played._runs[-1].end == played._end


def counted_once(at: int) -> tuple[Passage, Passage]:
    return Passage("work", at, at + 150, (at,), (at,)), Passage("rest", at + 150, at + 900)


def heard(played: SongList, at: int) -> list[float]:
    """The places of songs that are heard at a sample."""
    legs = [piece.leg for run in played._runs if run.start <= at < run.end for piece in run.pieces]
    return [leg.begin + (at - leg.start) * leg.speed for leg in legs if leg.start <= at < leg.end]


def test_without_the_library_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    check_stretch()
    monkeypatch.setitem(sys.modules, "python_stretch", None)
    with pytest.raises(EnvironmentFault, match="needs python-stretch") as caught:
        check_stretch()
    assert "pip install 'voicecoach[stretch]'" in caught.value.remedy
