"""What was done, and how far: one line a routine, kept for years, so never lost to one bad line.

The file is JSON Lines. Lines that cannot be read are set aside with the whole file, under a name ending in
``.damaged-1`` and so on, and the readable ones go on; a line of a newer voicecoach is kept and skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voicecoach.errors import EnvironmentFault, OutputFailed
from voicecoach.live.records.folder import create, locked
from voicecoach.live.terminal.cells import clean, fit
from voicecoach.output.file import failure, write_whole
from voicecoach.resources import user_folder
from voicecoach.text_width import width
from voicecoach.units import format_clock

_VERSION = 1
_NAME_COLUMNS = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """One routine that was played. ``when`` is its beginning and knows its time zone.

    ``took`` is the time spent with it in ms, pauses included; ``reached`` and ``total`` are positions in the routine.
    """

    when: datetime
    routine: str
    script: str
    took: int
    reached: int
    total: int
    finished: bool


def _now() -> datetime:
    return datetime.now().astimezone()


class History:
    """The entries in ``directory`` (the user's own by default), oldest first.

    ``clock``, later ``now``, gives the local time with its zone, for the beginning of an entry. ``warn`` gets a
    sentence when damage was found and set aside.
    """

    def __init__(
        self,
        directory: Path | None = None,
        clock: Callable[[], datetime] = _now,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.path = (directory or user_folder("data")) / "history.jsonl"
        self.now = clock
        self._warn = warn

    def record(
        self, routine: str, script: str, *, reached: int, total: int, finished: bool, when: datetime | None = None
    ) -> Entry:
        """Add what was just played; ``when`` is its beginning, otherwise now. Raises ``OutputFailed``."""
        now = self.now()
        when = when or now
        took = max(0, round((now - when).total_seconds() * 1000))
        entry = Entry(when, routine, script, took, min(reached, total), total, finished)
        line = json.dumps(_to_data(entry), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        create(self.path.parent)
        with locked(self.path):
            self._append(line)
        return entry

    def read(self) -> tuple[Entry, ...]:
        """Return every entry that can be read. Damage is set aside, and reported to ``warn``.

        Raises ``EnvironmentFault`` only where the file cannot be read at all.
        """
        entries, _, damaged = _parse(self._content())
        if damaged:
            try:
                return self._repair()
            except OutputFailed as error:
                self._warn(f"{_lines(damaged)} of the history could not be read, nor set aside: {error}")
        return entries

    def _append(self, line: bytes) -> None:
        try:
            with self.path.open("ab+", buffering=0) as file:
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    # A run that died while writing left half a line: it must not take this one with it.
                    line = line if file.read(1) == b"\n" else b"\n" + line
                rest = memoryview(line)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
        except OSError as error:
            raise failure(self.path, error) from error

    def _content(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise EnvironmentFault(
                f"cannot read {self.path}: {error.strerror or error}", "Change its permissions, or move it away."
            ) from error

    def _repair(self) -> tuple[Entry, ...]:
        with locked(self.path):
            content = self._content()
            entries, good, damaged = _parse(content)
            if damaged:
                aside = _set_aside(self.path, content)
                with write_whole(self.path) as sink:
                    sink.write(b"".join(good))
                self._warn(f"{_lines(damaged)} of the history could not be read; the file as it was is kept as {aside}")
        return entries


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _set_aside(path: Path, content: bytes) -> Path:
    """Write a copy under the first free name. The file itself is replaced later, so that nothing is lost in between."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    with write_whole(aside) as sink:
        sink.write(content)
    return aside


def _parse(content: bytes) -> tuple[tuple[Entry, ...], list[bytes], int]:
    """Return entries, the lines worth keeping, and how many are damaged."""
    entries, good, damaged = [], [], 0
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        entry = _from_line(line)
        if entry is None:
            damaged += 1
            continue
        good.append(line + b"\n")
        if isinstance(entry, Entry):
            entries.append(entry)
    return tuple(sorted(entries, key=lambda entry: entry.when)), good, damaged


def _to_data(entry: Entry) -> dict[str, object]:
    return {
        "voicecoach_history": _VERSION,
        "when": entry.when.isoformat(timespec="seconds"),
        "routine": entry.routine,
        "script": entry.script,
        "took_ms": entry.took,
        "reached_ms": entry.reached,
        "total_ms": entry.total,
        "finished": entry.finished,
    }


def _from_line(line: bytes) -> Entry | bool | None:
    """Return the entry; True for a line of a newer version; None for damage."""
    try:
        data = json.loads(line)
        version = data["voicecoach_history"]
        if type(version) is not int or version < 1:
            return None
        if version > _VERSION:
            return True
        entry = Entry(
            datetime.fromisoformat(data["when"]),
            data["routine"],
            data["script"],
            data["took_ms"],
            data["reached_ms"],
            data["total_ms"],
            data["finished"],
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    numbers = (entry.took, entry.reached, entry.total)
    sound = all(type(number) is int and 0 <= number < 10**12 for number in numbers)
    sound = sound and isinstance(entry.routine, str) and isinstance(entry.script, str)
    return entry if sound and type(entry.finished) is bool and entry.when.tzinfo is not None else None


def format_history(entries: Sequence[Entry]) -> str:
    """Write the entries as a table, oldest first: date, routine, time spent, how far."""
    if not entries:
        return "no routine has been played yet"
    rows = [("date", "routine", "time", "how far")]
    for entry in entries:
        name = fit(clean(entry.routine) or "-", _NAME_COLUMNS)
        rows.append((entry.when.strftime("%Y-%m-%d %H:%M"), name, format_clock(entry.took), _how_far(entry)))
    wide = [max(width(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{_padded(date, wide[0])}  {_padded(name, wide[1])}  {' ' * (wide[2] - width(time))}{time}  {far}"
        for date, name, time, far in rows
    )


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _how_far(entry: Entry) -> str:
    if entry.finished:
        return "done"
    share = entry.reached * 100 // entry.total if entry.total else 0
    return f"{share} % ({format_clock(entry.reached)} of {format_clock(entry.total)})"
