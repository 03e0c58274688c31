"""The silent engine: plans, tests and dry runs need the length of speech more than a voice.

It keeps the same contract as the others: a routine rendered with it has every tone, and silence instead of words.
"""

from __future__ import annotations

import numpy as np

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.speech.engine import ANY_LANGUAGE, Voice, choose
from voicecoach.units import samples_at

MS_PER_CHARACTER = 60
USUAL_RATE = 150
"""Words a minute at which a character takes :data:`MS_PER_CHARACTER`, about what people and espeak need."""


class SilentEngine:
    """Silence as long as the words would take: 60 ms a character at 150 words a minute."""

    name = "silent"
    audible = False

    def identity(self, voice: str = "") -> str:  # noqa: ARG002
        """Name the length of a character, the only thing that shapes the silence."""
        return f"silent {MS_PER_CHARACTER}"

    def voices(self) -> tuple[Voice, ...]:
        """List the one voice, for every language."""
        return (Voice("silent", "Silence", ANY_LANGUAGE, self.name),)

    def resolve(self, name: str, language: str) -> Voice:
        """Return the one voice; raises VoiceNotFound for any other name."""
        return choose(self.voices(), name, language, self.name)

    look_up = resolve

    def speak(self, text: str, voice: str, rate: int) -> Clip:  # noqa: ARG002
        """Return silence of a length that only ``text`` and ``rate`` decide, in whole milliseconds."""
        milliseconds = (len(text.strip()) * MS_PER_CHARACTER * USUAL_RATE + rate // 2) // rate
        return Clip(np.zeros(samples_at(milliseconds, SAMPLE_RATE), np.float32))

    def close(self) -> None:
        """Do nothing: there is no process."""
