"""Finding what in a text has to become words: numbers with units, times, doses, ranges and silences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecoach.phrases.sentences import any_of, new_sentence, unit_stop

if TYPE_CHECKING:
    from voicecoach.phrases.pack import Pack

_STARTS = r"(?:\b|(?<=\d[x×])|(?<=\d\s[x×]))"


MONEY = "$€£"
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_QUOTED = re.compile(r"""(?<![\w″′])(?:"[^"]*"|'[^'\n]*')|(?<=\d)\s?(?P<prime>"|''|'(?!\w))""")
_MINUTES = r"(?<![\w:.])(\d{1,3})['′’]([0-5]\d)(?:[\"″]|'')?(?![\w'\"])"
_STANDS_BEFORE_NUMBERS = "#~"
_NARROW = "\u00a0\u2009\u202f"
"""Blanks at which no line breaks, as in ``1 000``."""
_GROUPED = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:(?:[{_NARROW}]\d{{3}})+| 000)(?![\w])")
_DISTANCE = re.compile(r"(?<![\w.,])(\d{1,3}) (\d{3})(?=\s?(?:m|g|kcal)\b)")


def token_pattern(pack: Pack) -> re.Pattern[str]:
    """Build the pattern of all that must become words, with the units and the decimal mark of a language.

    The groups are ``silence``, ``day`` and ``month`` of a date with ``year``, ``place`` (``2. Satz``) with ``noun``,
    both with the word ``after`` which they come; ``ratio`` (``2:1``), ``chain`` (``4-4-4-4``, ``12,10,8``,
    ``1/1/2024``), ``top`` and ``bottom`` of a fraction or score with ``whole`` and ``measure``, ``ordinal`` with
    ``ending``, and ``clock`` (of ``hours``), ``hour`` (``1h30``), ``duration`` or ``number`` with ``money`` or ``unit``
    and ``dash`` where both describe another thing, each with ``per`` and with ``join`` where a range or a dose goes on.
    A point is understood as decimal mark everywhere.
    """
    decimal = pack.decimal
    grouping = "." if decimal == "," else ","
    marks = re.escape("." if decimal == "." else ".,")
    grouped = rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}}){{1,2}}(?!\d)"
    number = rf"(?:{grouped}(?:{re.escape(decimal)}\d{{1,9}})?|\d{{1,9}}(?:[{marks}]\d{{1,9}})?)"
    unit = any_of(pack.units)
    chain = rf"(?!{grouped})\d{{1,4}}(?:(?:-\d{{1,4}}){{2,}}|(?:,\d{{1,4}}){{2,}}|(?:/\d{{1,4}}){{2,}})"
    chain += r"|\d{1,2}\.\d{1,2}\.\d{4}"
    fraction = r"(?:(?P<whole>\d{1,4})\s)?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})"
    fraction += rf"(?:[\s-]?(?P<measure>(?i:{unit}))(?!\w)(?:{unit_stop(pack)})?|(?![\w/]|[.,]\d))"
    ordinal = rf"(?P<ordinal>\d{{1,4}})(?P<ending>{any_of(pack.ordinals)})(?!\w)|" if pack.ordinals else ""
    money = any_of(name for name in pack.units if name[-1] in MONEY)
    return re.compile(
        r"(?P<silence>\[[^\[\]]{1,12}\])"
        rf"{_ordinal_before_noun(pack)}"
        rf"|{_STARTS}(?P<chain>{chain})(?![\w-])"
        r"|(?<![\w.,:/-])(?P<ratio>\d{1,2}:\d{1})(?![\w:]|[.,]\d)"
        rf"|(?<![\d/.,:]){_STARTS}(?:{ordinal}{fraction})"
        r"|(?:"
        rf"(?P<clock>{_STARTS}\d{{1,3}}:[0-5]\d(?::[0-5]\d)?\b)(?:\s?(?:(?i:min)|(?P<hours>h))(?!\w)(?:{unit_stop(pack)})?)?"
        rf"|(?P<hour>{_STARTS}\d{{1,3}}{'[hu]' if 'u' in pack.units else 'h'}[0-5]\d)(?![\w:])"
        rf"|(?P<duration>{_STARTS}(?!\d{{3,4}}m\b)(?:\d{{1,4}}(?:[{marks}]\d)?(?:h|min|m|s)(?=\d|\b))+)(?!/)"
        rf"|(?:(?P<money>{money})\s?)?{_STARTS}(?P<number>{number})"
        rf"(?:(?:\s?|(?P<dash>-))(?P<unit>(?i:{unit}))(?!\w|(?<=[x×])\s?\d)(?:{unit_stop(pack)})?|(?=\s?[x×]\s?\d)|(?!\w|\.\d))"
        rf")(?:\s?/\s?(?P<per>{any_of(pack.per)})(?!\w))?"
        r"(?P<join>(?<=[\d\s])\s?[-–]\s?(?=\d)|[-–](?=\d)|\s?[x×]\s?(?=\d))?"
    )


