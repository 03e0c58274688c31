"""The code on the screen is the code of the address."""

from __future__ import annotations

import re

import pytest
import segno

from voicecoach.phone.code import code_drawing, code_lines

URL = "http://192.168.178.123:8765/3xD28GPalmmT/"
HALVES = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}


@pytest.mark.parametrize("light_on_dark", [False, True])
def test_each_letter_is_two_modules(light_on_dark: bool) -> None:
    lines = code_lines(URL, light_on_dark=light_on_dark)
    rows = [[HALVES[letter][half] != light_on_dark for letter in line] for line in lines for half in (0, 1)]
    code = segno.make(URL, error="m", micro=False)
    wanted = [[bool(module) for module in row] for row in code.matrix_iter(border=4)]
    assert rows[: len(wanted)] == wanted
    assert len(lines[0]) <= 41


def test_the_drawing_is_black_where_the_code_is_dark() -> None:
    drawn = code_drawing(URL)
    wanted = [list(map(bool, row)) for row in segno.make(URL, error="m", micro=False).matrix_iter(border=4)]
    assert f'viewBox="0 0 {len(wanted[0])} {len(wanted)}"' in drawn
    black = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn)}
    assert black == {(x, y) for y, row in enumerate(wanted) for x, dark in enumerate(row) if dark}
