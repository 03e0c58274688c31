"""Writing files that appear whole or not at all.

A full disk, a lost voice or the user may cut a render short. Whatever was there before then stays as it was: a file is
written beside its target under a name such as ``.workout.mp3.4711.part`` and renamed at the end.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from voicecoach.errors import OutputFailed
from voicecoach.unfinished import claim, put_in_place, remove_if_dead

_REMEDIES = {
    errno.ENOENT: ("the folder does not exist", "Make the folder first, or name another one."),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "Name a folder that exists."),
    errno.EACCES: ("writing is not allowed there", "Choose a folder of your own, or change its permissions."),
    errno.EPERM: ("writing is not allowed there", "Choose a folder of your own, or change its permissions."),
    errno.EROFS: ("the disk is read-only", "Choose a folder on another disk."),
    errno.ENOSPC: ("the disk is full", "Free some space, or write to another disk."),
    errno.EDQUOT: ("your quota of disk space is used up", "Free some space, or write to another disk."),
    errno.EFBIG: (
        "the file would be larger than is allowed there",
        "Write to another disk, or choose a lower bit rate.",
    ),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
    errno.ELOOP: ("the link leads back to itself", "Name another file, or remove the link."),
    errno.EPIPE: ("its reader has closed it", "Write to a file instead."),
    errno.EIO: ("the disk reports an error", "Write to another disk."),
}
_SIGNALS = ("SIGTERM", "SIGHUP")
_NAME_BYTES = 180


class Sink:
    """The file being written; its own errors, and no others, become ``OutputFailed``."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path

    def write(self, data: bytes | bytearray) -> None:
        """Append ``data``."""
        try:
            self._put(data)
        except OSError as error:
            raise failure(self._path, error) from error

    def sync(self) -> None:
        """Bring what was written to the disk, so that little is left to be done between now and the end."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise failure(self._path, error) from error

    def rewrite(self, offset: int, data: bytes) -> None:
        """Replace what was written at ``offset``, and go on appending at the end."""
        try:
            self._file.seek(offset)
            self._put(data)
            self._file.seek(0, os.SEEK_END)
        except OSError as error:
            raise failure(self._path, error) from error

    def _put(self, data: bytes | bytearray) -> None:
        """Write all of ``data``: a nearly full disk accepts a part, and reports an error only for the rest."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]


def failure(path: Path, error: OSError) -> OutputFailed:
    """Say in a user's words what the system reports about ``path``."""
    said, remedy = _REMEDIES.get(error.errno or 0, (error.strerror or str(error), "Write to another place."))
    return OutputFailed(f"cannot write {path}: {said}", remedy)


@contextlib.contextmanager
def write_whole(path: Path) -> Iterator[Sink]:
    """Open a ``Sink`` whose content becomes the file ``path`` when the block ends well, and vanishes when it does not.

    SIGTERM and SIGHUP count as an end that is not well, where nobody else handles them. A symbolic link stays and
    what it points to is replaced; a device or pipe gets the whole content at the end. An existing file's mode is
    kept, a new one follows the umask. Parts left by killed runs are removed. Raises ``OutputFailed``.
    """
    with stoppable():
        try:
            target = Path(os.path.realpath(path))
            old = _existing(path)
        except (OSError, ValueError) as error:
            raise failure(path, error if isinstance(error, OSError) else OSError(str(error))) from error
        if old is not None and not stat.S_ISREG(old.st_mode):
            with _spooled(path, old) as sink:
                yield sink
        else:
            with _beside(path, target, old) as sink:
                yield sink


def _existing(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _beside(path: Path, target: Path, old: os.stat_result | None) -> Iterator[Sink]:
    if old is not None and not os.access(target, os.W_OK):
        raise OutputFailed(f"cannot write {path}: the file is write-protected", "Name another file, or unprotect it.")
    parts: list[Path] = []
    try:
        try:
            file = _open_part(target, parts)
            if old is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
        except OSError as error:
            raise failure(path, error) from error
        with file:
            yield Sink(file, path)
            try:
                os.fsync(file.fileno())
                put_in_place(file, parts[-1], target)
            except OSError as error:
                raise failure(path, error) from error
    finally:
        for part in parts:
            with contextlib.suppress(OSError):
                part.unlink()


@contextlib.contextmanager
def _spooled(path: Path, old: os.stat_result) -> Iterator[Sink]:
    if stat.S_ISDIR(old.st_mode):
        raise OutputFailed(
            f"cannot write {path}: it is a folder", f"Name a file in it, such as {path / 'workout.mp3'}."
        )
    if not (stat.S_ISCHR(old.st_mode) or stat.S_ISFIFO(old.st_mode)):
        raise OutputFailed(f"cannot write {path}: it is a disk or a socket, not a file", "Name a file.")
    with tempfile.TemporaryFile(buffering=0) as file:
        yield Sink(file, path)
        file.seek(0)
        try:
            with path.open("wb") as device:
                shutil.copyfileobj(file, device)
        except OSError as error:
            raise failure(path, error) from error


def _open_part(target: Path, parts: list[Path]) -> BinaryIO:
    """Open a new file beside ``target``, locked for as long as it is open: a part without a lock is a dead run's.

    It is the last of ``parts``, and there before it exists, so that an interruption at any moment finds it. Another
    run may take it for a dead one's before it is locked, and remove it: then there is a next one.
    """
    stem = "." + os.fsencode(target.name)[:_NAME_BYTES].decode(sys.getfilesystemencoding(), "ignore")
    for part in target.parent.glob(f"{glob.escape(stem)}.*.part"):
        remove_if_dead(part)
    for number in range(1000):
        part = target.with_name(f"{stem}.{os.getpid()}{f'-{number}' if number else ''}.part")
        parts.append(part)
        try:
            file = part.open("xb", buffering=0)
        except FileExistsError:
            parts.remove(part)
            continue
        try:
            if claim(file, part):
                return file
        except BaseException:
            file.close()
            raise
        file.close()
        parts.remove(part)
    raise OSError(errno.EEXIST, "too many unfinished files beside it")


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn signals that would end the process at once into ``SystemExit``, so that cleaning up happens."""

    def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise SystemExit(128 + number)

    mine = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    mine = [number for number in mine if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        mine = []
    for number in mine:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)
