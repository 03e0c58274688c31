"""What is heard of a script: the pages of ``tests/golden/heard``, a script and its transcript under each heading."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from tests.timeline.compiling import SteadyVoice, lay_out, routine_of
from tests.timeline.transcript import transcribe

PAGES = sorted((Path(__file__).parents[1] / "golden" / "heard").glob("*.md"))
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n((?!##|```)[^\n]*\n)*```yaml\n(?P<script>.*?)```\n\n```text\n(?P<heard>.*?)```\n",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Case:
    page: Path
    title: str
    script: str
    heard: str

    def __str__(self) -> str:
        return f"{self.page.stem}: {self.title}"


def cases_of(page: Path) -> list[Case]:
    return [Case(page, **found.groupdict()) for found in CASE.finditer(page.read_text("utf-8"))]


def flags_of(script: str) -> dict[str, Any]:
    """``# flags: --level hard`` in the first line, as in the other golden scripts."""
    flags = re.match("# flags: (.*)", script)
    words = shlex.split(flags[1]) if flags else []
    return {name.removeprefix("--"): value for name, value in zip(words[::2], words[1::2], strict=True)}


@pytest.mark.parametrize("case", [case for page in PAGES for case in cases_of(page)], ids=str)
def test_heard(case: Case, update_golden: bool) -> None:
    got = transcribe(lay_out(routine_of(case.script, **flags_of(case.script)), SteadyVoice()))
    if update_golden:
        before, after = (f"{case.script}```\n\n```text\n{heard}```\n" for heard in (case.heard, got))
        case.page.write_text(case.page.read_text("utf-8").replace(before, after), "utf-8", newline="\n")
    elif got != case.heard:
        lines = unified_diff(case.heard.splitlines(), got.splitlines(), "on the page", "heard", lineterm="", n=99)
        pytest.fail("\n".join(["", case.script, *lines]), pytrace=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_heading_of_a_page_is_a_case(page: Path) -> None:
    headings = re.findall("^## (.+)$", page.read_text("utf-8"), re.MULTILINE)
    assert headings == [case.title for case in cases_of(page)]
    assert len(set(headings)) == len(headings)
