"""What a phone is offered: files, each with what its page shows of it and what a download can be checked by."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from voicecoach.errors import EnvironmentFault, UsageError
from voicecoach.output.lyrics import shown
from voicecoach.output.names import safe_name
from voicecoach.output.read_tags import FileTags, read_tags

KINDS = MappingProxyType(
    {
        ".mp3": "audio/mpeg",
        ".m4a": "audio/mp4",
        ".m4b": "audio/mp4",
        ".opus": "audio/ogg",
        ".flac": "audio/flac",
        ".wav": "audio/wav",
    }
)
"""The suffixes of files that are offered, and their media types."""
_PICTURES = {"image/jpeg": "image/jpeg", "image/jpg": "image/jpeg", "image/png": "image/png"}


class Changed(Exception):
    """The file is not the one that was offered: it was written anew, or it is gone."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file as it was when it was offered; ``name`` is how the phone keeps it, ``etag`` stands for its bytes."""

    path: Path
    name: str
    type: str
    size: int
    modified: int
    etag: str
    tags: FileTags

    @property
    def title(self) -> str:
        """Return what to call it."""
        return shown(self.tags.title) or shown(self.path.stem) or self.name

    @property
    def part(self) -> bool:
        """Return whether it is one of several files of a routine, in the order of their names."""
        return self.tags.part

    @property
    def date(self) -> str:
        """Return when it was written, as HTTP has it."""
        return formatdate(self.modified // 1_000_000_000, usegmt=True)

    @property
    def cover(self) -> tuple[bytes, str]:
        """Return the picture and its media type; both empty where it has none that every phone shows."""
        kind = _PICTURES.get(self.tags.cover_type.lower(), "")
        return (self.tags.cover, kind) if kind else (b"", "")

    def open(self) -> BinaryIO:
        """Open the file. Raises ``Changed``, never gives bytes of another version."""
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise Changed from error
        if not self.is_in(file):
            file.close()
            raise Changed
        return file

    def is_in(self, file: BinaryIO) -> bool:
        """Return whether an open file still has what was offered."""
        now = os.fstat(file.fileno())
        return (now.st_size, now.st_mtime_ns) == (self.size, self.modified)


def files_in(folder: Path) -> list[Path]:
    """Return the rendered files of a folder, in the order in which they are played; or raise ``UsageError``."""
    found = sorted((path for path in folder.iterdir() if path.suffix.lower() in KINDS), key=lambda path: path.name)
    if not found:
        raise UsageError(
            f"there is no rendered file in the folder {folder}", "name one that `render --split` has written"
        )
    return found


def make_offer(path: Path, others: Iterable[Offer] = ()) -> Offer:
    """Offer a rendered file, under the name of its title; no two of the ``others`` and it have one name.

    Where the file is one of several parts, its name says which, and is kept: a phone sorts by names.
    Raises ``SoundUnreadable``, or ``EnvironmentFault`` where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.sha256()
            while data := file.read(1 << 20):
                digest.update(data)
        found = path.stat()
    except OSError as error:
        raise EnvironmentFault(f"{path} cannot be read: {error.strerror or error}") from error
    tags = read_tags(path)
    suffix = path.suffix.lower()
    stem = safe_name(path.stem if tags.part else tags.title, safe_name(path.stem, "workout"))
    taken = {other.name.casefold() for other in others}
    name, number = f"{stem}{suffix}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} {number}{suffix}"
    etag = f'"{digest.hexdigest()[:32]}"'
    return Offer(path, name, KINDS[suffix], found.st_size, found.st_mtime_ns, etag, tags)
