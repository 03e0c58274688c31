"""``--minutes`` on the command line: what it says, and what it makes."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

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
    assert re.search(r"cannot be made to last 5:00; its rests and sets reach from \d+:\d\d to \d+:\d\d", done.talk)
    assert "--only" in done.talk


@pytest.mark.parametrize("text", ["abc", "0", "-3", "1:99:00"])
def test_what_is_no_length_is_refused(run: Runner, text: str) -> None:
    done = run("show", "band-glutes", f"--minutes={text}", "--voice", "silent")
    assert done.code == 2
    assert "is not a length" in done.talk


HOLDS = """title: Holds
voice: {engine: silent}
routine:
  - {exercise: Press out, do: 3x6x5s hold}
  - circuit: 3
    rest: 20s
    steps: [{exercise: Row, do: 10, tempo: 3-1-1-0}, {exercise: Wall dip, do: 10}]
"""
EMOM = """title: Turns
voice: {engine: silent}
routine:
  - emom: 2m
    steps: [{exercise: Swing, do: 30s}, rest: 20s, {exercise: Press, do: 20s}]
"""


def holds_of(run: Runner, *options: str) -> set[int]:
    """Milliseconds between the counts of a set of holds."""
    events = json.loads(run("show", "script.yaml", *options, "--json").out)["events"]
    counts = [one["start_ms"] for one in events if one["role"] == "count" and one["exercise"] == "Press out"]
    return {after - before for before, after in pairwise(counts) if after - before < 20_000}


def test_holds_last_what_the_script_says_unless_movement_may_change(run: Runner, desk: Path) -> None:
    (desk / "script.yaml").write_text(HOLDS)
    assert holds_of(run) == holds_of(run, "--minutes", "6") == holds_of(run, "--minutes", "4")
    told = run("show", "script.yaml", "--minutes", "6").talk
    assert "1 set fewer of Press out, 1 round fewer of the circuit" in told


def test_a_script_says_how_long_it_lasts_and_the_command_line_wins(run: Runner, desk: Path) -> None:
    (desk / "script.yaml").write_text(f"minutes: 9\n{HOLDS}")
    assert re.search(r"^minutes: .* → 9:00; rests take", run("show", "script.yaml").talk, re.MULTILINE)
    assert re.search(r"→ 8:00; rests take", run("show", "script.yaml", "--minutes", "8").talk)


def test_a_length_out_of_reach_is_told_at_its_line(run: Runner, desk: Path) -> None:
    """Also by `check`, which speaks nothing: where a guess is near the range, it leaves that to others."""
    script = desk / "script.yaml"
    script.write_text(f"minutes: 40\n{HOLDS}")
    shown = run("show", "script.yaml")
    assert "script.yaml:1:10: error[out-of-reach]: the routine cannot be made to last 40:00; its" in shown.talk
    assert (shown.code, "--set routine.2.circuit=" in shown.talk) == (1, True)
    done = run("check", "script.yaml")
    assert "script.yaml:1:10: warning[out-of-reach]: the routine cannot last 40:00" in done.talk
    assert done.code == 0
    script.write_text(f"minutes: 9\n{HOLDS}")
    assert "out-of-reach" not in run("check", "script.yaml").talk


@pytest.mark.parametrize(
    ("script", "minutes"),
    [(HOLDS, "2:25"), (HOLDS, "2"), (HOLDS, "20"), (EMOM, "2:30"), (EMOM, "2:20")],
)
def test_a_length_is_reached_or_each_option_of_the_help_works_as_typed(
    script: str, minutes: str, run: Runner, desk: Path
) -> None:
    (desk / "script.yaml").write_text(script)
    done = run("show", "script.yaml", "--minutes", minutes)
    assert done.code == 0 or "cannot be made to last" in done.talk
    help_ = re.search(r"help: try (.*)$", done.talk, re.MULTILINE)
    for way in help_[1].split(" or ") if help_ else ():
        assert run("show", "script.yaml", "--minutes", minutes, *shlex.split(way)).code == 0, way


def test_help_is_given_where_there_is_any(run: Runner, desk: Path) -> None:
    (desk / "script.yaml").write_text(HOLDS)
    assert "--set minutes.movement=yes" in run("show", "script.yaml", "--minutes", "2:25").talk
    assert "--set routine.2.circuit=" in run("show", "script.yaml", "--minutes", "20").talk
