"""``list``: the routines there are, and the exercises of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.cli.running import BROKEN, Run
from voicecoach.resources import shipped_routines

Runner = Callable[..., Run]


def test_the_routines_of_the_folder_and_those_that_come_along(run: Runner, desk: Path) -> None:
    (desk / "broken.yaml").write_text(BROKEN + "exercises: {}\n", encoding="utf-8")
    (desk / "other.yaml").write_text("services: {}\n", encoding="utf-8")
    done = run("list")
    assert (done.code, done.talk) == (0, "")
    rows = [re.split(r" {2,}", line) for line in done.out.splitlines()]
    assert [row[0] for row in rows] == ["short.yaml", *shipped_routines()]
    assert rows[0] == ["short.yaml", "1 min", "Short"]
    assert ["tabata", "13 min", "Tabata"] in rows


def test_a_script_with_errors_is_listed_with_what_to_do(run: Runner, desk: Path) -> None:
    (desk / "my legs.yaml").write_text("title: Legs\nroutine: [{do: 3}]\n", encoding="utf-8")
    assert "has errors: voicecoach check 'my legs.yaml'" in run("list", ".").out


def test_the_exercises_of_a_script_have_numbers_and_times(run: Runner, desk: Path) -> None:
    done = run("list", "short.yaml")
    assert re.fullmatch(
        r"Short: about 1 min\n +1 +0:0\d  Bridge\nnext: voicecoach play short.yaml --from NUMBER.*\n", done.out
    )


def test_a_broken_script_and_an_empty_folder_are_explained(run: Runner, desk: Path) -> None:
    (desk / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    (desk / "empty").mkdir()
    broken, empty = run("list", "broken.yaml"), run("list", "empty")
    assert (broken.code, broken.out) == (1, "")
    assert "did you mean 'routine'" in broken.talk
    assert empty.code == 2
    assert "voicecoach new" in empty.talk
