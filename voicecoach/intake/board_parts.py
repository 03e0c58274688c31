"""The parts of a whiteboard that a script has keys for: what is needed, and warm-up, main set, cool-down."""

from __future__ import annotations

import re

from voicecoach.intake.board_words import any_in_header, any_of

_NAME = rf"(?:{any_in_header('part')}|{any_in_header('main')})"
_PART = re.compile(
    rf"(?P<name>{_NAME}(?:\s*(?:&|\+|/|and)\s*{_NAME})?)\s*:?\s*(?:\((?P<note>[^()]*)\)\s*:?)?", re.IGNORECASE
)
_THEN = re.compile(rf"(?P<name>{_NAME})\s*(?::|[,(–—-]|(?=\s))\s*(?P<rest>\S.*)", re.IGNORECASE)
_MAIN = re.compile(any_in_header("main"), re.IGNORECASE)
_TIMED = re.compile(
    rf"{any_in_header('part')}\s*[:,–—-]?\s*\(?(?:[2-9]|\d\d)\s*(?:{any_of('minutes')}|m|['′’])\W*", re.IGNORECASE
)
_SHORT = {"w/u": "Warm-up", "c/d": "Cool-down"}
_EQUIPMENT = re.compile(rf"{any_in_header('equipment')}\s*:\s*(?P<things>.*)", re.IGNORECASE)
_THINGS = re.compile(r"(?:\s*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&|\+)\s+)(?![^()]*\))")
_NOTHING = re.compile(r"none|nothing|no(?:\s+equipment)?|n/a|-*", re.IGNORECASE)


def part_name(text: str) -> tuple[str, str] | None:
    """Return the name of the part that a heading opens, and what stands in brackets after it; None for others."""
    found = _PART.fullmatch(text.strip())
    if not found:
        return None
    name = _SHORT.get(found["name"].lower(), found["name"])
    name = name.capitalize() if name.isupper() else name[:1].upper() + name[1:]
    return name, (found["note"] or "").strip()


def split_part(text: str) -> tuple[str, str] | None:
    """Split ``Main set 4x:`` into the name of the part that it opens and what follows; None for other lines."""
    found = _THEN.fullmatch(text.strip())
    named = part_name(found["name"]) if found else None
    return (named[0], found["rest"]) if found and named and not part_name(found["rest"]) else None


def is_timed_part(text: str) -> bool:
    """Return whether a line is a part with its minutes and no more, such as ``Cool-down 5 min``."""
    return bool(_TIMED.fullmatch(text.strip()))


def is_main(name: str) -> bool:
    """Return whether a part is the main one, which goes on across paragraphs until another part begins."""
    return bool(_MAIN.match(name))


def read_equipment(text: str) -> list[str] | None:
    """Return what a line says is needed, nothing where the list is elsewhere or empty; None for other lines."""
    found = _EQUIPMENT.fullmatch(text.strip())
    if not found:
        return None
    things = [one for part in _THINGS.split(found["things"].rstrip(" .")) if (one := part.strip())]
    return [] if len(things) == 1 and _NOTHING.fullmatch(things[0]) else things
