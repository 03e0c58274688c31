"""How many cells of a terminal a text takes: for columns of any language, and for carets below a line."""

from __future__ import annotations

import unicodedata

_ZERO_WIDTH = ("Mn", "Me")


def width(text: str) -> int:
    """Return the cells that ``text`` takes: wide East Asian characters and emoji two, combining marks none."""
    return len(text) if text.isascii() else sum(text.count(character) * cells(character) for character in set(text))


def cells(character: str) -> int:
    """Return the cells that one character takes."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
