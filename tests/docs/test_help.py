"""Every command in the help, in the documentation and at the top of the shipped scripts can be given as it stands."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
from collections.abc import Iterator

import pytest

from voicecoach.app import load, outline
from voicecoach.cli import main
from voicecoach.cli.parser import make_parser
from voicecoach.cli.request import make_request
from voicecoach.live.playing.places import find

from .pages import PAGES, ROOT, blocks
from .test_reference import parsers

OWN = ("my-routine.yaml", "legs.yaml")
"""Scripts of the reader, of which nothing is known."""
OPTION = re.compile(r"^# +(--\S.*?)(?: {4,}.*)?$", re.MULTILINE)


def in_help() -> Iterator[str]:
    for parser in parsers().values():
        yield from re.findall(r"^  (voicecoach .*?)(?: {3,}.*)?$", parser.epilog or "", re.MULTILINE)


def in_pages() -> Iterator[str]:
    for block in [*blocks("sh"), *blocks("text")]:
        yield from re.findall(r"^(?:\$ )?(voicecoach .*?)(?: {2,}#.*)?$", block.text, re.MULTILINE)
    for page in PAGES:
        yield from re.findall(r"`(voicecoach \w+ [\w./-]+ -.*?)`", page.read_text("utf-8"))


def in_scripts() -> Iterator[str]:
    """Tweaks that the comments at the top of a script propose; two levels may stand on one line."""
    for script in sorted((ROOT / "scripts").glob("*.yaml")):
        comments = re.split(r"^(?!#)", script.read_text("utf-8"), maxsplit=1, flags=re.MULTILINE)[0]
        inline = re.findall(r"(?<!#)\s(--set \S+=\S+?)(?=[\s,.;]\s|\s\w)", comments)
        for tweak in [*OPTION.findall(comments), *inline]:
            for one in re.split(r", (?=--)", tweak):
                yield f"voicecoach check {script.stem} {one.strip()}"


COMMANDS = sorted({*in_help(), *in_pages(), *in_scripts()})


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A checkout's folder, as the README has it."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield


def routine_of(arguments: argparse.Namespace) -> str:
    script = getattr(arguments, "script", None) or getattr(arguments, "place", "")
    return "" if script in OWN or "SCRIPT" in script or not script else script


@pytest.mark.parametrize("line", [line for line in COMMANDS if "…" not in line and "FILE" not in line])
def test_a_command_is_right(line: str) -> None:
    """What it names is there: the routine, its exercises and keys, the place to begin with."""
    words = shlex.split(line.partition(" | ")[0].partition(" > ")[0], comments=True)[1:]
    if not words or words[0].startswith("-") or words[0].isupper():
        return
    arguments = make_parser().parse_args(words)
    for script in getattr(arguments, "scripts", ()):
        if script not in OWN and "SCRIPT" not in script:
            assert load(make_request(argparse.Namespace(**vars(arguments), script=script))).routine is not None
    script = routine_of(arguments)
    if not script or arguments.command in ("list", "schema", "studio"):
        return
    loaded = load(make_request(arguments))
    assert loaded.routine is not None, [loaded.files.show(one) for one in loaded.diagnostics]
    if getattr(arguments, "begin", ""):
        find(outline(loaded), arguments.begin)
    if getattr(arguments, "minutes", ""):
        assert main(["show", script, "--minutes", arguments.minutes, "--voice", "silent"]) == 0


def test_there_are_commands_of_each_kind() -> None:
    for kind in (in_help, in_pages, in_scripts):
        assert len(set(kind())) >= 10
