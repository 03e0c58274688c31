"""Music under a routine: down before words come, up slowly, at its level, faded where it changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.audio.music.ducking import BEFORE_MS, COUNTS_SHARE, DOWN_MS, DUCK_DB, UP_MS, Ducking
from voicecoach.audio.music.mix import limited_stereo
from voicecoach.audio.music.track import END_FADE_MS, FADE_MS, Track
from voicecoach.script.model import MusicBed, MusicSource
from voicecoach.timeline.model import Event, Role, Segment, Timeline
from voicecoach.timeline.passages import Passage

RATE = 8000


def said(start: int, end: int, role: Role = "cue", number: int | None = None) -> Event:
    return Event(f"{role}{start}", "say", role, start, end, "words", exercise="squat", set=number)


def level(ducking: Ducking, at: int) -> float:
    """How much softer the music is at an instant, in dB."""
    (gain,) = ducking.gains(at * RATE // 1000, at * RATE // 1000 + 1, RATE)
    return -20 * float(np.log10(gain))


def test_it_is_down_before_the_first_word_and_comes_up_slowly() -> None:
    ducking = Ducking.of([said(5000, 7000)])
    instants = (5000 - BEFORE_MS - DOWN_MS, 5000 - BEFORE_MS, 5000, 6999, 7000 + UP_MS // 2, 7000 + UP_MS)
    wanted = [0, DUCK_DB, DUCK_DB, DUCK_DB, DUCK_DB / 2, 0]
    assert [level(ducking, at) for at in instants] == pytest.approx(wanted, abs=0.05)


def test_it_stays_down_over_short_gaps_and_between_the_counts_of_a_set() -> None:
    ducking = Ducking.of([said(5000, 6000), said(7000, 8000)])
    assert level(ducking, 6500) == pytest.approx(DUCK_DB)
    counts = [said(at, at + 300, "count", 1) for at in range(20_000, 60_000, 6000)]
    ducking = Ducking.of([*counts, said(80_000, 80_300, "count", 2)])
    between = [level(ducking, at) for at in range(20_000, 56_300, 500)]
    assert between == pytest.approx([COUNTS_SHARE * DUCK_DB] * len(between))
    assert level(ducking, 70_000) == 0


def test_it_comes_up_where_nothing_is_counted_for_seconds() -> None:
    """In a rest, which is announced as part of a set, and in a hold between what is said of it."""
    rest = [said(10_000, 11_000, "rest", 1), said(17_000, 18_000, "rest", 1)]
    hold = [said(30_000, 31_000, "cue", 1), said(45_000, 45_500, "count", 1), said(46_000, 46_500, "count", 1)]
    ducking = Ducking.of([*rest, *hold])
    assert [level(ducking, at) for at in (14_000, 38_000)] == [0, 0]
    assert level(ducking, 45_700) == pytest.approx(COUNTS_SHARE * DUCK_DB)


@given(
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(100, 4000), st.sampled_from(["cue", "count"])), max_size=12)
)
def test_no_step_is_fast_and_every_word_finds_it_down(words: list[tuple[int, int, Role]]) -> None:
    events = sorted((said(start, start + length, role) for start, length, role in words), key=lambda one: one.start)
    gains = 20 * np.log10(Ducking.of(events).gains(0, 66 * RATE, RATE))
    assert np.abs(np.diff(gains[:: RATE // 20])).max(initial=0) <= DUCK_DB * 50 / DOWN_MS + 1e-3
    for event in events:
        wanted = DUCK_DB * (1 if event.role == "cue" else COUNTS_SHARE)
        heard = gains[max(0, event.start * RATE // 1000) : event.end * RATE // 1000]
        assert heard.max() <= -wanted + 1e-3


class Steady:
    """A sound that is one and the same all the time."""

    def read(self, first: int, last: int) -> np.ndarray:
        return np.ones((last - first, 2), np.float32)


def track(segments: Sequence[Segment], *, complete: bool = True) -> Track:
    timeline = Timeline("t", "en", segments[-1].end, (), tuple(segments), ())

    def play(_: MusicSource, __: Sequence[Passage]) -> Steady:
        return Steady()

    return Track(timeline, play, RATE, gain=6.0, complete=complete)


def work(start: int, end: int, bed: str) -> Segment:
    return Segment("work", "w", start, end, music=MusicBed(bed) if bed else None)


def test_it_fades_in_from_one_to_the_next_and_out() -> None:
    made = track([work(0, 20_000, "pulse"), work(20_000, 40_000, "drone"), work(40_000, 60_000, "")])
    sound = made.read(0, 60 * RATE)[:, 0]
    at = {second: float(sound[int(second * RATE)]) for second in (0, 1.5, 20, 25, 39, 41, 50)}
    assert at[0] == 0
    assert [at[1.5], at[25], at[39]] == pytest.approx([1, 1, 1], abs=0.01)
    assert at[20] == pytest.approx(2**0.5, abs=0.01), "two sounds at equal power, which here are one and the same"
    assert (at[41], at[50]) == (0, 0)
    assert np.abs(np.diff(sound)).max() < 0.01


def test_it_ends_with_a_long_fade_once_the_end_is_known() -> None:
    last = 60_000 - END_FADE_MS // 2
    segments = [work(0, 60_000, "pulse")]
    for complete, wanted in ((True, 0.5**0.5), (False, 1)):
        (frame,) = track(segments, complete=complete).read(last * RATE // 1000, last * RATE // 1000 + 1)
        assert frame[0] == pytest.approx(wanted, abs=0.01)


@given(st.integers(0, 60 * RATE), st.integers(1, RATE))
def test_a_sample_depends_on_its_place_alone(first: int, count: int) -> None:
    made = track([work(0, 20_000, "pulse"), work(20_000, 60_000, "drone")])
    whole = made.read(max(0, first - FADE_MS), first + count)
    assert np.allclose(made.read(first, first + count), whole[-count:], atol=1e-6)


def test_peaks_are_limited_on_both_sides_alike() -> None:
    sound = np.zeros((RATE, 2), np.float32)
    sound[4000:4040, 0], sound[:, 1] = 1.2, 0.1
    limited = limited_stereo(sound, RATE)
    assert np.abs(limited).max() <= 0.72
    assert limited[4020, 1] / limited[4020, 0] == pytest.approx(0.1 / 1.2, rel=1e-3)
    assert np.array_equal(limited[:3000], sound[:3000])
