"""Text that shows what it holds: escape codes, line breaks and marks that turn the direction of writing are spelt out.

A script, the name of a file or a voice may hold any character. Where such a text is shown it must not move a cursor,
begin a line of its own or hide what stands in it.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, invisible format characters, halves of characters, and separators of lines and paragraphs."""


def visible(text: str, keep: str = "") -> str:
    r"""Return ``text`` with each character that nobody can see, except those in ``keep``, as an escape (``\x1b``)."""
    if text.isprintable():
        return text
    return "".join(_escape(one) if is_hidden(one) and one not in keep else one for one in text)


def is_hidden(character: str) -> bool:
    """Return whether a character shows nothing of itself, but may change how others are shown."""
    return unicodedata.category(character) in _HIDDEN


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
