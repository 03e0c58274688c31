"""Watching files for saves, however an editor does it: in place, aside and renamed, or in two writes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

LOOK_S = 0.25
GONE_S = 2.0
"""How long a file may be away, as in the midst of a save, before that counts as a change."""

State = tuple[int, int, int] | None


class Watch:
    """Looks at times and sizes of files, four times a second at most.

    A change counts once two looks have found the same, so that what is half written is waited for.
    """

    def __init__(self, files: Iterable[str], *, look: float = LOOK_S, gone: float = GONE_S) -> None:
        self._look, self._gone = look, gone
        self._files: tuple[str, ...] = ()
        self.follow(files)

    def follow(self, files: Iterable[str]) -> None:
        """Look at these files too, and take all as they are now. What is followed once is never let go."""
        self._files = tuple(dict.fromkeys((*files, *self._files)))
        self._seen = self._last = self._states()
        self._moved = time.monotonic()
        self._next = self._moved + self._look

    def changed(self) -> bool:
        """Return whether any file is different, and written completely, since this last returned True."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._look
        before, self._last = self._last, self._states()
        if before != self._last:
            self._moved = now
            return False
        away = any(new is None and old is not None for new, old in zip(self._last, self._seen, strict=True))
        if self._last == self._seen or (away and now < self._moved + self._gone):
            return False
        self._seen = self._last
        return True

    def _states(self) -> tuple[State, ...]:
        return tuple(_state(file) for file in self._files)


def _state(file: str) -> State:
    try:
        found = Path(file).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
