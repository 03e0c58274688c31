"""What the options that all commands share ask for."""

from __future__ import annotations

from argparse import Namespace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from voicecoach.app import Request
from voicecoach.errors import UsageError
from voicecoach.script.checker import Overrides
from voicecoach.script.model import Pace
from voicecoach.units import format_clock, parse_duration

if TYPE_CHECKING:
    from voicecoach.timeline.target import Fitted


def make_request(arguments: Namespace) -> Request:
    """A script with the tweaks and the voice of a command line. Raises ``UsageError`` for what cannot be."""
    only = tuple(name.strip() for names in arguments.only for name in names.split(",") if name.strip())
    options = Overrides(arguments.level, _pace(arguments.pace), tuple(arguments.set), only, arguments.language)
    rate = getattr(arguments, "rate", 0)
    if rate and not 60 <= rate <= 400:
        raise UsageError(f"--rate {rate} is not a rate of speech", "words a minute lie between 60 and 400")
    allowed = getattr(arguments, "allow_command", False)
    return Request(arguments.script, options, getattr(arguments, "voice", ""), rate, allowed)


def parse_minutes(text: str) -> int:
    """Milliseconds meant by ``--minutes``: a number of minutes, or a duration with units or a colon."""
    length = parse_duration(f"{text}m" if text.replace(".", "", 1).isdecimal() else text)
    if not length:
        raise UsageError(f"--minutes {text} is not a length", "write 12, 12.5, 12m30s or 12:30")
    return length


def describe_fit(fitted: Fitted) -> str:
    """What was done to a routine so that it lasts as long as was asked for."""
    done = []
    if fitted.rests != 1:
        done.append(f"rests take {fitted.rests.quantize(Decimal('0.01'))} of their time")
    if fitted.movements != 1:
        done.append(f"movement is {(1 / fitted.movements).quantize(Decimal('0.01'))} times as fast")
    lengths = f"{format_clock(fitted.before)} → {format_clock(fitted.length)}"
    return f"{lengths}; {', '.join(done) or 'nothing had to change'}"


def _pace(text: str | None) -> Pace | None:
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if not (value.is_finite() and Decimal("0.25") <= value <= 4):
        raise UsageError(f"--pace {text} is not a pace", "a pace is a number from 0.25 to 4; 1.2 is a fifth faster")
    return Pace(value, value)
