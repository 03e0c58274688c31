"""Writing files that appear together or not at all: the folder of a routine that was cut into files.

They are made in a folder of their own, inside the one that they belong to or, where there is none yet, beside it, and
moved at the end. Where one cannot be moved, those that were moved before are put back as they were.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from voicecoach.errors import OutputFailed
from voicecoach.output.file import Sink, failure, stoppable
from voicecoach.unfinished import claim, is_dead

_LOCK, _OLD = ".lock", ".old-"


class Folder:
    """Files being written, which nobody sees until all are whole."""

    def __init__(self, path: Path, parts: Path) -> None:
        self._path, self._parts = path, parts
        self._open: dict[str, BinaryIO] = {}
        self._names: list[str] = []

    def open(self, name: str) -> Sink:
        """Return where the file ``name`` is written; no two have one name."""
        try:
            file = (self._parts / name).open("xb", buffering=0)
        except OSError as error:
            raise failure(self._path / name, error) from error
        self._open[name] = file
        self._names.append(name)
        return Sink(file, self._path / name)

    def close(self, name: str) -> None:
        """Say that a file is whole."""
        file = self._open.pop(name)
        try:
            os.fsync(file.fileno())
        except OSError as error:
            raise failure(self._path / name, error) from error
        finally:
            file.close()

    def write(self, name: str, data: bytes) -> None:
        """Write a file at once."""
        self.open(name).write(data)
        self.close(name)

    def abandon(self) -> None:
        """Close what is open, whole or not."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def put_in_place(self, target: Path) -> None:
        """Move all files to ``target``, which is there; where that fails, it is as it was before."""
        moved: list[str] = []
        try:
            for name in self._names:
                moved.append(name)
                self._move(name, target)
        except BaseException:
            for name in reversed(moved):
                self._put_back(name, target)
            raise

    def _move(self, name: str, target: Path) -> None:
        try:
            if _is_taken(target / name):
                (target / name).replace(self._parts / f"{_OLD}{name}")
            (self._parts / name).replace(target / name)
        except OSError as error:
            raise failure(self._path / name, error) from error

    def _put_back(self, name: str, target: Path) -> None:
        with contextlib.suppress(OSError):
            if not (self._parts / name).exists():
                (target / name).replace(self._parts / name)
            if (old := self._parts / f"{_OLD}{name}").exists():
                old.replace(target / name)


@contextlib.contextmanager
def write_folder(path: Path) -> Iterator[Folder]:
    """Open a ``Folder`` whose files stand in ``path`` when the block ends well, beside others that are there.

    Files of the same names are replaced then, and stay as they are when the block does not end well. The folder is made
    where there is none; the one that it lies in has to be there. Raises ``OutputFailed``.
    """
    with stoppable():
        try:
            target = Path(os.path.realpath(path))
            is_there = _check(path, target)
            parts, lock = _make_parts(target if is_there else target.parent, target.name)
        except (OSError, ValueError) as error:
            raise failure(path, error if isinstance(error, OSError) else OSError(str(error))) from error
        folder = Folder(path, parts)
        made = False
        try:
            with lock:
                yield folder
                if not is_there:
                    try:
                        target.mkdir(exist_ok=True)
                        made = True
                    except OSError as error:
                        raise failure(path, error) from error
                folder.put_in_place(target)
                made = False
        finally:
            folder.abandon()
            shutil.rmtree(parts, ignore_errors=True)
            if made:
                with contextlib.suppress(OSError):
                    target.rmdir()


def _check(path: Path, target: Path) -> bool:
    """Return whether the folder is there; raise where something else is."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(mode):
        raise OutputFailed(f"cannot write {path}: it is a file, not a folder", "Name another folder.")
    return True


def _is_taken(place: Path) -> bool:
    """Return whether there is a file to be replaced; raise ``OSError`` where it may not be."""
    if place.is_dir() and not place.is_symlink():
        raise OSError(errno.EISDIR, "a folder of that name is there")
    if place.exists() and not os.access(place, os.W_OK):
        raise OSError(errno.EACCES, "the file is write-protected")
    return os.path.lexists(place)


def _make_parts(inside: Path, name: str) -> tuple[Path, BinaryIO]:
    """Make a folder for unfinished files, with a file in it that is locked for as long as it is open.

    Those of dead runs are removed.
    """
    stem = f".{name.encode()[:100].decode(errors='ignore')}"
    for dead in inside.glob(f"{glob.escape(stem)}.*.parts"):
        if is_dead(dead / _LOCK):
            shutil.rmtree(dead, ignore_errors=True)
    for number in range(1000):
        parts = inside / f"{stem}.{os.getpid()}{f'-{number}' if number else ''}.parts"
        with contextlib.suppress(FileExistsError):
            parts.mkdir()
            try:
                lock = (parts / _LOCK).open("xb")
            except FileNotFoundError:
                continue  # another run took it for a dead one's
            if claim(lock, parts / _LOCK):
                return parts, lock
            lock.close()
    raise OSError(errno.EEXIST, "too many unfinished files beside it")
