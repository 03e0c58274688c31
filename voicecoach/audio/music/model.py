"""What music is told about a routine, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Samples2: TypeAlias = "npt.NDArray[np.float32]"
"""Stereo sound in -1…1: one row a sample, left and right."""


class Music(Protocol):
    """Something that plays under a routine."""

    def read(self, first: int, last: int) -> Samples2:
        """Return the samples in [first, last), at the rate it was made for; they depend on their place alone."""
