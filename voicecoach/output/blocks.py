"""A whole sound, read piece by piece in order, for the formats that are encoded in one go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from voicecoach.output.model import FileOptions, FileSound, Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SECONDS = 4


def blocks(sound: FileSound, progress: Progress, size: int = 0) -> Iterator[npt.NDArray[np.int16]]:
    """Yield all samples of ``sound``, ``size`` at a time (the usual: four seconds), and tell how far that is."""
    done, size = 0, size or _SECONDS * sound.rate
    while len(block := sound.int16(done, done + size)):
        yield block
        done += len(block)
        progress(done, sound.length)
    if done != sound.length:
        raise AssertionError(f"the sound gave {done} of {sound.length} samples")


def check_sound(sound: FileSound, options: FileOptions) -> None:
    """Raise ``ValueError`` where a sound is not what the options say: a caller has mixed it for another file."""
    if (sound.rate, sound.channels) != (options.sample_rate, options.channels):
        has, wanted = f"{sound.channels} x {sound.rate} Hz", f"{options.channels} x {options.sample_rate}"
        raise ValueError(f"the sound has {has}, the options ask for {wanted}")
