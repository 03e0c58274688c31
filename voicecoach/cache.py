"""The cache of speech and encoded sound: a routine's second render starts no speech engine and encodes nothing.

An entry is named by its key, everything that can be heard in it, and holds a digest of the key and of itself: a file
that was cut off, altered, or has another entry's name is as good as none. Files appear whole (written aside, then
renamed), so two renders may share a cache. It is a convenience only: where it cannot be read or written, the render
goes on without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from voicecoach.resources import user_folder
from voicecoach.unfinished import claim, put_in_place, remove_if_dead

LIMIT = 256 * 1024 * 1024
ENCODED_LIMIT = 64 * 1024 * 1024
MUSIC_LIMIT = 2 * 1024 * 1024 * 1024
_MAGIC = b"voicecoach clip 2\n"
SUFFIX, _ASIDE = ".clip", ".part"

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Stats:
    """How full a cache is; ``size`` is in bytes."""

    directory: Path
    entries: int
    size: int


def speech_cache(warn: Callable[[str], None] | None = None) -> Cache:
    """Open the cache of phrases, which is the user's cache folder itself."""
    return Cache(warn=warn)


def encoded_cache() -> Cache:
    """Open the cache of encoded sound, apart so that it never displaces speech, which takes longer to make."""
    return Cache(user_folder("cache") / "encoded", ENCODED_LIMIT)


def music_cache() -> Cache:
    """Open the cache of decoded songs, which are written and read there without it: they are too large for bytes."""
    return Cache(user_folder("cache") / "music", MUSIC_LIMIT)


class Cache:
    """Bytes by key, in ``directory``, at most ``limit`` bytes after :meth:`close`; the least recently used go first.

    ``warn`` gets one sentence, at most once, where entries cannot be kept.
    """

    def __init__(
        self, directory: Path | None = None, limit: int = LIMIT, warn: Callable[[str], None] | None = None
    ) -> None:
        self.directory = directory or user_folder("cache")
        self._limit = limit
        self._warn = warn
        self._writable = True
        self._written = False

    def load(self, key: str) -> bytes | None:
        """Return what was kept under ``key``, or None; an entry that is damaged is removed."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        head = len(_MAGIC) + hashlib.sha256().digest_size
        payload = content[head:]
        if content[:head] != _MAGIC + _digest(key, payload):
            _remove(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return payload

    @property
    def keeps(self) -> bool:
        """Whether all that was stored so far is kept."""
        return self._writable

    def store(self, key: str, payload: bytes) -> None:
        """Keep ``payload`` under ``key``. After the first failure ``warn`` is called, and nothing more is kept."""
        if not self._writable:
            return
        try:
            self._write(self._path(key), _MAGIC + _digest(key, payload) + payload)
            self._written = True
        except OSError as error:
            self._writable = False
            if self._warn:
                reason = error.strerror or str(error)
                self._warn(
                    f"speech is not kept for the next render: {self.directory}: {reason}; "
                    f"make room, or set VOICECOACH_CACHE to a folder that can be written"
                )

    def stats(self) -> Stats:
        """Count the entries and their size."""
        sizes = [size for _, size, _ in self._entries()]
        return Stats(self.directory, len(sizes), sum(sizes))

    def clear(self) -> list[OSError]:
        """Remove every entry, and nothing else in the folder; return what prevented that, once for each entry."""
        found = [_remove(path) for path in (*self._files(SUFFIX), *self._files(_ASIDE))]
        return [*self.unreadable(), *(error for error in found if error is not None)]

    def unreadable(self) -> list[OSError]:
        """Return what prevents that its entries are seen, if anything does."""
        try:
            next(self.directory.iterdir(), None)
        except FileNotFoundError:
            return []
        except OSError as error:
            return [error]
        return []

    def close(self) -> None:
        """Make the cache fit its limit again, if anything was added."""
        if not self._written:
            return
        self._written = False
        self._sweep()
        entries = sorted(self._entries())
        size = sum(size for _, size, _ in entries)
        for _, own, path in entries:
            if size <= self._limit:
                break
            _remove(path)
            size -= own

    def _path(self, key: str) -> Path:
        return self.directory / f"{_digest(key).hex()}{SUFFIX}"

    def _write(self, path: Path, content: bytes) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        if not self._write_aside(path, content):  # another render took the unfinished file for a dead one's
            self._write_aside(path, content)

    def _write_aside(self, path: Path, content: bytes) -> bool:
        descriptor, name = tempfile.mkstemp(suffix=_ASIDE, dir=self.directory)
        aside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                if not claim(file, aside):
                    return False
                file.write(content)
                file.flush()
                put_in_place(file, aside, path)
        except BaseException as error:
            _remove(aside)
            # Windows refuses to replace a file that another render is reading: it is the same entry.
            if not (isinstance(error, PermissionError) and path.exists()):
                raise
        return True

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time of last use, size in bytes and path of each entry."""
        for path in self._files(SUFFIX):
            with contextlib.suppress(OSError):
                state = path.stat()
                yield state.st_mtime, state.st_size, path

    def _sweep(self) -> None:
        """Remove the unfinished files of killed renders."""
        for path in self._files(_ASIDE):
            remove_if_dead(path)

    def _files(self, suffix: str) -> list[Path]:
        try:
            return [path for path in self.directory.iterdir() if path.name.endswith(suffix)]
        except OSError:
            return []


def _digest(key: str, payload: bytes | None = None) -> bytes:
    """Return the digest of a key, or of a payload that is kept under it."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass"))
    if payload is not None:
        digest = hashlib.sha256(digest.digest())
        digest.update(payload)
    return digest.digest()


def _remove(path: Path) -> OSError | None:
    """Remove a file; return what prevented that."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        return error
    return None


class Recent(Generic[K, V]):
    """What was used last, in memory: at most ``limit`` bytes by ``size``, or a single value that is larger.

    Several threads may ask at once.
    """

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        self._limit, self._size = limit, size
        self._held: OrderedDict[K, V] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return what is held under ``key``, or None."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def hold(self, key: K, value: V) -> V:
        """Hold ``value`` under ``key`` unless another thread has done so, and let go of what was used long ago."""
        with self._lock:
            if key not in self._held:
                self._held[key] = value
                self._bytes += self._size(value)
            while self._bytes > self._limit and len(self._held) > 1:
                _, oldest = self._held.popitem(last=False)
                self._bytes -= self._size(oldest)
        return value
