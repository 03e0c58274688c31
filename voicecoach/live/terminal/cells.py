"""How many cells of a terminal a text takes, so that columns stay columns with any exercise's name."""

from __future__ import annotations

import unicodedata

from voicecoach.text_width import cells, width

_EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"


def clean(text: str) -> str:
    """Bring ``text`` to one line, without what moves a cursor, hides itself or joins its neighbours.

    Control characters (escape codes with them) become spaces; invisible format characters go, since terminals
    disagree on how wide a joined emoji is, and all agree on its parts.
    """
    kept = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category in {"Cc", "Zl", "Zp"}:
            kept.append(" ")
        elif category in {"Cs", "Cn", "Co"}:
            kept.append("?")
        elif category != "Cf" and character != _EMOJI_STYLE:
            kept.append(character)
    return " ".join("".join(kept).split())


def fit(text: str, columns: int, more: str = "\N{HORIZONTAL ELLIPSIS}") -> str:
    """Cut ``text`` to at most ``columns`` cells; where anything went, it ends in ``more``."""
    if width(text) <= columns:
        return text
    room = columns - width(more)
    if room < 0:
        return "." * max(0, columns)
    return _first(text, room).rstrip() + more


def _first(text: str, columns: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += cells(character)
        if used > columns:
            return text[:index]
    return text


def wrap(text: str, columns: int, lines: int, more: str = "\N{HORIZONTAL ELLIPSIS}") -> list[str]:
    """Break ``text`` at its spaces into at most ``lines`` lines of at most ``columns`` cells."""
    found: list[str] = []
    rest = text.strip()
    while rest and len(found) < lines and columns > 0:
        if len(found) == lines - 1 or width(rest) <= columns:
            found.append(fit(rest, columns, more))
            break
        head = _first(rest, columns) or rest[0]
        if not rest[len(head)].isspace() and " " in head:
            head = head[: head.rindex(" ")]
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return found


def plain_ascii(text: str) -> str:
    """Write ``text`` in ASCII: accents go, what has no likeness becomes a question mark."""
    likeness = text.translate(_LIKENESS)
    decomposed = unicodedata.normalize("NFKD", likeness)
    return "".join(
        character if character.isascii() else "?" * cells(character)
        for character in decomposed
        if not unicodedata.combining(character)
    )


_LIKENESS = str.maketrans(
    {
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{MIDDLE DOT}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{LATIN SMALL LETTER SHARP S}": "ss",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    }
)
