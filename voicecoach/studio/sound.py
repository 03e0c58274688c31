"""What is heard of a script: mixed from any instant as it is asked for, or rendered as the file that it becomes."""

from __future__ import annotations

import itertools
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecoach.app import Studio, has_music
from voicecoach.compiler import MOST_SCHEDULES
from voicecoach.output.formats import MAIN, write_file
from voicecoach.output.model import FileOptions
from voicecoach.output.wav import header
from voicecoach.phone.fields import Unsatisfiable, part_of, saved_as
from voicecoach.studio.desk import Checked, Desk, Kept, Made, Script, Tweak
from voicecoach.studio.draft import heard
from voicecoach.studio.phone import Phone
from voicecoach.studio.progress import Progress
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.server import Stream
from voicecoach.units import samples_at

if TYPE_CHECKING:
    from voicecoach.output.model import FileSound

_SAMPLE_BYTES = 2
_HEADER_BYTES = 44
_MOST_BYTES = 2**32 - 1 - _HEADER_BYTES
_FIRST_BLOCK, _BLOCK = 10, 2
"""The first block that is sent is a tenth of a second, later ones are half a second."""
_KEPT_FILES = 4
FEW = 12
"""So many phrases are spoken before anything is heard, and all is exact then; more are spoken as they come."""


@dataclass(frozen=True)
class Prepared:
    """A routine of which everything is spoken."""

    studio: Studio
    made: Made
    options: FileOptions
    sound: FileSound


