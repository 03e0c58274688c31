"""Finding what in a text has to become words: numbers with units, times, doses, ranges and silences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecoach.phrases.pack import Pack

_STARTS = r"(?:\b|(?<=\d[x×])|(?<=\d\s[x×]))"


_MONEY = "$€£"
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_QUOTED = re.compile(r"""(?<![\w″′])(?:"[^"]*"|'[^'\n]*')|(?<=\d)\s?(?P<prime>"|''|'(?!\w))""")
_STANDS_BEFORE_NUMBERS = "#~"


def token_pattern(pack: Pack) -> re.Pattern[str]:
    """Build the pattern of all that must become words, with the units and the decimal mark of a language.

    The groups are ``silence``, ``chain`` (``4-4-4-4``, ``12,10,8``), ``top`` and ``bottom`` of a fraction or score with
    ``whole`` and ``measure``, ``ordinal`` with ``ending``, and ``clock``, ``duration`` or ``number`` with ``money`` or
    ``unit`` and ``dash`` where both describe another thing, each with ``per`` and with ``join`` where a range or a dose
    goes on. A point is understood as decimal mark everywhere.
    """
    decimal = pack.decimal
    grouping = "." if decimal == "," else ","
    marks = re.escape("." if decimal == "." else ".,")
    grouped = rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}}){{1,2}}(?!\d)"
    number = rf"(?:{grouped}(?:{re.escape(decimal)}\d{{1,9}})?|\d{{1,9}}(?:[{marks}]\d{{1,9}})?)"
    unit = any_of(pack.units)
    chain = rf"(?!{grouped})\d{{1,4}}(?:-\d{{1,4}}){{2,}}|(?!{grouped})\d{{1,4}}(?:,\d{{1,4}}){{2,}}"
    fraction = r"(?:(?P<whole>\d{1,4})\s)?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})(?![\w/]|[.,]\d)"
    ordinal = rf"(?P<ordinal>\d{{1,4}})(?P<ending>{any_of(pack.ordinals)})(?!\w)|" if pack.ordinals else ""
    stop = r"\.(?=\s+[a-zß-öø-ÿ])"
    if pack.shortened:
        ends = "|".join(f"(?<={re.escape(one)})" for one in pack.shortened)
        stop += rf"|(?i:{ends})\.(?=\s+(?!(?:{any_of(pack.sentence_begins)})\b)\w)"
    return re.compile(
        r"(?P<silence>\[[^\[\]]{1,12}\])"
        rf"|{_STARTS}(?P<chain>{chain})(?![\w-])"
        rf"|(?<![\d/.,:]){_STARTS}(?:{ordinal}{fraction}(?:\s?(?P<measure>(?i:{unit}))(?!\w))?)"
        r"|(?:"
        rf"(?P<clock>{_STARTS}\d{{1,3}}:[0-5]\d(?::[0-5]\d)?\b)(?:\s?min(?=\s?/))?"
        rf"|(?P<duration>{_STARTS}(?!\d{{3,4}}m\b)(?:\d{{1,4}}(?:[{marks}]\d)?(?:h|min|m|s)(?=\d|\b))+)(?!/)"
        rf"|(?:(?P<money>[{_MONEY}])\s?)?{_STARTS}(?P<number>{number})"
        rf"(?:(?:\s?|(?P<dash>-))(?P<unit>(?i:{unit}))(?!\w|(?<=[x×])\s?\d)(?:{stop})?|(?=\s?[x×]\s?\d)|(?!\w|\.\d))"
        rf")(?:\s?/\s?(?P<per>{any_of(pack.per)})(?!\w))?"
        r"(?P<join>(?<=[\d\s])\s?[-–]\s?(?=\d)|[-–](?=\d)|\s?[x×]\s?(?=\d))?"
    )


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def symbol_pattern(symbols: Iterable[str]) -> re.Pattern[str]:
    """Build the pattern of symbols that are words: ``plus`` between numbers, ``joins`` between words, or ``symbol``.

    What has letters (``No.``), ``#`` and ``~`` stand for something before a number only; ``%`` and ``°`` behind one are
    units.
    """
    before = [one for one in symbols if one in _STANDS_BEFORE_NUMBERS or any(char.isalpha() for char in one)]
    free = [one for one in symbols if one not in before and one not in "+%°"]
    return re.compile(
        r"(?P<joins>(?<=[^\W\d])\s?\+\s?(?=\w)|(?<=\d)\s?\+\s?(?=[^\W\d])|(?<=\))\s?\+\s?(?=\w))"
        r"|(?P<plus>\s?\+\s?)"
        rf"|(?<!\w)(?P<before>{any_of(before)})(?=\s?\d)"
        rf"|(?P<symbol>{any_of(free)}|(?<!\d)(?<!\d\s)[%°])"
    )


def plain_marks(text: str) -> str:
    """Write blanks, arrows, fractions, inches and feet in one way each: ``→``, ``1/2``, ``″``, ``′``; quotes stay."""
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
