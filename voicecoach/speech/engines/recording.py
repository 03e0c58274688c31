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
    """A WAV file of 16 bits as mono; raises what :mod:`wave` does, ValueError for another width."""
    import wave

    import numpy as np

    with file.open("rb") as handle:
        try:
            with wave.open(handle) as sound:
                if sound.getsampwidth() != 2:
                    raise ValueError(f"samples of {8 * sound.getsampwidth()} bits")
                channels, rate = sound.getnchannels(), sound.getframerate()
                frames = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        except wave.Error as error:
            raise ValueError(str(error)) from error
    return Clip(mono(frames.reshape(-1, channels).astype(np.float32) / 32768), rate)


def read_aiff(file: Path) -> Clip:
    """What macOS writes, as mono; raises what soundfile does, which is a RuntimeError."""
    import soundfile

    frames, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return Clip(mono(frames), int(rate))


def mono(frames: npt.NDArray[np.floating]) -> Samples:
    """The mean of the channels of ``frames`` (frame, channel)."""
    import numpy as np

    return np.asarray(frames.mean(axis=1), np.float32)


def joined(clips: Sequence[Clip]) -> Clip:
    """Clips of one rate, one after the other; an empty one for none."""
    import numpy as np

    if not clips:
        return Clip(np.zeros(0, np.float32), SAMPLE_RATE)
    return Clip(np.concatenate([clip.samples for clip in clips]), clips[0].rate)
