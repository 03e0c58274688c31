"""A whiteboard's text without its markup: front matter, tables, links and emphasis become lines as people type them.

What is taken off is kept: the lines of front matter and the addresses of links are comments of the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voicecoach.intake.board_words import any_of
from voicecoach.intake.foreign_text import ForeignText

_FRONT = {
    "---": re.compile(r"[a-z][\w-]*\s*:(?:\s.*)?|\s+\S.*|-\s.*|#.*|\s*"),
    "+++": re.compile(r"[\w.-]+\s*=.*|\[.*|\s+.*|#.*|\s*"),
}
_MOST_FRONT, _LONGEST = 200, 1_000
_TITLE = re.compile(r"""(?:title|name)\s*[:=]\s*(["']?)(.+?)\1\s*""", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)?)>?(?:\s+[\"'][^\"'()]*[\"'])?\s*\)")
_ADDRESS = re.compile(r"<?\b(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]]>?", re.IGNORECASE)
_DEFINITION = re.compile(r"\s*\[[^\]]+\]:\s*(?=https?://|www\.)", re.IGNORECASE)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_(?![\w_])|~~([^~]+)~~|(?<!`)`{1,2}([^`]+)`{1,2}"
)
_PRIVATE = re.compile("[\x00-\x08\ue000-\uf8ff]")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_NO_CELL = re.compile(r"(?:[-–—.x]|n/?a|none)?", re.IGNORECASE)
_COLUMNS = ("exercise", "sets", "reps", "time", "weight", "rest", "note")


@dataclass
class BoardText:
    """The lines with their numbers, the title and comments from beside them, and the numbers of lines used up."""

    lines: list[tuple[int, str]]
    title: str = ""
    comments: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def read_text(source: ForeignText) -> BoardText:
    """Return the lines of a board without their markup."""
    board = BoardText([(number, _PRIVATE.sub("", raw)) for number, raw in source.lines()])
    _take_front(board)
    board.lines = [(number, text) for number, raw in board.lines if (text := _plain(raw, board)) is not None]
    board.lines = list(_without_tables(board))
    return board


def _take_front(board: BoardText) -> None:
    """Take off the front matter, if the text begins with one: its title, and comments."""
    first = next((index for index, (_, raw) in enumerate(board.lines) if raw.strip()), 0)
    shape = _FRONT.get(board.lines[first][1].strip())
    if shape is None:
        return
    held = board.lines[first + 1 : first + _MOST_FRONT]
    mark = board.lines[first][1].strip()
    last = next((index for index, (_, raw) in enumerate(held) if raw.strip() == mark), 0)
    if not last or not all(shape.fullmatch(raw) for _, raw in held[:last]) or not re.match(r"\s*\S", held[0][1]):
        return
    for _, raw in held[:last]:
        found = _TITLE.fullmatch(raw)
        if found and not board.title:
            board.title = found[2]
        elif raw.strip():
            board.comments.append(raw)
    del board.lines[: first + last + 2]


def _plain(raw: str, board: BoardText) -> str | None:
    """Return a line without links and emphasis; None where it was nothing but an address."""
    if len(raw) > _LONGEST or not re.search(r"[\[*_~`/.]", raw):
        return raw
    addresses: list[str] = []

    def named(found: re.Match[str]) -> str:
        addresses.append(f"{found[1].strip()}: {found[2]}" if found[1].strip() and found[2] else found[2])
        return found[1]

    def bare(found: re.Match[str]) -> str:
        addresses.append(found[0].strip("<>"))
        return ""

    text = _ADDRESS.sub(bare, _LINK.sub(named, _DEFINITION.sub("", raw)))
    board.comments += [one for one in addresses if one]
    text = _EMPHASIS.sub(lambda found: next(one for one in found.groups() if one), text)
    return text if not addresses or re.search(r"\w", text) else None


def _without_tables(board: BoardText) -> Iterator[tuple[int, str]]:
    """Yield the lines, with the rows of tables written as lines; the heading of a table is used up."""
    columns: list[tuple[str, str, str]] = []
    lines = board.lines
    for index, (number, raw) in enumerate(lines):
        cells = _cells(raw) if len(raw) <= _LONGEST else []
        if len(cells) < 2:
            columns = []
            yield number, raw
        elif _RULE.fullmatch(raw):
            board.used.add(number)
        elif not columns and (
            found := _headings(cells, ruled=index + 1 < len(lines) and _is_rule(lines[index + 1][1]))
        ):
            columns = found
            board.used.add(number)
        elif columns:
            yield number, _row(columns, cells)
        elif "|" in raw:
            yield number, ", ".join(cell for cell in cells if cell)
        else:
            yield number, raw


def _is_rule(raw: str) -> bool:
    return "|" in raw and bool(_RULE.fullmatch(raw))


def _cells(raw: str) -> list[str]:
    text = raw.strip()
    if text.startswith("|") or raw.count("|") > 1:
        return [cell.strip() for cell in text.removeprefix("|").removesuffix("|").split("|")]
    return [cell.strip() for cell in raw.strip().split("\t")]


def _headings(cells: Sequence[str], *, ruled: bool) -> list[tuple[str, str, str]]:
    """Return the kind, the unit and the words of each column, if this is the heading of a table; else nothing."""
    columns = [_heading(cell) for cell in cells]
    known = sum(bool(kind) for kind, _, _ in columns)
    return columns if known >= 2 or (ruled and known) else []


def _heading(cell: str) -> tuple[str, str, str]:
    words = cell.strip("*_ ")
    unit = re.search(r"[(\[/]\s*(kgs?|lbs?|s|secs?|seconds?|mins?|minutes?)\s*[)\]]?$", words, re.IGNORECASE)
    name = words[: unit.start()].strip() if unit else words
    for kind in _COLUMNS:
        lists = (kind,) if kind in ("sets", "reps", "rest") else (f"{kind}_column",)
        if re.fullmatch(any_of(*lists), name, re.IGNORECASE):
            given = unit[1] if unit else name if re.fullmatch("kgs?|lbs?", name, re.IGNORECASE) else ""
            return kind, given, words
    return "", "", words


def _row(columns: Sequence[tuple[str, str, str]], cells: Sequence[str]) -> str:
    """Write a row as a line: ``Squat: 3x12, 60 kg, rest 90s (Grip: wide)``."""
    held: dict[str, str] = {}
    notes: list[str] = []
    for (kind, unit, words), cell in zip([*columns, *[("", "", "")] * len(cells)], cells, strict=False):
        if _NO_CELL.fullmatch(cell):
            continue
        value = f"{cell} {unit}" if unit and re.search(r"\d$", cell) else cell
        unsure = (kind == "weight" and not re.search(r"[^\W\d]", value)) or (kind == "time" and value.isdigit())
        if not kind or kind in held or unsure or (kind == "sets" and not re.fullmatch(r"\d+(?:\s*[-–]\s*\d+)?", value)):
            notes.append(f"{words}: {value}".removeprefix(": "))
        elif kind == "note":
            notes.append(value)
        else:
            held[kind] = value
    if "reps" in held and "time" in held:
        notes.append(f"time: {held.pop('time')}")
    amount = held.get("reps") or held.get("time") or ""
    sets = held.get("sets", "")
    dose = f"{sets}x{amount}" if sets and amount else amount or (f"{sets} sets" if sets else "")
    if "weight" in held and not held.get("exercise") and amount and not sets:
        dose = f"{held.pop('weight')} x {amount}"
    parts = [dose, held.get("weight", ""), f"rest {held['rest']}" if "rest" in held else ""]
    line = ", ".join(part for part in parts if part)
    name = held.get("exercise", "")
    return f"{name}{': ' if name and line else ''}{line}{''.join(f' ({note})' for note in notes)}"
