"""Everyday ways of writing a dose, put into the one form that is read: ``12 reps x 3 sets`` is ``3x12``.

The forms are data, in ``usual/forms.yaml``, each with an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from voicecoach.intake.board_words import any_of
from voicecoach.intake.times import TIME, UNIT
from voicecoach.script import reader

_REPS, _HOLD = any_of("reps"), any_of("holds")
_COUNT = r"\d{1,3}(?:\s*[-–]\s*\d{1,3})?"
_END = r"(?![^\W_]|\s*(?:/|per\b|a\b))"
_NAMED = {
    "time": TIME,
    "unit": UNIT,
    "count": _COUNT,
    "end": _END,
    "easy": r"(?:jog(?:ging)?|walk(?:ing)?|float|shuffle|(?:standing|passive|active|easy)(?=\s+re)|easy(?=\s+between))",
    "pair": r"(?P<on>10|15|20|30|40|45|60)\s*/\s*(?P<off>10|15|20|30|45|60)",  # seconds of work and rest
}


def _entries() -> Iterator[dict[str, str]]:
    """Yield the forms as they are written."""
    file = Path(__file__).parent / "usual" / "forms.yaml"
    root, problems = reader.read(file.name, file.read_text("utf-8"))
    if not isinstance(root, reader.Sequence) or problems:
        raise ValueError(f"{file.name} is damaged: {problems}")
    for one in root.items:
        if isinstance(one, reader.Mapping):
            yield {key.text: value.text for key, value in one.entries if isinstance(value, reader.Scalar)}


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the pattern of each form, and what takes its place."""
    return tuple(
        (re.compile(re.sub(r"%(\w+)%", _named, one["pattern"]), re.IGNORECASE), one["form"]) for one in _entries()
    )


def _named(found: re.Match[str]) -> str:
    return _NAMED.get(found[1]) or any_of(found[1])


_LONGEST = 300
_HELD = re.compile(
    rf"(?P<dose>.*(?:\d\s*[x×]\s*\d|(?<!\w)[x×]\s*\d|\d\s*{_REPS}{_END}).*?)[,;]\s*"
    rf"(?P<held>{_HOLD}\s+(?:for\s+)?{TIME}|{TIME}\s*-?\s*{_HOLD})(?P<rep>(?:\s+(?:each|every|per)\s+(?:rep|repetition|time))?)\s*(?P<after>$|[,;].*)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^(?P<first>\d{1,2}):(?P<first_seconds>\d\d)\s*[-–]\s*(?P<last>\d{1,2}):(?P<last_seconds>\d\d)\s*:?\s*(?=(?:amrap|emom|rest)\b)",
    re.IGNORECASE,
)
_EMOM_BEHIND = re.compile(
    r"^(?P<n>\d{1,2})\s*[x×]\s*(?P<reps>\d{1,2})\s+(?P<name>[^\W\d][^\d,;:@]*?)\s+EMOM\b(?P<more>.*)$", re.IGNORECASE
)
_TURNS = re.compile(
    r"(?<!\w)(?:every|alle|cada|chaque|toutes les|ogni|elke|on the|e\d*m?om|amrap|tabata)(?!\w)", re.IGNORECASE
)
"""Lines in which a time and a number are turns of a clock, and not sets."""


def _length_on_clock(found: re.Match[str]) -> str:
    """Return ``10:00`` for what lasts from 5:00 to 15:00 on a running clock."""
    first, last = (60 * int(found[one]) + int(found[f"{one}_seconds"]) for one in ("first", "last"))
    return f"{(last - first) // 60}:{(last - first) % 60:02} " if last > first else found[0]


def off_clock(text: str) -> str:
    """Return a line that begins with a stretch of a running clock, such as ``5:00-15:00 AMRAP``, with its length."""
    return _CLOCK.sub(_length_on_clock, text)


def usual(text: str) -> str:
    """Return a line with its dose in the usual form; how long a repetition is held is a note in brackets."""
    if len(text) <= _LONGEST:
        text = re.sub(r"^([^\W\d][^\d:(]*[^\W_])\s+(?=\d{1,2}\s*[x×]\s*\(\s*\d{1,2}\s*[x×])", r"\1: ", text)
        text = off_clock(_EMOM_BEHIND.sub(r"EMOM \g<n>: \g<reps> \g<name>\g<more>", text))
    if len(text) > _LONGEST or not any(map(str.isdigit, text)) or _TURNS.search(text):
        return text
    for pattern, form in _forms():
        text = pattern.sub(form, text, count=1)
    held = _HELD.fullmatch(text)
    return f"{held['dose']} ({held['held']}{held['rep']}){held['after']}" if held else text
