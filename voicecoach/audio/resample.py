"""Changing a sample rate, for engines, sounds and outputs that have another one.

This is the one place that calls soxr, at a quality whose errors lie 70 dB below the sound, and an MP3 of it at 25.
"""

from __future__ import annotations

import numpy as np

from voicecoach.audio.clip import Samples


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """Convert mono ``samples`` from ``rate`` to ``wanted``, both a second; the same array where they agree."""
    if rate == wanted or not len(samples):
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, rate, wanted, quality="HQ"), np.float32)
