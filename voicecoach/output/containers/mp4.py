"""M4A and M4B: AAC in MP4, for Apple's players and those of audiobooks. Of an M4B, a book, players keep the place."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from contextlib import closing
from itertools import accumulate
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.blocks import check_sound
from voicecoach.output.containers.aac import RATES, Aac, highest_bitrate, packets_for, require
from voicecoach.output.containers.atoms import FRAMES_IN_A_CHUNK, Sound, ftyp, gapless_text, moov, texts_of
from voicecoach.output.containers.packets import packets
from voicecoach.output.file import Sink, write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.timeline.model import Timeline

BOOK = ".m4b"
_LOWEST = 16
"""In kbit/s, a channel: what the encoder cannot go below."""
_HEADER_BYTES = 8
_MAX_BYTES = 2**32 - 1
_ROOM = 1 << 26
"""Bytes that atoms, chapters, lyrics and a cover may take, and by which the encoder may miss its rate."""
_MOST_MISSED = 1.1


def check(options: FileOptions, duration: int) -> None:
    """Raise ``UsageError`` where no AAC of ``duration`` ms can be so, ``EncoderMissing`` where none is made here."""
    if options.sample_rate not in RATES:
        legal = ", ".join(map(str, RATES))
        raise UsageError(f"AAC cannot have a sample rate of {options.sample_rate} Hz", f"Sample rates: {legal}.")
    highest = highest_bitrate(options.sample_rate, options.channels)
    lowest = _LOWEST * options.channels
    if not lowest <= options.bitrate <= highest:
        message = f"AAC at {options.sample_rate} Hz cannot have {options.bitrate} kbit/s"
        raise UsageError(message, f"Bit rates at {options.sample_rate} Hz: {lowest} to {highest}.")
    if duration * options.bitrate / 8 * _MOST_MISSED + _ROOM > _MAX_BYTES:
        raise UsageError("the file would be larger than 4 GB", "Choose a lower bit rate, or render fewer exercises.")
    require("AAC (.m4b, .m4a)")


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write ``sound`` as AAC. Raises ``UsageError`` or ``EncoderMissing`` first, or ``OutputFailed``."""
    check(options, timeline.duration)
    check_sound(sound, options)
    codec = Aac(sound.rate, sound.channels, options.bitrate)
    book = path.suffix.lower() == BOOK
    due = packets_for(sound.length)
    texts = texts_of(timeline, options, shelf, book=book, gapless=gapless_text(sound.length, due))
    chunks = -(-due // FRAMES_IN_A_CHUNK)
    track = Sound(sound.rate, sound.channels, options.bitrate, sound.length, codec.config, _zeros(due), _zeros(chunks))
    first, room = ftyp(book=book), len(moov(track, texts))
    titles = texts.samples()
    texts.places = [*accumulate(map(len, titles), initial=len(first) + room + _HEADER_BYTES)]
    begin = texts.places.pop()
    with write_whole(path) as sink, closing(packets(sound, codec, due, shelf, progress)) as frames:
        sink.write(first + bytes(room + _HEADER_BYTES) + b"".join(titles))
        track.sizes, track.chunks = _write_frames(sink, begin, frames)
        head = moov(track, texts)
        if (len(track.sizes), len(head)) != (due, room):
            raise AssertionError(f"{len(track.sizes)} frames were made where {due} were due")
        size = _HEADER_BYTES + sum(map(len, titles)) + sum(track.sizes)
        sink.rewrite(len(first), head + size.to_bytes(4, "big") + b"mdat")


def _zeros(count: int) -> array[int]:
    return array("I", [0]) * count


def _write_frames(sink: Sink, at: int, frames: Iterable[bytes]) -> tuple[array[int], array[int]]:
    """Write all frames, and return their sizes and the places of their chunks."""
    sizes, chunks, block = array("I"), array("I"), bytearray()
    for frame in frames:
        if len(sizes) % FRAMES_IN_A_CHUNK == 0:
            sink.write(block)
            chunks.append(at)
            block.clear()
        sizes.append(len(frame))
        at += len(frame)
        block += frame
    sink.write(block)
    return sizes, chunks
