"""SVOX Pico: German, Spanish, French and Italian on Linux, in a plain installation.

macOS and Windows have voices of their own, which pyttsx3 speaks with. Pico itself lives in worker processes
(:mod:`voicecoach.speech.engines.pico_worker`).
"""

from __future__ import annotations

import platform
import re
from pathlib import Path

from voicecoach.audio.clip import Clip, Samples
from voicecoach.speech.engine import Voice, choose
from voicecoach.speech.engines.pool import PooledEngine
from voicecoach.speech.engines.recording import joined
from voicecoach.speech.engines.texts import in_latin, pieces, speakable
from voicecoach.speech.engines.versions import versions

_SCRIPT = Path(__file__).with_name("pico_worker.py")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 20.0, 0.05
_TUNING = 2
"""Part of each clip's cache key: raise it with any change to how texts and rates are handed to Pico."""
_REMEDY = "install it: pip install py-nanotts; there is none for macOS"
_USUAL_RATE = 150
SPEEDS = {"de-DE": 1.06, "es-ES": 1.13, "fr-FR": 0.96, "it-IT": 1.13, "en-US": 0.97, "en-GB": 1.0}
"""Pico's voices, and the speed at which each takes as long for the phrases of a routine as espeak-ng at 150 words a
minute, its silences left out."""
_FIXED = 0.15
"""The part of a phrase's length that the speed does not change."""
_LOUD, _QUIET = 10 ** (-30 / 20), 10 ** (-50 / 20)
_WINDOW_MS = 10


class PicoEngine(PooledEngine):
    """Speech by py-nanotts. ``patience`` is how many seconds a phrase may take, on top of 50 ms a character."""

    name = "pico"

    def __init__(self, patience: float = _PATIENCE_S) -> None:
        super().__init__(_SCRIPT, patience, _PATIENCE_PER_CHARACTER_S)

    def identity(self, voice: str = "") -> str:  # noqa: ARG002
        """Name the version of the package, which contains engine and voices."""
        found = versions(self.name, [("py-nanotts", "py_nanotts")], _REMEDY)
        return " · ".join([*found, platform.machine(), f"tuning {_TUNING}"])

    def voices(self) -> tuple[Voice, ...]:
        """List one voice for each language; starts nothing."""
        self.identity()
        return tuple(Voice(tag, f"Pico {tag}", tag, self.name, "female") for tag in SPEEDS)

    def resolve(self, name: str, language: str) -> Voice:
        """Resolve as the protocol says."""
        return choose(self.voices(), name, language, self.name)

    look_up = resolve

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """Speak as the protocol says; long texts are spoken sentence by sentence."""
        words = re.sub(r"[<>]", " ", in_latin(speakable(text)))
        return joined([self._say(piece, voice, rate) for piece in pieces(words)])

    def _say(self, text: str, voice: str, rate: int) -> Clip:
        speed = round(SPEEDS.get(voice, 1.0) * (1 - _FIXED) / (_USUAL_RATE / rate - _FIXED), 2)
        spoken, _ = self._recorded(text, voice, {"voice": voice, "speed": speed})
        return Clip(without_breath(spoken.samples, spoken.rate), spoken.rate)


def without_breath(samples: Samples, rate: int) -> Samples:
    """Cut ``samples`` where the last word has died away: after it, Pico breathes for up to a second."""
    import numpy as np

    window = rate * _WINDOW_MS // 1000
    heights = np.abs(np.concatenate([samples, np.zeros(-len(samples) % window, np.float32)])).reshape(-1, window).max(1)
    loud = np.flatnonzero(heights > heights.max(initial=0.0) * _LOUD)
    if not len(loud):
        return samples
    after = heights[loud[-1] :] < heights.max() * _QUIET
    end = int(loud[-1]) + (int(np.argmax(after)) if after.any() else len(after))
    return samples[: (end + 1) * window]
