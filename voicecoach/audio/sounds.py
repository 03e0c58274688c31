"""The palette: a sound for each meaning, told apart without words, and a person's own file in its place.

The shipped sounds are plain 16-bit WAV at the house rate and already at their level (``sounds/make_sounds.py``
draws them). Own files come in every kind: WAV is read with nothing installed, anything else through ffmpeg.
Whatever is read is made mono, brought to the house rate, to the meaning's loudness and to whole milliseconds.
"""

from __future__ import annotations

import io
import shutil
import warnings
import wave
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from voicecoach.audio.clip import HOUSE_RATE, Clip, Samples
from voicecoach.audio.loudness import level
from voicecoach.audio.resample import resampled
from voicecoach.audio.wavefile import NotPcmError, NotWaveError, canonical, decode_float, read_header
from voicecoach.errors import SoundUnreadable
from voicecoach.resources import shipped

LEVELS: Mapping[str, float] = MappingProxyType(
    {
        "count": -25.0,
        "work": -19.0,
        "rest": -19.0,
        "switch": -19.0,
        "countdown": -20.0,
        "half": -19.5,
        "done": -18.5,
        "wake": -42.0,
        "bell": -18.5,
    }
)
"""Momentary loudness (400 ms) of each sound, LUFS. Levelled speech reaches about -16.5: tones stay under it, words
win. A tick is far shorter than the window, so its figure is lower than it sounds."""
SOUNDS = tuple(LEVELS)
LONGEST_S = 30

_LARGEST_BYTES = 64 << 20
_CONVERT = "convert it to 16-bit WAV (for example with Audacity), or name another file"


class Palette:
    """Clips by meaning (:data:`SOUNDS`); ``overrides`` gives own files, or None where a meaning is switched off.

    Each sound is read once, when it is first asked for. Raises :class:`SoundUnreadable` for an own file that
    cannot be used, and ValueError for a meaning that is not in :data:`SOUNDS`.
    """

    def __init__(self, overrides: Mapping[str, Path | None] = MappingProxyType({})) -> None:
        if unknown := sorted(set(overrides) - set(SOUNDS)):
            raise ValueError(f"no such sound: {', '.join(unknown)}")
        self._overrides = dict(overrides)
        self._clips: dict[str, Clip] = {}

    def clip(self, sound: str) -> Clip:
        """The sound at the house rate, ready to be mixed; no samples at all where it is off."""
        if sound not in SOUNDS:
            raise ValueError(f"no such sound: {sound}")
        if sound not in self._clips:
            own = self._overrides.get(sound)
            if own is not None:
                self._clips[sound] = Clip(_prepared(*_read(own), LEVELS[sound]))
            elif sound in self._overrides:
                self._clips[sound] = Clip(np.zeros(0, np.float32))
            else:
                self._clips[sound] = _shipped_clip(sound)
        return self._clips[sound]

    def measure(self, sound: str) -> int:
        """Length in ms; of a shipped sound from its header alone."""
        if sound in SOUNDS and sound not in self._overrides:
            with wave.open(str(_shipped_file(sound)), "rb") as file:
                return file.getnframes() * 1000 // file.getframerate()
        return self.clip(sound).duration


def _shipped_file(sound: str) -> Path:
    return shipped("sounds") / f"{sound}.wav"


def _shipped_clip(sound: str) -> Clip:
    with wave.open(str(_shipped_file(sound)), "rb") as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return Clip(frames.astype(np.float32) / np.float32(32768), file.getframerate())


def _prepared(samples: Samples, rate: int, target: float) -> Samples:
    """At the house rate, at its level, and padded with silence to a whole millisecond."""
    samples = level(resampled(samples, rate, HOUSE_RATE), HOUSE_RATE, target, momentary=True)
    return np.pad(samples, (0, -len(samples) % (HOUSE_RATE // 1000)))


def _read(path: Path) -> tuple[Samples, int]:
    """Mono samples and rate of a person's own file."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise _too_long(path)
        data = path.read_bytes()
    except OSError as error:
        raise SoundUnreadable(
            f"cannot read the sound {path}: {error.strerror or error}", "check the path under sounds: in the script"
        ) from error
    if not data:
        raise SoundUnreadable(f"the sound {path} is empty", "name another file under sounds:")
    samples, rate = _decoded(path, data)
    if len(samples) > LONGEST_S * rate:
        raise _too_long(path)
    if not len(samples) or not np.isfinite(samples).all():
        raise SoundUnreadable(f"the sound {path} holds no audio that can be played", _CONVERT)
    return samples, rate


def _decoded(path: Path, data: bytes) -> tuple[Samples, int]:
    try:
        header = read_header(data)
    except NotWaveError as error:
        if path.suffix.lower() in (".wav", ".wave"):
            raise SoundUnreadable(f"the sound {path} is not a WAV file, or is damaged: {error}", _CONVERT) from error
        return _through_ffmpeg(path, data)
    if header.frames > LONGEST_S * header.rate:
        raise _too_long(path)
    if header.is_float:
        return decode_float(data, header), header.rate
    try:
        return _segment_samples(path, canonical(data, header))
    except NotPcmError:
        return _through_ffmpeg(path, data)


def _too_long(path: Path) -> SoundUnreadable:
    return SoundUnreadable(
        f"the sound {path} is longer than {LONGEST_S} seconds",
        "cut it: a sound marks a moment, music has its own place",
    )


def _through_ffmpeg(path: Path, data: bytes) -> tuple[Samples, int]:
    missing = [tool for tool in ("ffmpeg", "ffprobe") if shutil.which(tool) is None]
    if missing:
        raise SoundUnreadable(
            f"the sound {path} is not plain WAV, and {' and '.join(missing)} to decode it cannot be found",
            "convert it to WAV, or install ffmpeg (which brings ffprobe) and see that it is on the PATH",
        )
    return _segment_samples(path, data, foreign=True)


def _segment_samples(path: Path, data: bytes, *, foreign: bool = False) -> tuple[Samples, int]:
    """Mono samples of a plain WAV, or of anything that ffmpeg knows, as pydub decodes it.

    A file without a name is handed over, so that ffmpeg has a pipe of its own and never reads the terminal.
    """
    segment_type = _audio_segment()
    try:
        if foreign:
            segment = segment_type.from_file(io.BytesIO(data), duration=LONGEST_S + 1)
        else:
            segment = segment_type(io.BytesIO(data))
        values = np.array(segment.get_array_of_samples(), np.float32)
    except Exception as error:  # pydub lets IndexError, KeyError, struct.error and more through for damaged files
        raise SoundUnreadable(
            f"the sound {path} cannot be decoded: it is damaged, or of an unusual kind", _CONVERT
        ) from error
    values = values[: len(values) // segment.channels * segment.channels].reshape(-1, segment.channels)
    scale = np.float32(1 << (8 * segment.sample_width - 1))
    return values.mean(axis=1) / scale, int(segment.frame_rate)


def _audio_segment() -> Any:
    """pydub's class, without what its import says about ffmpeg (asked for only where it is needed) and audioop."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"pydub\.")
        warnings.filterwarnings("ignore", category=SyntaxWarning)
        warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
        from pydub import AudioSegment
    return AudioSegment
