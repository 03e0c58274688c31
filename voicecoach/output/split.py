"""A routine as a folder of MP3s, one for each chapter: the headset's "next" is then the next exercise.

The files play on without a gap, are numbered, and stand in a playlist.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.output.file import failure
from voicecoach.output.folder import Folder, write_folder
from voicecoach.output.gapless import Cut, Piece, cuts, pieces
from voicecoach.output.lrc import content as lrc
from voicecoach.output.lyrics import shown
from voicecoach.output.model import FileOptions, FileSound, Part, Progress, Shelf, ignore_progress
from voicecoach.output.mp3 import Frames, check, layer3, settings_of
from voicecoach.output.names import safe_name
from voicecoach.output.stream import Mp3Stream
from voicecoach.output.tags import id3
from voicecoach.timeline.model import Chapter, Timeline
from voicecoach.units import samples_at

_MADE = "# made by voicecoach"
_TITLE = "#PLAYLIST:"
_FEWEST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: files with the ms that each lasts, their playlist, and what was removed of an earlier one."""

    files: tuple[tuple[Path, int], ...]
    playlist: Path
    removed: tuple[Path, ...]


def folder_name(timeline: Timeline, otherwise: str) -> str:
    """Return the name of the folder for a routine: its title, or where that has no letters, another name."""
    return safe_name(timeline.title, otherwise)


def whole_chapters(timeline: Timeline) -> tuple[Chapter, ...]:
    """Return the chapters as files cut them: from 0 to the end, none of them empty; without any it is one."""
    starts = {0: timeline.title} | {
        one.start: one.title for one in timeline.chapters[1:] if one.start < timeline.duration
    }
    if timeline.chapters:
        starts[0] = timeline.chapters[0].title
    ends = [*list(starts)[1:], timeline.duration]
    return tuple(Chapter(title, start, end) for (start, title), end in zip(starts.items(), ends, strict=True))


def part_of(timeline: Timeline, cut: Chapter) -> Timeline:
    """Return a stretch of a routine as a routine of its own."""

    def moved(at: int) -> int:
        return min(max(at, cut.start), cut.end) - cut.start

    first, last = (bisect_left(timeline.events, at, key=lambda one: one.start) for at in (cut.start, cut.end))
    events = [replace(one, start=moved(one.start), end=moved(one.end)) for one in timeline.events[first:last]]
    within = [one for one in timeline.chapters if cut.start <= one.start < cut.end]
    chapters = [Chapter(one.title, moved(one.start), moved(one.end)) for one in within]
    return replace(
        timeline,
        title=cut.title,
        duration=cut.end - cut.start,
        events=tuple(events),
        segments=tuple(
            replace(one, start=moved(one.start), end=moved(one.end))
            for one in timeline.segments
            if one.start < cut.end and one.end > cut.start
        ),
        chapters=tuple(chapters) if len(chapters) > 1 else (),
        notes=(),
    )


def write_split(
    folder: Path,
    sound: FileSound,
    timeline: Timeline,
    files: Sequence[Chapter],
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
    *,
    lyrics: bool = False,
) -> Written:
    """Write ``sound`` as an MP3 for each of ``files``, with a playlist, into ``folder``.

    Joined, the MP3s decode to what the whole decodes to. With ``lyrics`` an LRC file stands beside each. Files that
    the folder's playlist has from an earlier render, and that are no part of this one, are removed. Raises
    ``UsageError`` before anything is made, ``OutputFailed``.
    """
    check(options, timeline.duration)
    options = replace(options, album=timeline.title)
    stems = list(_stems(files))
    playlist = f"{folder_name(timeline, folder.resolve().name)}.m3u8"
    former = _listed(folder / playlist)
    with write_folder(folder) as made:
        writer = _Writer(made, sound, timeline, files, options, shelf)
        writer.write([f"{stem}.mp3" for stem in stems], progress)
        if lyrics:
            for stem, one in zip(stems, files, strict=True):
                made.write(f"{stem}.lrc", lrc(part_of(timeline, one), options))
        made.write(playlist, _playlist(timeline, stems, files).encode())
    removed = _remove(folder, former, {f"{stem}{suffix}" for stem in stems for suffix in (".mp3", ".lrc")})
    written = tuple((folder / f"{stem}.mp3", one.end - one.start) for stem, one in zip(stems, files, strict=True))
    return Written(written, folder / playlist, tuple(removed))


