"""WAV headers, read strictly enough that noise never passes for sound.

pydub takes every WAVE_FORMAT_EXTENSIBLE for integers (floats would come out as noise), stumbles over chunks of
odd length, and Python's own ``wave`` refuses EXTENSIBLE before 3.12. So the header is read here, and pydub is
handed a plain file.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from voicecoach.audio.clip import Samples

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_RATES = range(1_000, 400_000)
_MOST_CHUNKS = 10_000


class NotWaveError(Exception):
    """The bytes are not a WAV file with audio in it; the message says why."""


class NotPcmError(Exception):
    """A WAV file whose samples are compressed or of an unusual width."""


@dataclass(frozen=True, slots=True)
class WaveHeader:
    """Where the samples lie in a file and how they are written; ``offset`` and ``size`` in bytes."""

    encoding: int
    channels: int
    rate: int
    bits: int
    block: int
    offset: int
    size: int

    @property
    def length(self) -> int:
        """Return how many samples each channel has (of uncompressed ones)."""
        return self.size // self.block

    @property
    def is_float(self) -> bool:
        """Return whether samples are floats of a width that numpy reads."""
        return self.encoding == _FLOAT and self.bits in (32, 64) and self.block == self.channels * self.bits // 8

    @property
    def is_integer(self) -> bool:
        """Return whether samples are integers of a usual width."""
        return self.encoding == _PCM and self.bits in (8, 16, 24, 32) and self.block == self.channels * self.bits // 8


def read_header(data: bytes) -> WaveHeader:
    """Read the header of a RIFF/WAVE file; a length beyond the file's end (as in streams) is cut to what is there."""
    return find_header(io.BytesIO(data))


def find_header(file: BinaryIO) -> WaveHeader:
    """Do what :func:`read_header` does with a file that may be too large to be held."""
    begin = file.read(12)
    if begin[:4] != b"RIFF" or begin[8:] != b"WAVE":
        raise NotWaveError("it does not begin as one")
    form: tuple[int, ...] = ()
    for name, start, size in _chunks(file):
        if name == b"fmt " and size >= 16:
            written = file.read(min(size, 26))
            form = struct.unpack_from("<HHIIHH", written)
            if form[0] == _EXTENSIBLE and size >= 26:
                form = (struct.unpack_from("<H", written, 24)[0], *form[1:])
        elif name == b"data":
            if not form:
                break
            encoding, channels, rate, _, block, bits = form
            if not channels or not block or rate not in _RATES:
                raise NotWaveError(f"{channels} channel(s) at {rate} Hz make no sound")
            return WaveHeader(encoding, channels, rate, bits, block, start, size)
    raise NotWaveError("its samples cannot be found")


def canonical(data: bytes, header: WaveHeader) -> bytes:
    """Put the same integer samples behind the plainest header; raises :class:`NotPcmError` for any other kind."""
    if not header.is_integer:
        raise NotPcmError
    size = header.length * header.block
    form = struct.pack(
        "<HHIIHH", _PCM, header.channels, header.rate, header.rate * header.block, header.block, header.bits
    )
    head = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt \x10\0\0\0" + form + b"data" + struct.pack("<I", size)
    return head + data[header.offset : header.offset + size]


def decode_float(data: bytes, header: WaveHeader) -> Samples:
    """Read the samples of a float WAV, with the shape (n, channels); what overflows is not finite."""
    kind = "<f4" if header.bits == 32 else "<f8"
    values = np.frombuffer(data, kind, header.length * header.channels, header.offset)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(values.reshape(-1, header.channels), np.float32)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name, place and size of each chunk, with the file at its first byte."""
    length = file.seek(0, os.SEEK_END)
    position = 12
    for _ in range(_MOST_CHUNKS):
        if position + 8 > length:
            break
        file.seek(position)
        name, size = struct.unpack("<4sI", file.read(8))
        size = min(size, length - position - 8)
        yield name, position + 8, size
        position += 8 + size + size % 2
