"""What the page about coming from elsewhere shows, is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicecoach.cli.parser import make_parser
from voicecoach.intake.formats import convert

PAGE = (Path(__file__).parents[2] / "docs" / "coming-from.md").read_text("utf-8")
EXAMPLES = re.findall(r"```(?:xml|text)\n([^`]*?)```\n\nbecomes\n\n```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("source", "script"), EXAMPLES, ids=["zwift", "intervals.icu", "liftosaur", "whiteboard"])
def test_the_example_becomes_what_is_shown(source: str, script: str) -> None:
    found = re.match(r"# Taken over from (\S+) ", script)
    assert found
    made = convert(found[1], source.encode())
    assert (made.script, made.remarks) == (script, ())


def test_the_commands_shown_are_understood() -> None:
    lines = re.findall(r"^\$ (?:.*\| )?voicecoach (.*)$", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        assert make_parser().parse_args(line.replace('"', "").split()).source


def test_every_dose_of_the_table_is_read() -> None:
    row = re.search(r"^\| (`3x12`.*?) \| `do` \|$", PAGE, re.MULTILINE)
    assert row
    for dose in re.findall(r"`([^`]+)`", row[1]):
        line = dose if re.search("[a-z]{4}", dose) and "sets" not in dose else f"{dose} squats"
        assert "do: " in convert("board.txt", line.encode()).script
