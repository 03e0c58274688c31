from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.audio.clip import SAMPLE_RATE, Samples
from voicecoach.audio.limiter import envelope, limited, limited_fully, reach

CEILING = 10 ** (-3 / 20)


def loud_noise(seed: int, length: int = 6000, peak: float = 2.0) -> Samples:
    return (np.random.default_rng(seed).uniform(-peak, peak, length)).astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6000), st.floats(0.1, 8))
def test_nothing_stands_above_the_ceiling(seed: int, length: int, peak: float) -> None:
    samples = limited_fully(loud_noise(seed, length, peak), CEILING, SAMPLE_RATE)
    assert np.abs(samples).max() <= CEILING * 1.0001
    assert envelope(samples).max() <= CEILING * 10 ** (0.1 / 20)


def test_what_is_below_the_ceiling_is_left_to_the_bit() -> None:
    samples = loud_noise(1, peak=0.3)
    assert np.array_equal(limited(samples, CEILING, SAMPLE_RATE), samples)


def test_a_peak_changes_nothing_further_away_than_the_reach() -> None:
    samples = loud_noise(2, peak=0.3)
    samples[3000] = 4
    out = limited(samples, CEILING, SAMPLE_RATE)
    changed = np.flatnonzero(out != samples)
    assert changed.min() >= 3000 - reach(SAMPLE_RATE)
    assert changed.max() <= 3000 + reach(SAMPLE_RATE)
    assert abs(out[3000]) <= CEILING * 1.0001


@given(st.integers(0, 2**32 - 1), st.integers(1, 3000), st.integers(1, 30), st.floats(0, 1.2))
def test_heights_over_a_floor_are_to_the_bit_those_of_the_whole_wave(
    seed: int, length: int, dullness: int, floor: float
) -> None:
    samples = np.convolve(loud_noise(seed, length), np.hanning(dullness + 2).astype(np.float32), "same")[:length]
    above = floor * float(np.abs(samples).max())
    whole, found = envelope(samples), envelope(samples, above)
    assert np.array_equal(found[whole > above], whole[whole > above])
    assert (found <= whole).all()


@given(st.integers(0, 2**32 - 1), st.integers(0, 4000), st.integers(1, 1500))
def test_a_stretch_needs_no_more_than_the_reach_around_it(seed: int, first: int, length: int) -> None:
    samples = loud_noise(seed)
    whole = limited(samples, CEILING, SAMPLE_RATE)
    margin = reach(SAMPLE_RATE)
    left, right = max(0, first - margin), min(len(samples), first + length + margin)
    part = limited(samples[left:right], CEILING, SAMPLE_RATE)[first - left :][:length]
    assert np.allclose(part, whole[first : first + length], atol=1e-6)


@pytest.mark.parametrize("hertz", [100, 220, 1000, 3000])
@pytest.mark.parametrize("over_db", [3, 8])
def test_a_steady_tone_stays_pure(hertz: int, over_db: int) -> None:
    wave = CEILING * 10 ** (over_db / 20) * np.sin(2 * np.pi * hertz * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    steady = limited_fully(wave.astype(np.float32), CEILING, SAMPLE_RATE)[4800:-4800]
    power = np.abs(np.fft.rfft(steady * np.blackman(len(steady)))) ** 2
    tone = int(power.argmax())
    rest = power.sum() - power[tone - 4 : tone + 5].sum()
    assert rest < 1e-6 * power.sum()


def test_the_gain_never_jumps() -> None:
    samples = np.full(12_000, 0.5, np.float32)
    samples[6000:6100] = 4
    gain = limited(samples, CEILING, SAMPLE_RATE) / samples
    assert np.abs(np.diff(gain)).max() < 0.02
