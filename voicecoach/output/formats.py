"""The table of output formats, found by a file's suffix. A new format is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voicecoach.errors import UsageError
from voicecoach.output.file import write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.output.mp3 import check_mp3, write_mp3
from voicecoach.output.sidecars import lrc
from voicecoach.output.wav import check_wav, write_wav
from voicecoach.timeline.model import Timeline


class WriteSound(Protocol):
    """Writes ``sound`` to ``path``, whole or not at all."""

    def __call__(
        self,
        path: Path,
        sound: FileSound,
        timeline: Timeline,
        options: FileOptions = ...,
        progress: Progress = ...,
        shelf: Shelf | None = ...,
    ) -> None:
        """As ``write_mp3`` does."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files with ``suffix`` are made: from a sound (``sound``), or from the timeline alone (``still``)."""

    suffix: str
    summary: str
    sound: WriteSound | None = None
    still: Callable[[Timeline, FileOptions], bytes] | None = None
    check: Callable[[FileOptions, int], None] | None = None


def _drawing(timeline: Timeline, _: FileOptions) -> bytes:
    from voicecoach.output.drawing import svg

    return svg(timeline).encode()


def _cover(timeline: Timeline, _: FileOptions) -> bytes:
    from voicecoach.output.picture import cover

    return cover(timeline)


FORMATS = (
    Format(".mp3", "the routine, tagged, with chapters, cover and lyrics", sound=write_mp3, check=check_mp3),
    Format(".wav", "the routine, uncompressed", sound=write_wav, check=check_wav),
    Format(".lrc", "lyrics that follow the voice", still=lambda timeline, options: lrc(timeline, options).encode()),
    Format(".svg", "a drawing of the timeline", still=_drawing),
    Format(".jpg", "the cover picture", still=_cover),
)


def format_of(path: Path) -> Format:
    """The format that a file's suffix names, or ``UsageError`` with those that there are."""
    for known in FORMATS:
        if path.suffix.lower() == known.suffix:
            return known
    suffixes = ", ".join(known.suffix for known in FORMATS)
    raise UsageError(f"{path}: no format has the suffix '{path.suffix}'", f"Name a file that ends in {suffixes}.")


def check_file(path: Path, options: FileOptions, duration: int) -> Format:
    """The format of ``path``, after asking whether ``duration`` ms can be written so; else ``UsageError``."""
    found = format_of(path)
    if found.check:
        found.check(options, duration)
    return found


def write_file(
    path: Path,
    timeline: Timeline,
    sound: FileSound | None = None,
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write ``path`` in the format of its suffix; a format of sound needs ``sound``, and may use ``shelf``."""
    found = check_file(path, options, timeline.duration)
    if found.sound:
        if sound is None:
            raise ValueError(f"{found.suffix} needs a sound")
        found.sound(path, sound, timeline, options, progress, shelf)
    elif found.still:
        data = found.still(timeline, options)
        with write_whole(path) as sink:
            sink.write(data)
