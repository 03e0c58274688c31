"""Whatever the documentation shows can be done."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voicecoach.cli import main

from .pages import PAGES, ROOT, Block, blocks

NEWCOMER = ("pip install . && voicecoach render scripts/band-glutes.yaml", "pip install -e '.[test]' && pytest")
SLOW = ("render band-glutes", "show band-glutes", "play band-glutes", "voicecoach send")
"""Commands that take long or are run elsewhere; their options are read, but nothing is done."""
GOOD = [block for block in blocks("yaml") if block.info == "yaml"]
BAD = [block for block in blocks("yaml") if block.info == "yaml bad"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shipped scripts, as the examples have it."""
    for script in (ROOT / "scripts").glob("*.yaml"):
        shutil.copy(script, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_yaml_block_is_one_or_the_other() -> None:
    assert GOOD
    assert BAD
    assert len(GOOD) + len(BAD) == len(blocks("yaml"))


@pytest.mark.parametrize("block", GOOD, ids=str)
def test_a_script_compiles(block: Block, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "example.yaml").write_text(block.text, encoding="utf-8")
    ended = main(["show", "example.yaml", "--voice", "silent"])
    out, talk = capsys.readouterr()
    assert ended == 0, talk
    assert out
    assert "warning[" not in talk or block.heading == "Which value wins"


@pytest.mark.parametrize("block", BAD, ids=lambda block: block.heading)
def test_a_broken_script_fails_as_its_heading_says(
    block: Block, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "example.yaml").write_text(block.text, encoding="utf-8")
    main(["check", "example.yaml"])
    talk = capsys.readouterr().err
    reported = re.findall(r"^example\.yaml:\d+:\d+: (?:error|warning)\[([a-z-]+)\]", talk, re.MULTILINE)
    assert set(reported) == {block.heading}


def commands(block: Block) -> list[str]:
    return [line for line in block.text.splitlines() if line.startswith("voicecoach ")]


def run(line: str) -> None:
    """In a shell, as a reader would."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", line], env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


def quick(line: str) -> bool:
    return not any(part in line for part in SLOW) or "--voice silent" in line


@pytest.mark.parametrize("block", [block for block in blocks("sh") if any(map(quick, commands(block)))], ids=str)
def test_commands_run(block: Block, desk: Path, warm_cache: Path) -> None:
    """Line by line."""
    if block.page == "docs/tutorial.md" and "legs.yaml" in block.text:
        scripts = [one.text for one in GOOD if one.page == block.page and one.line < block.line]
        if scripts:
            (desk / "legs.yaml").write_text(scripts[-1], encoding="utf-8")
    for line in filter(quick, commands(block)):
        run(line)


DIALOGUES = [block for block in blocks("text") if block.text.startswith("$ ")]
"""What is typed at a terminal, with a file that the reader has: a Zwift workout, a whiteboard."""


def foreign(kind: str) -> str:
    """The routine in another format that the page about coming from elsewhere shows."""
    return next(one.text for one in blocks(kind) if one.page == "docs/coming-from.md" and one not in DIALOGUES)


@pytest.mark.parametrize("block", DIALOGUES, ids=str)
def test_what_is_typed_at_a_terminal_runs(block: Block, desk: Path) -> None:
    (desk / "sweet-spot.zwo").write_text(foreign("xml"), encoding="utf-8")
    (desk / "board.txt").write_text(foreign("text"), encoding="utf-8")
    for line in block.text.splitlines():
        if line.startswith("$ "):
            run(line.removeprefix("$ "))


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in commands(block)])
def test_commands_are_understood(line: str) -> None:
    from voicecoach.cli.parser import make_parser

    words = shlex.split(line, comments=True)[1:]
    words = words[: words.index(">")] if ">" in words else words
    if words not in (["--version"], ["--help"]):
        make_parser().parse_args(words)


def test_the_newcomers_commands_stand_first() -> None:
    lines = [line for block in blocks("sh") if block.page == "README.md" for line in block.text.splitlines()]
    assert tuple(lines[:2]) == NEWCOMER


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert not target or target.startswith("https://") or (page.parent / target).exists(), target
    for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]*)\)", page.read_text("utf-8")):
        text = (page.parent / target if target else page).read_text("utf-8")
        titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
        assert anchor in anchors, f"{page.name} links to {target}#{anchor}"
