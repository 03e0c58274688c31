"""The music of a session: on or off, and how loud, whatever timeline is being played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from voicecoach.audio.clip import Samples
from voicecoach.audio.loudness import amplitude
from voicecoach.audio.music.track import Track
from voicecoach.timeline.model import Timeline

STEP_DB = 3
SOFTEST_DB, LOUDEST_DB = -18, 9


@dataclass
class LiveMusic:
    """``track`` returns what plays under a timeline at a rate, of which a draft has no end yet.

    ``gain`` is in dB, beside that of the script.
    """

    track: Callable[[Timeline, int, bool], Track]
    on: bool = True
    gain: int = 0

    @property
    def level(self) -> float:
        """Return what the track is to be multiplied by."""
        return amplitude(self.gain) if self.on else 0.0

    def change(self, step: int) -> int:
        """Make it louder by so many dB, within limits, and return its gain."""
        self.gain = min(max(self.gain + step, SOFTEST_DB), LOUDEST_DB)
        return self.gain


class Under:
    """The track of one timeline as it is heard in a session: in mono, with ramps where its level changes."""

    def __init__(self, music: LiveMusic, timeline: Timeline, rate: int, *, complete: bool, level: float) -> None:
        self._music = music
        self._track = music.track(timeline, rate, complete)
        self.level = level

    def read(self, first: int, last: int) -> Samples:
        """Return the samples in [first, last), as loud as is wanted at their end."""
        before, self.level = self.level, self._music.level
        if before == self.level == 0:
            return np.zeros(max(last - first, 0), np.float32)
        sound = self._track.read(first, last).mean(axis=1)
        return np.asarray(sound * np.linspace(before, self.level, len(sound), dtype=np.float32), np.float32)
