"""The wiring: brings together what checking, measuring, drawing and rendering a routine needs.

Every other module gets what it needs handed in; this is the only one that knows them all. Heavy parts are imported
where they are first needed, so that checking a script stays instant.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.audio.music.choice import with_music
from voicecoach.diagnostics import Diagnostic, render
from voicecoach.errors import ScriptError, TooMuchToSay
from voicecoach.resources import find_script, read_limited, shipped, user_path
from voicecoach.script.checker import Overrides, draft, has_errors, in_order, is_complete
from voicecoach.script.kinds import MAX_LENGTH
from voicecoach.script.model import MusicBed, MusicFiles, MusicSource, Routine, Section, Text
from voicecoach.script.reader import MAX_BYTES
from voicecoach.script.texts import MAY_BE_EMPTY
from voicecoach.speech.choice import voices_of, with_voice
from voicecoach.units import HOUR, SECOND, format_clock

if TYPE_CHECKING:
    from voicecoach.audio.music.library import Song
    from voicecoach.audio.music.model import Music as MusicSound
    from voicecoach.audio.music.track import Track
    from voicecoach.audio.sounds import Palette
    from voicecoach.live.playing.version import Material
    from voicecoach.output.model import FileOptions, FileSound
    from voicecoach.output.sheet.model import Sheet
    from voicecoach.phrases.pack import Pack
    from voicecoach.phrases.wording import Wording
    from voicecoach.speech.bank import Bank
    from voicecoach.speech.engine import Engine
    from voicecoach.timeline.model import Phrase, Timeline
    from voicecoach.timeline.passages import Passage
    from voicecoach.timeline.slots import Plan

WORTH_A_HEAD_START = 8
"""With as many phrases to be spoken there is time to encode others meanwhile."""
Speaking = Callable[[int, int, str], None]
"""Called as phrases are synthesised: how many are ready, how many there are, and the words."""


@dataclass
class DiskFiles:
    """Scripts on the disk; what has been read is kept, so that a diagnostic can show the text it is about.

    ``asked`` has every file that was looked for, there or not; ``instead`` has texts to use in place of files.
    """

    read: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    instead: Mapping[str, str] = field(default_factory=dict)

    def text(self, file: str) -> str:
        """Read a script, which may be UTF-8 or UTF-16 with a byte order mark."""
        self.asked.add(file)
        if file in self.instead:
            self.read[file] = self.instead[file]
            return self.read[file]
        try:
            data = read_limited(Path(file), 2 * MAX_BYTES)  # UTF-16 has two bytes where UTF-8 has one
        except OSError as error:
            raise OSError(f"{file} cannot be read: {error.strerror or error}") from error
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        self.read[file] = data.decode(encoding, "replace")  # what is shown of it if it cannot be decoded
        if len(data) <= 2 * MAX_BYTES:
            self.read[file] = data.decode(encoding)
        return self.read[file]

    def beside(self, file: str, name: str) -> str:
        """Resolve a path as a script means it: relative to itself, or the name of a shipped routine."""
        path = os.path.normpath(Path(file).parent / user_path(name))
        if Path(path).is_file() or Path(name).name != name:
            return path
        own = shipped("scripts") / f"{name.removesuffix('.yaml')}.yaml"
        return str(own) if own.is_file() else path

    def exists(self, path: str) -> bool:
        """Return whether there is such a file."""
        self.asked.add(path)
        return Path(path).is_file()

    def is_folder(self, path: str) -> bool:
        """Return whether there is such a folder."""
        return Path(path).is_dir()

    def show(self, diagnostic: Diagnostic) -> str:
        """Render a diagnostic with the lines it is about."""
        return render(diagnostic, self.read.get)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: a script and what is different this time.

    ``voice`` is ``ENGINE``, ``ENGINE:NAME``, the path of a Piper voice or the name of a voice; ``rate`` is in words a
    minute. ``allow_command`` lets the script's own ``voice: {command: …}`` be run. ``music`` is a bed or a path, or
    none, in place of the script's; ``music_gain`` is in dB.
    """

    script: str
    options: Overrides = field(default_factory=Overrides)
    voice: str = ""
    rate: int = 0
    allow_command: bool = False
    music: str = ""
    music_gain: Decimal | None = None

    def plain(self) -> Request:
        """Return the request for the same script, language and voice without any tweak."""
        return replace(self, options=Overrides(language=self.options.language))


@dataclass(frozen=True)
class Loaded:
    """A script after checking: the routine, or the reasons why there is none. ``reviewed`` ones have coaching notes.

    ``draft`` is what could be read of it, also where that has errors.
    """

    routine: Routine | None
    diagnostics: tuple[Diagnostic, ...]
    files: DiskFiles
    pack: Pack | None = None
    draft: Routine | None = None
    reviewed: bool = False

    def require(self) -> tuple[Routine, Pack]:
        """Return the routine and its phrase pack, or raise ``ScriptError`` with everything that is wrong."""
        if self.routine is None or self.pack is None:
            raise ScriptError(self.diagnostics)
        return self.routine, self.pack


