"""The WAV: the mix as it is, for editing and for ears that compare. 16 bits, mono, nothing else in the file."""

from __future__ import annotations

import struct
from pathlib import Path

from voicecoach.errors import UsageError
from voicecoach.output.file import write_whole
from voicecoach.output.model import Options, Progress, Shelf, Source, ignore_progress
from voicecoach.timeline.model import Timeline
from voicecoach.units import format_clock, samples_at

_FRAME_BYTES = 2
_HEADER_BYTES = 44
_MAX_BYTES = 2**32 - 1
_BLOCK_SECONDS = 4


def check_wav(options: Options, duration: int) -> None:
    """Raise ``UsageError`` where ``duration`` ms do not fit: a WAV counts its bytes in 32 bits."""
    if options.sample_rate < 1:
        raise UsageError(f"a sample rate of {options.sample_rate} Hz is not possible", "The usual one is 24000.")
    _check_frames(samples_at(duration, options.sample_rate), options.sample_rate)


def write_wav(
    path: Path,
    source: Source,
    timeline: Timeline,  # noqa: ARG001 (every sound format is called alike)
    options: Options = Options(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,  # noqa: ARG001
) -> None:
    """Write ``source`` as 16-bit PCM at ``options.sample_rate``. Raises ``UsageError`` first, or ``OutputFailed``."""
    if source.rate != options.sample_rate:
        raise ValueError(f"the source has {source.rate} Hz, the options ask for {options.sample_rate}")
    _check_frames(source.frames, source.rate)
    done = 0
    with write_whole(path) as sink:
        sink.write(_header(source.frames, source.rate))
        while len(block := source.int16(done, done + _BLOCK_SECONDS * source.rate)):
            sink.write(block.astype("<i2").tobytes())
            done += len(block)
            progress(done, source.frames)
        if done != source.frames:
            raise AssertionError(f"the source gave {done} of {source.frames} frames")


def _check_frames(frames: int, rate: int) -> None:
    if _HEADER_BYTES + frames * _FRAME_BYTES > _MAX_BYTES:
        longest = (_MAX_BYTES - _HEADER_BYTES) // _FRAME_BYTES * 1000 // rate
        raise UsageError(
            f"the WAV would be larger than 4 GB, which at {rate} Hz is {format_clock(longest)}",
            "Render an MP3, choose a lower sample rate, or render fewer exercises.",
        )


def _header(frames: int, rate: int) -> bytes:
    size = frames * _FRAME_BYTES
    return (
        struct.pack("<4sI4s", b"RIFF", _HEADER_BYTES - 8 + size, b"WAVE")
        + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * _FRAME_BYTES, _FRAME_BYTES, 8 * _FRAME_BYTES)
        + struct.pack("<4sI", b"data", size)
    )
