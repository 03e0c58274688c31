"""Where on a line of samples each event of a timeline lies, and what makes two stretches of it sound the same.

That is enough to know which parts of a file are silent, and which were encoded before: only the rest is mixed.
"""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.timeline.model import Event, Phrase, Timeline
from voicecoach.units import samples_at

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from voicecoach.audio.mixer import Mixer

MIXING = 2
"""Part of what :meth:`Placement.identity` returns: raise it with any change to how clips become a mix."""


@dataclass(eq=False)
class Placement:
    """The events of ``timeline`` at ``rate`` samples a second.

    ``speech`` and ``tones`` give the clip of a phrase or a sound; a clip must fit its event, as scheduling measured it.
    """

    timeline: Timeline
    speech: Callable[[Phrase], Clip]
    tones: Callable[[str], Clip]
    rate: int = SAMPLE_RATE

    def __post_init__(self) -> None:
        self.length = samples_at(self.timeline.duration, self.rate)
        self.events = self.timeline.events
        self.starts = [samples_at(event.start, self.rate) for event in self.events]
        self.ends = [samples_at(event.end, self.rate) for event in self.events]
        self._latest = list(accumulate(self.ends, max))

    def between(self, first: int, last: int) -> range:
        """Return the events that may sound in [first, last): those beyond either end of the range cannot."""
        return range(bisect_right(self._latest, first), bisect_left(self.starts, last))

    def clip(self, key: Phrase | str) -> Clip:
        """Return the clip of a phrase or a sound, as :func:`key_of` names it."""
        return self.speech(key) if isinstance(key, Phrase) else self.tones(key)

    def sounding(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches of samples with sound in them, in order and apart; all else is digital silence."""
        first = last = -1
        for start, end in zip(self.starts, self.ends, strict=True):
            if start == end:
                continue
            if start > last:
                if last > 0:
                    yield first, last
                first = start
            last = max(last, end)
        if last > 0:
            yield first, last

    def identity(self, first: int, last: int) -> bytes:
        """Return a digest of all that is heard in [first, last): where it is equal, the samples are, wherever they lie.

        The samples around the stretch, as far as the limiter and ducking reach, have to be silent.
        """
        digest = hashlib.blake2b(repr((MIXING, self.rate, last - first)).encode(), digest_size=20)
        for number in self.between(first, last):
            start, end = self.starts[number] - first, self.ends[number] - first
            if end > 0:
                event = self.events[number]
                digest.update(f"{event.kind} {start} {end} ".encode() + self.clip(key_of(event)).digest)
        return digest.digest()


class Unmixed(Placement):
    """The sound of a file, which is mixed only where its samples are asked for."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.channels = 1
        self._mixer: Mixer | None = None
        self._lock = threading.Lock()

    def int16(self, first: int, last: int) -> npt.NDArray[np.int16]:
        """Mix the samples in [first, last); several threads may ask at once."""
        from voicecoach.audio.mixer import Mixer

        with self._lock:
            self._mixer = self._mixer or Mixer(self.timeline, self.speech, self.tones, self.rate)
        return self._mixer.int16(first, last)


def key_of(event: Event) -> Phrase | str:
    """Return what names an event's clip."""
    return event.phrase if event.kind == "say" and event.phrase is not None else event.sound
