"""Music that goes on while a set waits for its mover, or a coach for the voice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from voicecoach.audio.limiter import reach
from voicecoach.audio.mixer import rounded
from voicecoach.audio.music.mix import limited_stereo
from voicecoach.live.playing.music import LiveMusic, Under
from voicecoach.timeline.model import Timeline
from voicecoach.units import HOUR, SECOND, samples_at

LONGEST = 6 * HOUR
"""Longer than that nobody holds; then it is silent."""
BLEND_MS = SECOND
"""What would play next has begun to fade in where the wait begins; it fades out again in this time."""


class Waiting:
    """The sound of a player that waits at ``at`` (ms): the music, as if what is done there went on and on.

    ``usual`` is the music as it is heard up to there.
    """

    channels = 2

    def __init__(self, music: LiveMusic, timeline: Timeline, at: int, rate: int, usual: Under) -> None:
        self.rate, self.length, self.position = rate, samples_at(LONGEST, rate), 0
        self._from = samples_at(at, rate)
        self._usual = usual
        self._lasting = Under(music, lasting(timeline, at), rate, complete=False, before=usual)
        self._lasting.prepare(self._from)

    def seek(self, position: int) -> None:
        """Read on from there."""
        self.position = position

    def read_int16(self, count: int) -> npt.NDArray[np.int16]:
        """Return the next samples, shape (n, 2); fewer at the end."""
        count = max(0, min(count, self.length - self.position))
        first, margin, blend = self._from + self.position, reach(self.rate), samples_at(BLEND_MS, self.rate)
        sound = self._lasting.read(first, first + count)
        if self.position < blend + margin:
            place = np.arange(self.position - margin, self.position + count + margin) / blend
            turn = np.clip(place, 0, 1)[:, None] * np.float32(np.pi / 2)
            sound = sound * np.sin(turn) + self._usual.read(first, first + count) * np.cos(turn)
        self.position += count
        sound = limited_stereo(np.asarray(sound, np.float32), self.rate)[margin : margin + count]
        return rounded(sound)


def lasting(timeline: Timeline, at: int) -> Timeline:
    """Return the timeline up to ``at``, where what is done then lasts."""
    before = [segment for segment in timeline.segments if segment.start < at] or list(timeline.segments[:1])
    before[-1] = replace(before[-1], end=at + LONGEST)
    events = tuple(event for event in timeline.events if event.start < at)
    return replace(timeline, duration=at + LONGEST, segments=tuple(before), events=events)
