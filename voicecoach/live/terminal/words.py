"""A view in words and numbers: what the full screen, a narrow one and the plain lines all say alike."""

from __future__ import annotations

from voicecoach.live.terminal.cells import clean
from voicecoach.live.view import View
from voicecoach.timeline.model import SegmentKind
from voicecoach.units import MINUTE, SECOND, format_clock

_KINDS: dict[SegmentKind, str] = {
    "work": "WORK",
    "rest": "REST",
    "ready": "GET READY",
    "switch": "SWITCH SIDES",
    "say": "LISTEN",
}
_SIDES = {"left": "left side", "right": "right side"}


def kind_of(view: View) -> str:
    """Name the kind of segment in one word or two, so that it is never shown by colour alone."""
    return "DONE" if view.state == "finished" else _KINDS[view.kind]


def name_of(view: View) -> str:
    """Name the exercise, or the routine where there is none."""
    return clean(view.title if view.state == "finished" else view.exercise or view.title)


def place_of(view: View) -> str:
    """Name set and side: ``set 2 of 3 · left side``, in a pause ``after set 2 of 3 · left side``."""
    if view.state == "finished" or view.kind == "say":
        return ""
    parts = []
    if view.set is not None:
        parts.append(f"set {view.set}" + (f" of {view.sets}" if view.sets is not None else ""))
    if view.side:
        parts.append(_SIDES.get(view.side, clean(view.side)))
    after = "after " if parts and view.kind in ("rest", "switch") else ""
    return after + " · ".join(parts)


def number_of(view: View) -> tuple[str, str]:
    """Return the number that matters now and the word beside it: repetitions where they are counted, otherwise time."""
    if view.kind == "work" and view.reps is not None:
        return str(view.rep or 0), f"of {view.reps}"
    if view.remaining is None:
        return countup(view.spent), "so far"
    return countdown(view.remaining), "s" if view.remaining <= MINUTE else ""


def countdown(milliseconds: int) -> str:
    """Write the seconds that remain as they are said: ``3`` from the moment "three" is heard until "two" is."""
    seconds = max(0, -(-milliseconds // SECOND))
    return format_clock(seconds * SECOND) if seconds > 60 else str(seconds)


def countup(milliseconds: int) -> str:
    """Write whole seconds that are over: ``9`` until ten are full."""
    seconds = max(0, milliseconds) // SECOND
    return format_clock(seconds * SECOND) if seconds > 60 else str(seconds)


def clock(milliseconds: int) -> str:
    """Write the time that remains, never a second too little."""
    return format_clock(-(-max(0, milliseconds) // SECOND) * SECOND)


def banner_of(view: View) -> str:
    """Say what must not be overlooked, or return an empty text."""
    if view.state == "paused":
        return "PAUSED · press space to go on"
    if view.state == "holding":
        return "WAITING FOR THE VOICE · it goes on by itself"
    if view.state == "waiting":
        return "PRESS SPACE WHEN DONE"
    if view.state == "finished":
        return "DONE · well done"
    return ""


def short_banner_of(view: View) -> str:
    """Say the same for a narrow terminal."""
    return banner_of(view).split(" · ")[0]


def messages_of(view: View) -> tuple[str, ...]:
    """Return the lines of the message that say something."""
    return tuple(line for line in map(clean, view.message.splitlines()) if line)


def pace_of(view: View) -> str:
    """Write ``pace 1.05``, or return an empty text at the pace of the script."""
    pace = view.pace.quantize(view.pace.__class__("0.01"))
    return "" if pace == 1 else f"pace {pace.normalize():f}"


def countup_clock(milliseconds: int) -> str:
    """Write the time that is over, never a second too much."""
    return format_clock(max(0, milliseconds) // SECOND * SECOND)
