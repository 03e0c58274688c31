"""``--minutes`` on the command line: what it says, and what it makes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.cli.running import Run

Runner = Callable[..., Run]


def test_the_file_lasts_so_long_and_what_was_done_is_told(run: Runner, desk: object) -> None:
    done = run("render", "band-glutes", "--minutes", "6", "--only", "band hip bridge,band deep squat", "-o", "six.wav")
    assert done.code == 0
    assert re.search(r"^--minutes 6: \d+:\d\d → 6:00; rests take 0\.\d\d of their time", done.talk, re.MULTILINE)
    assert re.search(r"^--minutes 6, --only .*: 4\d:\d\d → 6:00 \(−\d\d:\d\d\)$", done.talk, re.MULTILINE)
    assert re.search(r"^six\.wav  6:00  ", done.out, re.MULTILINE)


def test_show_tells_the_same(run: Runner) -> None:
    done = run("show", "band-glutes", "--minutes", "35m", "--voice", "silent", "--json")
    assert abs(json.loads(done.out)["duration_ms"] - 35 * 60_000) <= 1000


def test_what_cannot_be_had_names_the_range(run: Runner) -> None:
    done = run("show", "band-glutes", "--minutes", "5", "--voice", "silent")
    assert done.code == 2
    assert re.search(r"cannot be made to last 5:00; its rests and pace reach from \d+:\d\d to \d+:\d\d", done.talk)
    assert "--only" in done.talk


@pytest.mark.parametrize("text", ["abc", "0", "-3", "1:99:00"])
def test_what_is_no_length_is_refused(run: Runner, text: str) -> None:
    done = run("show", "band-glutes", f"--minutes={text}", "--voice", "silent")
    assert done.code == 2
    assert "is not a length" in done.talk
