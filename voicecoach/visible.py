"""Text that shows what it holds: escape codes, line breaks and marks that turn the direction of writing are spelt out.

A script, the name of a file or a voice may hold any character. Where such a text is shown it must not move a cursor,
begin a line of its own or hide what stands in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls, invisible format characters, halves of characters, and separators of lines and paragraphs."""
_UNSURE = re.compile(r"[^\w\x20-\x7e]")
"""All but letters, digits and what is seen in ASCII: a text may have millions of those."""


def visible(text: str, keep: str = "") -> str:
    r"""Return ``text`` with each character that nobody can see, except those in ``keep``, as an escape (``\x1b``)."""
    return spelt_out(text, _escape, keep)


def spelt_out(text: str, escape: Callable[[str], str], keep: str = "") -> str:
    """Return ``text`` with ``escape`` of each character that nobody can see, except those in ``keep``."""

    def spelt(found: re.Match[str]) -> str:
        return escape(found[0]) if found[0] not in keep and is_hidden(found[0]) else found[0]

    return text if text.isprintable() else _UNSURE.sub(spelt, text)


def is_hidden(character: str) -> bool:
    """Return whether a character shows nothing of itself, but may change how others are shown."""
    return unicodedata.category(character) in _HIDDEN


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
