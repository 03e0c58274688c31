"""A whole sound, read piece by piece in order, for the formats that are encoded in one go, and encoding in a thread."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from voicecoach.output.model import FileOptions, FileSound, Progress, ignore_progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SECONDS = 4

_Item = TypeVar("_Item")


def blocks(sound: FileSound, progress: Progress = ignore_progress) -> Iterator[npt.NDArray[np.int16]]:
    """Yield all samples of ``sound``, four seconds at a time, and tell how far that is."""
    done = 0
    while len(block := sound.int16(done, done + _SECONDS * sound.rate)):
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


def aside(made: Generator[_Item, None, None], size: int) -> Generator[_Item, None, None]:
    """Yield what ``made`` does, which a thread of its own makes, ``size`` at a time.

    What a signal raises in the main thread would be lost where a library calls back, and the file would be damaged.
    """
    from concurrent.futures import ThreadPoolExecutor

    alone = threading.Lock()  # a signal may come while a thread is being started, and leave two of them

    def make() -> list[_Item]:
        with alone:
            return [*islice(made, size)]

    def close() -> None:
        with alone:
            made.close()

    with ThreadPoolExecutor(1) as thread:
        try:
            while part := thread.submit(make).result():
                yield from part
        finally:
            thread.submit(close).result()
