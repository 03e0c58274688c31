"""Reading back what an MP3 says about itself: title, length, chapters and cover."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.errors import SoundUnreadable
from voicecoach.timeline.model import Chapter
from voicecoach.units import SECOND


@dataclass(frozen=True, slots=True)
class FileTags:
    """What a file of sound says about itself. ``length`` is in ms; the chapters are in order; texts may be empty."""

    title: str
    artist: str
    length: int
    chapters: tuple[Chapter, ...]
    cover: bytes
    cover_type: str


def read_tags(path: Path) -> FileTags:
    """Read the tags of an MP3, whoever wrote it. Raises ``SoundUnreadable`` where it is none."""
    from mutagen import MutagenError, mp3

    read: Any = mp3.MP3  # which has no types
    try:
        file = read(path)
    except MutagenError as error:
        raise SoundUnreadable(f"{path} is no MP3 that can be read: {error}", "render it again") from error
    length = round(file.info.length * SECOND)
    tags = file.tags
    if tags is None:
        return FileTags("", "", length, (), b"", "")
    pictures = [picture for picture in tags.getall("APIC") if picture.mime.startswith("image/")]
    return FileTags(
        _text(tags, "TIT2"),
        _text(tags, "TPE1"),
        length,
        tuple(
            Chapter(_text(one.sub_frames, "TIT2"), one.start_time, one.end_time)
            for one in sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
            if one.start_time < length
        ),
        pictures[0].data if pictures else b"",
        pictures[0].mime if pictures else "",
    )


def _text(tags: Any, name: str) -> str:
    return " ".join(str(text) for field in tags.getall(name) for text in field.text)
