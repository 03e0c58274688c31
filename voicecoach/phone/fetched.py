"""Who has fetched how much: parts of files add up, whatever order and however many downloads they come in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

from voicecoach.units import megabytes

SETTLED_S = 1.5
"""So long after the last byte a download is broken off: browsers end one connection and go on in another."""


class Way(Enum):
    """Where the bytes go: to a file on the phone, or into the page that it shows."""

    SAVE = "save"
    PLAY = "play"


@dataclass
class _Fetch:
    """What one device has of one file; ``parts`` are apart and in order, and ``told`` is how much was told.

    Of the ``doubtful`` parts it is not known whether they arrived before a download broke; ``starts`` is where each
    download began.
    """

    device: str
    name: str
    size: int
    way: Way
    parts: list[tuple[int, int]] = field(default_factory=list)
    doubtful: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    running: int = 0
    last: float = 0.0
    told: int = 0

    @property
    def bytes(self) -> int:
        return sum(end - start for start, end in self.parts)

    def settle(self) -> None:
        """Take what was doubtful for arrived, up to where the download was taken up again."""
        for start, end in self.doubtful:
            if resumed := [first for first in self.starts if start < first <= end]:
                self.add(start, max(resumed))

    def add(self, first: int, last: int) -> None:
        apart = [part for part in self.parts if part[1] < first or part[0] > last]
        joined = [part for part in self.parts if part not in apart]
        whole = (min([first, *(part[0] for part in joined)]), max([last, *(part[1] for part in joined)]))
        self.parts = sorted([*apart, whole])


class Fetches:
    """Counts what has arrived in many connections, and makes news of it for the one who waits at the terminal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._fetches: dict[tuple[str, str, Way], _Fetch] = {}
        self._news: list[str] = []
        self._devices: set[str] = set()
        self._changed: set[str] = set()
        self._whole: set[str] = set()

    def opened(self, device: str) -> None:
        """Note that a device shows the page."""
        with self._lock:
            if device not in self._devices:
                self._devices.add(device)
                self._news.append(f"{device} has opened the page")

    def changed(self, name: str) -> None:
        """Note that a file is not any more what was offered."""
        with self._lock:
            if name not in self._changed:
                self._changed.add(name)
                self._news.append(f"{name} has changed on the disk, and is not handed out any more: start send again")

    @contextmanager
    def fetch(
        self, device: str, name: str, size: int, way: Way, first: int = 0
    ) -> Iterator[Callable[[int, int], None]]:
        """Count a download from ``first`` on while the block lasts.

        Call what it yields with the ends of what may have been sent, and of what is known to have arrived.
        """
        with self._lock:
            fetch = self._fetches.setdefault((device, name, way), _Fetch(device, name, size, way))
            if not fetch.running and fetch.bytes == fetch.told == size:
                fetch = self._fetches[device, name, way] = _Fetch(device, name, size, way)  # once more from the start
            fetch.starts.append(first)
            fetch.settle()
            fetch.running += 1
            fetch.last = self._clock()
        ends = first, first

        def count(sent: int, arrived: int) -> None:
            nonlocal ends
            ends = sent, max(first, arrived)
            with self._lock:
                fetch.last = self._clock()
                if arrived > first:
                    fetch.add(first, arrived)

        try:
            yield count
        finally:
            with self._lock:
                fetch.running -= 1
                if way is Way.SAVE and ends[1] < ends[0]:
                    fetch.doubtful.append((ends[1], ends[0]))
                    fetch.settle()

    def news(self) -> list[str]:
        """Return what has happened since the last call, a line each."""
        with self._lock:
            lines, self._news = self._news, []
            for fetch in self._fetches.values():
                if line := self._line(fetch):
                    fetch.told = fetch.bytes
                    lines.append(line)
            return lines

    def _line(self, fetch: _Fetch) -> str:
        got = fetch.bytes
        if got == fetch.told or fetch.running:
            return ""
        if got == fetch.size:
            self._whole.add(fetch.name)
            what = "has saved" if fetch.way is Way.SAVE else "has loaded into its page"
            return f"{fetch.device} {what} {fetch.name}, {megabytes(got)}"
        if fetch.way is Way.PLAY or self._clock() - fetch.last < SETTLED_S:
            return ""
        how_far = f"{_of(got, fetch.size)}"
        return f"{fetch.device} has {how_far} of {fetch.name}, and broke off; it can go on from there"

    def running(self) -> list[str]:
        """Return which downloads are under way, with how far they are."""
        with self._lock:
            return [
                f"{one.device}: {one.name}, {_of(one.bytes, one.size)}"
                for one in self._fetches.values()
                if one.running and one.way is Way.SAVE
            ]

    def anybody(self) -> bool:
        """Return whether a device has come at all."""
        with self._lock:
            return bool(self._devices or self._fetches)

    def summary(self) -> list[str]:
        """Return which files were begun and no device has whole, and how much of them the one has that has most."""
        with self._lock:
            begun = sorted(
                (one for one in self._fetches.values() if one.name not in self._whole), key=lambda one: one.bytes
            )
            most = {fetch.name: fetch for fetch in begun}
            return [f"{one.name}: {_of(one.bytes, one.size)}" for one in most.values()]


def _of(got: int, size: int) -> str:
    """Say how much of a file is there: ``3.2 of 8.1 MB``."""
    return f"{megabytes(got).removesuffix(' MB')} of {megabytes(size)}"
