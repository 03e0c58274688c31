"""LAME, the MP3 encoder, in this process: samples in, frames of constant bit rate out.

Three of its habits are handled here: it resamples unasked (so the output rate is set), it lowers the volume at
constant bit rates (by 0.45 dB up to 160 kbit/s; so the samples are raised by as much), and it writes no Info frame
through ``lameenc`` (:mod:`voicecoach.output.info` does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LAME_VERSION = "3.100"
"""The version that ``lameenc`` carries; decoders trust the delay only of a tag that names a LAME."""
QUALITY = 5
"""LAME's own scale, from 0 (slow) to 9 (fast)."""

_SCALE = MappingProxyType({192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0})
_SCALE_BELOW_192 = 0.95


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a frame.

    ``rate`` in Hz, ``bitrate`` in kbit/s, ``quality`` from 0 (slow) to 9 (fast), two ``channels`` for joint stereo.
    """

    rate: int
    bitrate: int
    quality: int
    channels: int = 1


def encoded(blocks: Iterable[npt.NDArray[np.int16]], settings: Settings) -> Iterator[bytes]:
    """Encode ``blocks`` as a stream of its own: a part for each block and one more; a part may be empty."""
    import lameenc

    lame = lameenc.Encoder()
    lame.silence()
    lame.set_channels(settings.channels)
    lame.set_bit_rate(settings.bitrate)
    lame.set_in_sample_rate(settings.rate)
    lame.set_out_sample_rate(settings.rate)
    lame.set_quality(settings.quality)
    lame.encode(b"")
    gain = 1 / _SCALE.get(settings.bitrate, _SCALE_BELOW_192)
    for block in blocks:
        yield bytes(lame.encode(_louder(block, gain)))
    yield bytes(lame.flush())


def _louder(block: npt.NDArray[np.int16], gain: float) -> bytes:
    """Raise ``block`` by ``gain``; a peak above LAME's scale (-0.45 dBFS) is cut at full scale."""
    import numpy as np

    return bytes(np.clip(np.rint(block * np.float32(gain)), -32768, 32767).astype("<i2").tobytes())
