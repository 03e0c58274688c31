"""The files of own music: which songs a path stands for, and each song as samples, decoded once and kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecoach.audio.loudness import amplitude, loudness
from voicecoach.audio.own_sounds import DEMUXERS, wave_samples
from voicecoach.audio.resample import resampled
from voicecoach.cache import MUSIC_LIMIT, SUFFIX, music_cache
from voicecoach.errors import SoundUnreadable
from voicecoach.resources import read_limited

SUFFIXES = (
    ".aac", ".aif", ".aiff", ".flac", ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav",
    ".wma", ".wv",
)  # fmt: skip
PLAYLISTS = (".m3u", ".m3u8")
SONG_LUFS = -20.0
"""The level of every song, of both channels together in mono, before gain and ducking: that of made beds."""
MOST_SONGS = 1_000
_LARGEST_LIST, _LARGEST_WAVE = 1 << 20, 1 << 30
_SHORTEST_S, _LONGEST_S = 2, 12 * 3600
_PATIENCE_S = 600
_HIGHEST = 0.9
_MEASURED_S = 30
_HELD = 256
_VERSION = 1


@dataclass(frozen=True, eq=False)
class Song:
    """A song at some rate: 16-bit samples with the shape (n, 2) on the disk, and what brings them to `SONG_LUFS`.

    Its ``bpm`` is None where nobody knows it; ``first_beat`` is where a bar begins, in ms, None for where sound does.
    """

    path: Path
    samples: npt.NDArray[np.int16]
    gain: float
    bpm: Decimal | None = None
    first_beat: int | None = None

    def read(self, first: int, last: int) -> npt.NDArray[np.float32]:
        """Return the samples in [first, last) at the level of all songs."""
        return np.asarray(self.samples[first:last], np.float32) * np.float32(self.gain / 32768)


def songs_in(path: Path) -> tuple[Path, ...]:
    """Return the songs of a file, a folder or a playlist, in order; or raise `SoundUnreadable`."""
    if path.is_dir():
        found = sorted((one for one in path.iterdir() if _is_song(one)), key=_natural)
        if not found:
            known = ", ".join(suffix.lstrip(".") for suffix in SUFFIXES)
            raise SoundUnreadable(f"there is no music in the folder {path}", f"music ends in {known}")
        return tuple(found[:MOST_SONGS])
    if path.suffix.lower() in PLAYLISTS:
        return _listed(path)
    if not path.is_file():
        raise SoundUnreadable(f"there is no music {path}", "name a sound file, a folder or a playlist")
    return (path,)


def _is_song(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def _natural(path: Path) -> list[tuple[int, str]]:
    """Sort ``2`` before ``10``."""
    return [(int(part), "") if part.isdigit() else (-1, part.lower()) for part in re.split(r"(\d{1,9})", path.name)]


def _listed(path: Path) -> tuple[Path, ...]:
    """Return the songs of a playlist, whose paths are relative to it."""
    try:
        data = read_limited(path, _LARGEST_LIST)
    except OSError as error:
        raise SoundUnreadable(f"cannot read the playlist {path}: {error.strerror or error}") from error
    text = data[:_LARGEST_LIST].decode("utf-8-sig", "replace") if _is_utf8(data) else data.decode("latin-1")
    found = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if re.match(r"[a-z]{2,}://", line, re.IGNORECASE):
            message = f"{path}:{number}: {line[:80]} is not a file on this computer"
            raise SoundUnreadable(message, "download it, and list the file")
        song = path.parent / Path(line.replace("\\", "/") if os.sep == "/" else line).expanduser()
        if not song.is_file():
            raise SoundUnreadable(f"{path}:{number}: there is no file {song}", "paths in a playlist are relative to it")
        found.append(song)
    if not found:
        raise SoundUnreadable(f"the playlist {path} names no song", "write the path of a sound file in each line")
    return tuple(found[:MOST_SONGS])


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def load_song(path: Path, rate: int, bpm: Decimal | None = None, first_beat: int | None = None) -> Song:
    """Decode a song, or take what was kept of it; raises `SoundUnreadable`."""
    try:
        status = path.stat()
    except OSError as error:
        raise SoundUnreadable(f"cannot read the music {path}: {error.strerror or error}") from error
    key = repr((_VERSION, str(path.resolve()), status.st_size, status.st_mtime_ns, rate))
    kept = music_cache().directory / f"{hashlib.blake2b(key.encode(), digest_size=20).hexdigest()}{SUFFIX}"
    if not kept.is_file():
        _decode(path, rate, kept)
    with contextlib.suppress(OSError):
        os.utime(kept)
    return _opened(path, kept, kept.stat().st_ino, rate, bpm, first_beat)


@lru_cache(_HELD)
def _opened(path: Path, kept: Path, _inode: int, rate: int, bpm: Decimal | None, first_beat: int | None) -> Song:
    """Return a decoded song; a session asks for it whenever its timeline grows, and measuring takes time."""
    samples = np.memmap(kept, np.int16, "r").reshape(-1, 2)
    return Song(path, samples, _gain(path, samples, rate), bpm, first_beat)


def _decode(path: Path, rate: int, kept: Path) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".part", dir=kept.parent)
    except OSError as error:
        message = f"decoded music cannot be kept in {kept.parent}: {error.strerror or error}"
        raise SoundUnreadable(message, "make room, or set VOICECOACH_CACHE to a folder that can be written") from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb"):
            pass
        if path.suffix.lower() in (".wav", ".wave") and shutil.which("ffmpeg") is None:
            _decode_wave(path, rate, aside)
        else:
            _through_ffmpeg(path, rate, aside)
        size = aside.stat().st_size // 4 * 4
        if size < _SHORTEST_S * rate * 4:
            raise SoundUnreadable(f"the music {path} has less than {_SHORTEST_S} seconds of sound", "name another file")
        os.truncate(aside, size)
        aside.replace(kept)
    finally:
        aside.unlink(missing_ok=True)
    _prune(kept)


def _decode_wave(path: Path, rate: int, aside: Path) -> None:
    try:
        data = read_limited(path, _LARGEST_WAVE)
    except OSError as error:
        raise SoundUnreadable(f"cannot read the music {path}: {error.strerror or error}") from error
    samples, own_rate = wave_samples(path, data)
    sides = [resampled(np.ascontiguousarray(side), own_rate, rate) for side in (samples[:, 0], samples[:, -1])]
    sound = np.clip(np.stack(sides, axis=1), -1, 1)
    np.asarray(np.rint(sound * 32767), np.int16).tofile(aside)


def _through_ffmpeg(path: Path, rate: int, aside: Path) -> None:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise SoundUnreadable(
            f"the music {path} is not WAV, and ffmpeg to decode it cannot be found",
            "convert it to WAV, or install ffmpeg and see that it is on the PATH",
        )
    only = ("-protocol_whitelist", "file", "-format_whitelist", DEMUXERS)
    wanted = ("-map", "0:a:0", "-t", str(_LONGEST_S), "-ac", "2", "-ar", str(rate), "-c:a", "pcm_s16le", "-f", "s16le")
    command = [ffmpeg, "-nostdin", "-v", "error", *only, "-i", f"file:{path}", *wanted, "-y", f"file:{aside}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SoundUnreadable(f"the music {path} cannot be decoded: {error}", _ANOTHER) from error
    if done.returncode and not aside.stat().st_size:
        raise SoundUnreadable(f"the music {path} cannot be decoded: it is damaged, or no sound", _ANOTHER)


_ANOTHER = "convert it to WAV (for example with Audacity), or name another file"


def _gain(path: Path, samples: npt.NDArray[np.int16], rate: int) -> float:
    """Return the factor that brings a song to its level, with its peaks below full scale; measured in pieces."""
    levels = []
    peak = 1
    for piece in _pieces(samples, _MEASURED_S * rate):
        peak = max(peak, int(np.abs(piece.astype(np.int32)).max()))
        levels.append(loudness(np.asarray(piece.mean(axis=1) / 32768, np.float32), rate))
    powers = np.array([10 ** (level / 10) for level in levels if level > -70])
    if not len(powers):
        raise SoundUnreadable(f"the music {path} is silent", "name another file")
    powers = powers[powers > powers.mean() / 10]
    level = 10 * float(np.log10(powers.mean()))
    return min(amplitude(SONG_LUFS - level), _HIGHEST * 32768 / peak)


def _pieces(samples: npt.NDArray[np.int16], size: int) -> Iterator[npt.NDArray[np.int16]]:
    for first in range(0, len(samples), size):
        yield np.asarray(samples[first : first + size])


def _prune(newest: Path) -> None:
    """Remove the songs that were not played for longest where all of them take too much room."""
    with contextlib.suppress(OSError):
        files = sorted(newest.parent.glob(f"*{SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)
        taken = 0
        for file in files:
            taken += file.stat().st_size
            if taken > MUSIC_LIMIT and file != newest:
                file.unlink()
