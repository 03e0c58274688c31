"""The files of own music: which songs a path stands for, and each song as samples, decoded once and kept."""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Hashable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from voicecoach.audio.loudness import amplitude, loudness
from voicecoach.audio.music.model import Samples2
from voicecoach.audio.own_sounds import DEMUXERS, LOUDEST, STRICTLY, plain_samples
from voicecoach.audio.resample import resampled_pieces
from voicecoach.audio.wavefile import NotWaveError, WaveHeader, canonical, decode_float, find_header
from voicecoach.cache import MUSIC_LIMIT, SUFFIX, music_cache
from voicecoach.errors import SoundUnreadable
from voicecoach.resources import read_limited, user_path
from voicecoach.units import SECOND, samples_at

SUFFIXES = (
    ".aac", ".aif", ".aiff", ".flac", ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav",
    ".wma", ".wv",
)  # fmt: skip
PLAYLISTS = (".m3u", ".m3u8")
SONG_LUFS = -19.0
"""The level of every song, before gain and ducking: that of made beds. It is that of one of two equal channels."""
MOST_SONGS = 1_000
_LARGEST_LIST = 1 << 20
_SHORTEST_S, _LONGEST_S = 2, 12 * 3600
_PATIENCE_S = 600
_HIGHEST = 0.9
_MOST_RAISED_DB = 30
_MEASURED_S, _DECODED_S = 30, 10
_MISTAKES, _MISTAKES_A_SECOND = 5, 0.1
"""A song in which ffmpeg finds more is damaged so much that it would be heard."""
_SILENT = 33
"""Samples of 16 bits that are no higher (60 dB down) are silence, at the beginning and the end of a song."""
_QUIET_DB, _BLOCK_MS, _FADE_S, _AFTER_S = -40, 100, 60, 3
"""A song that has faded so far, which is 20 dB below the level of all songs, gives way to the next within seconds."""
_VERSION = 4
_KEPT_BEHIND = "<dqq"
_FRAME_BYTES = 4


class Heard(NamedTuple):
    """What is known of a song: the ``gain`` that brings it to `SONG_LUFS`, and where it is not silent, in samples."""

    gain: float
    first: int
    last: int


class Song:
    """A song at some rate, which is decoded when it is first asked for, and again where that was not kept.

    Its ``bpm`` is None where nobody knows it; ``first_beat`` is where a bar begins in its file, in ms, None for where
    sound does.
    """

    def __init__(self, path: Path, rate: int, bpm: Decimal | None = None, first_beat: int | None = None) -> None:
        self.path, self.rate, self.bpm, self._first_beat = path, rate, bpm, first_beat

    @cached_property
    def heard(self) -> Heard:
        """Return what is known of it; raises `SoundUnreadable`."""
        found = _known(self._kept)
        if found is None:
            _decode(self.path, self.rate, self._kept)
            found = _known(self._kept)
        if found is None:
            message = f"what was decoded of the music {self.path} is lost"
            raise SoundUnreadable(message, "see whether the disk is full")
        with contextlib.suppress(OSError):
            os.utime(self._kept)
        return found

    @property
    def length(self) -> int:
        """Return how many samples it has, without the silence at its ends."""
        return self.heard.last - self.heard.first

    @property
    def bar(self) -> int:
        """Return the sample at which a bar begins, which may lie before the song: silence before it is not counted."""
        return 0 if self._first_beat is None else samples_at(self._first_beat, self.rate) - self.heard.first

    @property
    def key(self) -> Hashable:
        """Return what is the same for the same sound."""
        return self._kept

    def read(self, first: int, last: int) -> Samples2:
        """Return its samples in [first, last), which are within its length, at the level of all songs."""
        gain, begin, _ = self.heard
        if not self._kept.is_file():  # others made room for their music
            _decode(self.path, self.rate, self._kept)
        sound = np.zeros((last - first, 2), np.float32)
        try:
            kept = np.fromfile(self._kept, "<i2", sound.size, offset=(begin + first) * _FRAME_BYTES).reshape(-1, 2)
        except (OSError, ValueError) as error:
            raise SoundUnreadable(f"what was decoded of the music {self.path} is lost: {error}") from error
        sound[: len(kept)] = kept * np.float32(gain / 32768)
        return sound

    @cached_property
    def _kept(self) -> Path:
        """Return the file for its decoded samples, behind which is what is known of it."""
        key = repr((_VERSION, stamp(self.path), self.rate))
        name = hashlib.blake2b(key.encode(), digest_size=20).hexdigest()
        return music_cache().directory / f"{name}{SUFFIX}"


