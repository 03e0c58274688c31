"""Changing a sample rate, for engines, sounds and outputs that have another one.

This is the one place that calls soxr, at a quality whose errors lie 70 dB below the sound, and an MP3 of it at 25.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from voicecoach.audio.clip import Samples


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """Convert mono ``samples`` from ``rate`` to ``wanted``, both a second; the same array where they agree."""
    if rate == wanted or not len(samples):
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, rate, wanted, quality="HQ"), np.float32)


def resampled_pieces(pieces: Iterable[Samples], rate: int, wanted: int) -> Iterator[Samples]:
    """Convert stereo sound, in pieces with the shape (n, 2), as if it were one."""
    if rate == wanted:
        yield from pieces
        return
    import soxr

    stream = soxr.ResampleStream(rate, wanted, 2, dtype="float32", quality="HQ")
    for piece in pieces:
        yield np.asarray(stream.resample_chunk(piece), np.float32)
    yield np.asarray(stream.resample_chunk(np.zeros((0, 2), np.float32), last=True), np.float32)
