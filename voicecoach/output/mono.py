"""Stereo as mono, for files that have to be small."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecoach.output.model import FileSound

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Mono:
    """The mean of both sides of a ``stereo`` sound."""

    stereo: FileSound

    @property
    def length(self) -> int:
        """Return how many samples there are in all."""
        return self.stereo.length

    @property
    def rate(self) -> int:
        """Return the samples a second."""
        return self.stereo.rate

    @property
    def channels(self) -> int:
        """Return 1: it is mono."""
        return 1

    def int16(self, first: int, last: int, /) -> npt.NDArray[np.int16]:
        """Return the samples in [first, last)."""
        import numpy as np

        return np.asarray(np.rint(self.stereo.int16(first, last).mean(axis=1)), np.int16)

    def sounding(self) -> Iterable[tuple[int, int]]:
        """Yield the stretches of samples with sound in them."""
        return self.stereo.sounding()

    def identity(self, first: int, last: int, /) -> bytes:
        """Return what tells stretches apart."""
        return b"mono" + self.stereo.identity(first, last)
