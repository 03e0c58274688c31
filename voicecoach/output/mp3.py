"""The MP3: what a routine is for. Mono at a constant bit rate, so that seeks and chapter jumps are exact."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.file import Sink, write_whole
from voicecoach.output.info import RATES, Layer3, crc16_joined, frames_for, info_frame, info_frame_size
from voicecoach.output.lame import LAME_VERSION, Settings
from voicecoach.output.model import Options, Progress, Shelf, Source, ignore_progress
from voicecoach.output.stream import Stream
from voicecoach.output.tags import id3
from voicecoach.timeline.model import Timeline

_MAX_BYTES = 2**32 - 1
_BLOCK_BYTES = 1 << 18


def check_mp3(options: Options, duration: int) -> None:
    """Raise ``UsageError`` where no MP3 of ``duration`` ms can be made so; to be asked before any sound is made."""
    layer = layer3(options.sample_rate)
    if options.bitrate not in layer.bitrates:
        legal = ", ".join(map(str, layer.bitrates))
        raise UsageError(
            f"an MP3 at {layer.rate} Hz cannot have {options.bitrate} kbit/s", f"Bit rates at {layer.rate} Hz: {legal}."
        )
    if not 0 <= options.quality <= 9:
        raise UsageError(f"the encoder's quality is 0 (best) to 9 (fastest), not {options.quality}", "Leave it at 5.")
    if duration * options.bitrate // 8 > _MAX_BYTES:
        raise UsageError("the MP3 would be larger than 4 GB", "Choose a lower bit rate, or render fewer exercises.")


def layer3(rate: int) -> Layer3:
    """The layer III of a sample rate in Hz, or ``UsageError`` with those that there are."""
    for layer in RATES:
        if layer.rate == rate:
            return layer
    legal = ", ".join(str(rate) for rate in sorted(layer.rate for layer in RATES))
    raise UsageError(f"an MP3 cannot have a sample rate of {rate} Hz", f"Sample rates: {legal}.")


def settings_of(options: Options) -> Settings:
    """What LAME is told."""
    return Settings(options.sample_rate, options.bitrate, options.quality)


def write_mp3(
    path: Path,
    source: Source,
    timeline: Timeline,
    options: Options = Options(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write ``source`` as an MP3 tagged from ``timeline``; the file decodes to exactly ``source.frames`` samples.

    ``source.rate`` is ``options.sample_rate``. Encoded sound is kept on ``shelf`` and taken from there.
    Raises ``UsageError`` before anything is made, ``OutputFailed``.
    """
    check_mp3(options, timeline.duration)
    if source.rate != options.sample_rate:
        raise ValueError(f"the source has {source.rate} Hz, the options ask for {options.sample_rate}")
    tag = id3(timeline, options, source.frames * 1000 // source.rate, shelf)
    with write_whole(path) as sink:
        sink.write(tag)
        _write_stream(sink, len(tag), source, options, progress, shelf)


def _write_stream(
    sink: Sink, start: int, source: Source, options: Options, progress: Progress, shelf: Shelf | None
) -> None:
    layer = layer3(source.rate)
    sink.write(bytes(info_frame_size(layer, options.bitrate)))
    size = crc = done = 0
    block = bytearray()
    with closing(Stream(source, layer, settings_of(options), shelf).runs()) as runs:
        for count, chunk in runs:
            block += chunk.data
            size, crc, done = size + len(chunk.data), crc16_joined(crc, chunk.crc, len(chunk.data)), done + count
            if len(block) >= _BLOCK_BYTES:
                sink.write(block)
                block.clear()
            progress(min(done * layer.frame, source.frames), source.frames)
    sink.write(block)
    _verify(layer, options.bitrate, done, size, source.frames)
    first = info_frame(
        layer,
        options.bitrate,
        samples=source.frames,
        audio_bytes=size,
        audio_crc=crc,
        version=LAME_VERSION,
        quality=options.quality,
    )
    sink.rewrite(start, first)


def _verify(layer: Layer3, bitrate: int, done: int, size: int, samples: int) -> None:
    """The Info frame is computed, not counted: a bug in either would shift every chapter, so it must not pass."""
    frames, shortest = frames_for(samples, layer), layer.frame_bytes(bitrate)
    if done != frames or not frames * shortest <= size <= frames * (shortest + 1):
        raise AssertionError(f"{done} frames of {size} bytes were made of {samples} samples where {frames} were due")
