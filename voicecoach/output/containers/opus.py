"""Opus in Ogg: the smallest file that speaks clearly, for Android and messengers.

libsndfile encodes and lays out the pages; the page with the tags is replaced here, and the others are numbered anew.
The stream says how many samples to drop at its ends, so that it decodes to exactly the length of the timeline.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.blocks import blocks, check_sound
from voicecoach.output.containers.sndfile import Kind, encoded, require
from voicecoach.output.containers.vorbis import comments, packed, picture
from voicecoach.output.file import write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.timeline.model import Timeline

EXTRA = "opus"
RATES = (8000, 12_000, 16_000, 24_000, 48_000)
_LOWEST, _HIGHEST = 6, 256
"""In kbit/s, a channel, as libsndfile has them."""
_HEADER = struct.Struct("<4sBBqIIIB")
_CONTINUED = 1
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
    level = 1 - (options.bitrate / options.channels - _LOWEST) / (_HIGHEST - _LOWEST)
    kind = Kind("OGG", "OPUS", sound.rate, sound.channels, level)
    pages = Pages(b"OpusTags" + packed(written))
    with write_whole(path) as sink:
        for pieces in encoded(blocks(sound, progress), kind, EXTRA):
            sink.write(b"".join(pages.take(b"".join(piece for _, piece in pieces))))


class Pages:
    """The pages of an Opus stream, with other ``tags`` than it came with."""

    def __init__(self, tags: bytes) -> None:
        self._tags = tags
        self._serial = zlib.crc32(tags)
        self._waiting = bytearray()
        self._came = self._went = 0

    def take(self, data: bytes) -> Iterator[bytes]:
        """Take some of the stream, and yield the pages that are whole by then."""
        self._waiting += data
        while len(self._waiting) >= _HEADER.size:
            capture, _, kind, granule, _, _, _, count = _HEADER.unpack_from(self._waiting)
            if capture != b"OggS":
                raise AssertionError("libsndfile wrote something else than pages")
            table = bytes(self._waiting[_HEADER.size : _HEADER.size + count])
            size = _HEADER.size + count + sum(table)
            if len(table) < count or len(self._waiting) < size:
                return
            body = bytes(self._waiting[_HEADER.size + count : size])
            del self._waiting[:size]
            self._came += 1
            if self._came == 2:
                yield from self._tag_pages()
            else:
                yield self._page(kind, granule, table, body)

    def _tag_pages(self) -> Iterator[bytes]:
        table = bytes([255]) * (len(self._tags) // 255) + bytes([len(self._tags) % 255])
        for first in range(0, len(table), 255):
            part = table[first : first + 255]
            body = self._tags[first * 255 : first * 255 + sum(part)]
            ends = part[-1] < 255
            yield self._page(_CONTINUED if first else 0, 0 if ends else _NO_PACKET_ENDS, part, body)

    def _page(self, kind: int, granule: int, table: bytes, body: bytes) -> bytes:
        head = _HEADER.pack(b"OggS", 0, kind, granule, self._serial, self._went, 0, len(table))
        self._went += 1
        page = head + table + body
        return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    """Return Ogg's CRC-32, whose bits run the other way than zlib's."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
