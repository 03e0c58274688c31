"""Unfinished files: written beside their place, locked, and renamed; one that nobody has locked is a dead run's."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl


def claim(file: BinaryIO, path: Path) -> bool:
    """Lock a file that was just made; return False where another run had already taken it for a dead one's."""
    _lock(file, wait=True)
    return path.exists()


def put_in_place(file: BinaryIO, path: Path, target: Path) -> None:
    """Rename a finished file while its lock still holds. Raises ``OSError``."""
    if sys.platform == "win32":
        file.close()  # an open file cannot be renamed there
    path.replace(target)


def is_dead(lock: Path) -> bool:
    """Return whether nobody holds the lock of a folder of unfinished files; one without it is a dead run's too."""
    try:
        if sys.platform == "win32":
            lock.unlink()  # an open file cannot be removed there
            return True
        with lock.open("rb") as file:
            return _lock(file)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def remove_if_dead(path: Path) -> None:
    """Remove an unfinished file unless its run is still at work."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        if _lock(file) and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            path.unlink()


def _lock(file: BinaryIO, *, wait: bool = False) -> bool:
    """Lock a file and return whether that worked; on Windows an open file cannot be removed anyway."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            return False
    return True
