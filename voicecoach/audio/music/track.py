"""The music of a whole timeline: what plays in each passage, faded from one to the other, at its level and ducked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import Samples
from voicecoach.audio.loudness import amplitude
from voicecoach.audio.music.ducking import DUCK_DB, Ducking
from voicecoach.audio.music.model import Music, Samples2
from voicecoach.script.model import MusicSource
from voicecoach.timeline.model import Timeline
from voicecoach.timeline.passages import Passage, passages

LEVEL_DB = -6.0
"""Music comes at -16 LUFS in stereo. With this, and ducked, it is 13 to 14 LU below speech."""
FADE_MS, END_FADE_MS = 1_000, 4_000
"""How long what plays next fades in while the other fades out, and how long the end takes."""

Play = Callable[[MusicSource, Sequence[Passage]], Music]
"""Returns what plays from a source; the passages are those in which it does, in order, perhaps apart."""


@dataclass(frozen=True, eq=False)
class _Part:
    """Music from one source, and its level over time: instants in ms, and shares from 0 to 1."""

    music: Music
    instants: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]

    def share(self, first: int, last: int, rate: int) -> Samples | float:
        """Return the level of each sample in [first, last), or the one that they all have."""
        begin, end = first * 1000 / rate, last * 1000 / rate
        low, high = np.searchsorted(self.instants, (begin, end))
        around = self.shares[max(low - 1, 0) : high + 1]
        if around.min() == around.max():
            return float(around[0])
        linear = np.interp(np.arange(first, last) * (1000 / rate), self.instants, self.shares)
        return np.asarray(np.sin(linear * (np.pi / 2)), np.float32)[:, None]


class Track:
    """The music of ``timeline`` at ``rate``, as ``play`` gives it; ``gain`` and ``duck`` are in dB.

    It fades out at the end, unless the timeline is not ``complete`` yet.
    Each sample depends on its place alone, as in the mixer.
    """

    def __init__(
        self,
        timeline: Timeline,
        play: Play,
        rate: int,
        gain: float = 0.0,
        duck: float = DUCK_DB,
        *,
        complete: bool = True,
    ) -> None:
        self.rate = rate
        self._ducking = Ducking.of(timeline.events, duck)
        self._gain = np.float32(amplitude(LEVEL_DB + gain))
        self.passages = tuple(one for one in passages(timeline) if one.music is not None)
        self._parts = tuple(
            _Part(play(source, own), *_shares(own, timeline.duration if complete else math.inf))
            for source, own in _by_source(self.passages)
        )

    def read(self, first: int, last: int) -> Samples2:
        """Return the stereo samples in [first, last)."""
        sound = np.zeros((max(last - first, 0), 2), np.float32)
        begin, sounding = min(max(first, 0), last), False
        for part in self._parts:
            share = part.share(begin, last, self.rate)
            if np.any(share):
                heard = part.music.read(begin, last)
                sound[begin - first :] += heard if isinstance(share, float) and share == 1 else heard * share
                sounding = True
        if sounding:
            sound *= (self._gain * self._ducking.gains(first, last, self.rate))[:, None]
        return sound

    def sounding(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches in ms in which music may be heard, in order; they may touch."""
        for passage in self.passages:
            yield max(0, passage.start - FADE_MS), passage.end + FADE_MS


def _by_source(played: Sequence[Passage]) -> Iterator[tuple[MusicSource, list[Passage]]]:
    own: dict[MusicSource, list[Passage]] = {}
    for passage in played:
        if passage.music is not None:
            own.setdefault(passage.music, []).append(passage)
    yield from own.items()


def _shares(played: Sequence[Passage], duration: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return how loud a source is over time: it fades over half of `FADE_MS` before its passages, and half after."""
    instants: list[float] = []
    shares: list[float] = []
    stretches: list[list[int]] = []
    for passage in played:
        if stretches and passage.start - stretches[-1][1] <= FADE_MS:
            stretches[-1][1] = passage.end
        else:
            stretches.append([passage.start, passage.end])
    half = FADE_MS // 2
    for start, end in stretches:
        at_start, at_end = start < FADE_MS, end > duration - FADE_MS
        fade_in = (start, start + FADE_MS) if at_start else (start - half, start + half)
        fade_out = (max(fade_in[1], duration - END_FADE_MS), duration) if at_end else (end - half, end + half)
        instants += (*fade_in, max(fade_out[0], fade_in[1]), max(fade_out[1], fade_in[1]))
        shares += (0.0, 1.0, 1.0, 0.0)
    return np.asarray(instants, np.float64), np.asarray(shares, np.float64)
