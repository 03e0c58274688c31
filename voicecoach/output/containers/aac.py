"""AAC, encoded in this process by the libraries of FFmpeg, which come with PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from voicecoach.output.containers.extras import load

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FRAME = 1024
"""Samples of each channel in a frame."""
PRIMING = 1024
"""Samples that a decoder makes before the first of the sound."""
RATES = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_FULL_SCALE = 32768
_MOST_BITS = 6144
"""The bits that a frame may have, a channel."""


def require(what: str) -> Any:
    """Return PyAV, or raise ``EncoderMissing``."""
    return load("av", "m4b", what)


def highest_bitrate(rate: int, channels: int) -> int:
    """Return the most kbit/s that frames have room for."""
    return _MOST_BITS * channels * rate // FRAME // 1000


def packets_for(samples: int) -> int:
    """Return how many packets hold so many samples."""
    return -(-(PRIMING + samples) // FRAME)


class Aac:
    """AAC at a rate, of so many ``channels``, at so many kbit/s."""

    frame_samples = FRAME

    def __init__(self, rate: int, channels: int, bitrate: int) -> None:
        self._av = require("AAC")
        self._rate, self._bitrate, self.channels = rate, bitrate, channels
        self._layout = "mono" if channels == 1 else "stereo"
        self.name = repr(("aac", self._av.library_versions["libavcodec"], rate, channels, bitrate))
        self.config = bytes(self._opened().extradata)
        """What a decoder has to know beforehand (AudioSpecificConfig)."""

    def encoded(self, blocks: Iterable[npt.NDArray[np.int16]]) -> Iterator[bytes]:
        """Yield the packets of ``blocks``: one for each frame, and another that ends the last one."""
        codec, at = self._opened(), 0
        for block in blocks:
            for first in range(0, len(block), FRAME):
                frame = self._frame(block[first : first + FRAME], at + first)
                yield from map(bytes, codec.encode(frame))
            at += len(block)
        yield from map(bytes, codec.encode(None))

    def _opened(self) -> Any:
        codec = self._av.CodecContext.create("aac", "w")
        codec.sample_rate, codec.layout, codec.format = self._rate, self._layout, "fltp"
        codec.bit_rate, codec.time_base = 1000 * self._bitrate, Fraction(1, self._rate)
        codec.open()
        if codec.frame_size != FRAME:
            raise AssertionError(f"the encoder makes frames of {codec.frame_size} samples")
        return codec

    def _frame(self, block: npt.NDArray[np.int16], at: int) -> Any:
        import numpy as np

        planes = np.ascontiguousarray(block.reshape(len(block), -1).T, np.float32) / np.float32(_FULL_SCALE)
        frame = self._av.AudioFrame.from_ndarray(planes, format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts, frame.time_base = self._rate, at, Fraction(1, self._rate)
        return frame
