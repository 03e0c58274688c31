"""WAV headers, read strictly enough that noise never passes for sound.

pydub takes every WAVE_FORMAT_EXTENSIBLE for integers (floats would come out as noise), stumbles over chunks of
odd length, and Python's own ``wave`` refuses EXTENSIBLE before 3.12. So the header is read here, and pydub is
handed a plain file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voicecoach.audio.clip import Samples

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_RATES = range(1_000, 400_000)


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


def read_header(data: bytes) -> WaveHeader:
    """Read the header of a RIFF/WAVE file; a length beyond the file's end (as in streams) is cut to what is there."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NotWaveError("it does not begin as one")
    form: tuple[int, ...] = ()
    for name, start, size in _chunks(data):
        if name == b"fmt " and size >= 16:
            form = struct.unpack_from("<HHIIHH", data, start)
            if form[0] == _EXTENSIBLE and size >= 26:
                form = (struct.unpack_from("<H", data, start + 24)[0], *form[1:])
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
    width = header.bits // 8
    if header.encoding != _PCM or header.bits not in (8, 16, 24, 32) or header.block != width * header.channels:
        raise NotPcmError
    size = header.length * header.block
    form = struct.pack(
        "<HHIIHH", _PCM, header.channels, header.rate, header.rate * header.block, header.block, header.bits
    )
    head = b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt \x10\0\0\0" + form + b"data" + struct.pack("<I", size)
    return head + data[header.offset : header.offset + size]


def decode_float(data: bytes, header: WaveHeader) -> Samples:
    """Read mono float32 samples of a float WAV."""
    kind = "<f4" if header.bits == 32 else "<f8"
    values = np.frombuffer(data, kind, header.length * header.channels, header.offset)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not finite, and refused
        return np.asarray(values.reshape(-1, header.channels).mean(axis=1), np.float32)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    position = 12
    while position + 8 <= len(data):
        size = min(struct.unpack_from("<I", data, position + 4)[0], len(data) - position - 8)
        yield data[position : position + 4], position + 8, size
        position += 8 + size + size % 2
