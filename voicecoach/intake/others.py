"""Files that are known and not read: each is refused by name, with what to do instead.

A whiteboard may hold braces, colons and commas. So a file is called by another name only if it is of that form as a
whole: JSON that a parser reads or that begins as only JSON does, a table whose lines all have as many commas.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from voicecoach.intake.foreign_text import ForeignText, refuse

_LINES = "paste its exercises as lines of a text file, such as: Squat 3x12, rest 30s"
_EXPORT = "export the workout as a Zwift workout (.zwo), or paste its exercises as lines of a text file"
_XML = {
    "trainingcenterdatabase": "TCX",
    "gpx": "GPX",
    "fit": "FIT as XML",
    "kml": "KML",
    "svg": "a drawing (SVG)",
}
_HTML = re.compile(r"\s*<!doctype\s+html|\s*<(?:html|head|body|div|table|p|ul|ol|h[1-6])\b[^<>]*>", re.IGNORECASE)
_JSON_START = re.compile(r'\s*(?:\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})|\[\s*(?:[{\["\]]|-?\d))')
_CODE = re.compile(
    r"^(?:#!.*|(?:from\s+[\w.]+\s+)?import\s+[\w.*]+(?:\s+as\s+\w+)?;?|(?:async\s+)?def\s+\w+\(.*\).*:"
    r"|class\s+\w+.*[:{]|(?:const|let|var)\s+\w+\s*=.*|(?:export\s+)?function\s+\w+\(.*|#include\s*[<\"].*|package\s+\w+;?)$"
)
_ERG_ROW = re.compile(r"\s*\d+(?:\.\d+)?[ \t]+\d+(?:\.\d+)?\s*")
_YAML_KEY = re.compile(r"(?:- )?[A-Za-z_][\w-]*:(?: .*)?")
_YAML_NESTED = re.compile(r" +(?:- )?[A-Za-z_][\w-]*:(?: .*)?")
_MOST_OF_A_TABLE = 200


class _Kind(NamedTuple):
    """A form of file: what it is called, where in the file it shows (line and column), and what to do."""

    name: str
    find: Callable[[ForeignText], tuple[int, int] | None]
    remedy: str = _LINES


def refuse_other(source: ForeignText) -> None:
    """Raise `SourceUnreadable` for a file of a form that is known and not read."""
    if _is_script(source):
        file = source.file
        raise refuse(source.at(1), "this is a routine script already", f"use it as it is: voicecoach show {file}")
    for kind in _KINDS:
        if place := kind.find(source):
            raise refuse(source.at(*place), f"this is {kind.name}, which is not read", kind.remedy)


def name_of_markup(tag: str) -> tuple[str, str]:
    """Return what XML of this root element is called, and what to do with it."""
    return _XML.get(tag.rpartition(":")[2].lower(), ""), _EXPORT


def _is_script(source: ForeignText) -> bool:
    keys = {line.partition(":")[0].rstrip() for _, line in source.lines() if ":" in line}
    return "routine" in keys and bool(keys & {"title", "exercises", "defaults", "voicecoach"})


def _first(source: ForeignText) -> tuple[int, str]:
    return next((number, line) for number, line in source.lines() if line.strip())


def _starting(*starts: str) -> Callable[[ForeignText], tuple[int, int] | None]:
    def find(source: ForeignText) -> tuple[int, int] | None:
        number, line = _first(source)
        return (number, 1) if line.strip().upper().startswith(starts) else None

    return find


def _find_html(source: ForeignText) -> tuple[int, int] | None:
    return (_first(source)[0], 1) if _HTML.match(source.text) else None


def _find_json(source: ForeignText) -> tuple[int, int] | None:
    if not _JSON_START.match(source.text):
        return None
    number, line = _first(source)
    place = (number, len(line) - len(line.lstrip()) + 1)
    if source.text.lstrip().startswith("{"):
        return place
    try:
        json.loads(source.text)
    except (ValueError, RecursionError):
        return place if len(source.text) > 1 and source.text.lstrip()[1:].lstrip().startswith("{") else None
    return place


def _find_ergometer(source: ForeignText) -> tuple[int, int] | None:
    """Find MRC and ERG: a course header, or nothing but rows of minutes and power."""
    number, line = _first(source)
    if line.strip().upper().startswith(("[COURSE HEADER", "[COURSE DATA")):
        return (number, 1)
    rows = [line for _, line in source.lines() if line.strip()]
    return (number, 1) if len(rows) > 2 and all(map(_ERG_ROW.fullmatch, rows)) else None


def _find_code(source: ForeignText) -> tuple[int, int] | None:
    for number, line in source.lines():
        if line.strip() and not line.lstrip().startswith(("//", "/*", "*", "# ")):
            return (number, 1) if len(line) < 1_000 and _CODE.match(line.strip()) else None
    return None


def _find_table(source: ForeignText) -> tuple[int, int] | None:
    """Find CSV: a header of words, and rows of as many fields, between commas, semicolons or tabs."""
    rows = [(number, line) for number, line in source.lines() if line.strip()][:_MOST_OF_A_TABLE]
    if len(rows) < 2 or any(len(line) > 10_000 for _, line in rows):
        return None
    for mark in ",;":
        if (fields := _fields([line for _, line in rows], mark)) and _is_table(fields):
            return (rows[0][0], 1)
    return None


def _fields(lines: list[str], mark: str) -> list[list[str]]:
    if any(mark not in line for line in lines):
        return []
    try:
        return list(csv.reader(lines, delimiter=mark, strict=True))
    except csv.Error:
        return []


def _is_table(rows: list[list[str]]) -> bool:
    """Return whether rows have three fields and more, as many in each, under a header without a number."""
    width = len(rows[0])
    headed = not any(character.isdigit() for cell in rows[0] for character in cell)
    same = all(len(row) == width for row in rows)
    numbers = any(re.fullmatch(r"\s*[\d.]+\s*\w*\s*", cell) for row in rows[1:] for cell in row[1:])
    return width >= 3 and headed and same and numbers and all(len(cell.split()) <= 4 for cell in rows[0])


def _find_yaml(source: ForeignText) -> tuple[int, int] | None:
    """Find keys below keys, in every line: no whiteboard is as regular."""
    if re.search(r"^exercises\s*:", source.text, re.MULTILINE):
        return None  # w2a, and what is like it, is read with a place for each mistake
    lines = [(number, line) for number, line in _without_comments(source)]
    if len(lines) < 3 or not lines[0][1][:1].isalpha():
        return None
    regular = all(_YAML_KEY.fullmatch(line) or _YAML_NESTED.fullmatch(line) for _, line in lines)
    nested = sum(bool(_YAML_NESTED.fullmatch(line)) for _, line in lines)
    lower = all(line.strip(" -")[:1].islower() for _, line in lines)
    return (lines[0][0], 1) if regular and nested >= 2 and lower else None


def _without_comments(source: ForeignText) -> Iterator[tuple[int, str]]:
    return (
        (number, line.rstrip())
        for number, line in source.lines()
        if line.strip() and line.strip() != "---" and not line.lstrip().startswith("# ")
    )


_KINDS = (
    _Kind("RTF", _starting("{\\RTF"), "save it as plain text"),
    _Kind("a web page (HTML)", _find_html, "copy its text, and paste that into a text file"),
    _Kind("a calendar", _starting("BEGIN:VCALENDAR"), "copy the text of the workout into a text file"),
    _Kind("an address book", _starting("BEGIN:VCARD"), ""),
    _Kind("JSON", _find_json),
    _Kind("a workout for an ergometer (MRC or ERG)", _find_ergometer, _EXPORT),
    _Kind("the code of a program", _find_code),
    _Kind("a table of comma-separated values (CSV)", _find_table),
    _Kind("YAML of another program", _find_yaml),
)
