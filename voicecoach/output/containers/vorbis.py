"""Vorbis comments: the tags of Opus and FLAC. Chapters are comments too, lyrics have LRC's times in them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from voicecoach.output.formats import MAX_VORBIS
from voicecoach.output.lrc import timed_text
from voicecoach.output.lyrics import lines, shown
from voicecoach.output.model import FileOptions, Shelf
from voicecoach.output.tags import GENRE, fitting_chapters
from voicecoach.timeline.model import Timeline
from voicecoach.units import HOUR, MINUTE, SECOND

_VENDOR = "voicecoach"
_FRONT_COVER = 3


def comments(timeline: Timeline, options: FileOptions) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each comment; none is empty."""
    texts = {
        "TITLE": shown(timeline.title),
        "ARTIST": shown(options.artist),
        "ALBUM": shown(options.album),
        "GENRE": GENRE,
        "LANGUAGE": shown(timeline.language),
    }
    yield from ((name, text) for name, text in texts.items() if text)
    for number, chapter in enumerate(fitting_chapters(timeline.chapters, MAX_VORBIS), 1):
        yield f"CHAPTER{number:03}", _clock(min(chapter.start, timeline.duration))
        yield f"CHAPTER{number:03}NAME", shown(chapter.title) or str(number)
    if shown_lines := lines(timeline):
        yield "LYRICS", timed_text(shown_lines)
        yield "UNSYNCEDLYRICS", "\n".join(line.text for line in shown_lines)


def packed(written: Iterable[tuple[str, str]]) -> bytes:
    """Return comments as both formats hold them: counted in little-endian, in UTF-8."""
    entries = [f"{name}={value}".encode() for name, value in written]
    vendor = _VENDOR.encode()
    head = struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(entries))
    return head + b"".join(struct.pack("<I", len(entry)) + entry for entry in entries)


def picture(timeline: Timeline, shelf: Shelf | None) -> bytes:
    """Return the cover as FLAC's picture block, which Opus holds in base64."""
    from voicecoach.output.picture import SIZE, kept_cover

    data, mime = kept_cover(timeline, shelf), b"image/jpeg"
    return (
        struct.pack(">II", _FRONT_COVER, len(mime))
        + mime
        + struct.pack(">IIIIII", 0, SIZE, SIZE, 24, 0, len(data))
        + data
    )


def _clock(milliseconds: int) -> str:
    hours, rest = divmod(milliseconds, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return f"{hours:02}:{minutes:02}:{rest // SECOND:02}.{rest % SECOND:03}"
