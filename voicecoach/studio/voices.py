"""Voices that stay open as long as the studio does, so that only words that are new have to be spoken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from voicecoach.app import Speaking, Studio
from voicecoach.coaching.estimate import Guess
from voicecoach.errors import EnvironmentFault, VoicecoachError
from voicecoach.live.playing.composer import Estimate
from voicecoach.script.model import Routine
from voicecoach.speech.choice import voices_of

if TYPE_CHECKING:
    from voicecoach.phrases.pack import Pack
    from voicecoach.timeline.model import Phrase

_MOST_OPEN = 4
_Key = tuple[str, str, str, tuple[str, ...]]


class Lengths:
    """How long things sound: what has been spoken before as long as it is, and the rest at a guess.

    Without a ``voice`` all of them are guesses. None is started for it; as long as ``age`` is the same, so are the
    lengths. ``problem`` is why a voice could not be asked, if that was so.
    """

    def __init__(self, voice: OpenVoice | None = None, studio: Studio | None = None) -> None:
        self.voice, self._studio = voice, studio
        self.age = voice.age if voice else 0
        self.problem = ""
        self._known: dict[Phrase, int] = voice.known if voice else {}
        self._unknown: dict[Phrase, int] = {}

    @property
    def guessed(self) -> tuple[Phrase, ...]:
        """Return the phrases that were asked for and have not been spoken yet."""
        return tuple(self._unknown)

    def afresh(self) -> Lengths:
        """Return the same lengths, of which none has been asked for."""
        return Lengths(self.voice, self._studio)

    def speech(self, phrase: Phrase) -> int:
        """Return the length of a phrase in ms, as scheduling asks for it."""
        length = self._known.get(phrase) or self._unknown.get(phrase)
        if length is None:
            length = self._spoken(phrase)
            known = self._unknown if length is None else self._known
            length = known[phrase] = Estimate.guess(phrase) if length is None else length
        return length

    def _spoken(self, phrase: Phrase) -> int | None:
        """Return the length of a phrase that was spoken before. A voice that is not there is asked no more."""
        if self._studio is None or self.problem:
            return None
        try:
            return self._studio.known(phrase)
        except VoicecoachError as error:
            self.problem = str(error)
            return None

    def tone(self, sound: str) -> int:
        """Return the length of a sound in ms."""
        return self._studio.tone(sound) if self._studio else Guess().tone(sound)


class OpenVoice:
    """A voice that has been opened, the lengths of what it has said, and how often it was asked to speak."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.known: dict[Phrase, int] = {}
        self.age = 0

    def warm(self) -> None:
        """Let the engine begin to load, if it knows how to."""
        if (warm := getattr(self.studio.engine, "warm", None)) is not None:
            warm()

    def grow_older(self) -> None:
        """Take note that something was spoken."""
        self.age += 1

    def over(self, routine: Routine, pack: Pack, speaking: Speaking | None = None) -> Studio:
        """Return the studio of a routine with this voice."""
        return self.studio.over(routine, pack, speaking)


class Voices:
    """The voices of the routines that were last looked at. ``warn`` gets sentences for the person at the terminal."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._open: dict[_Key, OpenVoice] = {}
        self._lock = threading.Lock()
        self._closed = False

    def of(self, routine: Routine, pack: Pack) -> OpenVoice:
        """Return the voice of a routine, opened if need be. Raises ``VoicecoachError`` where it is not there."""
        voice = routine.voice
        key = (voice.engine, voice.name, routine.language, voices_of(routine))
        with self._lock:
            if self._closed:
                raise EnvironmentFault("the studio has ended", "start it again: voicecoach studio")
            found = self._open.pop(key, None) or OpenVoice(Studio(routine, pack, warn=self._warn))
            self._open[key] = found
            while len(self._open) > _MOST_OPEN:
                self._open.pop(next(iter(self._open))).studio.__exit__()
            return found

    def lengths(self, routine: Routine, pack: Pack) -> tuple[Lengths, str]:
        """Return the lengths of a routine's phrases, and why they are all guessed, if its voice is not there."""
        try:
            voice = self.of(routine, pack)
        except VoicecoachError as error:
            return Lengths(), str(error)
        return Lengths(voice, voice.over(routine, pack)), ""

    def close(self) -> None:
        """End all voices."""
        with self._lock:
            self._closed = True
            for voice in self._open.values():
                voice.studio.__exit__()
            self._open.clear()