def _ordinal_before_noun(pack: Pack) -> str:
    """Return a pattern for ordinal numbers that are written with a full stop before some nouns, and for dates."""
    if not pack.ordinal_nouns:
        return ""
    stop = rf"(?:\.(?!{new_sentence(pack)})|(?=\.))"
    date = rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}}){stop}(?:\s?(?P<year>\d{{4}}|\d\d))?(?!\w)"
    place = rf"(?P<place>\d{{1,3}})\.\s?(?P<noun>{any_of(pack.ordinal_nouns)})\b"
    return rf"|(?<![\w.,:/-])(?:(?P<after>(?i:{any_of(pack.ordinal_after)}))\s)?(?:{date}|{place})"


def slash_pattern(pack: Pack) -> re.Pattern[str]:
    """Build the pattern of a slash between words, with its ``per`` if it has one: ``reps/side``, ``bench/chair``."""
    return re.compile(rf"(?<=[^\W\d_]{{2}})\s?/\s?(?:(?P<per>{any_of(pack.per)})(?!\w)|(?=[^\W\d_]{{2}}))")


def symbol_pattern(pack: Pack) -> re.Pattern[str]:
    """Build the pattern of symbols that are words.

    The groups are ``more`` (``5+ reps``), ``plus`` between numbers, ``joins`` between words, ``before`` and ``symbol``.
    What has letters (``No.``), ``#`` and ``~`` stand for something before a number only; ``%`` and ``°`` behind one are
    units.
    """
    symbols = pack.symbols
    before = [one for one in symbols if one in _STANDS_BEFORE_NUMBERS or any(char.isalpha() for char in one)]
    free = [one for one in symbols if one not in before and one not in "+%°"]
    return re.compile(
        r"(?P<more>(?<=\d)\+(?=\s|$|[.,;:!?)]))"
        r"|(?P<joins>(?<=[^\W\d])\s?\+\s?(?=\w)|(?<=\d)\s?\+\s?(?=[^\W\d])|(?<=\))\s?\+\s?(?=\w))"
        r"|(?P<plus>\s?\+\s?)"
        rf"|(?<!\w)(?P<before>{any_of(before)})(?=\s?\d)"
        rf"|(?P<symbol>{any_of(free)}|(?<!\d)(?<!\d\s)[%°])"
    )


def plain_marks(text: str, *, primes_are_times: bool, decimal: str = ".") -> str:
    """Write blanks, arrows, fractions, inches and feet in one way each: ``→``, ``1/2``, ``″``, ``′``; quotes stay.

    Blanks between thousands go: those that are narrow, and any before ``000``. A number may begin with its point.

    With ``primes_are_times``, and in a pace, ``5'30"`` becomes ``5:30``.
    """
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    if decimal == ",":
        text = _DISTANCE.sub(r"\1\2", text)
    text = re.sub(r"(?<![\w.,\[])\.(?=\d{1,3}(?![\w.,]))", "0.", text)
    text = re.sub(_MINUTES + ("" if primes_are_times else r"(?=\s?/)"), r"\1:\2", text)
    text = re.sub(r"(?<![\w:.])(\d)'(\d{1,2})(?:\"|''|″)(?!\w)", r"\1′ \2″", text)
    text = re.sub(r"[-=]>", "→", re.sub(r"\s+", " ", text))
    text = re.sub(r"(\d)?([½⅓⅔¼¾])(?=(\w)?)", _fraction, text)
    text = re.sub(r"°(?=\w)", "° ", text)
    text = _QUOTED.sub(lambda found: ("′ " if found["prime"] == "'" else "″ ") if found["prime"] else found[0], text)
    return re.sub(r"(?<=\d)″(?= +[^\W\d])", "-″", text)


def _fraction(found: re.Match[str]) -> str:
    return (f"{found[1]} " if found[1] else "") + _FRACTIONS[found[2]] + (" " if found[3] else "")


def plain_number(written: str, decimal: str) -> str:
    """Write a number of a text with a point before its decimals and no marks between thousands."""
    grouping = "." if decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", written):
        written = written.replace(grouping, "")
    return written.replace(",", ".")
