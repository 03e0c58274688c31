"""Time as whole milliseconds, so that no beat ever drifts by a rounding error.

Durations are read from the raw text a person wrote (``90``, ``90s``, ``1m30s``, ``1:30``,
``1:02:00``, ``0.5s``, ``500ms``); floats never hold a time. Sizes of files are written here too.
"""

from __future__ import annotations

import re
from decimal import Decimal

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_CLOCK = re.compile(r"(?:(\d{1,9}):)?(\d{1,9}):([0-5]?\d(?:\.\d{1,9})?)")
_UNITS = re.compile(
    r"(?:(\d{1,9}(?:\.\d{1,9})?)\s*(?:h|hours?))?\s*"
    r"(?:(\d{1,9}(?:\.\d{1,9})?)\s*(?:m|min|mins|minutes?))?\s*"
    r"(?:(\d{1,9}(?:\.\d{1,9})?)\s*(?:s|sec|secs|seconds?))?\s*"
    r"(?:(\d{1,9}(?:\.\d{1,9})?)\s*(?:ms|milliseconds?))?"
)
_BARE = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


def parse_duration(text: str) -> int | None:
    """Return the ms meant by ``text``, or None where it is not a duration. A bare number is seconds."""
    text = text.strip()
    if not text.isascii() or not text:
        return None
    if _BARE.fullmatch(text):
        return _milliseconds(text, SECOND)
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        if hours is not None and int(minutes) > 59:
            return None
        return _milliseconds(hours, HOUR) + _milliseconds(minutes, MINUTE) + _milliseconds(seconds, SECOND)
    if units := _UNITS.fullmatch(text):
        scales = (HOUR, MINUTE, SECOND, 1)
        return sum(_milliseconds(part, scale) for part, scale in zip(units.groups(), scales, strict=True))
    return None


def _milliseconds(number: str | None, scale: int) -> int:
    return int(Decimal(number or 0) * scale + Decimal("0.5"))


def format_clock(milliseconds: int) -> str:
    """Write ``m:ss`` or ``h:mm:ss``, rounded to the second: for tables, titles and file listings."""
    seconds = (milliseconds + 500) // SECOND
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def format_precise(milliseconds: int) -> str:
    """Write ``m:ss.mmm``: for tables in which a beat must be found again."""
    seconds, rest = divmod(milliseconds, SECOND)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes}:{seconds:02}.{rest:03}"


def format_duration(milliseconds: int) -> str:
    """Write a duration as in a script: ``1m30s``, ``2.5s``, ``500ms``."""
    if milliseconds < SECOND:
        return f"{milliseconds}ms" if milliseconds else "0s"
    hours, rest = divmod(milliseconds, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = f"{Decimal(rest) / SECOND:.3f}".rstrip("0").rstrip(".")
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else "", f"{seconds}s" if rest else ""]
    return "".join(parts)


def scale(milliseconds: int, pace: Decimal) -> int:
    """Divide ``milliseconds`` by ``pace`` (1.5 is half as fast again), rounded to the nearest one."""
    if pace == 1:
        return milliseconds
    return int((Decimal(milliseconds) / pace).to_integral_value(rounding="ROUND_HALF_UP"))


def samples_at(milliseconds: int, rate: int) -> int:
    """Return the sample on which an instant falls at a sample rate: exact wherever the rate allows it."""
    return (milliseconds * rate + 500) // 1000


def megabytes(size: int) -> str:
    """Write the size of a file, in bytes, for people: ``8.1 MB``."""
    return f"{size / 1e6:.1f} MB"
