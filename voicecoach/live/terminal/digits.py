"""Numbers drawn so large that they can be read from across the room, at any size a terminal has.

A digit is a pattern of three by five fields. Its strokes keep one thickness while the fields between them stretch, so
it looks right at every height. Two dots share a cell where half blocks can be shown, which makes a dot a square.
"""

from __future__ import annotations

_PATTERNS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("## ", " # ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
}
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_LEAST_DOTS = 5


def draw(number: str, rows: int, columns: int, *, blocks: bool = True) -> list[str]:
    """Draw ``number`` (digits and colons) in lines of equal width, as large as fits; no lines where it does not fit.

    ``blocks`` says that half blocks can be shown; without them it is drawn in ``#``, two to a dot.
    """
    tall = rows * 2 if blocks else rows
    across = columns if blocks else columns // 2
    for height in range(tall, _LEAST_DOTS - 1, -1):
        if _across(number, height) <= across:
            lines = _dots(number, height)
            return _halved(lines) if blocks else ["".join("##" if dot else "  " for dot in line) for line in lines]
    return []


def _stroke(height: int) -> int:
    """Return the thickness of a stroke in dots."""
    return max(1, round(height / 5.5))


def _hollow(character: str, height: int) -> int:
    """Return the width of the middle field in dots: a one is a post on a foot."""
    stroke = _stroke(height)
    return stroke if character == "1" else max(stroke, round(height * 0.62) - 2 * stroke)


def _across(number: str, height: int) -> int:
    """Return the width of a whole number in dots, without drawing it."""
    stroke = _stroke(height)
    wide = (stroke if character == ":" else 2 * stroke + _hollow(character, height) for character in number)
    return sum(wide) + stroke * (len(number) - 1)


def _dots(number: str, height: int) -> list[list[bool]]:
    """Draw the rows of dots, all square, with one stroke's thickness between characters."""
    stroke = _stroke(height)
    lines: list[list[bool]] = [[] for _ in range(height)]
    for character in number:
        glyph = _colon(height, stroke) if character == ":" else _digit(character, height, stroke)
        for line, more in zip(lines, glyph, strict=True):
            line.extend([False] * (stroke if line else 0) + more)
    return lines


def _digit(character: str, height: int, stroke: int) -> list[list[bool]]:
    inner = height - 3 * stroke
    heights = (stroke, inner - inner // 2, stroke, inner // 2, stroke)
    widths = (stroke, _hollow(character, height), stroke)
    pattern = _PATTERNS[character]
    return [
        [field == "#" for field, wide in zip(row, widths, strict=True) for _ in range(wide)]
        for row, high in zip(pattern, heights, strict=True)
        for _ in range(high)
    ]


def _colon(height: int, stroke: int) -> list[list[bool]]:
    upper = (height - stroke) // 4 + stroke // 2
    lower = height - upper - stroke
    return [[upper <= row < upper + stroke or lower <= row < lower + stroke] * stroke for row in range(height)]


def _halved(lines: list[list[bool]]) -> list[str]:
    """Put two rows of dots in a line; an odd one stands at the top, so that all numbers share a base line below it."""
    even = lines if len(lines) % 2 == 0 else [[False] * len(lines[0]), *lines]
    return [
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(even[::2], even[1::2], strict=True)
    ]
