from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.audio.clip import SAMPLE_RATE, Clip, Samples
from voicecoach.audio.limiter import CEILING_DBTP, envelope
from voicecoach.audio.mixer import DUCK_DB, Mixer
from voicecoach.timeline.model import Event, Phrase, Timeline
from voicecoach.units import samples_at


def clip(seed: int, milliseconds: int, peak: float = 0.5, rate: int = SAMPLE_RATE) -> Clip:
    return Clip(np.random.default_rng(seed).uniform(-peak, peak, milliseconds * rate // 1000).astype(np.float32), rate)


SPEECH = {"one": clip(1, 390, 0.35), "two": clip(2, 325, 0.7), "squeeze": clip(3, 1187, 0.7)}
TONES = {"work": clip(4, 200, 0.35), "count": clip(5, 80), "bell": clip(6, 1600), "off": Clip(np.zeros(0, np.float32))}


def say(text: str, start: int) -> Event:
    end = start + SPEECH[text].duration
    return Event(f"say/{start}", "say", "count", start, end, text, phrase=Phrase(text, 150))


def tone(sound: str, start: int) -> Event:
    return Event(f"tone/{start}", "tone", "tone", start, start + TONES[sound].duration, sound=sound)


def timeline(events: Sequence[Event], duration: int | None = None) -> Timeline:
    events = sorted(events, key=lambda event: event.start)
    length = max((event.end for event in events), default=0) if duration is None else duration
    return Timeline("t", "en", length, tuple(events), (), ())


def mixer(line: Timeline, rate: int = SAMPLE_RATE) -> Mixer:
    return Mixer(line, lambda phrase: SPEECH[phrase.text], TONES.__getitem__, rate)


def whole(line: Timeline, rate: int = SAMPLE_RATE) -> Samples:
    source = mixer(line, rate)
    return source.read(source.length)


@st.composite
def lines(draw: st.DrawFn) -> Timeline:
    starts = st.integers(0, 6000)
    spoken = draw(st.lists(st.builds(say, st.sampled_from(sorted(SPEECH)), starts), max_size=6))
    tones = draw(st.lists(st.builds(tone, st.sampled_from(sorted(TONES)), starts), max_size=6))
    return timeline([*spoken, *tones], 8000)


@given(lines(), st.lists(st.integers(1, 30_000), min_size=1, max_size=30), st.sampled_from([22_050, 24_000, 44_100]))
def test_blocks_of_any_size_give_the_same_samples(line: Timeline, sizes: list[int], rate: int) -> None:
    expected, source = whole(line, rate), mixer(line, rate)
    for size in sizes:
        first = source.position
        assert np.array_equal(source.read(size), expected[first : first + size])


@given(lines(), st.lists(st.tuples(st.integers(0, 192_000), st.integers(0, 9000)), min_size=1, max_size=20))
def test_a_seek_lands_on_the_same_samples(line: Timeline, jumps: list[tuple[int, int]]) -> None:
    expected, source = whole(line), mixer(line)
    for frame, size in jumps:
        source.seek(frame)
        assert np.array_equal(source.read(size), expected[frame : frame + size])


@given(lines())
def test_nothing_ever_clips(line: Timeline) -> None:
    assert envelope(whole(line)).max(initial=0) <= 10 ** ((CEILING_DBTP + 0.3) / 20)


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("start", [0, 1, 333, 341, 342, 5003])
def test_a_clip_begins_on_its_very_frame(rate: int, start: int) -> None:
    tick = Clip(np.full(24 * 50, 0.25, np.float32))
    line = Timeline("t", "en", 6000, (Event("a", "tone", "tone", start, start + 50, sound="a"),), (), ())
    heard = Mixer(line, lambda _: tick, lambda _: tick, rate).read(10 * rate)
    first = samples_at(start, rate)
    assert not heard[:first].any()
    assert np.abs(heard[first : first + 5]).max() > 0.1
    assert not heard[samples_at(start + 50, rate) + 2 :].any()


def test_alone_a_clip_comes_out_to_the_bit() -> None:
    heard = whole(timeline([say("one", 1000), tone("work", 3000)], 5000))
    assert np.array_equal(heard[24_000 : 24_000 + 390 * 24], SPEECH["one"].samples)
    assert np.array_equal(heard[72_000 : 72_000 + 200 * 24], TONES["work"].samples)


def test_a_clip_below_the_ceiling_by_its_true_peak_passes_untouched() -> None:
    wave = np.sin(np.pi / 2 * np.arange(2400) + np.pi / 4) * np.hanning(2400) * 10 ** (CEILING_DBTP / 20)
    hot = Clip(wave.astype(np.float32))
    line = timeline([Event("a", "tone", "tone", 10, 110, sound="a")])
    assert np.array_equal(Mixer(line, lambda _: hot, lambda _: hot).read(9999)[240:], hot.samples)


def test_a_tone_gives_way_to_words_only_while_they_sound() -> None:
    quiet = Clip(np.full(24_000, 0.1, np.float32))
    silent = Clip(np.zeros(4800, np.float32))
    events = (
        Event("t", "tone", "tone", 0, 1000, sound="t"),
        Event("s", "say", "cue", 400, 600, phrase=Phrase("x", 150)),
    )
    heard = Mixer(Timeline("t", "en", 1000, events, (), ()), lambda _: silent, lambda _: quiet).read(24_000)
    assert np.allclose(heard[: 379 * 24], 0.1)
    assert np.allclose(heard[400 * 24 : 600 * 24], 0.1 * 10 ** (DUCK_DB / 20))
    assert np.allclose(heard[621 * 24 :], 0.1)
    assert np.abs(np.diff(heard)).max() < 0.001


def test_speech_under_a_tone_is_not_ducked() -> None:
    both = whole(timeline([say("one", 500), tone("count", 500)]))
    only = whole(timeline([say("one", 500)]))
    assert np.array_equal(both[-24 * 200 :], only[-24 * 200 :])


def test_the_end_is_told_by_fewer_samples_and_then_by_none() -> None:
    source = mixer(timeline([say("one", 0)], 1000))
    assert source.length == 24_000
    assert [len(source.read(10_000)) for _ in range(5)] == [10_000, 10_000, 4_000, 0, 0]
    source.seek(10**9)
    assert len(source.read(5)) == 0
    source.seek(-7)
    assert source.position == 0


def test_sixteen_bits_are_the_same_sound_rounded() -> None:
    line = timeline([say("one", 0), tone("bell", 100), say("two", 600)])
    source = mixer(line)
    integers = source.read_int16(source.length)
    assert integers.dtype == np.int16
    assert np.abs(integers / 32767 - whole(line)).max() <= 0.5 / 32767 + 1e-7


@given(lines())
def test_outside_of_what_sounds_there_is_silence(line: Timeline) -> None:
    heard, source = whole(line), mixer(line)
    stretches = list(source.sounding())
    assert all(first < last for first, last in stretches)
    assert all(before[1] < after[0] for before, after in pairwise(stretches))
    for first, last in stretches:
        heard[first:last] = 0
    assert not heard.any()


@given(lines(), st.integers(1, 9000), st.sampled_from([22_050, 24_000]))
def test_what_has_the_same_identity_is_the_same_wherever_it_lies(line: Timeline, later: int, rate: int) -> None:
    shift = samples_at(1000 * later, rate)
    moved = [replace(event, start=event.start + 1000 * later, end=event.end + 1000 * later) for event in line.events]
    here, there = mixer(line, rate), mixer(timeline(moved, 8000 + 1000 * later), rate)
    count = here.length
    assert here.identity(0, count) == there.identity(shift, shift + count)
    assert np.array_equal(here.int16(0, count), there.int16(shift, shift + count)[:count])
    assert here.identity(0, count) != here.identity(1, count + 1) or not list(here.sounding())


def test_identity_tells_sounds_and_places_apart() -> None:
    told = {
        mixer(timeline(events, 3000)).identity(0, 72_000)
        for events in ([], [say("one", 0)], [say("two", 0)], [say("one", 1)], [tone("count", 0)])
    }
    assert len(told) == 5


def test_a_sound_that_is_off_is_silence() -> None:
    line = timeline([tone("off", 100)], 500)
    assert not whole(line).any()
    assert len(whole(line)) == 12_000


def test_an_empty_timeline_is_silence_of_its_length() -> None:
    assert len(whole(timeline([], 0))) == 0
    assert not whole(timeline([], 777)).any()


def test_a_clip_longer_than_planned_is_a_fault_not_a_cut() -> None:
    event = Event("late/cue", "say", "cue", 0, 300, phrase=Phrase("one", 150))
    with pytest.raises(ValueError, match="late/cue"):
        whole(timeline([event], 1000))


def test_each_clip_is_asked_for_once_and_only_when_it_is_heard() -> None:
    asked: list[str] = []

    def speech(phrase: Phrase) -> Clip:
        asked.append(phrase.text)
        return SPEECH[phrase.text]

    line = timeline([say("one", 0), say("two", 2000), say("one", 4000), say("squeeze", 60_000)])
    source = Mixer(line, speech, TONES.__getitem__, 44_100)
    assert asked == []
    source.read(44_100 * 10)
    assert asked == ["one", "two"]


def ten_hours() -> Iterator[Event]:
    for index in range(10 * 3600 // 30):
        yield say(("one", "two", "squeeze")[index % 3], index * 30_000)
        yield tone("count", index * 30_000 + 100)


def test_memory_stays_flat_over_ten_hours() -> None:
    line = timeline(list(ten_hours()), 10 * 3_600_000)
    source = mixer(line)
    source.read(SAMPLE_RATE * 60)
    tracemalloc.start()
    try:
        count = SAMPLE_RATE * 60
        while len(block := source.read(SAMPLE_RATE * 60)):
            count += len(block)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == source.length == 10 * 3600 * SAMPLE_RATE
    one_block = SAMPLE_RATE * 60 * 4
    assert peak < 2.5 * one_block
