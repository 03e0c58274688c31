"""Lengths of time as people write them on whiteboards: ``90s``, ``1'30"``, ``2 min``, ``1:30``, ``30 Sek.``"""

from __future__ import annotations

import re

from voicecoach.intake.board_words import any_of
from voicecoach.units import MINUTE, SECOND, parse_duration

_HOURS, _MINUTES, _SECONDS = any_of("hours"), any_of("minutes"), any_of("seconds")
_NO_LETTER = r"(?![^\W\d_])"
UNIT = rf"(?:{_HOURS}|h|{_MINUTES}|m|{_SECONDS}|s|['\"′″’”])"
"""A unit of time in any of the languages, as a pattern."""
TIME = (
    rf"(?:\d+:\d\d(?::\d\d)?|\d+(?:\.\d+|,5(?!\d))?[\s-]*(?:(?:{_HOURS}|h|{_MINUTES}|m|['′’]){_NO_LETTER}"
    rf"(?:\s*\d+(?:\.\d+)?\s*{UNIT}{_NO_LETTER}|\d\d(?!\d))?|(?:{_SECONDS}|s|[\"″”]){_NO_LETTER}))"
)
"""A length of time with its unit, as a pattern."""
TIME_RANGE = rf"\d+\s*[-–]\s*{TIME}"


def read_time(text: str, bare: int = SECOND) -> int:
    """Return the ms of a time as people write it (``90s``, ``1'30"``, ``2 min``, ``1:30``); 0 where it is none.

    ``bare`` is the unit of a number without one.
    """
    text = text.strip().lower().replace("-", " ")
    if text.isdigit():
        return int(text) * bare if len(text) < 7 else 0
    text = re.sub(r"['′’]", "m", re.sub(r"[\"″”]", "s", text.replace(",", ".")))
    for unit, names in (("h", _HOURS), ("m", _MINUTES), ("s", _SECONDS)):
        text = re.sub(rf"(?<=[\d\s]){names}(?![^\W\d_])", unit, text)
    text = re.sub(r"m\s*(\d\d)$", r"m\1s", text)
    return parse_duration(text) or 0


def read_bare_rest(text: str) -> int:
    """Read a rest: a number without a unit is minutes up to five, else seconds."""
    return read_time(text, MINUTE if text.isdigit() and int(text) <= 5 else SECOND)