def load(request: Request, instead: Mapping[str, str] | None = None, *, planned: bool = True) -> Loaded:
    """Check a script with all it includes and its phrase pack. Mistakes in it raise nothing; they are diagnostics.

    ``instead`` has texts to use in place of files, there or not. What only the plan of a whole routine shows is left
    to its compilation where that is not wanted now.
    """
    from voicecoach.phrases.growth import check_growth
    from voicecoach.phrases.pack import load_pack
    from voicecoach.phrases.wording import Wording

    files = DiskFiles(instead=instead or {})
    file = request.script if request.script in files.instead else find_script(request.script)
    packs: list[Pack] = []

    def check_words(language: Text, phrases: tuple[tuple[str, Text], ...]) -> list[Diagnostic]:
        pack, wrong = load_pack(language.text, phrases, language.span)
        packs.append(pack)
        return wrong

    routine, found = draft(file, files, request.options, check_words)
    if routine is None:
        return Loaded(None, found, files)
    if is_complete(found):
        wording = Wording(packs[0], routine.lexicon)
        grown = tuple(check_growth(routine, wording))
        found = in_order((*found, *grown), routine.file)
        if planned and not grown and any(map(MAY_BE_EMPTY.search, (*files.read.values(), *request.options.sets))):
            from voicecoach.compiler import empty_placeholders

            wrong = {one.span for one in found if one.severity == "error"}
            empty = (one for one in empty_placeholders(routine, wording) if one.span not in wrong)
            found = in_order((*found, *empty), routine.file)
    routine = with_voice(routine, request.voice, request.rate, allow_command=request.allow_command)
    if has_errors(found):
        return Loaded(None, found, files, packs[0], routine)
    routine = with_music(routine, request.music, request.music_gain)
    return Loaded(routine, found, files, packs[0], routine)


def outline(loaded: Loaded) -> Timeline:
    """Return the timeline of a checked script with guessed lengths of speech: near enough to list, without a voice."""
    from voicecoach.coaching.estimate import Guess
    from voicecoach.compiler import compile_timeline
    from voicecoach.phrases.wording import Wording

    routine, pack = loaded.require()
    return compile_timeline(routine, Wording(pack, routine.lexicon), Guess())


