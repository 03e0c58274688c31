"""The folder for what must outlive a run: the history and the bookmarks."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from voicecoach.errors import OutputFailed
from voicecoach.output.file import failure


def create(directory: Path) -> None:
    """Create ``directory`` where it is missing. Raises ``OutputFailed``."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFailed(
            f"cannot make the folder {directory}: {error.strerror or error}",
            "Set VOICECOACH_DATA to a folder that can be written.",
        ) from error


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let in one process at a time: a lock beside ``path``, which frees itself when its holder dies."""
    try:
        with path.with_name(path.name + ".lock").open("a+b") as file:
            _lock(file.fileno())
            yield
    except OSError as error:
        raise failure(path, error) from error


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        """Try for ten seconds; closing the file frees it."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
