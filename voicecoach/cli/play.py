"""``play``: plays a routine through the speakers, with keys, a screen, and a bookmark."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from voicecoach.app import EarlyEngine, Loaded, Request, Studio, load, tempo_notes
from voicecoach.audio.devices.registry import open_output
from voicecoach.cli import INTERRUPTED
from voicecoach.cli.printing import say, tell
from voicecoach.cli.watch import Watch
from voicecoach.errors import OutputFailed, UsageError, VoicecoachError
from voicecoach.live.playing.places import bookmark_at, find
from voicecoach.live.playing.watchdog import Watchdog
from voicecoach.live.records.bookmark import Bookmarks, digest_of
from voicecoach.live.records.history import History
from voicecoach.live.session import Session
from voicecoach.live.terminal.keys import Keys, open_keys
from voicecoach.live.terminal.screen import open_display
from voicecoach.live.view import Display
from voicecoach.output.file import stoppable
from voicecoach.resources import find_script
from voicecoach.script.model import VoiceChoice
from voicecoach.speech.choice import voices_of
from voicecoach.speech.engine import Engine
from voicecoach.units import SECOND, format_clock

_TICK_S = 0.04
_LAST_LOOK_S = 2.0
_SHOWN_LINES = 2
_WORTH_NOTING = 30 * SECOND

Warn = Callable[[str], None]


class Playing:
    """One routine being played, with all that has to be opened, watched and closed for it."""

    def __init__(self, request: Request, loaded: Loaded, warn: Warn) -> None:
        self.request, self.loaded, self.warn = request, loaded, warn
        self.script = Path(find_script(request.script))
        self.bookmarks, self.history = Bookmarks(warn=warn), History(warn=warn)
        self.studios = ExitStack()
        self.losses: list[str] = []
        self.speaking: tuple[VoiceChoice, str, tuple[str, ...], Engine]

    def run(self, arguments: Namespace, early: EarlyEngine | None = None) -> int:
        """Play to the end or until a key stops it; return the exit code."""
        if not 10 <= arguments.volume <= 100:
            raise UsageError(f"--volume {arguments.volume} is not a volume", "it takes 10 to 100 percent")
        output = open_output(arguments.output)
        place = self.bookmarks.load(self.script) if arguments.resume else None
        if arguments.resume and place is None:
            self.warn(f"no place is remembered in {self.request.script}; it starts from the beginning")
        began = self.history.now()
        watch = Watch(self.loaded.files.read) if arguments.watch else None
        with self.studios, stoppable():
            studio = self._studio(self.loaded, early.get() if early else None)
            if studio.routine.voice.engine == "auto":
                tell(f"voice: {studio.voice}")
            material = studio.material()
            studio.check_music(material.clips.rate)
            for note in tempo_notes(self.loaded):
                tell(*self.loaded.files.show(note).split("\n"))
            skipped = 0
            if arguments.begin:
                outline = material.outline()
                skipped = find(outline, arguments.begin)
                place = bookmark_at(outline, skipped)
            session = Session(material, place)
            session.skipped = skipped
            session.playback.player.volume = arguments.volume / 100
            session.start()
            try:
                with (
                    Watchdog(output, session.playback.player, arguments.device) as device,
                    open_keys() as keys,
                    open_display(plain=arguments.plain) as display,
                ):
                    self._loop(session, device, keys, display, watch)
            except KeyboardInterrupt:
                session.over = "interrupted"
            finally:
                self._remember(session)
                session.close()
        finished = session.over == "finished"
        if finished or session.playback.position >= _WORTH_NOTING:
            self._note(session, began)
        for loss in self.losses:
            self.warn(loss)
        self._say_goodbye(session)
        return INTERRUPTED if session.over == "interrupted" else 0

    def _loop(self, session: Session, device: Watchdog, keys: Keys, display: Display, watch: Watch | None) -> None:
        until = 0.0
        while not session.over or (session.over == "finished" and time.monotonic() < until):
            key = keys.read(_TICK_S)
            if session.over:
                break
            if key:
                session.press(key)
            if watch is not None and watch.changed():
                self._reload(session, watch)
            session.tick()
            view = session.view()
            message = "\n".join(text for text in (device.message, view.message) if text)
            display.show(replace(view, message=message))
            until = time.monotonic() + _LAST_LOOK_S

    def _studio(self, loaded: Loaded, engine: Engine | None = None) -> Studio:
        routine, pack = loaded.require()
        studio = Studio(routine, pack, warn=self.losses.append, live=True, engine=engine)
        self.speaking = (routine.voice, routine.language, voices_of(routine), studio.engine)
        return self.studios.enter_context(studio)

    def _same_engine(self, loaded: Loaded) -> Engine | None:
        """Return the engine in use if an edited script has the same voices, so that it is not loaded twice."""
        routine, _ = loaded.require()
        *who, engine = self.speaking
        return engine if who == [routine.voice, routine.language, voices_of(routine)] else None

    def _reload(self, session: Session, watch: Watch) -> None:
        """Take up an edited script; one with errors leaves everything as it is, and shows the first of them."""
        try:
            loaded = load(self.request)
            watch.follow(loaded.files.read)
            errors = [one for one in loaded.diagnostics if one.severity == "error"]
            if errors:
                lines = loaded.files.show(errors[0]).splitlines()[:_SHOWN_LINES]
                more = [f"and {len(errors) - 1} more"] if len(errors) > 1 else []
                session.trouble("\n".join([*lines, *more, "the routine goes on as it was"]))
            else:
                studio = self._studio(loaded, self._same_engine(loaded))
                material = studio.material(session.change.material)
                studio.check_music(material.clips.rate)
                session.reload(material)
        except VoicecoachError as error:
            session.trouble(str(error))

    def _remember(self, session: Session) -> None:
        """Save the bookmark for ``--resume``, or remove it once the routine has been finished."""
        try:
            place = session.bookmark
            if session.over == "finished":
                self.bookmarks.clear(self.script)
            elif place.event:
                self.bookmarks.save(self.script, replace(place, digest=digest_of(self.script)))
        except OutputFailed as error:
            self.warn(f"the place is not remembered: {error}")

    def _note(self, session: Session, began: datetime) -> None:
        title, script = session.playback.timeline.title, str(self.script)
        try:
            self.history.record(
                title or self.script.stem,
                script,
                reached=session.playback.position - session.skipped,
                total=session.playback.total,
                finished=session.done,
                when=began,
            )
        except OutputFailed as error:
            self.warn(f"the history is not kept: {error}")

    def _say_goodbye(self, session: Session) -> None:
        playback = session.playback
        if session.over == "finished":
            name, played = playback.timeline.title or self.script.stem, playback.total - session.skipped
            how_far = "done" if session.done else f"{format_clock(played)} of it done"
            say(f"{name}: {how_far}, {format_clock(playback.total)}")
        elif session.bookmark.event:
            where = f"{format_clock(playback.position)} of {format_clock(playback.total)}"
            say(f"stopped at {where}", f"  next: voicecoach play {self.request.script} --resume")


def play(request: Request, loaded: Loaded, arguments: Namespace, warn: Warn, early: EarlyEngine | None = None) -> int:
    """Play a checked script as the command line asks for it; ``early`` is its engine where that is being opened."""
    return Playing(request, loaded, warn).run(arguments, early)
