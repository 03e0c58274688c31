"""The MP3: what a routine is for. Mono at a constant bit rate, so that seeks and chapter jumps are exact.

LAME runs in this process, block by block. Three of its habits are dealt with here: it writes no Info frame
through ``lameenc`` (``info`` does), it resamples unasked (the output rate is set), and at constant bit rates it
turns the sound down (by 0.45 dB up to 160 kbit/s; the source is turned up by as much).
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from voicecoach.errors import UsageError
from voicecoach.output.file import Sink, write_whole
from voicecoach.output.info import ENCODER_DELAY, RATES, Layer3, crc16, info_frame, info_frame_size, padding_after
from voicecoach.output.model import Options, Progress, Source, ignore_progress
from voicecoach.output.tags import id3
from voicecoach.timeline.model import Timeline

LAME_VERSION = "3.100"
"""The version that ``lameenc`` carries; decoders trust the delay only of a tag that names a LAME."""

_LAME_SCALE = MappingProxyType({192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0})
_LAME_SCALE_BELOW_192 = 0.95
_BLOCK_SECONDS = 2
_MAX_BYTES = 2**32 - 1


def check_mp3(options: Options, duration: int) -> None:
    """Raise ``UsageError`` where no MP3 of ``duration`` ms can be made so; to be asked before any sound is made."""
    layer = layer3(options.sample_rate)
    if options.bitrate not in layer.bitrates:
        legal = ", ".join(map(str, layer.bitrates))
        raise UsageError(
            f"an MP3 at {layer.rate} Hz cannot have {options.bitrate} kbit/s", f"Bit rates at {layer.rate} Hz: {legal}."
        )
    if not 0 <= options.quality <= 9:
        raise UsageError(f"the encoder's quality is 0 (best) to 9 (fastest), not {options.quality}", "Leave it at 3.")
    if duration * options.bitrate // 8 > _MAX_BYTES:
        raise UsageError("the MP3 would be larger than 4 GB", "Choose a lower bit rate, or render fewer exercises.")


def layer3(rate: int) -> Layer3:
    """The layer III of a sample rate in Hz, or ``UsageError`` with those that there are."""
    for layer in RATES:
        if layer.rate == rate:
            return layer
    legal = ", ".join(str(rate) for rate in sorted(layer.rate for layer in RATES))
    raise UsageError(f"an MP3 cannot have a sample rate of {rate} Hz", f"Sample rates: {legal}.")


def write_mp3(
    path: Path,
    source: Source,
    timeline: Timeline,
    options: Options = Options(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
) -> None:
    """Write ``source`` as an MP3 tagged from ``timeline``; the file decodes to exactly ``source.frames`` samples.

    ``source.rate`` is ``options.sample_rate``. Raises ``UsageError`` before anything is made, ``OutputFailed``.
    """
    check_mp3(options, timeline.duration)
    if source.rate != options.sample_rate:
        raise ValueError(f"the source has {source.rate} Hz, the options ask for {options.sample_rate}")
    tag = id3(timeline, options, source.frames * 1000 // source.rate)
    with write_whole(path) as sink:
        sink.write(tag)
        _write_stream(sink, len(tag), source, options, progress)


def _write_stream(sink: Sink, start: int, source: Source, options: Options, progress: Progress) -> None:
    layer = layer3(source.rate)
    sink.write(bytes(info_frame_size(layer, options.bitrate)))
    encoder = _Encoder(layer, options)
    size = crc = done = 0
    while True:
        block = source.read_int16(_BLOCK_SECONDS * layer.rate)
        data = encoder.encode(block) if len(block) else encoder.flush()
        sink.write(data)
        size, crc, done = size + len(data), crc16(data, crc), done + len(block)
        progress(done, source.frames)
        if not len(block):
            break
    _verify(layer, options.bitrate, done, size, source.frames)
    first = info_frame(
        layer,
        options.bitrate,
        samples=done,
        audio_bytes=size,
        audio_crc=crc,
        version=LAME_VERSION,
        quality=options.quality,
    )
    sink.rewrite(start, first)


def _verify(layer: Layer3, bitrate: int, done: int, size: int, promised: int) -> None:
    """The Info frame is computed, not counted: a bug in either would shift every chapter, so it must not pass."""
    frames = (ENCODER_DELAY + done + padding_after(done, layer.frame)) // layer.frame
    shortest = layer.frame_bytes(bitrate)
    if done != promised or not frames * shortest <= size <= frames * (shortest + 1):
        raise AssertionError(f"{done} of {promised} samples became {size} bytes where {frames} frames were due")


class _Encoder:
    """LAME in this process, at the level that it is given."""

    def __init__(self, layer: Layer3, options: Options) -> None:
        import lameenc

        self._lame = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_channels(1)
        self._lame.set_bit_rate(options.bitrate)
        self._lame.set_in_sample_rate(layer.rate)
        self._lame.set_out_sample_rate(layer.rate)
        self._lame.set_quality(options.quality)
        self._lame.encode(b"")
        self._gain = np.float32(1 / _LAME_SCALE.get(options.bitrate, _LAME_SCALE_BELOW_192))

    def encode(self, block: npt.NDArray[np.int16]) -> bytes:
        """What of the stream is ready; a peak above LAME's scale (-0.45 dBFS) is held at full scale."""
        louder = np.clip(np.rint(block * self._gain), -32768, 32767)
        return bytes(self._lame.encode(louder.astype("<i2").tobytes()))

    def flush(self) -> bytes:
        """The rest of the stream."""
        return bytes(self._lame.flush())