def stamp(path: Path) -> tuple[str, int, int]:
    """Return what changes whenever a song does, without reading it; raises `SoundUnreadable`."""
    try:
        status = path.stat()
    except OSError as error:
        raise SoundUnreadable(f"cannot read the music {path}: {error.strerror or error}") from error
    return str(path.resolve()), status.st_size, status.st_mtime_ns


def _known(kept: Path) -> Heard | None:
    """Return what stands behind the samples in a file, or None where they are not there, or not whole."""
    size = struct.calcsize(_KEPT_BEHIND)
    try:
        with kept.open("rb") as file:
            length = file.seek(-size, os.SEEK_END) // _FRAME_BYTES
            found = Heard(*struct.unpack(_KEPT_BEHIND, file.read(size)))
    except (OSError, struct.error):
        return None
    return found if 0 <= found.first < found.last <= length else None


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
        song = path.parent / user_path(line.replace("\\", "/") if os.sep == "/" else line)
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


def _decode(path: Path, rate: int, kept: Path) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".part", dir=kept.parent)
    except OSError as error:
        message = f"decoded music cannot be kept in {kept.parent}: {error.strerror or error}"
        raise SoundUnreadable(message, _ROOM) from error
    aside = Path(name)
    try:
        os.close(handle)
        _decode_to(path, rate, aside)
        length = aside.stat().st_size // _FRAME_BYTES
        if length < _SHORTEST_S * rate:
            raise SoundUnreadable(f"the music {path} has less than {_SHORTEST_S} seconds of sound", "name another file")
        heard = _listened(path, aside, length, rate)
        with aside.open("r+b") as file:
            file.truncate(length * _FRAME_BYTES)
            file.seek(0, os.SEEK_END)
            file.write(struct.pack(_KEPT_BEHIND, *heard))
        aside.replace(kept)
    except OSError as error:
        raise SoundUnreadable(f"cannot decode the music {path}: {error.strerror or error}", _ROOM) from error
    finally:
        aside.unlink(missing_ok=True)
    _prune(kept)


def _decode_to(path: Path, rate: int, aside: Path) -> None:
    """Decode plain WAV here, whether ffmpeg is installed or not, and all else with ffmpeg."""
    with path.open("rb") as file:
        if not file.read(1):
            raise SoundUnreadable(f"the music {path} is empty", "name another file")
        file.seek(0)
        with contextlib.suppress(NotWaveError):
            header = find_header(file)
            if header.is_float or header.is_integer:
                return _decode_wave(path, file, header, rate, aside)
    return _through_ffmpeg(path, rate, aside)


def _decode_wave(path: Path, file: BinaryIO, header: WaveHeader, rate: int, aside: Path) -> None:
    highest = 1.0
    for piece in _read(file, header) if header.is_float else ():
        highest = max(highest, high := float(np.abs(piece).max()))
        if not high <= LOUDEST:
            message = f"the music {path} is damaged: it has a sample of {high:.0e}, where 1 is full"
            raise SoundUnreadable(message, "save it anew as 16-bit WAV (for example with Audacity)")
    pieces = (_sides(piece) / np.float32(highest) for piece in _read(file, header))
    with aside.open("wb") as kept:
        for sound in resampled_pieces(pieces, header.rate, rate):
            kept.write(np.asarray(np.rint(np.clip(sound, -1, 1) * 32767), "<i2").tobytes())


def _read(file: BinaryIO, header: WaveHeader) -> Iterator[Samples2]:
    """Yield the samples of a WAV file in pieces with the shape (n, channels)."""
    step = _DECODED_S * header.rate
    for first in range(0, min(header.length, _LONGEST_S * header.rate), step):
        file.seek(header.offset + first * header.block)
        data = file.read(min(step, header.length - first) * header.block)
        piece = replace(header, offset=0, size=len(data))
        if piece.length:
            yield decode_float(data, piece) if header.is_float else plain_samples(canonical(data, piece))[0]


def _sides(samples: Samples2) -> Samples2:
    """Return left and right of sound with any number of channels, of which those beyond two are in the middle."""
    if samples.shape[1] == 1:
        return np.repeat(samples, 2, axis=1)
    middle = samples[:, 2:].mean(axis=1, keepdims=True) if samples.shape[1] > 2 else samples[:, :2]
    return np.asarray((samples[:, :2] + middle) / 2, np.float32)


