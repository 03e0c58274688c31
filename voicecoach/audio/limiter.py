"""Keeping peaks below a ceiling by a gain that depends on nothing but the sound around each sample.

A limiter with a release remembers its past: what it gives depends on where playing began. This one looks the
same few milliseconds ahead and back, so a stretch of audio comes out alike whether it is played live, encoded
in pieces, or rendered again after a seek.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

REACH_MS = 5
"""How far a peak is felt on either side: long enough not to buzz at a voice's pitch, too short to pump."""


def reach(rate: int) -> int:
    """Frames on either side of a sample that its gain depends on."""
    return 2 * (rate * REACH_MS // 1000)


def limiting_gain(envelope: npt.NDArray[np.float64], ceiling: float, rate: int) -> npt.NDArray[np.float64]:
    """Gains (0…1, one a sample) that keep ``envelope`` (absolute values) at or below ``ceiling``.

    The lowest gain needed within 5 ms, averaged over 5 ms with a bell: never above what any sample needs.
    Outside of ``envelope`` is taken for silence, so pass :func:`reach` more on each side of what is used.
    """
    half = reach(rate) // 2
    needed = ceiling / np.maximum(envelope, ceiling)
    padded = np.concatenate((np.ones(2 * half), needed, np.ones(2 * half)))
    lowest = _lowest_in(padded, 2 * half + 1)
    bell = np.hanning(2 * half + 3)[1:-1]
    gain: npt.NDArray[np.float64] = np.convolve(lowest, bell / bell.sum(), mode="valid")
    return np.minimum(gain, needed)


def _lowest_in(values: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    """The minimum of every run of ``width`` values, by doubling the run: few passes, whatever the width."""
    run = 1
    while run < width:
        step = min(run, width - run)
        values = np.minimum(values[:-step], values[step:])
        run += step
    return values
