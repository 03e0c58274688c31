"""The QR code of an address, as lines of a terminal and as a drawing."""

from __future__ import annotations

from itertools import zip_longest

_BLOCKS = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}
STYLE = "\x1b[38;5;16;48;5;231m"
"""Black on white in the colours that no theme changes: some cameras do not take a code that is light on dark."""


def code_lines(url: str, *, light_on_dark: bool = False) -> list[str]:
    """Return the code for ``url``, two rows of it in each line, with the empty border that belongs to it.

    ``light_on_dark`` is for a terminal that has no colours, and most likely light letters on a dark ground.
    """
    rows = [[int(dark != light_on_dark) for dark in row] for row in _rows(url)]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[int(light_on_dark)] * len(rows[0]))
    return ["".join(_BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs]


def code_drawing(url: str) -> str:
    """Return the code for ``url`` as an SVG, black on white with its border, a unit for each module."""
    rows = _rows(url)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows[0])} {len(rows)}">'
        f'<rect width="{len(rows[0])}" height="{len(rows)}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )


def _rows(url: str) -> list[list[bool]]:
    """Return the modules of the code for ``url``, True for dark ones, with the empty border that belongs to it."""
    import segno

    return [[bool(module) for module in row] for row in segno.make(url, error="m", micro=False).matrix_iter(border=4)]
