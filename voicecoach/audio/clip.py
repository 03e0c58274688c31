"""A piece of sound that is ready to be mixed.

The house rate is 24 kHz: 24 frames a millisecond, so that every instant of a timeline is a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

HOUSE_RATE = 24_000

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Clip:
    """Mono samples in -1…1, float32, at ``rate`` frames a second."""

    samples: Samples
    rate: int = HOUSE_RATE

    @property
    def duration(self) -> int:
        """Milliseconds, rounded up, so that what is placed after the clip never overlaps it."""
        return -(-len(self.samples) * 1000 // self.rate)
