"""A piece of sound that is ready to be mixed.

The house rate is 24 kHz: 24 frames a millisecond, so that every instant of a timeline is a frame.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

HOUSE_RATE = 24_000

Samples: TypeAlias = "npt.NDArray[np.float32]"

_FULL_SCALE = 32767
_BYTES = 2


class Clip:
    """Mono sound at ``rate`` frames a second: ``samples`` in -1…1, float32."""

    levelled = False
    """Whether it surely stays below the house's ceiling."""

    def __init__(self, samples: Samples, rate: int = HOUSE_RATE) -> None:
        self.samples = samples
        self.rate = rate

    @property
    def frames(self) -> int:
        """How many samples there are."""
        return len(self.samples)

    @property
    def duration(self) -> int:
        """Milliseconds, rounded up, so that what is placed after the clip never overlaps it."""
        return -(-self.frames * 1000 // self.rate)

    @cached_property
    def digest(self) -> bytes:
        """Equal where the sound is, in any run."""
        told = hashlib.blake2b(repr(self.rate).encode(), digest_size=20)
        told.update(self._content())
        return told.digest()

    def _content(self) -> bytes:
        return self.samples.astype("<f4").tobytes()


class KeptClip(Clip):
    """A clip as it is kept: ``pcm`` of 16 bits, little endian, half the size of what is mixed.

    A routine is planned, and found to be encoded already, from lengths and digests: samples are made, and numpy is
    loaded, only for what has to be mixed. Nothing is kept that was not levelled before.
    """

    levelled = True

    def __init__(self, pcm: bytes, rate: int = HOUSE_RATE) -> None:
        self.pcm = pcm
        self.rate = rate

    @cached_property
    def samples(self) -> Samples:  # type: ignore[override]
        """The sound in -1…1, float32."""
        import numpy as np

        return np.asarray(np.frombuffer(self.pcm, "<i2").astype(np.float32) / _FULL_SCALE, np.float32)

    @property
    def frames(self) -> int:
        """How many samples there are."""
        return len(self.pcm) // _BYTES

    def _content(self) -> bytes:
        return self.pcm


def to_pcm(samples: Samples) -> bytes:
    """Samples at the house rate as a :class:`KeptClip` has them, with silence up to the next whole millisecond."""
    import numpy as np

    pcm = np.round(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()
    return pcm + silent_pcm(-len(samples) % (HOUSE_RATE // 1000))


def silent_pcm(frames: int) -> bytes:
    """So many frames of silence, as a :class:`KeptClip` has them."""
    return bytes(_BYTES * frames)
