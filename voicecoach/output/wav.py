"""The WAV: the mix as it is, 16 bits, for editing and for ears that compare."""

from __future__ import annotations

import struct
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.blocks import blocks
from voicecoach.output.file import write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.timeline.model import Timeline
from voicecoach.units import format_clock, samples_at

_SAMPLE_BYTES = 2
_HEADER_BYTES = 44
_MAX_BYTES = 2**32 - 1


def check(options: FileOptions, duration: int) -> None:
    """Raise ``UsageError`` where ``duration`` ms do not fit: a WAV counts its bytes in 32 bits."""
    if options.sample_rate < 1:
        raise UsageError(f"a sample rate of {options.sample_rate} Hz is not possible", "The usual one is 24000.")
    _check_size(samples_at(duration, options.sample_rate), options.sample_rate, options.channels)


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,  # noqa: ARG001 (all sound formats are called alike)
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,  # noqa: ARG001
) -> None:
    """Write ``sound`` as 16-bit PCM at ``options.sample_rate``. Raises ``UsageError`` first, or ``OutputFailed``."""
    if sound.rate != options.sample_rate:
        raise ValueError(f"the sound has {sound.rate} Hz, the options ask for {options.sample_rate}")
    _check_size(sound.length, sound.rate, sound.channels)
    with write_whole(path) as sink:
        sink.write(header(sound.length, sound.rate, sound.channels))
        for block in blocks(sound, progress):
            sink.write(block.astype("<i2").tobytes())


def _check_size(samples: int, rate: int, channels: int) -> None:
    if _HEADER_BYTES + samples * channels * _SAMPLE_BYTES > _MAX_BYTES:
        longest = (_MAX_BYTES - _HEADER_BYTES) // (channels * _SAMPLE_BYTES) * 1000 // rate
        raise UsageError(
            f"the WAV would be larger than 4 GB, which at {rate} Hz is {format_clock(longest)}",
            "Render an MP3, choose a lower sample rate, or render fewer exercises.",
        )


def header(samples: int, rate: int, channels: int) -> bytes:
    """Return the beginning of a WAV of so many samples of each channel."""
    frame = channels * _SAMPLE_BYTES
    size = samples * frame
    return (
        struct.pack("<4sI4s", b"RIFF", _HEADER_BYTES - 8 + size, b"WAVE")
        + struct.pack(
            "<4sIHHIIHH",
            b"fmt ",
            16,
            1,
            channels,
            rate,
            rate * channels * _SAMPLE_BYTES,
            channels * _SAMPLE_BYTES,
            8 * _SAMPLE_BYTES,
        )
        + struct.pack("<4sI", b"data", size)
    )
