"""How far what takes long has come, for every page that listens."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator

_MOST_WAITING = 200
_KEEP_ALIVE_S = 10
_APART_S = 0.05
"""Pages are told no more often than this."""


class Progress:
    """Tells all pages the same; one that does not listen is left behind."""

    def __init__(self) -> None:
        self._pages: set[queue.Queue[bytes]] = set()
        self._lock = threading.Lock()
        self._last = 0.0

    def tell(self, what: str, done: int, of: int) -> None:
        """Say that so much of something is done."""
        now = time.monotonic()
        if done < of and now - self._last < _APART_S:
            return
        self._last = now
        message = f"data: {json.dumps({'what': what, 'done': done, 'of': of})}\n\n".encode()
        with self._lock:
            for page in self._pages:
                if not page.full():
                    page.put_nowait(message)

    def listen(self) -> Iterator[bytes]:
        """Yield server-sent events for one page, for as long as it wants them."""
        page: queue.Queue[bytes] = queue.Queue(_MOST_WAITING)
        with self._lock:
            self._pages.add(page)
        try:
            yield b"retry: 1000\n\n"
            while True:
                try:
                    yield page.get(timeout=_KEEP_ALIVE_S)
                except queue.Empty:  # noqa: PERF203 (seconds apart)
                    yield b": still here\n\n"
        finally:
            with self._lock:
                self._pages.discard(page)
