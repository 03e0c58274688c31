"""Trimming: finding where speech begins and ends in what an engine wrote, so that a count sounds on its beat.

Engines put silence of their own around words (espeak-ng up to 55 ms before, and 390 ms after). What is quieter
than the loudest 2 ms by :data:`RANGE_DB` counts as silence: the softest onsets measured, the h of "hold" and the
f of "four", lie 42 dB below it, the noise of recorded system voices 65 dB or more.
"""

from __future__ import annotations

import numpy as np

from voicecoach.audio.clip import Samples

RANGE_DB = 55.0
FADE_IN_MS, FADE_OUT_MS = 2, 8
_WINDOW_MS = 2
_AUDIBLE = 10 ** (-66 / 20)
"""Peak below which a whole clip is silence: a few steps of 16 bits."""


def trimmed(samples: Samples, rate: int) -> Samples:
    """Cut ``samples`` from the first sound to the last, with the 2 ms before it and the 8 ms after for the fades.

    Empty where there is no sound at all.
    """
    if not len(samples) or float(np.abs(samples).max()) < _AUDIBLE:
        return samples[:0]
    window = max(1, rate * _WINDOW_MS // 1000)
    powers = np.add.reduceat(samples * samples, np.arange(0, len(samples), window))
    heard = np.flatnonzero(powers > powers.max() * 10 ** (-RANGE_DB / 10))
    first = int(heard[0]) * window - rate * FADE_IN_MS // 1000
    last = (int(heard[-1]) + 1) * window + rate * FADE_OUT_MS // 1000
    return samples[max(0, first) : last]


def faded(samples: Samples, rate: int) -> Samples:
    """Fade ``samples`` in and out, so that neither edge clicks."""
    rise = min(rate * FADE_IN_MS // 1000, len(samples) // 2)
    fall = min(rate * FADE_OUT_MS // 1000, len(samples) // 2)
    shape = np.ones(len(samples), np.float32)
    shape[:rise] = np.linspace(0, 1, rise, endpoint=False)
    shape[len(shape) - fall :] = np.linspace(1, 0, fall)
    return samples * shape
