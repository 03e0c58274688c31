"""The MP3: what a routine is for. At a constant bit rate, so that seeks and chapter jumps are exact."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.blocks import check_sound
from voicecoach.output.chunks import Chunk
from voicecoach.output.file import Sink, write_whole
from voicecoach.output.info import (
    ENCODER_DELAY,
    RATES,
    Layer3,
    crc16_joined,
    frames_for,
    info_frame,
    info_frame_size,
)
from voicecoach.output.lame import LAME_VERSION, QUALITY, Settings
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.output.stream import Mp3Stream
from voicecoach.output.tags import id3
from voicecoach.timeline.model import Timeline

_MAX_BYTES = 2**32 - 1
_BLOCK_BYTES = 1 << 18


def check(options: FileOptions, duration: int) -> None:
    """Raise ``UsageError`` where no MP3 of ``duration`` ms can be written so; ask before any sound is made."""
    layer = layer3(options.sample_rate)
    if options.bitrate not in layer.bitrates:
        legal = ", ".join(map(str, layer.bitrates))
        raise UsageError(
            f"an MP3 at {layer.rate} Hz cannot have {options.bitrate} kbit/s", f"Bit rates at {layer.rate} Hz: {legal}."
        )
    if duration * options.bitrate // 8 > _MAX_BYTES:
        raise UsageError("the MP3 would be larger than 4 GB", "Choose a lower bit rate, or render fewer exercises.")


def layer3(rate: int) -> Layer3:
    """Return the layer III of a sample rate in Hz, or ``UsageError`` with those that there are."""
    for layer in RATES:
        if layer.rate == rate:
            return layer
    legal = ", ".join(str(rate) for rate in sorted(layer.rate for layer in RATES))
    raise UsageError(f"an MP3 cannot have a sample rate of {rate} Hz", f"Sample rates: {legal}.")


def settings_of(options: FileOptions) -> Settings:
    """Return LAME's settings for ``options``."""
    return Settings(options.sample_rate, options.bitrate, QUALITY, options.channels)


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write ``sound`` as an MP3 tagged from ``timeline``; the file decodes to exactly ``sound.length`` samples.

    ``sound.rate`` is ``options.sample_rate``. Encoded sound is kept on ``shelf`` and taken from there.
    Raises ``UsageError`` before anything is made, ``OutputFailed``.
    """
    check(options, timeline.duration)
    with write_whole(path) as sink:
        write_to(sink, sound, timeline, options, progress, shelf)


def write_to(
    sink: Sink,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions,
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write what :func:`write` writes into a ``sink`` in which nothing stands yet."""
    check_sound(sound, options)
    tag = id3(timeline, options, sound.length * 1000 // sound.rate, shelf)
    sink.write(tag)
    _write_stream(sink, len(tag), sound, options, progress, shelf)


class Frames:
    """The frames of an MP3, from ``start`` of a sink on; the Info frame in front of them is written in the end.

    ``count`` of them were added, which have ``size`` bytes.
    """

    def __init__(self, sink: Sink, start: int, layer: Layer3, options: FileOptions) -> None:
        self._sink, self._start, self._layer, self._options = sink, start, layer, options
        self._block = bytearray()
        self._crc = self.size = self.count = 0
        sink.write(bytes(info_frame_size(layer, options.bitrate, options.channels)))

    def add(self, count: int, chunk: Chunk) -> None:
        """Append ``count`` frames."""
        self._block += chunk.data
        self.size += len(chunk.data)
        self._crc = crc16_joined(self._crc, chunk.crc, len(chunk.data))
        self.count += count
        if len(self._block) >= _BLOCK_BYTES:
            self._sink.write(self._block)
            self._block.clear()

    def finish(self, samples: int, delay: int = ENCODER_DELAY) -> None:
        """Write what is left, and the Info frame: the ``samples`` begin after ``delay``, besides a decoder's own."""
        self._sink.write(self._block)
        first = info_frame(
            self._layer,
            self._options.bitrate,
            samples=samples,
            audio_bytes=self.size,
            audio_crc=self._crc,
            version=LAME_VERSION,
            quality=QUALITY,
            channels=self._options.channels,
            frames=self.count,
            delay=delay,
        )
        self._sink.rewrite(self._start, first)


def _write_stream(
    sink: Sink, start: int, sound: FileSound, options: FileOptions, progress: Progress, shelf: Shelf | None
) -> None:
    layer = layer3(sound.rate)
    frames = Frames(sink, start, layer, options)
    with closing(Mp3Stream(sound, layer, settings_of(options), shelf).runs()) as runs:
        for count, chunk in runs:
            frames.add(count, chunk)
            progress(min(frames.count * layer.frame_samples, sound.length), sound.length)
    _verify(layer, options.bitrate, frames.count, frames.size, sound.length)
    frames.finish(sound.length)


def _verify(layer: Layer3, bitrate: int, done: int, size: int, samples: int) -> None:
    """Compare what was written with the Info frame, which is computed: a bug in either would shift every chapter."""
    frames, shortest = frames_for(samples, layer), layer.frame_bytes(bitrate)
    if done != frames or not frames * shortest <= size <= frames * (shortest + 1):
        raise AssertionError(f"{done} frames of {size} bytes were made of {samples} samples where {frames} were due")
