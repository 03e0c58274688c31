"""Pages of the documentation, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


@dataclass(frozen=True)
class Block:
    """A fenced block: the page and line where it stands, the words after its fence, and the heading above it."""

    page: str
    line: int
    info: str
    heading: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(kind: str) -> list[Block]:
    """All fenced blocks of a kind, such as ``yaml``."""
    return [block for page in PAGES for block in _blocks(page) if block.info.split()[:1] == [kind]]


def _blocks(page: Path) -> Iterator[Block]:
    heading, info, start = "", None, 0
    lines = page.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            if info is None:
                info, start = line[3:].strip(), number
            else:
                name = page.relative_to(ROOT).as_posix()
                yield Block(name, start, info, heading, "\n".join(lines[start : number - 1]) + "\n")
                info = None
        elif info is None and line.startswith("#"):
            heading = line.lstrip("# ").strip("` ")
    assert info is None, f"{page}: a block is not closed"


def section(page: str, heading: str) -> str:
    """The text below a heading, up to the next one of any level."""
    text = (ROOT / page).read_text("utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {heading}"
    return found[1]


def first_column(text: str) -> set[str]:
    """Every word in backticks in the first column of the tables of a text."""
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}
