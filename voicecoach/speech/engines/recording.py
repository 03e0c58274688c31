"""Reading the sound files that speech engines write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.audio.clip import SAMPLE_RATE, Clip, Samples

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def read_wave(file: Path) -> Clip:
    """Read a WAV file of 16 bits as mono; raises what :mod:`wave` does, ValueError for another width."""
    import wave

    import numpy as np

    with file.open("rb") as handle:
        try:
            with wave.open(handle) as sound:
                if sound.getsampwidth() != 2:
                    raise ValueError(f"samples of {8 * sound.getsampwidth()} bits")
                channels, rate = sound.getnchannels(), sound.getframerate()
                values = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        except wave.Error as error:
            raise ValueError(str(error)) from error
    return Clip(mono(values.reshape(-1, channels).astype(np.float32) / 32768), rate)


def read_aiff(file: Path) -> Clip:
    """Read an AIFF file, as macOS writes it, as mono; raises what soundfile does, which is a RuntimeError."""
    import soundfile

    values, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return Clip(mono(values), int(rate))


def mono(values: npt.NDArray[np.floating]) -> Samples:
    """Return the mean over the channels of ``values`` (instant, channel)."""
    import numpy as np

    return np.asarray(values.mean(axis=1), np.float32)


def joined(clips: Sequence[Clip]) -> Clip:
    """Join clips of one rate; no clips give an empty one."""
    import numpy as np

    if not clips:
        return Clip(np.zeros(0, np.float32), SAMPLE_RATE)
    return Clip(np.concatenate([clip.samples for clip in clips]), clips[0].rate)
