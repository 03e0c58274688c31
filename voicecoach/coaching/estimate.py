"""How long speech takes, at a guess, so that no voice is needed to review a script."""

from __future__ import annotations

from voicecoach.script.lengths import A_CHARACTER
from voicecoach.timeline.model import Phrase

USUAL_RATE = 150
A_TONE = 300


class Guess:
    """A measure by the number of letters."""

    def speech(self, phrase: Phrase) -> int:
        """Return the ms that a phrase takes."""
        return len(phrase.words) * A_CHARACTER * USUAL_RATE // phrase.rate

    def tone(self, sound: str) -> int:
        """Return the ms that a tone takes."""
        return 0 if sound == "wake" else A_TONE
