"""Keeping peaks below a ceiling by a gain that depends on nothing but the sound around each sample.

A limiter with a release remembers its past: what it gives depends on where playing began. This one looks the
same few milliseconds ahead and back, so a stretch of audio comes out alike whether it is played live, encoded
in pieces, or rendered again after a seek.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import Samples

CEILING_DBTP = -3.0
"""Highest true peak of a clip: an encoder may add 0.7 dB, and -2 dBTP is what may leave the house."""
REACH_MS = 5
"""How far a peak is felt on either side: long enough not to buzz at a voice's pitch, too short to pump."""

_TAPS = 16
_ENOUGH_PASSES = 3
_ENOUGH = 0.9999


def reach(rate: int) -> int:
    """Frames on either side of a sample that :func:`limited` looks at in one pass."""
    return 2 * (rate * REACH_MS // 1000) + _TAPS


def envelope(samples: Samples) -> Samples:
    """How high the wave through ``samples`` reaches at each sample and on the way to the next.

    Three points are interpolated between two samples (BS.1770-5, annex 2); silence is taken to lie around.
    """
    if not len(samples):
        return np.zeros(0, np.float32)
    highest = np.abs(samples)
    padded = np.concatenate((np.zeros(_TAPS - 1, np.float32), samples, np.zeros(_TAPS, np.float32)))
    for kernel in _between():
        np.maximum(highest, np.abs(np.convolve(padded, kernel, mode="valid")), out=highest)
    return highest


def gains(heights: Samples, ceiling: float, rate: int) -> Samples:
    """What a sound with an envelope of ``heights`` is to be multiplied with to stay at or below ``ceiling``.

    Each gain is the lowest needed within 5 ms, averaged over 5 ms with a bell: smooth, and never above what a
    sample needs. It is 1 exactly wherever nothing is needed.
    """
    needed = ceiling / np.maximum(heights, np.float32(ceiling))
    needed[needed > _ENOUGH] = 1
    half = rate * REACH_MS // 1000
    ones = np.ones(2 * half, needed.dtype)
    lowest = _lowest_in(np.concatenate((ones, needed, ones)), 2 * half + 1)
    bell = np.hanning(2 * half + 3)[1:-1]
    taken = _smoothed(1 - lowest, (bell / bell.sum()).astype(needed.dtype))
    return np.minimum(1 - taken, needed)


def limited(samples: Samples, ceiling: float, rate: int) -> Samples:
    """``samples`` with their :func:`envelope` at or below ``ceiling`` (an amplitude), in one pass.

    The turning gain itself may leave an envelope 0.1 dB too high; :func:`limited_fully` mends it.
    """
    heights = envelope(samples)
    if heights.max(initial=0) * _ENOUGH <= ceiling:
        return samples
    return np.asarray(samples * gains(heights, ceiling, rate), np.float32)


def limited_fully(samples: Samples, ceiling: float, rate: int) -> Samples:
    """:func:`limited`, again where need be, for a whole clip."""
    for _ in range(_ENOUGH_PASSES):
        before, samples = samples, limited(samples, ceiling, rate)
        if samples is before:
            break
    return samples


def _smoothed(values: Samples, bell: Samples) -> Samples:
    """The mean of every ``len(bell)`` values under a bell, worked out only where there is more than zeros."""
    reach = len(bell) - 1
    result = np.zeros(len(values) - reach, values.dtype)
    there = np.flatnonzero(values)
    for run in np.split(there, np.flatnonzero(np.diff(there) > reach) + 1):
        first, last = max(0, run[0] - reach), min(len(result), run[-1] + 1)
        result[first:last] = np.convolve(values[first : last + reach], bell, mode="valid")
    return result


def _lowest_in(values: Samples, width: int) -> Samples:
    """The minimum of every run of ``width`` values, by doubling the run: few passes, whatever the width."""
    run = 1
    while run < width:
        step = min(run, width - run)
        values = np.minimum(values[:-step], values[step:])
        run += step
    return values


@lru_cache(maxsize=1)
def _between() -> tuple[npt.NDArray[np.float32], ...]:
    """Kernels (to be convolved with) that give the wave at 1/4, 1/2 and 3/4 of the way to the next sample."""
    sample = np.arange(_TAPS, -_TAPS, -1.0)
    away = [sample - quarter / 4 for quarter in (1, 2, 3)]
    return tuple((np.sinc(x) * np.i0(6 * np.sqrt(1 - (x / _TAPS) ** 2)) / np.i0(6)).astype(np.float32) for x in away)
