"""Speech, tones and music together, in stereo: the voice in the middle, peaks below the ceiling on both sides."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING

from voicecoach.audio.placement import Placement

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from voicecoach.audio.mixer import Mixer
    from voicecoach.audio.music.track import Track
    from voicecoach.timeline.model import Timeline

MUSIC_RATE = 44_100
"""Samples a second of a file with music, unless something else is asked for."""
_VERSION = 3
"""Part of :meth:`WithMusic.identity`: raise it with any change to how music sounds."""


@dataclass(eq=False)
class WithMusic(Placement):
    """The sound of a file with music, which is mixed only where its samples are asked for.

    ``music`` gives the track of the timeline at a rate; ``content`` changes whenever what it plays does.
    """

    music: Callable[[Timeline, int], Track] = None  # type: ignore[assignment]
    content: str = ""
    channels: int = 2

    def __post_init__(self) -> None:
        super().__post_init__()
        self._mixer: Mixer | None = None
        self._track: Track | None = None
        self._played = b""
        self._lock = threading.Lock()

    def int16(self, first: int, last: int) -> npt.NDArray[np.int16]:
        """Mix the samples in [first, last), shape (n, 2); several threads may ask at once."""
        import numpy as np

        from voicecoach.audio.limiter import reach

        last = max(first, min(last, self.length))
        margin = reach(self.rate)
        mixer, track = self._parts()
        sound = track.read(first - margin, last + margin)
        sound += mixer.float32(first - margin, last + margin)[:, None]
        sound = limited_stereo(sound, self.rate)[margin : margin + last - first]
        sound *= np.float32(32767)
        return np.rint(sound, out=sound).astype(np.int16)

    def sounding(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches of samples with sound in them, in order and apart."""
        _, track = self._parts()
        per_ms = self.rate / 1000
        music = ((int(a * per_ms), min(self.length, int(b * per_ms) + 1)) for a, b in track.sounding())
        first = last = -1
        for start, end in merge(super().sounding(), music):
            if last < 0:
                first, last = start, end
            elif start > last:
                yield first, last
                first, last = start, end
            else:
                last = max(last, end)
        if last > 0:
            yield first, last

    def identity(self, first: int, last: int) -> bytes:
        """Return what :meth:`Placement.identity` does; music sounds the same only where it plays at the same place."""
        self._parts()
        digest = hashlib.blake2b(super().identity(first, last), digest_size=20)
        digest.update(self._played)
        digest.update(repr((first, last)).encode())
        return digest.digest()

    def _parts(self) -> tuple[Mixer, Track]:
        from voicecoach.audio.mixer import Mixer

        with self._lock:
            if self._mixer is None or self._track is None:
                self._mixer = Mixer(self.timeline, self.speech, self.tones, self.rate)
                self._track = self.music(self.timeline, self.rate)
                self._played = hashlib.blake2b(repr((_VERSION, self.content, self._track.passages)).encode()).digest()
            return self._mixer, self._track


def limited_stereo(sound: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    """Keep the peaks of both channels below the ceiling, by one gain for both, so that nothing moves to a side."""
    import numpy as np

    from voicecoach.audio.limiter import CEILING_DBTP, envelope, gains
    from voicecoach.audio.loudness import amplitude

    ceiling = amplitude(CEILING_DBTP + 0.1)
    if max(sound.max(initial=0), -sound.min(initial=0)) <= ceiling / 2:
        return sound
    heights = np.maximum(envelope(sound[:, 0], ceiling), envelope(sound[:, 1], ceiling))
    if heights.max(initial=0) <= ceiling:
        return sound
    return np.asarray(sound * gains(heights, ceiling, rate)[:, None], np.float32)
