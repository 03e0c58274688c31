"""Texts that grow beyond all bounds once they are worded: placeholders, numbers and a lexicon can multiply each other.

Every text is worded here as it would be with the longest names of the routine, so that a slip is a message with its
place and not a silence of a thousand hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.errors import TooMuchToSay
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Exercise, Routine, Text
from voicecoach.script.texts import MAX_SPOKEN, PLACEHOLDERS
from voicecoach.script.walk import walk
from voicecoach.units import HOUR, MINUTE, SECOND

_LARGE_NUMBER = "777"
_LONG = 23 * HOUR + 57 * MINUTE + 57 * SECOND
_MOST_GROWTH = 10
"""How much longer words are than the numbers and times that stand for them."""


def check_growth(routine: Routine, wording: Wording) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each text that would have too many characters, or too long silences."""
    works = [block for block in walk(routine.blocks) if isinstance(block, Exercise)]
    name = max((work.say.text for work in works), key=len, default="")
    things = ", ".join(text.text for text in routine.equipment)
    words = [things, *(text.text for text in texts_of(routine))]
    values = {
        **dict.fromkeys(PLACEHOLDERS, _LARGE_NUMBER),
        **dict.fromkeys(
            ("time", "total", "remaining", "rest", "work", "every", "rep", "dose"), wording.duration(_LONG)
        ),
        "exercise": name,
        "next": name,
        "weight": max((text.text for work in works for text in work.weights), key=len, default=""),
        "side": max(wording.pack.sides.values(), key=len),
        "title": routine.title.text,
        "words": max(words, key=len),
    }
    texts = dict.fromkeys(text for text in texts_of(routine) if routine.lexicon or _may_grow(text.text))
    if len(things) * _MOST_GROWTH > MAX_SPOKEN:
        texts[Text(things, routine.equipment[0].span)] = None
    for text in texts:
        if wrong := _wrong(text, values, wording):
            yield wrong


def _wrong(text: Text, values: Mapping[str, str], wording: Wording) -> Diagnostic | None:
    try:
        wording.text(text.text, values)
    except TooMuchToSay as much:
        return Diagnostic(much.code, str(much), text.span, help=much.remedy)
    return None


def texts_of(routine: Routine) -> Iterator[Text]:
    """Yield every text of a routine with its place; those that several steps share once."""
    seen: set[int] = set()
    waiting: list[object] = [routine]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, (str, int, Span)) or thing is None or id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, Text):
            yield thing
        elif isinstance(thing, tuple):
            waiting += thing
        elif is_dataclass(thing):
            waiting += [getattr(thing, field.name) for field in fields(thing)]


def _may_grow(text: str) -> bool:
    return "{" in text or "[" in text or len(text) * _MOST_GROWTH > MAX_SPOKEN
