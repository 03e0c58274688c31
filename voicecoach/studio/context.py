"""Where in a script a place is, also while it is being typed and is no YAML yet: the keys and items around it.

Only what stands before the place is read, line by line, and nothing is refused. The checker has the last word on what
a script means; this merely guesses what a person is about to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

Step: TypeAlias = "str | int"
"""A key, or the number of an item from 0."""

_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'{}\[\],#&*!|>%@`-][^:#{}\[\]]*?)\s*:(?=\s|$)""")
_TOP = re.compile(r"^\w+:", re.MULTILINE)
"""Where a key of the script itself begins: what is above it is of no interest for what is below."""
_COMMENT = re.compile(r"(?:^|\s)#")


@dataclass
class Level:
    """A block around the place: where it begins, the keys that it has so far, and the one that is being written.

    A list has no keys but the number of its item; ``flow`` ones stand between brackets.
    """

    column: int
    kind: Literal["keys", "list"]
    flow: bool = False
    keys: list[str] = field(default_factory=list)
    at: Step | None = None


@dataclass(frozen=True)
class Context:
    """The way to a place, each step with the keys that stand beside it, and what is being written there.

    It is a ``key`` beside other ``keys``, the ``value`` of the last key of the way, or an ``item`` of a list, which may
    be either. ``word`` begins at ``start``; ``indent`` is the column of what is written, from 0.
    """

    way: tuple[tuple[Step, tuple[str, ...]], ...]
    keys: tuple[str, ...]
    kind: Literal["key", "value", "item"]
    word: str
    start: int
    indent: int
    flow: bool


def context(text: str, offset: int) -> Context | None:
    """Return where a place is; None inside of comments and long texts, where nothing can be proposed."""
    found = _scanned(text, max((one.start() for one in _TOP.finditer(text, 0, offset)), default=0), offset)
    if found is not None and not found.way and not found.flow:
        found = _scanned(text, 0, offset)  # all keys of the script are of interest there
    if found is None or found.kind == "value" or found.flow:
        return found
    return _with_keys_below(found, text[offset:].split("\n")[1:])


def _scanned(text: str, begin: int, offset: int) -> Context | None:
    *before, prefix = text[begin:offset].split("\n")
    scan = _Scan()
    for line in before:
        scan.feed(line)
    return scan.place(prefix, offset)


def _with_keys_below(found: Context, lines: list[str]) -> Context:
    """Add the keys of the same block that stand below the place."""
    below = []
    for line in lines:
        column = len(line) - len(line.lstrip(" "))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if column < found.indent or line[column] == "-":
            break
        if column == found.indent and (key := _KEY.match(line, column)):
            below.append(_plain(key[1]))
    return replace(found, keys=(*found.keys, *below))


