"""Stretching: music made a little longer or shorter, at its own pitch; needs the extra ``stretch``."""

from __future__ import annotations

import numpy as np

from voicecoach.audio.music.model import Samples2
from voicecoach.errors import EnvironmentFault

INSTALL = "pip install 'voicecoach[stretch]'"
_SEED = 1


def check_stretch() -> None:
    """Raise `EnvironmentFault` where nothing can be stretched."""
    try:
        import python_stretch  # noqa: F401
    except ImportError as error:
        message = f"music with bpm: is stretched to the counts, which needs python-stretch ({error})"
        raise EnvironmentFault(message, f"{INSTALL}, or leave bpm: out") from error


def stretched(sound: Samples2, length: int, rate: int) -> Samples2:
    """Return the same music with ``length`` samples; as far from its ends as a tenth of a second it is exact."""
    check_stretch()
    from python_stretch import Signalsmith

    made = Signalsmith.Stretch(_SEED)
    made.preset(2, rate)
    made.setTimeFactor(len(sound) / length)
    result = np.zeros((length, 2), np.float32)
    heard = np.asarray(made.process(np.ascontiguousarray(sound.T))).T[:length]
    result[: len(heard)] = heard
    return result
