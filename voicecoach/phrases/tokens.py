"""Finding what in a text has to become words: numbers with units, times, doses, ranges and silences."""

from __future__ import annotations

import re

_STARTS = r"(?:\b|(?<=\d[x×])|(?<=\d\s[x×]))"


def token_pattern(units: tuple[str, ...], decimal: str) -> re.Pattern[str]:
    """Build the pattern of all that must become words, in a language with these units and this decimal mark.

    The groups are ``silence``, ``chain`` (``4-4-4-4``, ``12,10,8``), and ``clock``, ``duration`` or ``number`` with
    ``unit``, each with ``join`` where a range or a dose goes on. A point is understood as decimal mark everywhere.
    """
    grouping = "." if decimal == "," else ","
    marks = re.escape("." if decimal == "." else ".,")
    grouped = rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}}){{1,2}}(?!\d)"
    number = rf"(?:{grouped}(?:{re.escape(decimal)}\d{{1,9}})?|\d{{1,9}}(?:[{marks}]\d{{1,9}})?)"
    unit = "|".join(re.escape(one) for one in sorted(units, key=len, reverse=True))
    chain = rf"(?!{grouped})\d{{1,4}}(?:-\d{{1,4}}){{2,}}|(?!{grouped})\d{{1,4}}(?:,\d{{1,4}}){{2,}}"
    return re.compile(
        r"(?P<silence>\[[^\[\]]{1,12}\])"
        rf"|{_STARTS}(?P<chain>{chain})(?![\w-])"
        r"|(?:"
        rf"(?P<clock>{_STARTS}\d{{1,3}}:[0-5]\d(?::[0-5]\d)?\b)"
        rf"|(?P<duration>{_STARTS}(?!\d{{3,4}}m\b)(?:\d{{1,4}}(?:[{marks}]\d)?(?:h|min|m|s)(?=\d|\b))+)(?!/)"
        rf"|{_STARTS}(?P<number>{number})"
        rf"(?:\s?(?P<unit>(?i:{unit}))(?!\w)(?:\.(?=\s+[a-zß-öø-ÿ]))?|(?=\s?[x×]\s?\d)|(?!\w|\.\d))"
        r")(?P<join>(?<=[\d\s])\s?[-–]\s?(?=\d)|[-–](?=\d)|\s?[x×]\s?(?=\d))?"
    )


def plain_number(written: str, decimal: str) -> str:
    """Write a number of a text with a point before its decimals and no marks between thousands."""
    grouping = "." if decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", written):
        written = written.replace(grouping, "")
    return written.replace(",", ".")
