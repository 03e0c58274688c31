"""The made beds, judged by their sound: where the beats are heard, how loud, how bright, how wide, how various."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.audio.loudness import loudness
from voicecoach.audio.music.beds import BEDS, made_bed
from voicecoach.audio.music.model import Samples2
from voicecoach.timeline.passages import Mood, Passage
from voicecoach.units import samples_at

RATE = 22_050
LIVELY = ("pulse", "march")
Floats = npt.NDArray[np.float64]


def counted(start: int, gaps: Sequence[int], repetitions: int, mood: Mood = "work", *, last: bool = False) -> Passage:
    """Repetitions whose beats are ``gaps`` ms apart, half a second after ``start``."""
    bars = tuple(start + 500 + number * sum(gaps) for number in range(repetitions))
    beats = tuple(bar + sum(gaps[:beat]) for bar in bars for beat in range(len(gaps)))
    return Passage(mood, start, bars[-1] + sum(gaps), bars, beats, last)


def routine() -> list[Passage]:
    work = counted(0, (1000,) * 4, 5)
    rest = Passage("rest", work.end, work.end + 12_000)
    last = counted(rest.end, (1000,) * 4, 4, last=True)
    return [work, rest, last, Passage("work", last.end, last.end + 14_000)]


@cache
def heard(name: str) -> Samples2:
    passages = routine()
    return made_bed(name, passages, RATE).read(0, samples_at(passages[-1].end + 20_000, RATE))


def part(name: str, passage: Passage) -> Samples2:
    return heard(name)[samples_at(passage.start, RATE) : samples_at(passage.end, RATE)]


def lufs(sound: Samples2) -> float:
    return loudness(sound.mean(axis=1), RATE)


def attacks(mono: Floats, instants: Sequence[int]) -> list[tuple[float, float]]:
    """The ms from each instant at which the energy around 1.6 kHz rises within 40 ms, and by how many dB.

    It rises where it has half of its steepest rise, of 3 ms over the 10 ms before.
    """
    frequency = np.fft.rfftfreq(len(mono), 1 / RATE)
    share = np.exp(-((np.log2(np.maximum(frequency, 1) / 1600)) ** 2))
    turned = np.zeros(len(mono), np.complex128)
    turned[: len(frequency)] = 2 * np.fft.rfft(mono) * share
    energy = np.abs(np.fft.ifft(turned)) ** 2
    sums = np.concatenate([np.zeros(RATE), np.cumsum(energy + 1e-12)])
    found = []
    for instant in instants:
        places = np.arange(instant - RATE // 25, instant + RATE // 25) + RATE
        after = (sums[places + RATE * 3 // 1000] - sums[places]) / 3
        before = (sums[places - RATE // 2000] - sums[places - RATE // 100]) / 9.5
        rises = after / (before + 1e-9)
        first = int(np.argmax(rises > rises.max() / 2))
        found.append(((first - RATE // 25) * 1000 / RATE, float(10 * np.log10(rises.max()))))
    return found


@pytest.mark.parametrize("name", LIVELY)
@pytest.mark.parametrize("gaps", [(1000,) * 4, (769,) * 3, (1429, 1429), (2308, 769, 1538), (431, 1777, 950)])
def test_every_beat_is_heard_where_it_is(name: str, gaps: tuple[int, ...]) -> None:
    passage = counted(40, gaps, 3)
    mono = made_bed(name, [passage], RATE).read(0, samples_at(passage.end, RATE)).mean(axis=1).astype(np.float64)
    found = attacks(mono, [samples_at(beat, RATE) for beat in passage.beats])
    assert max(abs(off) for off, _ in found) <= 3
    assert min(rise for _, rise in found) > 6


@pytest.mark.parametrize("name", LIVELY)
def test_the_beat_with_which_a_repetition_begins_is_stressed(name: str) -> None:
    passage = counted(0, (1000,) * 4, 6)
    mono = made_bed(name, [passage], RATE).read(0, samples_at(passage.end, RATE)).mean(axis=1)
    blows = {beat: mono[samples_at(beat, RATE) :][: RATE // 12] for beat in passage.beats}
    power = {beat: float(np.mean(blow**2)) for beat, blow in blows.items()}
    others = [power[beat] for beat in passage.beats if beat not in passage.bars]
    assert np.median([power[bar] for bar in passage.bars]) > 1.25 * np.median(others)


@pytest.mark.parametrize("name", BEDS)
@settings(max_examples=5)
@given(starts=st.lists(st.integers(-9000, 400_000), min_size=1, max_size=6), size=st.integers(1, 90_000))
def test_blocks_of_any_size_give_the_same_samples(name: str, starts: list[int], size: int) -> None:
    rate = 8000
    player = made_bed(name, routine(), rate, seed=7)
    for first in starts:
        block = player.read(first, first + size)
        assert block.dtype == np.float32
        assert np.array_equal(block, small(name, rate)[first + 9000 : first + 9000 + size])


@cache
def small(name: str, rate: int) -> Samples2:
    return made_bed(name, routine(), rate, seed=7).read(-9000, 540_000)


@pytest.mark.parametrize("name", BEDS)
def test_a_routine_that_moves_takes_its_music_along(name: str) -> None:
    late = [Passage("work", 0, 0), *(moved(one, 5000) for one in routine()[:2])]
    early = [Passage("work", 0, 0), *routine()[:2]]
    end = early[-1].end * 8
    there = made_bed(name, late, 8000).read(40_000, end + 40_000)
    assert np.allclose(made_bed(name, early, 8000).read(0, end), there, atol=1e-6)


def moved(one: Passage, by: int) -> Passage:
    bars, beats = (tuple(at + by for at in instants) for instants in (one.bars, one.beats))
    return Passage(one.mood, one.start + by, one.end + by, bars, beats, one.last)


@pytest.mark.parametrize("name", BEDS)
def test_nothing_clicks_where_a_passage_ends_or_begins(name: str) -> None:
    """A click would be heard above 9 kHz, where no instrument plays: a step of 0.01 measures 0.006 there."""
    mono = heard(name).mean(axis=1)
    spectrum = np.fft.rfft(mono)
    spectrum[np.fft.rfftfreq(len(mono), 1 / RATE) < 9000] = 0
    high = np.abs(np.fft.irfft(spectrum, len(mono)))
    for one in routine():
        for instant in (one.start, one.end):
            assert high[max(0, samples_at(instant, RATE) - RATE // 100) :][: RATE // 25].max() < 0.002
    assert high.max() < 0.006


@pytest.mark.parametrize("name", BEDS)
def test_it_is_balanced(name: str) -> None:
    sound = heard(name).astype(np.float64)
    assert np.abs(sound).max() <= 10 ** (-3 / 20)
    assert np.abs(sound.mean(axis=0)).max() < 1e-4
    mono = sound.mean(axis=1)
    power = np.abs(np.fft.rfft(mono)) ** 2
    frequency = np.fft.rfftfreq(len(mono), 1 / RATE)
    octaves = [250 * 2**number for number in range(5)]
    bands = [power[(frequency >= low / 2**0.5) & (frequency < low * 2**0.5)].sum() for low in octaves]
    slope = np.polyfit(range(5), 10 * np.log10(bands), 1)[0]
    assert -7 <= slope <= -2.5
    assert power[frequency < 45].sum() < 0.01 * power.sum()
    assert power[frequency > 6000].sum() < 0.002 * power.sum()
    assert (mono**2).mean() > 0.5 * (sound**2).mean(), "no more than 3 dB are lost in mono"


@pytest.mark.parametrize("name", BEDS)
def test_all_moods_of_all_beds_are_about_as_loud(name: str) -> None:
    for passage in routine():
        lowest = -24 if passage.mood == "rest" else -22
        assert lowest <= lufs(part(name, passage)) <= -18, passage.mood


@pytest.mark.parametrize("name", LIVELY)
def test_a_rest_is_heard_as_one(name: str) -> None:
    work, rest = (part(name, passage) for passage in routine()[:2])
    assert lufs(rest) < lufs(work) - 0.5

    def crest(sound: Samples2) -> float:
        return float(np.abs(sound).max() / np.sqrt(np.mean(sound**2)))

    assert crest(rest) < crest(work)


@pytest.mark.parametrize("name", LIVELY)
def test_a_last_set_is_brighter_and_rises_at_its_end(name: str) -> None:
    plain, last = (
        made_bed(name, [counted(0, (1000,) * 4, 6, last=kind)], RATE).read(0, 24 * RATE).mean(axis=1)
        for kind in (False, True)
    )

    def bright(mono: npt.NDArray[np.float32]) -> float:
        power, frequency = np.abs(np.fft.rfft(mono)) ** 2, np.fft.rfftfreq(len(mono), 1 / RATE)
        return float(power[(frequency > 800) & (frequency < 4000)].sum())

    assert bright(last) > 1.3 * bright(plain)
    halves = last[-4 * RATE : -2 * RATE], last[-2 * RATE :]
    assert bright(halves[1]) > 1.3 * bright(halves[0])


@pytest.mark.parametrize("name", BEDS)
def test_it_varies(name: str) -> None:
    """Eight measures later nothing is the same, in a bed with a beat but for the beat."""
    passage = counted(-500, (500,) * 4, 24)
    rate = 8000
    mono = made_bed(name, [passage], rate).read(0, 48 * rate).mean(axis=1)
    measures = [mono[number * 2 * rate :][: 2 * rate] for number in range(24)]
    for one, other in zip(measures, measures[8:], strict=False):
        assert np.mean((one - other) ** 2) > 0.2 * np.mean(one**2)


@pytest.mark.parametrize("name", BEDS)
def test_another_seed_is_another_tune(name: str) -> None:
    one, other = (made_bed(name, routine(), 8000, seed=seed).read(8000, 80_000) for seed in (1, 2))
    assert np.mean((one - other) ** 2) > 0.2 * np.mean(one**2)


@pytest.mark.parametrize("name", BEDS)
def test_it_falls_silent_between_passages_that_are_apart(name: str) -> None:
    passages = [counted(0, (1000,), 6), Passage("rest", 60_000, 70_000)]
    player = made_bed(name, passages, 8000)
    assert player.read(8000, 16_000).any()
    assert not player.read(24_000 * 8 + 8000, 60_000 * 8).any()
    assert player.read(62_000 * 8, 64_000 * 8).any()


def test_ten_hours_of_beats_take_neither_time_nor_memory() -> None:
    beats = tuple(range(0, 36_000_000, 360))
    passage = Passage("work", 0, 36_000_000, beats[::4], beats)
    tracemalloc.start()
    player = made_bed("march", [passage], 8000)
    for hour in (0, 5, 9):
        assert player.read(hour * 28_800_000, hour * 28_800_000 + 8000).any()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 << 20


ODD = (
    Passage("work", 0, 0),
    Passage("work", 5, 6),
    Passage("rest", 0, 700, (), (300,)),
    Passage("work", 1000, 3000, (0, 1000, 9000), (0, 1000, 2999, 3000)),
    Passage("work", 0, 4000, (3999,), (3999,), last=True),
    Passage("work", 0, 3000, tuple(range(0, 3000, 7)), tuple(range(0, 3000, 7)), last=True),
)


@pytest.mark.parametrize("name", BEDS)
def test_odd_passages_are_played(name: str) -> None:
    for passage, tempo in (
        *((one, 1000) for one in ODD),
        (Passage("work", 0, 4000), 1),
        (Passage("rest", 0, 9), 10**6),
    ):
        sound = made_bed(name, [passage], 8000, tempo=tempo).read(0, 40_000)
        assert sound.any() == (passage.end > 0)
        assert np.isfinite(sound).all()
        assert np.abs(sound).max() <= 10 ** (-3 / 20)
