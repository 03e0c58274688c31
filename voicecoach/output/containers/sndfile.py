"""libsndfile, which encodes FLAC and Opus in this process: samples in, pieces of a file out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from voicecoach.output.containers.extras import load

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Pieces = list[tuple[int, bytes]]
"""Bytes, each with its place in the file; some replace what was written before."""


class Kind(NamedTuple):
    """What is written, in libsndfile's words; ``level`` is 0 for the largest and best file, 1 for the smallest."""

    file: str
    codec: str
    rate: int
    channels: int
    level: float


def require(extra: str, what: str) -> Any:
    """Return soundfile, or raise ``EncoderMissing``."""
    return load("soundfile", extra, what)


def encoded(blocks: Iterable[npt.NDArray[np.int16]], kind: Kind, extra: str) -> Iterator[Pieces]:
    """Yield the pieces that each block becomes, and at the end the last ones."""
    file = _Written()
    encoder = require(extra, kind.file).SoundFile(
        file,
        "w",
        samplerate=kind.rate,
        channels=kind.channels,
        format=kind.file,
        subtype=kind.codec,
        compression_level=kind.level,
        closefd=False,
    )
    with encoder:
        for block in blocks:
            encoder.write(block)
            yield file.take()
    yield file.take()


class _Written:
    """A file in which libsndfile can write and seek; what was written is taken away, so that memory does not grow.

    It never fails: libsndfile would go on, and only print what was raised.
    """

    def __init__(self) -> None:
        self._pieces: Pieces = []
        self._at = self._end = 0

    def take(self) -> Pieces:
        """Return what was written since the last time."""
        taken, self._pieces = self._pieces, []
        return taken

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append((self._at, piece))
        self._at += len(piece)
        self._end = max(self._end, self._at)
        return len(piece)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._end}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, _size: int = -1) -> bytes:
        return b""
