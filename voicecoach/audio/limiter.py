"""The limiter: keeps peaks below a ceiling by a gain that depends on nothing but the sound around each sample.

A limiter with a release remembers its past: what it gives depends on where playing began. This one looks the
same few milliseconds ahead and back, so a stretch of audio comes out alike whether it is played live, encoded
in pieces, or rendered again after a seek.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import Samples

CEILING_DBTP = -3.0
"""Highest true peak of a clip: an encoder may add 0.7 dB, and a finished file should stay below -2 dBTP."""
REACH_MS = 5
"""How far a peak is felt on either side: long enough not to buzz at a voice's pitch, too short to pump."""

_TAPS = 16
_ENOUGH_PASSES = 3
_ENOUGH = 0.9999
_MOST_BEND, _MOST_BEYOND = 0.48, 0.01
"""How far the wave between two samples can stand over both: so many times the largest second difference within the
taps, and what the samples beyond the taps add, in shares of the highest sample (both from the weights, by parts)."""


def reach(rate: int) -> int:
    """Return how many samples on either side of one :func:`limited` looks at in one pass."""
    return 2 * (rate * REACH_MS // 1000) + _TAPS


def envelope(samples: Samples, above: float = 0.0) -> Samples:
    """Measure how high the wave through ``samples`` reaches at each sample and on the way to the next.

    Three points are interpolated between two samples (BS.1770-5, annex 2); silence is taken to lie around. That is
    most of what limiting costs, so it is done only where the wave may rise over ``above``: heights up to that may be
    the samples' own. Those over it depend, to the bit, on nothing but the samples within the taps.
    """
    if not len(samples):
        return np.zeros(0, np.float32)
    padded = np.concatenate((np.zeros(_TAPS - 1, np.float32), samples, np.zeros(_TAPS, np.float32)))
    sizes = np.abs(padded[_TAPS - 1 : -_TAPS + 1])
    heights = sizes[:-1]
    bend = _most_in(np.abs(np.diff(padded, 2)), 2 * _TAPS - 2, np.maximum)
    highest = _most_in(sizes, 2, np.maximum) + _MOST_BEND * bend
    may = np.flatnonzero(highest > above - _MOST_BEYOND * sizes.max())
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _TAPS)[may]
    for kernel in _between():
        heights[may] = np.maximum(heights[may], np.abs(np.einsum("ij,j->i", around, kernel)))
    return heights


def gains(heights: Samples, ceiling: float, rate: int) -> Samples:
    """Return the factors that keep a sound with an envelope of ``heights`` at or below ``ceiling``.

    Each gain is the lowest needed within 5 ms, averaged over 5 ms with a bell: smooth, and never above what a
    sample needs. It is 1 exactly wherever nothing is needed.
    """
    half = rate * REACH_MS // 1000
    curve = np.ones(len(heights) + 4 * half, heights.dtype)
    bell = np.hanning(2 * half + 3)[1:-1]
    bell = (bell / bell.sum()).astype(heights.dtype)
    over = heights * _ENOUGH > ceiling
    for first, last in _stretches(over, 4 * half):
        needed = np.ones(last - first + 8 * half, heights.dtype)
        np.divide(ceiling, heights[first:last], out=needed[4 * half : -4 * half], where=over[first:last])
        cut = np.convolve(1 - _most_in(needed, 2 * half + 1, np.minimum), bell, mode="valid")
        curve[first : last + 4 * half] = np.minimum(1 - cut, needed[2 * half : -2 * half])
    return curve[2 * half : -2 * half]


def limited(samples: Samples, ceiling: float, rate: int) -> Samples:
    """Return ``samples`` with their :func:`envelope` at or below ``ceiling`` (an amplitude), in one pass.

    As the gain changes, it may leave an envelope 0.1 dB too high; :func:`limited_fully` corrects that.
    """
    heights = envelope(samples, ceiling)
    if heights.max(initial=0) * _ENOUGH <= ceiling:
        return samples
    return np.asarray(samples * gains(heights, ceiling, rate), np.float32)


def limited_fully(samples: Samples, ceiling: float, rate: int) -> Samples:
    """Repeat :func:`limited` until a whole clip stays below ``ceiling``."""
    for _ in range(_ENOUGH_PASSES):
        before, samples = samples, limited(samples, ceiling, rate)
        if samples is before:
            break
    return samples


def _stretches(there: npt.NDArray[np.bool_], apart: int) -> Iterator[tuple[int, int]]:
    """Find where ``there`` is true: first and end of each piece, with more than ``apart`` samples between pieces."""
    found = np.flatnonzero(there)
    for run in np.split(found, np.flatnonzero(np.diff(found) > apart) + 1):
        if len(run):
            yield int(run[0]), int(run[-1]) + 1


def _most_in(values: Samples, width: int, pick: np.ufunc) -> Samples:
    """Pick the extreme of every run of ``width`` values, by doubling the run: few passes, whatever the width."""
    run = 1
    while run < width:
        step = min(run, width - run)
        values = pick(values[:-step], values[step:])
        run += step
    return values


@lru_cache(maxsize=1)
def _between() -> tuple[npt.NDArray[np.float32], ...]:
    """Weigh the samples around so that they give the wave at 1/4, 1/2 and 3/4 of the way to the next sample."""
    sample = np.arange(1.0 - _TAPS, 1.0 + _TAPS)
    away = [sample - quarter / 4 for quarter in (1, 2, 3)]
    return tuple((np.sinc(x) * np.i0(6 * np.sqrt(1 - (x / _TAPS) ** 2)) / np.i0(6)).astype(np.float32) for x in away)
