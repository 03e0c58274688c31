"""Own sounds: a person's own sound file, of any kind, in place of a tone of the palette.

WAV is read with nothing installed, anything else through ffmpeg. Whatever is read is made mono, brought to
``SAMPLE_RATE``, to the loudness of its meaning and to whole milliseconds.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from voicecoach.audio.clip import SAMPLE_RATE, KeptClip, Samples, to_pcm
from voicecoach.audio.loudness import level
from voicecoach.audio.resample import resampled
from voicecoach.audio.wavefile import NotPcmError, NotWaveError, canonical, decode_float, read_header
from voicecoach.errors import SoundUnreadable
from voicecoach.resources import read_limited

LONGEST_S = 30

_LARGEST_BYTES = 64 << 20
LOUDEST = 1000.0
"""Full scale is 1. Beyond sixty decibels more, samples are damage, and their squares no longer numbers."""
DEMUXERS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,eac3,flac,matroska,mov,mp3,mpc,mpc8,mpegts,ogg,tak,tta,voc,w64,wav,wv"
)
"""The demuxers that ffmpeg may use: of files with sound in them, never of playlists or sessions, which name others."""
STRICTLY = ("-err_detect", "crccheck+explode")
"""Parts of a file whose checksum is wrong are left out, not played."""
_PROTOCOLS = "cache,pipe"
_PATIENCE_S = 30
_CONVERT = "convert it to 16-bit WAV (for example with Audacity), or name another file"


def own_clip(path: Path, target: float) -> KeptClip:
    """Read the sound in a file and bring it to ``target`` LUFS (momentary), or :class:`SoundUnreadable`."""
    samples, rate = _read(path)
    return KeptClip(to_pcm(level(resampled(samples, rate, SAMPLE_RATE), SAMPLE_RATE, target, momentary=True)))


def _read(path: Path) -> tuple[Samples, int]:
    """Read mono samples and rate of a person's own file."""
    try:
        data = read_limited(path, _LARGEST_BYTES)
    except OSError as error:
        raise SoundUnreadable(
            f"cannot read the sound {path}: {error.strerror or error}", "check the path under sounds: in the script"
        ) from error
    if len(data) > _LARGEST_BYTES:
        raise _too_long(path)
    if not data:
        raise SoundUnreadable(f"the sound {path} is empty", "name another file under sounds:")
    samples, rate = _decoded(path, data)
    if len(samples) > LONGEST_S * rate:
        raise _too_long(path)
    if not len(samples) or not np.isfinite(samples).all():
        raise SoundUnreadable(f"the sound {path} holds no audio that can be played", _CONVERT)
    if (loudest := float(np.abs(samples).max())) > LOUDEST:
        raise SoundUnreadable(
            f"the sound {path} is damaged: it has a sample of {loudest:.0e}, where 1 is full", _CONVERT
        )
    return samples, rate


def _decoded(path: Path, data: bytes) -> tuple[Samples, int]:
    try:
        header = read_header(data)
    except NotWaveError as error:
        if path.suffix.lower() in (".wav", ".wave"):
            raise SoundUnreadable(f"the sound {path} is not a WAV file, or is damaged: {error}", _CONVERT) from error
        return _through_ffmpeg(path, data)
    if header.length > LONGEST_S * header.rate:
        raise _too_long(path)
    if header.is_float:
        with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused
            return decode_float(data, header).mean(axis=1), header.rate
    try:
        return _segment_samples(path, canonical(data, header))
    except NotPcmError:
        return _through_ffmpeg(path, data)


def plain_samples(data: bytes) -> tuple[Samples, int]:
    """Decode a plain WAV as pydub does, with the shape (n, channels), and return its rate; raises whatever pydub does.

    For damaged files that is `IndexError`, `KeyError`, `struct.error` and more.
    """
    segment = _audio_segment()(io.BytesIO(data))
    values = np.array(segment.get_array_of_samples(), np.float32)
    values = values[: len(values) // segment.channels * segment.channels].reshape(-1, segment.channels)
    return values / np.float32(1 << (8 * segment.sample_width - 1)), int(segment.frame_rate)


def _too_long(path: Path) -> SoundUnreadable:
    return SoundUnreadable(
        f"the sound {path} is longer than {LONGEST_S} seconds",
        "cut it: a sound marks a moment, music has its own place",
    )


def _through_ffmpeg(path: Path, data: bytes) -> tuple[Samples, int]:
    """Decode anything else to a plain WAV first: pydub's own call of ffmpeg would let a playlist open other files.

    The data go through a pipe, so that ffmpeg knows no folder, and never reads the terminal.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise SoundUnreadable(
            f"the sound {path} is not plain WAV, and ffmpeg to decode it cannot be found",
            "convert it to WAV, or install ffmpeg and see that it is on the PATH",
        )
    only = (*STRICTLY, "-protocol_whitelist", _PROTOCOLS, "-format_whitelist", DEMUXERS)
    source = ("-read_ahead_limit", "-1", "-i", "cache:pipe:0")
    wanted = ("-vn", "-t", str(LONGEST_S + 1), "-c:a", "pcm_s16le", "-f", "wav", "-")
    command = [ffmpeg, "-v", "error", *only, *source, *wanted]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE_S, check=False)
        decoded = canonical(done.stdout, read_header(done.stdout))
    except (OSError, subprocess.TimeoutExpired, NotWaveError, NotPcmError) as error:
        raise _undecoded(path) from error
    return _segment_samples(path, decoded)


def _undecoded(path: Path) -> SoundUnreadable:
    return SoundUnreadable(f"the sound {path} cannot be decoded: it is damaged, or of an unusual kind", _CONVERT)


def _segment_samples(path: Path, data: bytes) -> tuple[Samples, int]:
    try:
        samples, rate = plain_samples(data)
    except Exception as error:
        raise _undecoded(path) from error
    return samples.mean(axis=1), rate


def _audio_segment() -> Any:
    """Import pydub's class, without its warnings about audioop and about ffmpeg, which is needed only sometimes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"pydub\.")
        warnings.filterwarnings("ignore", category=SyntaxWarning)
        warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
        from pydub import AudioSegment
    return AudioSegment
