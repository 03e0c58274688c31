"""The output formats, found by a file's suffix. A new format is one module and one row of :data:`FORMATS`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf
    from voicecoach.timeline.model import Timeline

MAX_CHAPTERS = 255
"""An MP3's table of contents counts its entries in one byte."""
MAX_VORBIS = 100
"""Of Opus and FLAC: readers that look at two of the three digits of a chapter's number drop all beyond that."""
ANY_NUMBER = 1 << 30


class Format(NamedTuple):
    """Files with ``suffix``, which ``module`` of this package writes. It is imported when a file is written.

    The module of a format with ``sound`` has ``check(options, duration)``, which raises ``UsageError`` where so many ms
    cannot be written, and ``write(path, sound, timeline, options, progress, shelf)``; another's has
    ``content(timeline, options)``, which returns bytes. With a text ``beside``, ``render`` has an option that writes it
    beside the main file, and this text is its help. Usual are the first of its ``bitrates`` without music, the second
    with it, and then a sample rate of ``music_rate``. A file holds as many as ``chapters``.
    """

    suffix: str
    module: str
    sound: bool = False
    beside: str = ""
    bitrates: tuple[int, int] = (64, 128)
    music_rate: int = 44_100
    chapters: int = MAX_CHAPTERS

    @property
    def option(self) -> str:
        """Return the name of the option that writes it beside the main file."""
        return self.suffix.removeprefix(".")

    def load(self) -> Any:
        """Import the module."""
        return import_module(f"voicecoach.output.{self.module}")

    def usual(self, *, music: bool) -> FileOptions:
        """Return what is chosen about a file where a person says nothing."""
        from voicecoach.output.model import FileOptions

        if not music:
            return FileOptions(bitrate=self.bitrates[0])
        return FileOptions(bitrate=self.bitrates[1], sample_rate=self.music_rate, channels=2)


FORMATS = (
    Format(".mp3", "mp3", sound=True),
    Format(".m4b", "containers.mp4", sound=True, chapters=ANY_NUMBER),
    Format(".m4a", "containers.mp4", sound=True, chapters=ANY_NUMBER),
    Format(".opus", "containers.opus", sound=True, bitrates=(32, 96), music_rate=48_000, chapters=MAX_VORBIS),
    Format(".flac", "containers.flac", sound=True, chapters=MAX_VORBIS),
    Format(".wav", "wav", sound=True, beside="write a WAV beside it", chapters=ANY_NUMBER),
    Format(
        ".html",
        "sheet.page",
        sound=True,
        beside="write a page beside it that plays, shows the words and can be printed",
    ),
    Format(".lrc", "lrc", beside="write synchronised lyrics beside it"),
    Format(".svg", "drawing"),
)
MAIN = FORMATS[0]
"""The format that is written where nobody names one."""
SOUNDING = tuple(known.suffix for known in FORMATS if known.sound)
"""The suffixes that the main file of ``render`` may have; the first is the usual one."""


def format_of(path: Path) -> Format:
    """Return the format that a file's suffix names, or raise ``UsageError`` with those that there are."""
    for known in FORMATS:
        if path.suffix.lower() == known.suffix:
            return known
    from voicecoach.errors import UsageError

    suffixes = ", ".join(known.suffix for known in FORMATS)
    raise UsageError(f"{path}: no format has the suffix '{path.suffix}'", f"Name a file that ends in {suffixes}.")


def check_file(path: Path, options: FileOptions, duration: int) -> Format:
    """Return the format of ``path``; raise ``UsageError`` where ``duration`` ms cannot be written in it."""
    found = format_of(path)
    if found.sound:
        found.load().check(options, duration)
    return found


def write_file(
    path: Path,
    timeline: Timeline,
    sound: FileSound | None = None,
    options: FileOptions | None = None,
    progress: Progress | None = None,
    shelf: Shelf | None = None,
) -> None:
    """Write ``path`` in the format of its suffix; a format with sound needs ``sound``, and may use ``shelf``."""
    from voicecoach.output.file import write_whole
    from voicecoach.output.model import FileOptions, ignore_progress

    options = options or FileOptions()
    found = check_file(path, options, timeline.duration)
    if found.sound:
        if sound is None:
            raise ValueError(f"{found.suffix} needs a sound")
        found.load().write(path, sound, timeline, options, progress or ignore_progress, shelf)
    else:
        with write_whole(path) as sink:
            sink.write(found.load().content(timeline, options))
