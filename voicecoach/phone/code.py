"""The QR code of an address, as lines of a terminal."""

from __future__ import annotations

from itertools import zip_longest

_BLOCKS = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}
STYLE = "\x1b[38;5;16;48;5;231m"
"""Black on white in the colours that no theme changes: some cameras do not take a code that is light on dark."""


def code_lines(url: str, *, light_on_dark: bool = False) -> list[str]:
    """Return the code for ``url``, two rows of it in each line, with the empty border that belongs to it.

    ``light_on_dark`` is for a terminal that has no colours, and most likely light letters on a dark ground.
    """
    import segno

    rows = [
        [int(bool(module) != light_on_dark) for module in row]
        for row in segno.make(url, error="m", micro=False).matrix_iter(border=4)
    ]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[int(light_on_dark)] * len(rows[0]))
    return ["".join(_BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs]
