"""Keeping what sound libraries write to stderr, while they look for devices, off the coach's screen.

They write to the file descriptor, past Python, so it is redirected while a device is opened. What others write
there in that time, another thread for instance, is passed on afterwards.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDERR = 2
_ONE_AT_A_TIME = threading.Lock()  # the descriptor is one for the whole process
_CHATTER = re.compile(
    rb"ALSA lib |Expression '|  *(?:PaError|Pa[A-Z]\w+)|PaAlsa|Cannot connect to server|jack server|JackShm|"
    rb"connect\(2\) call|attempt to connect to server|ERR: |\[ALSOFT\]|Home directory not accessible"
)


@contextmanager
def chatter_silenced() -> Iterator[None]:
    """Drop what sound libraries write to stderr meanwhile, and nothing else."""
    with _ONE_AT_A_TIME, tempfile.TemporaryFile() as aside:
        try:
            kept = os.dup(_STDERR)
        except OSError:  # there is no stderr (pythonw, a daemon): nothing to keep clean
            yield
            return
        _flush()
        os.dup2(aside.fileno(), _STDERR)
        try:
            yield
        finally:
            _flush()
            os.dup2(kept, _STDERR)
            os.close(kept)
            aside.seek(0)
            ours = b"".join(line for line in aside if line.strip() and not _CHATTER.match(line))
            if ours:
                os.write(_STDERR, ours)


def _flush() -> None:
    with suppress(AttributeError, OSError, ValueError):
        sys.stderr.flush()
