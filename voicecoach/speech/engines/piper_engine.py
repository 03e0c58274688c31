"""Piper: natural voices of many languages, on this machine alone; installed with the extra ``piper``.

Piper itself lives in worker processes (:mod:`voicecoach.speech.engines.piper_worker`), one processor each. It speaks
without its usual randomness, so that the same words are the same samples.
"""

from __future__ import annotations

from pathlib import Path

from voicecoach.audio.clip import Clip
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import Voice, choose
from voicecoach.speech.engines.piper_voices import ENGINE, INSTALL, SUFFIX, VoiceFile, installed_voices, voice_at
from voicecoach.speech.engines.pool import PooledEngine
from voicecoach.speech.engines.recording import joined
from voicecoach.speech.engines.texts import pieces, speakable
from voicecoach.speech.engines.versions import versions

_SCRIPT = Path(__file__).with_name("piper_worker.py")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 30.0, 0.1
_TUNING = 2
"""Part of each clip's cache key: raise it with any change to how texts and rates are handed to Piper."""


class PiperEngine(PooledEngine):
    """Speech by piper-tts. ``patience`` is how many seconds a phrase may take, on top of 100 ms a character."""

    name = ENGINE

    def __init__(self, patience: float = _PATIENCE_S) -> None:
        super().__init__(_SCRIPT, patience, _PATIENCE_PER_CHARACTER_S)

    def identity(self, voice: str = "") -> str:
        """Name the versions of Piper and of what computes for it, and the state of a voice's files, or all voices."""
        import platform

        needed = (("piper-tts", "piper"), ("onnxruntime", "onnxruntime"))
        parts = versions(self.name, needed, f"install it: {INSTALL}")
        files = self._file(voice).identity() if voice else ", ".join(one.id for one in installed_voices())
        return " · ".join([*parts, platform.machine(), f"tuning {_TUNING}", files])

    def voices(self) -> tuple[Voice, ...]:
        """List every installed voice; starts nothing."""
        self.identity()
        return tuple(file.voice for file in installed_voices())

    def resolve(self, name: str, language: str) -> Voice:
        """Resolve as the protocol says; a name may also be the path of a model, ``FILE.onnx``."""
        if name.endswith(SUFFIX):
            self.identity()
            return voice_at(name).voice
        voices = self.voices()
        if not voices:
            raise VoiceNotFound(
                f"there is no voice for the speech engine '{self.name}'",
                "get one: voicecoach voices --get LANGUAGE, such as de",
            )
        return choose(voices, name, language, self.name)

    look_up = resolve

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """Speak as the protocol says; long texts are spoken sentence by sentence."""
        file = self._file(voice)
        return joined([self._say(piece, file, rate) for piece in pieces(speakable(text))])

    def _file(self, voice: str) -> VoiceFile:
        if voice.endswith(SUFFIX):
            return voice_at(voice)
        found = next((file for file in installed_voices() if file.id.casefold() == voice.casefold()), None)
        if found is None:
            message = f"the speech engine '{self.name}' has no voice '{voice}'"
            raise EngineFailed(message, "`voicecoach voices` lists those that are installed")
        return found

    def _say(self, text: str, file: VoiceFile, rate: int) -> Clip:
        return self._recorded(text, file.id, {"model": str(file.model), "rate": rate})[0]