class _Scan:
    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.text_deeper_than = -1
        self.quote = ""

    def feed(self, line: str) -> None:
        """Read a whole line."""
        if self._is_text(line):
            return
        if self.quote or (self.levels and self.levels[-1].flow):
            self._flow(line)
            return
        if not line.strip() or line.lstrip().startswith("#"):
            return
        at = self._items(line)
        if key := _KEY.match(line, at):
            self._open_key(at, _plain(key[1]))
            self._value(line, key.end(), at)
        else:
            self._value(line, at, at)

    def place(self, prefix: str, offset: int) -> Context | None:
        """Return the context at the end of the last line."""
        begins = offset - len(prefix)
        if self._is_text(prefix) and prefix.strip():
            return None
        if self.quote or (self.levels and self.levels[-1].flow):
            return self._in_flow(prefix, begins, 0)
        if _COMMENT.search(prefix):
            return None
        at = self._items(prefix)
        if key := _KEY.match(prefix, at):
            self._open_key(at, _plain(key[1]))
            start = key.end()
            start += len(prefix[start:]) - len(prefix[start:].lstrip())
            if prefix[start : start + 1] in ("{", "["):
                return self._in_flow(prefix, begins, start)
            return None if prefix[key.end() :] == "" else self._found("value", prefix[start:], begins + start, at)
        if prefix[at : at + 1] in ("{", "["):
            return self._in_flow(prefix, begins, at)
        self._close(at)
        is_item = bool(self.levels) and self.levels[-1].kind == "list"
        return self._found("item" if is_item else "key", prefix[at:], begins + at, at)

    def _found(self, kind: Literal["key", "value", "item"], word: str, start: int, indent: int) -> Context:
        levels = list(self.levels)
        flow = bool(levels) and levels[-1].flow
        keys: tuple[str, ...] = ()
        if kind == "key" and levels and levels[-1].kind == "keys" and (flow or levels[-1].column == indent):
            keys = tuple(levels.pop().keys)
        way = tuple((level.at, tuple(level.keys)) for level in levels if level.at is not None)
        return Context(way, keys, kind, word, start, indent, flow)

    def _is_text(self, line: str) -> bool:
        """Return whether a line belongs to a text of several lines, after ``|`` or ``>``."""
        if self.text_deeper_than < 0:
            return False
        if not line.strip() or len(line) - len(line.lstrip(" ")) > self.text_deeper_than:
            return True
        self.text_deeper_than = -1
        return False

    def _items(self, line: str) -> int:
        """Read the dashes with which a line begins; return where the rest of it begins."""
        at = len(line) - len(line.lstrip(" "))
        while line[at : at + 2] in ("- ", "-"):
            self._close(at, item=True)
            level = self.levels[-1] if self.levels else None
            if level is not None and level.kind == "list" and level.column == at:
                level.at = int(level.at or 0) + 1
            else:
                self.levels.append(Level(at, "list", at=0))
            at += 1
            at += len(line[at:]) - len(line[at:].lstrip(" "))
        return at

    def _close(self, column: int, *, item: bool = False) -> None:
        """Leave all blocks that end before something in this column, which may be an ``item`` of a list."""
        while self.levels:
            level = self.levels[-1]
            inside = level.column < column
            if level.column == column:
                inside = item or level.kind == "keys"
            if inside:
                return
            self.levels.pop()

    def _open_key(self, column: int, name: str) -> None:
        self._close(column)
        level = self.levels[-1] if self.levels else None
        if level is None or level.kind != "keys" or level.column != column:
            level = Level(column, "keys")
            self.levels.append(level)
        level.keys.append(name)
        level.at = name

    def _value(self, line: str, at: int, column: int) -> None:
        rest = line[at:].lstrip()
        if rest[:1] in ("|", ">"):
            self.text_deeper_than = column
        elif rest[:1] in ("{", "[", '"', "'"):
            self._flow(line[len(line) - len(rest) :])

    def _in_flow(self, prefix: str, begins: int, at: int) -> Context | None:
        start = at + self._flow(prefix[at:])
        if self.quote:
            return None
        level = self.levels[-1] if self.levels else None
        if level is None or not level.flow:
            return None
        start += len(prefix[start:]) - len(prefix[start:].lstrip())
        if level.kind == "list":
            return self._found("item", prefix[start:], begins + start, start)
        return self._found("key" if level.at is None else "value", prefix[start:], begins + start, start)

    def _flow(self, text: str) -> int:
        """Read what stands between brackets or quotes; return where the last word of it begins."""
        start, index = 0, 0
        while index < len(text):
            one = text[index]
            if self.quote:
                index += 2 if self.quote == '"' and one == "\\" else 1
                self.quote = "" if one == self.quote else self.quote
                continue
            if one in "\"'" and not text[start:index].strip():
                self.quote = one
            elif one == "#" and (index == 0 or text[index - 1].isspace()):
                return len(text)
            elif self._turns(one, text[start:index].strip(), text[index + 1 : index + 2]):
                start = index + 1
            index += 1
        return start

    def _turns(self, mark: str, word: str, after: str) -> bool:
        """Take note of a bracket, a comma or a colon after a ``word``; return whether another word begins behind it."""
        level = self.levels[-1] if self.levels and self.levels[-1].flow else None
        if mark in "{[" and (level is not None or not word):
            self.levels.append(Level(-1, "keys" if mark == "{" else "list", flow=True, at=None if mark == "{" else 0))
            return True
        if level is None or mark not in "}],:":
            return False
        if mark in "}]":
            self.levels.pop()
        elif mark == ",":
            level.at = int(level.at or 0) + 1 if level.kind == "list" else None
        elif level.kind == "keys" and level.at is None and not after.strip():
            level.at = _plain(word)
            level.keys.append(level.at)
        else:
            return False
        return True


def _plain(key: str) -> str:
    return key[1:-1] if len(key) > 1 and key[0] == key[-1] and key[0] in "\"'" else key
