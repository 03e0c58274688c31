"""A clip: a piece of sound that is ready to be mixed.

The sample rate is 24 kHz: 24 samples a millisecond, so that every instant of a timeline falls on a sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAMPLE_RATE = 24_000

Samples: TypeAlias = "npt.NDArray[np.float32]"

_FULL_SCALE = 32767
_BYTES = 2


class Clip:
    """Mono sound at ``rate`` samples a second: ``samples`` in -1…1, float32."""

    levelled = False
    """Whether its peaks are known to stay below ``CEILING_DBTP``."""

    def __init__(self, samples: Samples, rate: int = SAMPLE_RATE) -> None:
        self.samples = samples
        self.rate = rate

    @property
    def length(self) -> int:
        """Return how many samples there are."""
        return len(self.samples)

    @property
    def duration(self) -> int:
        """Return the length in ms, rounded up, so that what is placed after the clip never overlaps it."""
        return -(-self.length * 1000 // self.rate)

    @cached_property
    def digest(self) -> bytes:
        """Return bytes that are equal where the sound is equal, in any run."""
        digest = hashlib.blake2b(repr(self.rate).encode(), digest_size=20)
        digest.update(self._content())
        return digest.digest()

    def _content(self) -> bytes:
        return self.samples.astype("<f4").tobytes()


class KeptClip(Clip):
    """A clip as the cache holds it: ``pcm`` of 16 bits, little endian, half the size of what is mixed.

    Planning a routine, and finding out that it is encoded already, needs only lengths and digests: samples are made,
    and numpy is loaded, only for what has to be mixed. Every kept clip has been levelled.
    """

    levelled = True

    def __init__(self, pcm: bytes, rate: int = SAMPLE_RATE) -> None:
        self.pcm = pcm
        self.rate = rate

    @property
    def samples(self) -> Samples:  # type: ignore[override]
        """Return the sound in -1…1, float32, made anew each time: whoever needs it again holds it."""
        import numpy as np

        return np.asarray(np.frombuffer(self.pcm, "<i2").astype(np.float32) / _FULL_SCALE, np.float32)

    @property
    def length(self) -> int:
        """Return how many samples there are."""
        return samples_of(self.pcm)

    def _content(self) -> bytes:
        return self.pcm


class LentClip(KeptClip):
    """A clip of ``length`` samples whose PCM ``lend`` gives whenever it is needed: in memory is just its length."""

    def __init__(self, length: int, lend: Callable[[], bytes]) -> None:
        self.rate = SAMPLE_RATE
        self._length = length
        self._lend = lend

    @property
    def pcm(self) -> bytes:  # type: ignore[override]
        """Return the sound as :class:`KeptClip` has it."""
        return self._lend()

    @property
    def length(self) -> int:
        """Return how many samples there are."""
        return self._length


def to_pcm(samples: Samples) -> bytes:
    """Convert samples at ``SAMPLE_RATE`` to what a :class:`KeptClip` holds, with silence up to a whole millisecond."""
    import numpy as np

    pcm = np.round(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()
    return pcm + silent_pcm(-len(samples) % (SAMPLE_RATE // 1000))


def samples_of(pcm: bytes) -> int:
    """Return how many samples there are in PCM as a :class:`KeptClip` holds it."""
    return len(pcm) // _BYTES


def silent_pcm(samples: int) -> bytes:
    """Return so many samples of silence, as a :class:`KeptClip` holds them."""
    return bytes(_BYTES * samples)
