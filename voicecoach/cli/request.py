"""Reading the options that several commands share."""

from __future__ import annotations

from argparse import Namespace
from decimal import Decimal

from voicecoach.app import Request
from voicecoach.errors import UsageError
from voicecoach.script.checker import Overrides
from voicecoach.script.keys import MINUTES_LENGTH, PACE, RATE
from voicecoach.script.model import Pace
from voicecoach.script.music import GAIN

_HIGHEST_PORT = 65_535


def make_request(arguments: Namespace) -> Request:
    """Return a script with the tweaks and the voice of a command line. Raises ``UsageError`` for wrong values."""
    only = tuple(name.strip() for names in arguments.only for name in names.split(",") if name.strip())
    options = Overrides(arguments.level, _pace(arguments.pace), tuple(arguments.set), only, arguments.language)
    rate = getattr(arguments, "rate", 0)
    check_rate(rate)
    allowed = getattr(arguments, "allow_command", False)
    music = "none" if getattr(arguments, "no_music", False) else getattr(arguments, "music", "")
    return Request(arguments.script, options, getattr(arguments, "voice", ""), rate, allowed, music, _gain(arguments))


def check_rate(rate: int) -> None:
    """Raise ``UsageError`` where ``--rate``, if it is given, is none."""
    if rate and RATE.parse(str(rate)) is None:
        raise UsageError(f"--rate {rate} is not a rate of speech", f"it takes {RATE.expects}")


def check_port(port: int | None) -> None:
    """Raise ``UsageError`` where ``--port``, if it is given, is none."""
    if port is not None and not 0 <= port <= _HIGHEST_PORT:
        raise UsageError(f"--port {port} is not a port", f"it takes 1 to {_HIGHEST_PORT}, or 0 for any that is free")


def parse_minutes(text: str) -> int:
    """Return the ms meant by ``--minutes``: a number of minutes, or a duration with units or a colon."""
    length = MINUTES_LENGTH.parse(text)
    if not length:
        raise UsageError(f"--minutes {text} is not a length", f"write {MINUTES_LENGTH.expects}")
    return length


def _gain(arguments: Namespace) -> Decimal | None:
    text = getattr(arguments, "music_gain", "")
    if not text:
        return None
    value = GAIN.parse(text)
    if value is None:
        raise UsageError(f"--music-gain {text} is not a level", f"it takes {GAIN.expects}")
    return value


def _pace(text: str | None) -> Pace | None:
    if text is None:
        return None
    kind = PACE[0].kind
    value = kind.parse(text)
    if value is None:
        raise UsageError(f"--pace {text} is not a pace", f"it takes {kind.expects}; 1.2 is a fifth faster")
    return Pace(value, value)
