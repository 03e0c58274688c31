"""The FLAC: the mix as it is, in half the size of a WAV or less, with tags, cover, chapters and a table for seeking."""

from __future__ import annotations

import struct
from contextlib import closing
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.blocks import aside, blocks, check_sound
from voicecoach.output.containers.sndfile import Kind, encoded, require
from voicecoach.output.containers.vorbis import comments, packed, picture
from voicecoach.output.file import Sink, write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.timeline.model import Timeline

EXTRA = "flac"
_RATES = range(8000, 192_001)
_MAX_BLOCK = (1 << 24) - 1
_SEEK_SECONDS = 10
_LEVEL = 5 / 8
"""libFLAC's own default."""

_SEEKTABLE, _COMMENTS, _PICTURE = 3, 4, 6
_INFO_END = 42
"""Where the encoder's own header is no longer the one that the file has: behind "fLaC" and its first block."""
_POINT = struct.Struct(">QQH")
_UNUSED_POINT = _POINT.pack(2**64 - 1, 0, 0)
_FRAME_SAMPLES = 4096


def check(options: FileOptions, duration: int) -> None:  # noqa: ARG001 (a FLAC has no limit that a day reaches)
    """Raise ``UsageError`` where a FLAC cannot be so, ``EncoderMissing`` where none can be made here."""
    if options.sample_rate not in _RATES:
        raise UsageError(
            f"a FLAC cannot have a sample rate of {options.sample_rate} Hz", "Sample rates: 8000 to 192000."
        )
    require(EXTRA, "FLAC")


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write ``sound`` as a FLAC of 16 bits. Raises ``UsageError`` or ``EncoderMissing`` first, or ``OutputFailed``."""
    check(options, timeline.duration)
    check_sound(sound, options)
    tags = _block(_COMMENTS, packed(comments(timeline, options)))
    cover = _block(_PICTURE, picture(timeline, shelf)) if options.cover else b""
    kind = Kind("FLAC", "PCM_16", sound.rate, sound.channels, _LEVEL)
    with write_whole(path) as sink:
        stream = _Stream(sink, sound, tags + cover)
        with closing(aside(encoded(blocks(sound), kind, EXTRA), 1)) as taken:
            for pieces in taken:
                for at, piece in pieces:
                    stream.take(at, piece)
                progress(stream.done, sound.length)
        stream.finish()


class _Stream:
    """Puts the encoder's frames behind a header of our own, with a point to seek to every ten seconds."""

    def __init__(self, sink: Sink, sound: FileSound, tags: bytes) -> None:
        self._sink = sink
        self._head = bytearray(_INFO_END)
        self._frames_begin: int | None = None
        self._frames = self._size = 0
        self._step = max(1, _SEEK_SECONDS * sound.rate // _FRAME_SAMPLES)
        points = -(-sound.length // (self._step * _FRAME_SAMPLES))
        self._points: list[bytes] = []
        self._table_at = _INFO_END
        table = _block(_SEEKTABLE, _UNUSED_POINT * points)
        padding = b"\x81\0\0\0"  # the last block, empty
        self._length = sound.length
        sink.write(bytes(self._head) + table + tags + padding)

    @property
    def done(self) -> int:
        """Return how many samples have been written."""
        return min(self._frames * _FRAME_SAMPLES, self._length)

    def take(self, at: int, piece: bytes) -> None:
        """Take what the encoder writes at a place of its own file: its header, a frame, or a part of its header."""
        if self._frames_begin is None and at and piece[:2] in (b"\xff\xf8", b"\xff\xf9"):
            self._frames_begin = at
        if self._frames_begin is None or at < self._frames_begin:
            kept = piece[: max(0, _INFO_END - at)]
            self._head[at : at + len(kept)] = kept
            return
        if self._frames % self._step == 0:
            first = self._frames * _FRAME_SAMPLES
            self._points.append(_POINT.pack(first, self._size, min(_FRAME_SAMPLES, self._length - first)))
        self._frames, self._size = self._frames + 1, self._size + len(piece)
        self._sink.write(piece)

    def finish(self) -> None:
        """Write what is known only at the end: the numbers and the checksum of the first block, and the places."""
        if self._frames != -(-self._length // _FRAME_SAMPLES):
            raise AssertionError(f"{self._frames} frames were made of {self._length} samples")
        self._head[4] &= 0x7F  # other blocks follow
        self._sink.rewrite(0, bytes(self._head))
        self._sink.rewrite(self._table_at + 4, b"".join(self._points))


def _block(kind: int, data: bytes) -> bytes:
    if len(data) > _MAX_BLOCK:
        raise UsageError(
            f"the texts of the routine take {len(data)} bytes, and a FLAC has room for {_MAX_BLOCK}",
            "Render an MP3, or several routines.",
        )
    return bytes([kind]) + len(data).to_bytes(3, "big") + data
