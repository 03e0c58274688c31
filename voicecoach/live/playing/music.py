"""The music of a session: on or off, and how loud, whatever timeline is being played."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecoach.audio.limiter import reach
from voicecoach.audio.loudness import amplitude
from voicecoach.audio.music.model import Samples2
from voicecoach.audio.music.track import Track
from voicecoach.cache import Recent
from voicecoach.timeline.model import Timeline

AHEAD_S = 3
"""So many seconds of music are made before they are heard."""
STEP_DB = 3
SOFTEST_DB, LOUDEST_DB = -18, 9
_HELD = 8


@dataclass
class LiveMusic:
    """``track`` returns what plays under a timeline at a rate, of which a draft has no end yet.

    ``gain`` is in dB, beside that of the script.
    """

    track: Callable[[Timeline, int, bool], Track]
    on: bool = True
    gain: int = 0

    def __post_init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "music")

    def make(self, sound: Callable[[], object]) -> None:
        """Make something in the thread of the music, after what it was asked for before; nothing once it is closed."""
        with suppress(RuntimeError):
            self._thread.submit(sound)

    def close(self) -> None:
        """Make nothing ahead any more: what is still read is made when it is."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def level(self) -> float:
        """Return what the track is to be multiplied by."""
        return amplitude(self.gain) if self.on else 0.0

    def change(self, step: int) -> int:
        """Make it louder by so many dB, within limits, and return its gain."""
        self.gain = min(max(self.gain + step, SOFTEST_DB), LOUDEST_DB)
        return self.gain


class Under:
    """The track of one timeline as it is heard in a session: with ramps where its level changes.

    Sound is made in seconds, ahead of the device and in another thread: the first notes of a chord take longer to make
    than a device waits. Where songs are led onto counts that have moved, what was heard ``before`` fades out.
    """

    def __init__(
        self, music: LiveMusic, timeline: Timeline, rate: int, *, complete: bool, before: Under | None = None
    ) -> None:
        self._music, self._rate = music, rate
        self._track = music.track(timeline, rate, complete)
        self._seconds: Recent[int, Samples2] = Recent(_HELD * rate * 8, lambda samples: samples.nbytes)
        self._latest = -1
        self._before = before._seconds if before is not None else None
        self.level: float = music.level if before is None else before.level

    def prepare(self, first: int) -> None:
        """Have what is heard next from a sample on, now."""
        for second in range(max(0, first - reach(self._rate)) // self._rate, first // self._rate + AHEAD_S):
            self._made(second)

    def read(self, first: int, last: int) -> Samples2:
        """Return the samples in [first, last) and a limiter's reach beyond, as loud as is wanted at ``last``."""
        margin = reach(self._rate)
        before, self.level = self.level, self._music.level
        levels = _ramp(before, self.level, last - first, margin)
        heard, self._before = self._before, None
        if before == self.level == 0:
            return np.zeros((len(levels), 2), np.float32)
        begin, end = first - margin, last + margin
        sound = _joined(self._made, begin, end, self._rate)
        self._make_ahead(end // self._rate)
        gone_on = _joined(heard.get, begin, end, self._rate) if heard is not None else None
        assert sound is not None, "all of it is made"
        if gone_on is not None:
            sound += (gone_on - sound) * _ramp(1, 0, last - first, margin)[:, None]
        return np.asarray(sound * levels[:, None], np.float32)

    def _make_ahead(self, now: int) -> None:
        if now != self._latest:
            self._latest = now
            for second in range(now + 1, now + 1 + AHEAD_S):
                if self._seconds.get(second) is None:
                    self._music.make(lambda second=second: self._made(second))  # type: ignore[misc]

    def _made(self, second: int) -> Samples2:
        made = self._seconds.get(second)
        if made is None:
            sound = self._track.read(second * self._rate, (second + 1) * self._rate)
            made = self._seconds.hold(second, sound)
        return made


def _joined(second_of: Callable[[int], Samples2 | None], first: int, last: int, rate: int) -> Samples2 | None:
    """Return the samples in [first, last), silence before 0, of seconds of sound; None where one is not known."""
    sound = np.zeros((max(last - first, 0), 2), np.float32)
    for second in range(max(0, first) // rate, -(-last // rate)):
        known, start = second_of(second), second * rate
        if known is None:
            return None
        begin, stop = max(first, start), min(last, start + rate)
        sound[begin - first : stop - first] = known[begin - start : stop - start]
    return sound


def _ramp(before: float, after: float, count: int, margin: int) -> npt.NDArray[np.float32]:
    """Return a line of ``count`` levels, which do not change for a ``margin`` before and after it."""
    return np.pad(np.linspace(before, after, max(count, 0), dtype=np.float32), margin, "edge")
