"""Reading back what a file of sound says about itself, whoever wrote it: title, length, chapters and cover."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.errors import SoundUnreadable
from voicecoach.timeline.model import Chapter
from voicecoach.units import SECOND

_CLOCK = re.compile(r"(\d{1,4}):(\d\d):(\d\d)(?:\.(\d{1,3}))?")
_PART = re.compile(r"\d{1,9}/\d{1,9}")


@dataclass(frozen=True, slots=True)
class FileTags:
    """What a file of sound says about itself. ``length`` is in ms; the chapters are in order; texts may be empty.

    ``part`` says that it is one of several, as MP3s do that ``render --split`` has written.
    """

    title: str = ""
    artist: str = ""
    length: int = 0
    chapters: tuple[Chapter, ...] = ()
    cover: bytes = b""
    cover_type: str = ""
    part: bool = False


def read_tags(path: Path) -> FileTags:
    """Read the tags of an MP3, M4A, M4B, Opus, FLAC or WAV file. Raises ``SoundUnreadable`` where it is none."""
    import mutagen
    from mutagen.id3 import ID3
    from mutagen.mp4 import MP4Tags

    read: Any = mutagen.File
    try:
        file = read(path)
    except mutagen.MutagenError as error:
        raise SoundUnreadable(f"{path} cannot be read: {error}", "render it again") from error
    if file is None:
        raise SoundUnreadable(f"{path} is no sound of a kind that is known", "render it again")
    length, tags = round(file.info.length * SECOND), file.tags
    if tags is None:
        return FileTags(length=length)
    if isinstance(tags, ID3):
        title, artist, starts, cover = _from_id3(tags)
    elif isinstance(tags, MP4Tags):
        title, artist, starts, cover = _from_mp4(file)
    else:
        title, artist, starts, cover = _from_vorbis(file)
    part = isinstance(tags, ID3) and _PART.fullmatch(_id3_text(tags, "TRCK")) is not None
    return FileTags(title, artist, length, tuple(_chapters(starts, length)), *cover, part)


_Read = tuple[str, str, list[tuple[int, str]], tuple[bytes, str]]
"""A title, an artist, the starts and names of chapters, and a picture with its media type."""


def _chapters(starts: Iterable[tuple[int, str]], length: int) -> Iterator[Chapter]:
    """Yield the chapters in order, each to the start of the next one; those behind the end are left out."""
    known = sorted((start, title) for start, title in starts if start < length)
    ends = [*(start for start, _ in known[1:]), length]
    yield from (Chapter(title, start, end) for (start, title), end in zip(known, ends, strict=False))


def _from_id3(tags: Any) -> _Read:
    pictures = [(one.data, one.mime) for one in tags.getall("APIC")]
    starts = [(one.start_time, _id3_text(one.sub_frames, "TIT2")) for one in tags.getall("CHAP")]
    return _id3_text(tags, "TIT2"), _id3_text(tags, "TPE1"), starts, next(iter(pictures), (b"", ""))


def _id3_text(tags: Any, name: str) -> str:
    return " ".join(str(text) for field in tags.getall(name) for text in field.text)


def _from_mp4(file: Any) -> _Read:
    kinds = {13: "image/jpeg", 14: "image/png"}
    pictures = [(bytes(one), kinds.get(one.imageformat, "")) for one in file.tags.get("covr", [])]
    starts = [(round(one.start * SECOND), one.title) for one in file.chapters or []]
    title, artist = (" ".join(file.tags.get(name, [])) for name in ("\xa9nam", "\xa9ART"))
    return title, artist, starts, next(iter(pictures), (b"", ""))


def _from_vorbis(file: Any) -> _Read:
    title, artist = (" ".join(file.tags.get(name, [])) for name in ("title", "artist"))
    starts = []
    for number in range(1000):
        clock = _CLOCK.fullmatch(" ".join(file.tags.get(f"chapter{number:03}", [])))
        if clock:
            hours, minutes, seconds, rest = clock.groups("0")
            start = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * SECOND + int(f"{rest:0<3}")
            starts.append((start, " ".join(file.tags.get(f"chapter{number:03}name", []))))
    return title, artist, starts, next(_vorbis_pictures(file), (b"", ""))


def _vorbis_pictures(file: Any) -> Iterator[tuple[bytes, str]]:
    from mutagen.flac import Picture, error

    make: Any = Picture
    yield from ((one.data, one.mime) for one in getattr(file, "pictures", []))
    for text in file.tags.get("metadata_block_picture", []):
        try:
            picture = make(base64.b64decode(text))
        except (binascii.Error, error):
            continue
        yield picture.data, picture.mime
