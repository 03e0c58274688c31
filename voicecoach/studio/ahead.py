"""Speaking ahead: while a person reads and thinks, the voice says what is new, so that it is heard at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

from voicecoach.errors import VoicecoachError
from voicecoach.studio.voices import OpenVoice
from voicecoach.timeline.model import Phrase

QUIET_S = 1.5
"""So long nothing is asked before it begins: half a word that is being typed is not worth speaking."""


class _Wish(NamedTuple):
    voice: OpenVoice
    phrases: Sequence[Phrase]


class Ahead:
    """Speaks phrases in a thread of its own, one at a time, until something else is wanted."""

    def __init__(self, quiet: float = QUIET_S) -> None:
        self._quiet = quiet
        self._wish: _Wish | None = None
        self._changed = threading.Condition()
        self._serial = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def want(self, voice: OpenVoice, phrases: Sequence[Phrase]) -> None:
        """Speak these phrases, and no others any more, once it has been quiet."""
        self._set(_Wish(voice, phrases) if phrases else None)

    def stop(self) -> None:
        """Speak nothing any more until something is wanted again."""
        self._set(None)

    def close(self) -> None:
        """End the thread as soon as the phrase at hand is spoken."""
        self._closed = True
        self._set(None)
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _set(self, wish: _Wish | None) -> None:
        with self._changed:
            self._wish, self._serial = wish, self._serial + 1
            self._changed.notify_all()
            if wish is not None and self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while not self._closed:
            wish, serial = self._next()
            if wish is not None:
                self._speak(wish, serial)

    def _next(self) -> tuple[_Wish | None, int]:
        """Wait for a wish that has stood for a while."""
        with self._changed:
            self._changed.wait_for(lambda: self._wish is not None or self._closed)
            serial = self._serial
            if self._changed.wait_for(lambda: self._serial != serial, timeout=self._quiet):
                return None, 0
            wish, self._wish = self._wish, None
            return wish, serial

    def _speak(self, wish: _Wish, serial: int) -> None:
        try:
            for phrase in wish.phrases:
                if self._serial != serial:
                    return
                wish.voice.studio.bank.clip(phrase)
        except VoicecoachError:
            return  # whoever wants to hear it is told
        finally:
            wish.voice.grow_older()
