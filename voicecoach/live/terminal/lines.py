"""The coach without a screen: one line whenever something begins that is worth knowing, and no escape codes."""

from __future__ import annotations

from typing import TextIO

from voicecoach.live.bindings import EXPLAINED
from voicecoach.live.terminal import words
from voicecoach.live.terminal.cells import clean, plain_ascii
from voicecoach.live.view import View

_AGAIN = 500
"""How many ms the position must go back before it counts as a jump."""
_STATES = {
    "paused": "paused",
    "playing": "going on",
    "holding": "waiting for the voice",
    "waiting": "press space when done",
    "finished": "done",
}


class PlainLines:
    """Writes to ``stream`` what is new in a view: the time, then an exercise, a set, a rest, a pause, a message."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last: View | None = None

    def __enter__(self) -> PlainLines:
        return self

    def __exit__(self, *reason: object) -> None:
        return None

    def show(self, view: View) -> None:
        """Write the lines that ``view`` is worth; most views are worth none."""
        before, self._last = self._last, view
        found = [_segment_line(view)] if _is_new(view, before) else []
        if view.state != (before.state if before else "playing"):
            found.append(_STATES[view.state])
        if before and view.pace != before.pace:
            found.append(words.pace_of(view) or "pace 1")
        if view.message != (before.message if before else ""):
            found += [line for line in words.messages_of(view) if line not in found]
        if view.help and not (before and before.help):
            found += [f"{binding.shown:<10}{binding.words}" for binding in EXPLAINED]
        if view.choices and not (before and before.choices):
            found += [f"{number:>3}  {clean(title)}" for number, title in enumerate(view.choices, 1)]
            found.append("type a number, then Enter")
        elif view.choices and before and view.chosen != before.chosen:
            found.append(f"{view.chosen + 1}  {clean(view.choices[view.chosen])}")
        for line in found:
            self._write(f"{words.countup_clock(view.elapsed):>7}  {line}\n")

    def _write(self, line: str) -> None:
        try:
            line.encode(self._stream.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            line = plain_ascii(line)
        self._stream.write(line)
        self._stream.flush()


def _is_new(view: View, before: View | None) -> bool:
    """Report whether something has begun: another segment, or the same one again."""
    if view.state == "finished" or not _segment_line(view):
        return False
    return before is None or _segment(view) != _segment(before) or view.spent + _AGAIN < before.spent


def _segment(view: View) -> tuple[object, ...]:
    return view.kind, view.exercise, view.set, view.side, view.caption if view.kind == "say" else ""


def _segment_line(view: View) -> str:
    if view.kind == "say":
        return clean(view.caption)
    length = "" if view.length is None else words.clock(view.length)
    if view.kind == "work":
        dose = f"{view.reps} repetitions" if view.reps is not None else length or "until done"
        parts = [words.name_of(view), words.place_of(view), dose]
        return " · ".join(part for part in parts if part)
    name = f": {words.name_of(view)}" if view.kind == "ready" and view.exercise else ""
    following = f"; next: {clean(view.next)}" if view.next and not name else ""
    return f"{words.kind_of(view).lower()} {length}".rstrip() + name + following