class Sounds:
    """The sounds of the scripts of a desk."""

    def __init__(self, desk: Desk, progress: Progress) -> None:
        self._desk, self._progress = desk, progress
        self._phone = Phone()
        self._sounds: Kept[str, Prepared] = Kept()
        self._drafts: Kept[str, tuple[Checked, Tweak]] = Kept()
        self._files: Kept[str, Path] = Kept(_KEPT_FILES)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._speaking, self._rendering = threading.Lock(), threading.Lock()
        self._latest = self._count = 0

    def close(self) -> None:
        """Offer nothing any more, and remove the files that were made to be fetched."""
        self._phone.close()
        if self._folder is not None:
            self._folder.cleanup()

    def prepare(self, script: Script, tweak: Tweak) -> dict[str, Any]:
        """Speak what is new of a script; return the name of its sound. A later call takes the place of this one.

        Where much is new, it is spoken as it is heard, and the length is a guess until then.
        """
        checked = self._desk.checked(script, tweak.level)
        if checked.loaded.routine is not None and not has_music(checked.loaded.routine):
            made = self._desk.made(checked, tweak)
            if len(made.unspoken) > FEW and made.voice is not None and not made.wrong:
                name = f"{checked.serial}-{abs(hash(tweak)):x}"
                self._drafts.put(name, (checked, tweak))
                return {"id": name, "length_ms": made.length, "draft": True}
        name, prepared = self._prepared(script, tweak)
        return {"id": name, "length_ms": prepared.made.length}

    def _prepared(self, script: Script, tweak: Tweak) -> tuple[str, Prepared]:
        self._desk.ahead.stop()
        self._latest += 1
        ticket = self._latest

        def speaking(done: int, of: int, _: str) -> None:
            self._progress.tell("speaking", done, of)
            if ticket != self._latest:
                raise Refusal("the script was changed meanwhile", HTTPStatus.CONFLICT, superseded=True)

        with self._speaking:
            checked = self._desk.checked(script, tweak.level)
            if checked.loaded.routine is None or checked.loaded.pack is None:
                raise Refusal("there are mistakes in the script: nothing can be heard until they are mended")
            voice = self._desk.voices.of(checked.loaded.routine, checked.loaded.pack)
            studio = voice.over(checked.loaded.routine, checked.loaded.pack, speaking)
            made = self._desk.made(checked, tweak)
            for _ in range(2 * MOST_SCHEDULES):
                if not made.unspoken:
                    break
                try:
                    studio.prepare(made.unspoken)
                finally:
                    voice.grow_older()
                made = self._desk.made(checked, tweak)
            if made.wrong:
                raise Refusal("there are mistakes in the script: nothing can be heard until they are mended")
            name = f"{checked.serial}-{abs(hash((tweak, voice.age))):x}"
            return name, self._sounds.get(name, lambda: self._sounding(studio, made))

    def _sounding(self, studio: Studio, made: Made) -> Prepared:
        routine = studio.routine
        usual = MAIN.usual(music=has_music(routine))
        options = replace(usual, artist=routine.artist, album=routine.album)
        studio.check_music(options.sample_rate)
        return Prepared(studio, made, options, studio.sound(made.compiled.timeline, options.sample_rate))

    def stream(self, name: str, start: int, part: str) -> Stream:
        """Return a sound from an instant (ms) on as a WAV, or the ``part`` of it that an HTTP range asks for."""
        prepared = self._sounds.known(name)
        if prepared is None and (draft := self._drafts.known(name)) is not None:
            made = self._desk.made(*draft)
            if made.unspoken:
                return self._drafted(draft[0], made, start)
            routine, pack = draft[0].loaded.require()
            studio = self._desk.voices.of(routine, pack).over(routine, pack)
            prepared = self._sounds.get(name, lambda: self._sounding(studio, made))
        if prepared is None:
            raise Refusal("this sound is no longer there; ask for it again", HTTPStatus.GONE)
        sound = prepared.sound
        first = min(max(0, samples_at(start, sound.rate)), sound.length)
        frame = sound.channels * _SAMPLE_BYTES
        count = min(sound.length - first, _MOST_BYTES // frame)
        total = _HEADER_BYTES + count * frame
        try:
            asked = part_of(part, total)
        except Unsatisfiable:
            raise Refusal("this sound is not so long", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE) from None
        begin, end = asked or (0, total)
        headers = {"Content-Type": "audio/wav", "Content-Length": str(end - begin), "Accept-Ranges": "bytes"}
        if asked:
            headers["Content-Range"] = f"bytes {begin}-{end - 1}/{total}"
        status = HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK
        return Stream(headers, _wave(sound, first, count, begin, end), status)

    def _drafted(self, checked: Checked, made: Made, start: int) -> Stream:
        """Return a sound that is spoken as it is heard, once its first words are spoken."""
        self._desk.ahead.stop()
        routine, pack = checked.loaded.require()
        voice = self._desk.voices.of(routine, pack)
        studio = voice.over(routine, pack)
        rate = FileOptions().sample_rate
        lengths, _ = self._desk.voices.lengths(routine, pack)
        pieces = heard(studio, made.compiled, lengths, min(start, made.length), rate)
        first = next(pieces, None)
        voice.grow_older()

        def chunks() -> Iterator[bytes]:
            yield header(_MOST_BYTES // _SAMPLE_BYTES, rate, 1)
            for sound, begin, end in itertools.chain([first] if first else [], pieces):
                yield from _samples(sound, begin, end)
                voice.grow_older()

        return Stream({"Content-Type": "audio/wav"}, chunks())

    def render(self, script: Script, tweak: Tweak) -> dict[str, Any]:
        """Render a script to an MP3, and return the name under which it can be fetched."""
        _, prepared = self._prepared(script, tweak)

        def rendering(done: int, of: int) -> None:
            self._progress.tell("rendering", done, of)

        with self._rendering:
            self._count += 1
            self._folder = self._folder or tempfile.TemporaryDirectory(
                prefix="voicecoach-studio-", ignore_cleanup_errors=True
            )
            path = Path(self._folder.name) / str(self._count) / f"{Path(script.name).stem}.mp3"
            path.parent.mkdir()
            timeline, studio = prepared.made.compiled.timeline, prepared.studio
            write_file(path, timeline, prepared.sound, prepared.options, rendering, studio.encoded)
            for old in self._files.put(str(self._count), path):
                old.unlink(missing_ok=True)
            return {"id": str(self._count), "name": path.name, "bytes": path.stat().st_size}

    def send(self, name: str) -> dict[str, str]:
        """Offer a file that was rendered to a phone."""
        return self._phone.offer(self._rendered(name))

    def _rendered(self, name: str) -> Path:
        """Return a file that was rendered."""
        found = self._files.known(name)
        if found is None:
            raise Refusal("this file is no longer there; render it again", HTTPStatus.GONE)
        return found

    def download(self, name: str) -> Stream:
        """Return a file that was rendered as what a browser saves."""
        found = self._rendered(name)
        size = str(found.stat().st_size)
        headers = {"Content-Type": "audio/mpeg", "Content-Length": size, "Content-Disposition": saved_as(found.name)}
        return Stream(headers, _content(found))


def _wave(sound: FileSound, first: int, count: int, begin: int, end: int) -> Iterator[bytes]:
    """Yield the bytes [begin, end) of a WAV of ``count`` samples from ``first`` on, as they are mixed."""
    if begin < _HEADER_BYTES:
        yield header(count, sound.rate, sound.channels)[begin:end]
    frame = sound.channels * _SAMPLE_BYTES
    at = max(begin - _HEADER_BYTES, 0)
    stop = end - _HEADER_BYTES
    block = sound.rate // _FIRST_BLOCK
    while at < stop:
        sample = at // frame
        data = sound.int16(first + sample, first + min(sample + block, count)).astype("<i2").tobytes()
        data = data[at - sample * frame :][: stop - at]
        if not data:
            raise AssertionError(f"the sound gave nothing at sample {first + sample}")
        yield data
        at += len(data)
        block = sound.rate // _BLOCK


def _samples(sound: FileSound, begin: int, end: int) -> Iterator[bytes]:
    """Yield the samples [begin, end) in blocks, the first of them a short one."""
    block = sound.rate // _FIRST_BLOCK
    while begin < end:
        data = sound.int16(begin, min(begin + block, end))
        yield data.astype("<i2").tobytes()
        begin += len(data)
        block = sound.rate // _BLOCK


def _content(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 17):
            yield block
