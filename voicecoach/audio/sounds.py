"""The palette: a sound for each meaning, told apart without words, and a person's own file in its place.

The shipped sounds are plain 16-bit WAV at the house rate and already at their level (``sounds/make_sounds.py``
draws them). Own files come in every kind (:mod:`voicecoach.audio.own_sounds`).
"""

from __future__ import annotations

import wave
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voicecoach.audio.clip import Clip, KeptClip
from voicecoach.resources import shipped
from voicecoach.script.model import SOUNDS

LEVELS: Mapping[str, float] = MappingProxyType(
    {
        "count": -25.0,
        "work": -19.0,
        "rest": -19.0,
        "switch": -19.0,
        "countdown": -20.0,
        "half": -19.5,
        "done": -18.5,
        "wake": -42.0,
        "bell": -18.5,
    }
)
"""Momentary loudness (400 ms) of each sound, LUFS. Levelled speech reaches about -16.5: tones stay under it, words
win. A tick is far shorter than the window, so its figure is lower than it sounds."""


class Palette:
    """Clips by meaning (:data:`SOUNDS`); ``overrides`` gives own files, or None where a meaning is switched off.

    Each sound is read once, when it is first asked for. Raises :class:`SoundUnreadable` for an own file that
    cannot be used, and ValueError for a meaning that is not in :data:`SOUNDS`.
    """

    def __init__(self, overrides: Mapping[str, Path | None] = MappingProxyType({})) -> None:
        if unknown := sorted(set(overrides) - set(SOUNDS)):
            raise ValueError(f"no such sound: {', '.join(unknown)}")
        self._overrides = dict(overrides)
        self._clips: dict[str, Clip] = {}

    def clip(self, sound: str) -> Clip:
        """The sound at the house rate, ready to be mixed; no samples at all where it is off."""
        if sound not in SOUNDS:
            raise ValueError(f"no such sound: {sound}")
        if sound not in self._clips:
            self._clips[sound] = self._read(sound)
        return self._clips[sound]

    def measure(self, sound: str) -> int:
        """Length in ms; 0 where it is off."""
        return self.clip(sound).duration

    def _read(self, sound: str) -> Clip:
        if sound not in self._overrides:
            return _shipped_clip(sound)
        own = self._overrides[sound]
        if own is None:
            return KeptClip(b"")
        from voicecoach.audio.own_sounds import own_clip

        return own_clip(own, LEVELS[sound])


def _shipped_clip(sound: str) -> Clip:
    with wave.open(str(shipped("sounds") / f"{sound}.wav"), "rb") as file:
        return KeptClip(file.readframes(file.getnframes()), file.getframerate())
