"""What every output format gets to work with, so that none knows of mixers, scripts or the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecoach.audio.clip import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from voicecoach.output.sheet.model import Sheet
    from voicecoach.timeline.model import Timeline

Progress = Callable[[int, int], None]
"""Called as sound is written: samples done, samples in all. The last call has both equal."""


class FileSound(Protocol):
    """Sound for a file, which is read piece by piece, so that memory does not grow with the routine's length."""

    @property
    def length(self) -> int:
        """Return how many samples there are in all, known before the first is mixed."""

    @property
    def rate(self) -> int:
        """Return the samples a second."""

    @property
    def channels(self) -> int:
        """Return 1 for mono, 2 for stereo."""

    def int16(self, first: int, last: int, /) -> npt.NDArray[np.int16]:
        """Return the samples in [first, last), fewer at the end, of stereo with the shape (n, 2).

        Several threads may ask at once.
        """

    def sounding(self) -> Iterable[tuple[int, int]]:
        """Yield the stretches [first, last) of samples outside of which all is digital silence, in order."""

    def identity(self, first: int, last: int, /) -> bytes:
        """Return bytes that are equal, in any run, just for stretches that sound the same with silence around them."""


class Shelf(Protocol):
    """Where encoded sound is kept between runs; what it has lost is encoded again."""

    def load(self, key: str, /) -> bytes | None:
        """Return what was kept under ``key``, or None."""

    def store(self, key: str, payload: bytes, /) -> None:
        """Keep ``payload`` under ``key``, where that can be done."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What a person may choose about a file.

    ``bitrate`` is in kbit/s, ``channels`` is 2 for stereo. Without a ``cover`` an MP3 is written faster. ``sheet`` is
    what the page of an HTML file tells of the exercises.
    """

    bitrate: int = 64
    sample_rate: int = SAMPLE_RATE
    channels: int = 1
    artist: str = "voicecoach"
    album: str = ""
    cover: bool = True
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which of several files that are ``whole`` together one is: the ``number`` th of ``count``."""

    number: int
    count: int
    whole: Timeline


SMALL = FileOptions(bitrate=32)
"""What is small enough for a messenger or a mail: 14 MB an hour, mono."""


def ignore_progress(done: int, total: int) -> None:
    """Do nothing: the progress callback of a caller that shows none."""