def _stems(files: Sequence[Chapter]) -> Iterator[str]:
    digits = max(_FEWEST_DIGITS, len(str(len(files))))
    for number, one in enumerate(files, 1):
        yield f"{number:0{digits}} {safe_name(one.title, 'Part')}"


def _playlist(timeline: Timeline, stems: Sequence[str], files: Sequence[Chapter]) -> str:
    """Return a playlist with relative names: whole seconds, which every player reads, that add up to the whole."""
    lines = ["#EXTM3U", _MADE, f"{_TITLE}{shown(timeline.title)}"]
    for stem, one in zip(stems, files, strict=True):
        seconds = (one.end + 500) // 1000 - (one.start + 500) // 1000
        lines += [f"#EXTINF:{seconds},{shown(one.title) or stem}", f"{stem}.mp3"]
    return "\n".join(lines) + "\n"


def read_playlist(folder: Path) -> tuple[str, list[str]]:
    """Return the title and the files of a folder's playlist, if one was written here; nothing if there are several."""
    found = [one for one in sorted(folder.glob("*.m3u8")) if _listed(one)]
    if len(found) != 1:
        return "", []
    titles = [line for line in found[0].read_text("utf-8").splitlines() if line.startswith(_TITLE)]
    return next((line.removeprefix(_TITLE) for line in titles), ""), _listed(found[0])


def _listed(playlist: Path) -> list[str]:
    """Return the files of a playlist that was written here before; none of anybody else's."""
    try:
        lines = playlist.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []
    if _MADE not in lines[:2]:
        return []
    return [line for line in lines if line.endswith(".mp3") and line[:1].isdigit() and Path(line).name == line]


def _remove(folder: Path, former: Sequence[str], now: set[str]) -> Iterator[Path]:
    """Remove files that an earlier playlist had and the new one has not, with their lyrics; yield which."""
    for name in former:
        for one in (folder / name, (folder / name).with_suffix(".lrc")):
            if one.name not in now and one.is_file():
                try:
                    one.unlink()
                except OSError as error:
                    raise failure(one, error) from error
                yield one


class _Writer:
    """Writes the MP3s of a folder as the whole is encoded."""

    def __init__(
        self,
        made: Folder,
        sound: FileSound,
        timeline: Timeline,
        files: Sequence[Chapter],
        options: FileOptions,
        shelf: Shelf | None,
    ) -> None:
        self._made, self._sound, self._timeline, self._files = made, sound, timeline, files
        self._options, self._shelf = options, shelf
        self._layer = layer3(sound.rate)
        self._open: dict[int, tuple[Frames, int]] = {}
        bounds = [*(samples_at(one.start, sound.rate) for one in files), sound.length]
        self._cuts = cuts(bounds, self._layer)

    def write(self, names: Sequence[str], progress: Progress) -> None:
        """Write each file under its name."""
        settings, done = settings_of(self._options), 0
        with closing(Mp3Stream(self._sound, self._layer, settings, self._shelf).runs()) as runs:
            for piece in pieces(runs, self._cuts, self._layer, settings):
                frames = self._add(piece, names[piece.part])
                done = max(done, (self._cuts[piece.part].first + frames) * self._layer.frame_samples)
                progress(min(done, self._sound.length), self._sound.length)
        progress(self._sound.length, self._sound.length)
        if self._open:
            raise AssertionError(f"{len(self._open)} files are not whole")

    def _add(self, piece: Piece, name: str) -> int:
        """Append frames to their file, which is closed when it is whole; return how many frames of sound it has."""
        if piece.part not in self._open:
            self._open[piece.part] = self._begin(piece.part, name), 0
        frames, carriers = self._open[piece.part]
        carriers += piece.carriers
        self._open[piece.part] = frames, carriers
        frames.add(piece.frames, piece.chunk)
        cut = self._cuts[piece.part]
        if frames.count == carriers + cut.last - cut.first:
            del self._open[piece.part]
            frames.finish(cut.end - cut.start, cut.delay(self._layer, carriers))
            self._made.close(name)
        return frames.count - carriers

    def _begin(self, number: int, name: str) -> Frames:
        one, sink = part_of(self._timeline, self._files[number]), self._made.open(name)
        cut: Cut = self._cuts[number]
        part = Part(number + 1, len(self._files), self._timeline)
        tag = id3(one, self._options, (cut.end - cut.start) * 1000 // self._sound.rate, self._shelf, part)
        sink.write(tag)
        return Frames(sink, len(tag), self._layer, self._options)
