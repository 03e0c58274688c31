"""What ``render`` writes where it is not one file as usual: a folder of files, or something small."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.cli.printing import tell
from voicecoach.errors import UsageError, VoicecoachError
from voicecoach.resources import user_path
from voicecoach.units import format_clock, megabytes

if TYPE_CHECKING:
    from voicecoach.app import Studio
    from voicecoach.output.model import FileOptions, FileSound, Progress
    from voicecoach.timeline.model import Timeline


def stand_in(arguments: Namespace) -> Path:
    """Return a path with the suffix of all files of ``--split``, or raise ``UsageError`` where no folder is named."""
    from voicecoach.output.formats import FORMATS

    suffix = Path(arguments.output or "").suffix.lower()
    if any(suffix == one.suffix for one in FORMATS):
        folder = Path(arguments.output).with_suffix("")
        raise UsageError(f"--split writes a folder, and {arguments.output} is a file", f"name a folder: -o {folder}")
    if arguments.format not in (None, "mp3"):
        raise UsageError(f"--split writes MP3s, and --format is {arguments.format}", "leave one of them out")
    for option, beside in (("wav", "WAV"), ("html", "page")):
        if getattr(arguments, option):
            raise UsageError(f"--split writes MP3s, and no {beside} beside them", f"render the {beside} by itself")
    return Path(arguments.output or ".") / "part.mp3"


def write_files(
    targets: Sequence[Path], studio: Studio, timeline: Timeline, options: FileOptions, encoding: Progress
) -> None:
    """Write one file after the other; where one fails, say which were written before."""
    from voicecoach.output.formats import format_of, write_file

    for number, path in enumerate(targets):
        sound = sound_of(studio, timeline, options) if format_of(path).sound else None
        try:
            write_file(path, timeline, sound, options, encoding, studio.encoded)
        except VoicecoachError:
            if number:
                tell(f"written before that: {', '.join(map(str, targets[:number]))}")
            raise


def write_folder(
    arguments: Namespace,
    studio: Studio,
    timeline: Timeline,
    exercises: Timeline,
    options: FileOptions,
    encoding: Progress,
) -> list[str]:
    """Write a folder of files, one a chapter of ``timeline`` or of its ``exercises``; return a line for each."""
    from voicecoach.output.split import folder_name, whole_chapters, write_split

    folder = user_path(arguments.output or folder_name(timeline, Path(arguments.script).stem))
    files = whole_chapters(exercises if arguments.split == "exercise" else timeline)
    sound = sound_of(studio, timeline, options)
    written = write_split(folder, sound, timeline, files, options, encoding, studio.encoded, lyrics=arguments.lrc)
    for path in written.removed:
        tell(f"removed: {path}, which was part of this folder's playlist before")
    every = [*written.files, (written.playlist, timeline.duration)]
    return [f"{path}  {format_clock(length)}  {size_of(path)}" for path, length in every]


def smaller(usual: FileOptions) -> FileOptions:
    """Return what ``--small`` makes of the options that are usual."""
    from voicecoach.output.model import SMALL

    return replace(usual, bitrate=SMALL.bitrate, sample_rate=SMALL.sample_rate, channels=SMALL.channels)


def sound_of(studio: Studio, timeline: Timeline, options: FileOptions) -> FileSound:
    """Return the sound of a file, in mono where that is asked for."""
    sound = studio.sound(timeline, options.sample_rate)
    if sound.channels == options.channels:
        return sound
    from voicecoach.output.mono import Mono

    return Mono(sound)


def size_of(path: Path) -> str:
    """Return a file's size in words."""
    size = path.stat().st_size
    return megabytes(size) if size >= 100_000 else f"{size / 1e3:.1f} kB"
