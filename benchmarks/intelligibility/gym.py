"""The noise of a gym, made up: a room's hum and hiss (pink), and the beat of somebody's music."""

from __future__ import annotations

import numpy as np

from voicecoach.audio.clip import SAMPLE_RATE, Samples
from voicecoach.audio.loudness import SPEECH_LUFS, level

BEATS_A_MINUTE = 128
_LONGEST_S = 30


def noise_at(ratio: float, seed: int) -> Samples:
    """Half a minute of gym, ``ratio`` dB quieter than speech (in LUFS), beginning anywhere in the beat."""
    random = np.random.default_rng(seed)
    count = SAMPLE_RATE * _LONGEST_S
    spectrum = np.fft.rfft(random.normal(0, 1, count))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 20)), count)
    mixed = pink / np.std(pink) + 2.0 * _beat(count, random)
    return level(mixed.astype(np.float32) * 0.05, SAMPLE_RATE, SPEECH_LUFS - ratio)


def _beat(count: int, random: np.random.Generator) -> Samples:
    """A bass drum on each beat and a hi-hat between, as loud as 1 at most."""
    step = SAMPLE_RATE * 60 // BEATS_A_MINUTE
    time = np.arange(step) / SAMPLE_RATE
    drum = np.sin(2 * np.pi * (55 * time + 8 * (1 - np.exp(-30 * time)))) * np.exp(-9 * time)
    hiss = np.diff(random.normal(0, 1, step + 1)) * np.exp(-40 * np.abs(time - time[step // 2])) * 0.3
    hiss[: step // 2] = 0
    bar = np.tile(drum + hiss, count // step + 2)
    begin = int(random.integers(step))
    return np.asarray(bar[begin : begin + count], np.float32)
