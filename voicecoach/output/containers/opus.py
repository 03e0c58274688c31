"""Opus in Ogg: the smallest file that speaks clearly, for Android and messengers.

The packets come from libsndfile and are laid out in pages here, behind tags of our own. The stream says how many
samples to drop at its ends, so that it decodes to exactly the length of the timeline.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.errors import UsageError
from voicecoach.output.blocks import check_sound
from voicecoach.output.containers.packets import packets
from voicecoach.output.containers.sndfile import Kind, encoded, require
from voicecoach.output.containers.vorbis import comments, packed, picture
from voicecoach.output.file import write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.timeline.model import Timeline

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

EXTRA = "opus"
RATES = (8000, 12_000, 16_000, 24_000, 48_000)
_LOWEST, _HIGHEST = 6, 256
"""In kbit/s, a channel, as libsndfile has them."""
_HEADER = struct.Struct("<4sBBqIIIB")
HEARD = 48_000
"""The rate in which Opus counts, whatever that of the sound is."""
PACKET = 960
"""Samples in a packet, in that rate: 20 ms."""
PRE_SKIP = 312
"""Samples that a decoder makes before the first of the sound."""
_PACKETS_IN_A_PAGE = 40
_HEADS = 2
_MORE = 2
_FULL = 255
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_NO_PACKET_ENDS = -1
_MIRRORED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))


def check(options: FileOptions, duration: int) -> None:  # noqa: ARG001 (an Ogg file has no limit that a day reaches)
    """Raise ``UsageError`` where no Opus can be so, ``EncoderMissing`` where none can be made here."""
    if options.sample_rate not in RATES:
        legal = ", ".join(map(str, RATES))
        raise UsageError(f"Opus cannot have a sample rate of {options.sample_rate} Hz", f"Sample rates: {legal}.")
    lowest, highest = _LOWEST * options.channels, _HIGHEST * options.channels
    if not lowest <= options.bitrate <= highest:
        raise UsageError(f"Opus cannot have {options.bitrate} kbit/s", f"Bit rates: {lowest} to {highest}.")
    require(EXTRA, "Opus")


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions = FileOptions(bitrate=32),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write ``sound`` as Opus. Raises ``UsageError`` or ``EncoderMissing`` first, or ``OutputFailed``."""
    check(options, timeline.duration)
    check_sound(sound, options)
    written = [*comments(timeline, options)]
    if options.cover:
        written.append(("METADATA_BLOCK_PICTURE", base64.b64encode(picture(timeline, shelf)).decode()))
    codec = Opus(sound.rate, sound.channels, options.bitrate)
    per = HEARD // sound.rate
    end = PRE_SKIP + sound.length * per
    due = -(-end // PACKET)
    tags = b"OpusTags" + packed(written)
    pages = Pages(zlib.crc32(tags))
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, sound.channels, PRE_SKIP, sound.rate, 0, 0)
    with write_whole(path) as sink, closing(packets(sound, codec, due, shelf, progress)) as stream:
        sink.write(b"".join(pages.of([head], 0, _FIRST)) + b"".join(pages.of([tags], 0)))
        done = 0
        while part := [*islice(stream, _PACKETS_IN_A_PAGE)]:
            done += len(part)
            last = done == due
            sink.write(b"".join(pages.of(part, end if last else done * PACKET, _LAST if last else 0)))
        if done != due:
            raise AssertionError(f"{done} packets were made where {due} were due")


class Opus:
    """Opus at a rate, of so many ``channels``, at so many kbit/s."""

    def __init__(self, rate: int, channels: int, bitrate: int) -> None:
        library = require(EXTRA, "Opus").__libsndfile_version__
        level = 1 - (bitrate / channels - _LOWEST) / (_HIGHEST - _LOWEST)
        self._kind = Kind("OGG", "OPUS", rate, channels, level)
        self.channels = channels
        self.name = repr((library, self._kind))

    @property
    def frame_samples(self) -> int:
        """Return the samples in a packet."""
        return PACKET * self._kind.rate // HEARD

    def encoded(self, blocks: Iterable[npt.NDArray[np.int16]]) -> Iterator[bytes]:
        """Yield the packets of ``blocks``: one for each frame, and others of silence."""
        stream = _Packets()
        for pieces in encoded(self._completed(blocks), self._kind, EXTRA):
            yield from stream.of(b"".join(piece for _, piece in pieces))

    def _completed(self, blocks: Iterable[npt.NDArray[np.int16]]) -> Iterator[npt.NDArray[np.int16]]:
        """Yield blocks, and silence that completes the last frame: the encoder would make it shorter."""
        import numpy as np

        done = 0
        for block in blocks:
            yield block
            done += len(block)
        missing = -done % self.frame_samples + _MORE * self.frame_samples
        yield np.zeros((missing, self.channels), np.int16)


class _Packets:
    """Takes the packets of sound out of the pages that libsndfile lays out."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._begun = b""
        self._came = 0

    def of(self, data: bytes) -> Iterator[bytes]:
        """Take some of the stream, and yield the packets that are whole by then."""
        self._waiting += data
        while len(self._waiting) >= _HEADER.size:
            count = self._waiting[_HEADER.size - 1]
            table = bytes(self._waiting[_HEADER.size : _HEADER.size + count])
            size = _HEADER.size + count + sum(table)
            if len(table) < count or len(self._waiting) < size:
                return
            body = bytes(self._waiting[_HEADER.size + count : size])
            if self._waiting[:4] != b"OggS":
                raise AssertionError("libsndfile wrote something else than pages")
            del self._waiting[:size]
            for packet in self._cut(table, body):
                self._came += 1
                if self._came > _HEADS:
                    yield packet
                elif self._came == 1 and struct.unpack_from("<H", packet, 10) != (PRE_SKIP,):
                    raise AssertionError("libsndfile skips another number of samples")

    def _cut(self, table: bytes, body: bytes) -> Iterator[bytes]:
        at = 0
        for size in table:
            self._begun += body[at : at + size]
            at += size
            if size < _FULL:
                yield self._begun
                self._begun = b""


class Pages:
    """Lays out packets in the pages of a stream."""

    def __init__(self, serial: int) -> None:
        self._serial = serial
        self._went = 0

    def of(self, packets: Sequence[bytes], end: int, kind: int = 0) -> Iterator[bytes]:
        """Yield the page of some packets, after which ``end`` samples are over; one long packet may need several."""
        table = b"".join(bytes([_FULL]) * (len(one) // _FULL) + bytes([len(one) % _FULL]) for one in packets)
        body, at = b"".join(packets), 0
        for first in range(0, len(table), _FULL):
            part = table[first : first + _FULL]
            size = sum(part)
            whole = first + _FULL >= len(table)
            flags = kind | (_CONTINUED if first else 0)
            yield self._page(flags, end if whole else _NO_PACKET_ENDS, part, body[at : at + size])
            at += size

    def _page(self, kind: int, granule: int, table: bytes, body: bytes) -> bytes:
        head = _HEADER.pack(b"OggS", 0, kind, granule, self._serial, self._went, 0, len(table))
        self._went += 1
        page = head + table + body
        return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    """Return Ogg's CRC-32, whose bits run the other way than zlib's."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