def tempo_notes(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Return the notes about own music that keeps its tempo off the counts."""
    own = (source for source in sources_of(loaded.require()[0]) if isinstance(source, MusicFiles))
    if not any(file.bpm for source in own for file in source.files):
        return ()
    return tuple(note for note in outline(loaded).notes if note.code == "tempo-kept")


def check_voices(loaded: Loaded) -> Loaded:
    """Return a checked script with what is known of its voices without starting an engine."""
    from voicecoach.speech.unknown import unknown_voices

    if loaded.draft is None:
        return loaded
    found = (*loaded.diagnostics, *unknown_voices(loaded.draft))
    return replace(loaded, diagnostics=in_order(found, loaded.draft.file))


def review(request: Request, loaded: Loaded) -> Loaded:
    """Return a checked script with notes about what a listener will miss; one with errors as it is."""
    from voicecoach.coaching.review import review as review_routine
    from voicecoach.phrases.wording import Wording

    routine, pack = loaded.routine, loaded.pack
    if routine is None or pack is None:
        return loaded
    whole = request.options == request.plain().options
    notes = review_routine(routine, Wording(pack, routine.lexicon), loaded.files.read.get, whole=whole)
    return replace(loaded, diagnostics=in_order((*loaded.diagnostics, *notes), routine.file), reviewed=True)


def has_music(routine: Routine) -> bool:
    """Return whether anything plays under a routine."""
    return any(True for _ in sources_of(routine))


def sources_of(routine: Routine) -> Iterator[MusicSource]:
    """Yield what plays under a routine and its sections."""
    sections = (block.music for block in routine.blocks if isinstance(block, Section))
    for music in (routine.music, *sections):
        yield from (source for source in (music.work, music.rest) if source) if music else ()


def music_of(source: MusicSource, played: Sequence[Passage], rate: int, *, seed: int) -> MusicSound:
    """Return the music of a source under some passages."""
    from voicecoach.audio.music.beds import made_bed

    if isinstance(source, MusicBed):
        return made_bed(source.name, played, rate, tempo=_beat_of(played), seed=seed)
    from voicecoach.audio.music.songs import SongList

    return SongList(list(_songs_of(source, rate)), rate, played, seed)


def _songs_of(source: MusicFiles, rate: int) -> Iterator[Song]:
    """Yield the songs of a person's own music."""
    from voicecoach.audio.music.library import Song, songs_in

    for file in source.files:
        for song in songs_in(Path(file.path)):
            yield Song(song, rate, file.bpm, file.first_beat)


def _beat_of(played: Sequence[Passage]) -> int:
    """Return the length of a beat where nothing is counted: that of the first work that is, else a second."""
    beats = next((one.beats for one in played if len(one.beats) > 1), (0, SECOND))
    return beats[1] - beats[0]


class EarlyEngine(AbstractContextManager["EarlyEngine"]):
    """A routine's speech engine, opened in another thread while the caller still loads other things.

    ``likely`` is an engine that was started beforehand, and is used if it is the right one. Both are closed when the
    context ends.
    """

    def __init__(
        self, routine: Routine, warn: Callable[[str], None] | None = None, likely: Engine | None = None
    ) -> None:
        self._routine, self._warn, self._likely = routine, warn, likely
        self._engine: Engine | None = None
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._open, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        for engine in (self._engine, self._likely):
            if engine is not None:
                engine.close()

    def get(self) -> Engine:
        """Wait for the engine; raises what opening it raised."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        assert self._engine is not None
        return self._engine

    def _open(self) -> None:
        try:
            self._engine = opened(self._routine, self._warn, self._likely)
        except Exception as failure:  # raised again by whoever wants the engine
            self._failure = failure


def opened(routine: Routine, warn: Callable[[str], None] | None, likely: Engine | None = None) -> Engine:
    """Open the speech engine of a routine; ``warn`` is called where a better one does not work here."""
    from voicecoach.speech.registry import open_engine

    voice = routine.voice
    return open_engine(
        voice.engine, routine.language, voices_of(routine), command=voice.command, warn=warn, likely=likely
    )


def palette_of(routine: Routine) -> Palette:
    """Return the sounds of a routine."""
    from voicecoach.audio.sounds import Palette

    return Palette({one.sound: Path(one.path) if one.path else None for one in routine.sounds})


class Studio(AbstractContextManager["Studio"]):
    """A voice, a palette and the clips of one routine: all that turns it into a timeline, and that into sound.

    Use as a context manager, so that the engine's process ends with it. ``live`` leaves a processor to the
    player. ``engine`` is the routine's engine, if it was opened beforehand.
    """

    def __init__(
        self,
        routine: Routine,
        pack: Pack,
        speaking: Speaking | None = None,
        warn: Callable[[str], None] | None = None,
        *,
        live: bool = False,
        engine: Engine | None = None,
    ) -> None:
        from voicecoach.cache import encoded_cache, speech_cache
        from voicecoach.speech.bank import AT_ONCE, Bank

        self.routine, self.pack, self.speaking = routine, pack, speaking
        voice = routine.voice
        self.engine = engine or opened(routine, warn)
        self.cache, self.encoded = speech_cache(warn), encoded_cache()
        self.bank: Bank = Bank(
            self.engine,
            self.cache,
            voice=voice.name,
            language=routine.language,
            warn=warn,
            at_once=1 if live else AT_ONCE,
        )
        self.palette = palette_of(routine)

    def __exit__(self, *_: object) -> None:
        self.engine.close()
        self.cache.close()
        self.encoded.close()

    def over(self, routine: Routine, pack: Pack, speaking: Speaking | None = None) -> Studio:
        """Return a studio for another routine that the same voices speak. It ends with this one, which stays open."""
        other = copy(self)
        other.routine, other.pack, other.speaking = routine, pack, speaking
        if routine.sounds != self.routine.sounds:
            other.palette = palette_of(routine)
        return other

    @property
    def voice(self) -> str:
        """Name the voice and its engine, for people."""
        return f"{self.bank.speaker().name} ({self.engine.name})"

    @property
    def wording(self) -> Wording:
        """Return the routine's language and lexicon."""
        from voicecoach.phrases.wording import Wording

        return Wording(self.pack, self.routine.lexicon)

    def length_of(self, routine: Routine) -> int:
        """Return how long the routine lasts in ms, or one that differs from it."""
        return self.timeline(routine=routine).duration

    def timeline(self, mp3: FileOptions | None = None, routine: Routine | None = None) -> Timeline:
        """Compile the routine, or another for the same voice, synthesising whatever has to be measured.

        What is sure to be heard in an ``mp3`` is encoded while speech is still being made.
        """
        from voicecoach.compiler import compile_timeline

        def prepare(plan: Plan) -> None:
            ahead = mp3 is not None and not has_music(self.routine)
            if mp3 and ahead and sum(self.known(phrase) is None for phrase in plan.phrases()) >= WORTH_A_HEAD_START:
                self._prepare_and_encode(plan, mp3)
            else:
                self.prepare(plan.phrases())

        routine = routine or self.routine
        timeline = compile_timeline(routine, self.wording, self, prepare)
        if timeline.duration > MAX_LENGTH:
            message = f"{routine.file} lasts {format_clock(timeline.duration)} with all that is said in it"
            most = f"at most {MAX_LENGTH // HOUR} hours are made"
            raise TooMuchToSay(f"{message}; {most}", "say less, or make several routines")
        return timeline

    def _prepare_and_encode(self, plan: Plan, mp3: FileOptions) -> None:
        from voicecoach.output.ahead import HeadStart

        def sound(timeline: Timeline) -> FileSound:
            return self.sound(timeline, mp3.sample_rate)

        def spoken(done: int, total: int, text: str) -> None:
            if self.speaking:
                self.speaking(done, total, text)
            start.advance()

        with HeadStart(plan, self, self.bank.ready, sound, mp3, self.encoded) as start:
            self.bank.prepare(plan.phrases(), spoken)

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        """Synthesise phrases now, so that measuring them takes no time."""
        self.bank.prepare(phrases, self.speaking)

    def known(self, phrase: Phrase) -> int | None:
        """Return the length of a phrase in ms, or None where it has to be spoken first."""
        clip = self.bank.known(phrase)
        return clip.duration if clip is not None else None

    def speech(self, phrase: Phrase) -> int:
        """Return the length of a phrase in ms, as scheduling asks for it."""
        return self.bank.measure(phrase)

    def tone(self, sound: str) -> int:
        """Return the length of a sound in ms; 0 where it is off."""
        return self.palette.measure(sound)

    def check_music(self, rate: int) -> None:
        """Decode the own music that will sound now, or raise `EnvironmentFault`; what is decoded is kept.

        How much of it that is depends on the length of the routine, which can only be guessed before it is spoken.
        """
        own = [source for source in sources_of(self.routine) if isinstance(source, MusicFiles)]
        if any(file.bpm is not None for source in own for file in source.files):
            from voicecoach.audio.music.stretch import check_stretch

            check_stretch()
        if own:
            from voicecoach.coaching.estimate import Guess
            from voicecoach.compiler import compile_timeline

            self.music(compile_timeline(self.routine, self.wording, Guess()), rate)

    def music(self, timeline: Timeline, rate: int, complete: bool = True) -> Track:  # noqa: FBT001, FBT002
        """Return what plays under a timeline; one that is not ``complete`` has no end yet."""
        from voicecoach.audio.music.ducking import DUCK_DB
        from voicecoach.audio.music.track import Track

        own = self.routine.music
        gain = float(own.gain) if own else 0.0
        duck = DUCK_DB if own is None or own.duck is None else float(own.duck)

        def play(source: MusicSource, played: Sequence[Passage]) -> MusicSound:
            return music_of(source, played, rate, seed=self.routine.seed)

        return Track(timeline, play, rate, gain, duck, complete=complete)

    def _music_content(self) -> str:
        """Return what changes whenever the music of the routine does, whatever its passages are."""
        from voicecoach.audio.music.library import songs_in, stamp

        own = [source for source in sources_of(self.routine) if isinstance(source, MusicFiles)]
        songs = [stamp(song) for source in own for file in source.files for song in songs_in(Path(file.path))]
        return repr((self.routine.music, self.routine.seed, songs))

    def material(self, playing: Material | None = None) -> Material:
        """Return the routine for a live session, or for one that goes on ``playing`` another version of it.

        The studio has to stay open as long as that plays. With music, sound is as in the file: stereo, at its rate.
        """
        from voicecoach.audio.clip import SAMPLE_RATE
        from voicecoach.audio.music.mix import MUSIC_RATE
        from voicecoach.live.playing.music import LiveMusic
        from voicecoach.live.playing.score import Clips
        from voicecoach.live.playing.version import Material

        music = LiveMusic(self.music) if has_music(self.routine) else None
        rate, channels = (MUSIC_RATE, 2) if music else (SAMPLE_RATE, 1)
        if playing is not None:
            rate, channels = playing.clips.rate, playing.clips.channels
        clips = Clips(self.bank.clip, self.palette.clip, rate, channels)
        return Material(self.routine, self.wording, self, clips, music)

    def sheet(self, timeline: Timeline) -> Sheet:
        """Return what the page of an HTML file tells of the exercises."""
        from voicecoach.output.sheet.describe import describe

        return describe(self.routine, self.wording, timeline)

    def sound(self, timeline: Timeline, rate: int) -> FileSound:
        """Return the sound of a timeline, for a file; with music it is stereo."""
        if has_music(self.routine):
            from voicecoach.audio.music.mix import WithMusic

            return WithMusic(timeline, self.bank.clip, self.palette.clip, rate, self.music, self._music_content())
        from voicecoach.audio.placement import Unmixed

        return Unmixed(timeline, self.bank.clip, self.palette.clip, rate)
