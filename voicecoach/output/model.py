"""What every writer of files is given, so that a format knows nothing of mixers, scripts or the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecoach.audio.clip import HOUSE_RATE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Progress = Callable[[int, int], None]
"""Called as sound is written: frames done, frames in all. The last call has both equal."""


class Source(Protocol):
    """Sound that is taken piece by piece, so that memory does not grow with the routine's length."""

    @property
    def frames(self) -> int:
        """How many frames there are in all, known before the first is made."""

    @property
    def rate(self) -> int:
        """Frames a second."""

    def int16(self, first: int, last: int, /) -> npt.NDArray[np.int16]:
        """The mono frames in [first, last), fewer at the end; several threads may ask at once."""

    def sounding(self) -> Iterable[tuple[int, int]]:
        """The stretches [first, last) outside of which all is digital silence, in order."""

    def identity(self, first: int, last: int, /) -> bytes:
        """Equal for two stretches with silence around exactly where they sound the same, also from run to run."""


class Shelf(Protocol):
    """Where encoded sound is kept between runs; what it lost is made again."""

    def load(self, key: str, /) -> bytes | None:
        """What was kept under ``key``, or None."""

    def store(self, key: str, payload: bytes, /) -> None:
        """Keep ``payload`` under ``key``, where that can be done."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about a file.

    ``bitrate`` is in kbit/s; ``quality`` is LAME's, 0 (slow) to 9 (fast). An empty ``title`` is the timeline's own.
    """

    bitrate: int = 64
    sample_rate: int = HOUSE_RATE
    quality: int = 5
    title: str = ""
    artist: str = "voicecoach"
    album: str = ""
    genre: str = "Workout"
    cover: bool = True
    lyrics: bool = True


def ignore_progress(done: int, total: int) -> None:
    """The progress callback of whoever does not watch."""
