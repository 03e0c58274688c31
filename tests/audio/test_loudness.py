from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

from voicecoach.audio.clip import SAMPLE_RATE, Samples
from voicecoach.audio.limiter import CEILING_DBTP
from voicecoach.audio.loudness import (
    MOST_LIMITING_DB,
    SPEECH_LUFS,
    level,
    loudness,
    momentary_loudness,
    normalise_speech,
    true_peak,
)

from .conftest import COUNTS, SENTENCES, SHORT

Meter: TypeAlias = "Callable[[Samples | Path], tuple[float, float]]"


def sine(hertz: float, seconds: float, peak: float = 1.0, rate: int = SAMPLE_RATE) -> Samples:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def spaced(clips: list[Samples], gap_ms: int) -> Samples:
    silence = np.zeros(gap_ms * 24, np.float32)
    return np.concatenate([part for clip in clips for part in (silence, clip)] + [silence])


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100, 48_000])
def test_the_standards_own_tone_reads_what_the_standard_says(rate: int) -> None:
    # BS.1770: a full-scale 997 Hz sine in one channel reads -3.01 LUFS.
    # Integrated, the silence around it costs a little: up to 20.4 s of windows are touched by 20 s of sound.
    assert -3.01 - 10 * math.log10(20.4 / 20) <= loudness(sine(997, 20, rate=rate), rate) <= -3.01
    assert momentary_loudness(sine(997, 2, rate=rate), rate) == pytest.approx(-3.01, abs=0.05)


def test_silence_and_nothing_are_without_level() -> None:
    for samples in (np.zeros(0, np.float32), np.zeros(1, np.float32), np.zeros(5000, np.float32)):
        assert loudness(samples, SAMPLE_RATE) == -math.inf
        assert momentary_loudness(samples, SAMPLE_RATE) == -math.inf
        assert true_peak(samples) == -math.inf
        assert np.array_equal(normalise_speech(samples, SAMPLE_RATE), samples)


def test_a_peak_between_the_samples_is_found() -> None:
    # A quarter of the rate, sampled at 45 degrees: every sample lies at 0.707 of the wave's height.
    wave = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4) * np.hanning(4000)
    assert np.abs(wave).max() < 0.71
    assert true_peak(wave.astype(np.float32)) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("gap_ms", [700, 2600])
@pytest.mark.parametrize("texts", [COUNTS, SENTENCES, SHORT, COUNTS + SENTENCES], ids=len)
def test_any_row_of_levelled_clips_measures_the_same(
    speech: dict[str, Samples], meter: Meter, texts: tuple[str, ...], gap_ms: int
) -> None:
    measured, peak = meter(spaced([normalise_speech(speech[text], SAMPLE_RATE) for text in texts * 3], gap_ms))
    assert measured == pytest.approx(SPEECH_LUFS, abs=0.3)
    assert peak <= CEILING_DBTP + 0.1


def test_a_short_count_is_as_loud_as_a_sentence(speech: dict[str, Samples]) -> None:
    loudest = {
        text: momentary_loudness(normalise_speech(clip, SAMPLE_RATE), SAMPLE_RATE) for text, clip in speech.items()
    }
    assert max(loudest.values()) - min(loudest.values()) < 3, loudest


def test_what_leaves_the_encoder_is_at_its_level_and_below_the_ceiling(
    speech: dict[str, Samples], meter: Meter, tmp_path: Path
) -> None:
    lameenc = pytest.importorskip("lameenc")
    mix = spaced([normalise_speech(speech[text], SAMPLE_RATE) for text in (COUNTS + SENTENCES) * 3], 900)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.silence()
    path = tmp_path / "mix.mp3"
    path.write_bytes(encoder.encode(np.rint(mix * 32767).astype("<i2").tobytes()) + encoder.flush())
    measured, peak = meter(path)
    # The encoder itself takes up to 0.45 dB away, which is given back where it is encoded.
    assert SPEECH_LUFS - 0.5 <= measured <= SPEECH_LUFS
    assert peak <= -2 - 0.4


def test_levelling_again_changes_nothing_that_can_be_heard(speech: dict[str, Samples]) -> None:
    once = normalise_speech(speech["one"], SAMPLE_RATE)
    assert np.abs(normalise_speech(once, SAMPLE_RATE) - once).max() < 0.01


@pytest.mark.parametrize("gain", [0.01, 0.1, 1, 30])
def test_the_level_it_comes_at_does_not_matter(speech: dict[str, Samples], gain: float) -> None:
    levelled = normalise_speech(speech["seven"] * np.float32(gain), SAMPLE_RATE)
    assert loudness(levelled, SAMPLE_RATE) == pytest.approx(SPEECH_LUFS, abs=0.05)


def test_a_click_is_not_torn_apart_to_reach_its_level() -> None:
    click = np.zeros(2400, np.float32)
    click[1200] = 0.5
    levelled = normalise_speech(click, SAMPLE_RATE)
    assert true_peak(levelled) <= CEILING_DBTP + 0.1
    assert loudness(levelled, SAMPLE_RATE) < SPEECH_LUFS
    assert MOST_LIMITING_DB < 10


def test_a_tone_is_levelled_by_its_loudest_moment() -> None:
    tone = np.concatenate((sine(1000, 1, 0.5), sine(1000, 5, 0.05)))
    levelled = level(tone, SAMPLE_RATE, -19, momentary=True)
    assert momentary_loudness(levelled, SAMPLE_RATE) == pytest.approx(-19, abs=0.05)
    assert levelled.dtype == np.float32
    assert len(levelled) == len(tone)