def _through_ffmpeg(path: Path, rate: int, aside: Path) -> None:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise SoundUnreadable(
            f"the music {path} is not plain WAV, and ffmpeg to decode it cannot be found",
            "convert it to WAV, or install ffmpeg and see that it is on the PATH",
        )
    only = (*STRICTLY, "-protocol_whitelist", "file", "-format_whitelist", DEMUXERS)
    wanted = ("-map", "0:a:0", "-t", str(_LONGEST_S), "-ac", "2", "-ar", str(rate), "-c:a", "pcm_s16le", "-f", "s16le")
    command = [ffmpeg, "-nostdin", "-v", "error", *only, "-i", f"file:{path}", *wanted, "-y", f"file:{aside}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SoundUnreadable(f"the music {path} cannot be decoded: {error}", _ANOTHER) from error
    size, mistakes = aside.stat().st_size, done.stderr.splitlines()
    if done.returncode and not size:
        raise SoundUnreadable(f"the music {path} cannot be decoded: it is damaged, or no sound", _ANOTHER)
    if mistakes and b"No space left" in mistakes[-1]:
        raise SoundUnreadable(f"there is no room for the decoded music in {aside.parent}", _ROOM)
    seconds = size // (4 * rate)
    if len(mistakes) > _MISTAKES + _MISTAKES_A_SECOND * seconds:
        found = f"ffmpeg found {len(mistakes)} mistakes in {seconds} seconds of it"
        raise SoundUnreadable(f"the music {path} is damaged: {found}", "name another file, or get it anew")


_ROOM = "make room, or set VOICECOACH_CACHE to a folder that can be written"
_ANOTHER = "convert it to WAV (for example with Audacity), or name another file"


def _listened(path: Path, decoded: Path, length: int, rate: int) -> Heard:
    """Find out how loud a song is, how high its peaks are, and where it begins and ends, in pieces."""
    levels = []
    peak, first, last = 1, length, 0
    step = _MEASURED_S * rate
    for begin in range(0, length, step):
        piece = np.fromfile(decoded, "<i2", 2 * min(step, length - begin), offset=begin * _FRAME_BYTES).reshape(-1, 2)
        heights = np.abs(piece.astype(np.int32)).max(axis=1)
        sounding = np.flatnonzero(heights > _SILENT)
        if len(sounding):
            first, last = min(first, begin + int(sounding[0])), begin + int(sounding[-1]) + 1
        peak = max(peak, int(heights.max()))
        sides = np.asarray((piece - piece.mean(axis=0)) / 32768, np.float32)
        levels.append([loudness(np.ascontiguousarray(side), rate) for side in sides.T])
    powers = (10 ** (np.array(levels) / 10)).mean(axis=1)
    powers = powers[powers > 1e-7]
    if not len(powers):
        raise SoundUnreadable(f"the music {path} is silent", "name another file")
    loud = float(powers @ powers / powers.sum())  # what is loud counts most, for the voice has to be heard there too
    raised = min(SONG_LUFS - 10 * math.log10(loud), _MOST_RAISED_DB)
    gain = min(amplitude(raised), _HIGHEST * 32768 / peak)
    last = _given_way(decoded, first, last, gain, rate)
    return Heard(gain, first, last) if last - first > rate else Heard(gain, 0, length)


def _given_way(decoded: Path, first: int, last: int, gain: float, rate: int) -> int:
    """Return where a song ends that fades out for long: some seconds after it has become quiet."""
    block = _BLOCK_MS * rate // SECOND
    count = min(last - first, _FADE_S * rate) // block
    if count <= 0:
        return last
    offset = (last - count * block) * _FRAME_BYTES
    end = np.fromfile(decoded, "<i2", 2 * count * block, offset=offset).reshape(count, -1).astype(np.float32)
    loud = np.flatnonzero(np.square(end * np.float32(gain / 32768)).mean(axis=1) > amplitude(_QUIET_DB) ** 2)
    return min(last, last - (count - 1 - int(loud[-1])) * block + _AFTER_S * rate) if len(loud) else last


def _prune(newest: Path) -> None:
    """Remove the songs that were not played for longest where all of them take too much room."""
    with contextlib.suppress(OSError):
        files = sorted(newest.parent.glob(f"*{SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)
        taken = 0
        for file in files:
            taken += file.stat().st_size
            if taken > MUSIC_LIMIT and file != newest:
                file.unlink()
