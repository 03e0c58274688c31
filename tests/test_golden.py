"""Scripts and what must come of them, as plain files.

``golden/ok/NAME.yaml`` compiles without a word, and ``NAME.json`` is its timeline, spoken by the silent engine, whose
clips have lengths that can be worked out by hand. ``golden/notes`` has timelines that leave notes, which stand in
``NAME.txt``. ``golden/bad/CODE.yaml`` (or ``CODE--CASE.yaml``) is a script with that problem, and ``CODE.txt`` every
word of what ``check`` says about it. ``golden/heard`` is read by ``tests/timeline``.

The first lines of a script may hold directives: ``# flags: --level hard`` for the command line, and
``# padded to N bytes`` for a script that is only wrong for its size.

``pytest tests/test_golden.py --update-golden`` writes the expected files anew; read the difference before it is
committed.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from voicecoach.cli import main
from voicecoach.coaching.review import NOTHING_SILENCED
from voicecoach.coaching.rules import CODES
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.keys import CUE_TEXT, DEFAULTS, EXERCISE, PACE, PROMPTS, TOP, VOICE
from voicecoach.timeline.model import ROLES

HERE = Path(__file__).parent / "golden"
PACKAGE = Path(__file__).parents[1] / "voicecoach"
DIAGNOSTICS = Path(__file__).parents[1] / "docs" / "diagnostics.md"
REPORTERS = ("add", "Diagnostic", "_note", "_mishap", "Mishap")


def cases(kind: str) -> list[Path]:
    return sorted((HERE / kind).glob("*.yaml"))


def code_of(case: Path) -> str:
    return case.stem.partition("--")[0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all cases, so that paths in messages are short and padding harms nothing."""
    folder = tmp_path_factory.mktemp("golden") / "golden"
    shutil.copytree(HERE, folder)
    for script in folder.rglob("*.yaml"):
        padded = re.match(rb"# padded to (\d+) bytes\n", script.read_bytes())
        if padded:
            missing = int(padded[1]) - script.stat().st_size
            script.write_bytes(script.read_bytes() + b"#" * missing)
    return folder


def run(case: Path, desk: Path, command: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(desk / case.parent.name)
    flags = re.match(rb"# flags: (.*)", case.read_bytes())
    return main([*command, case.name, *shlex.split(flags[1].decode() if flags else "")])


def compare(expected: Path, got: str, *, update: bool) -> None:
    if update:
        expected.write_text(got, encoding="utf-8", newline="\n")
    assert expected.is_file(), f"{expected.name} is missing: run with --update-golden, and read what it says"
    assert got == expected.read_text("utf-8")


@pytest.mark.parametrize("case", [*cases("ok"), *cases("notes")], ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_timeline(
    case: Path,
    desk: Path,
    update_golden: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert run(case, desk, ["show", "--json", "--voice", "silent"], monkeypatch) == 0
    out, talk = (text.decode().replace("\r\n", "\n") for text in capfdbinary.readouterr())
    compare(case.with_suffix(".json"), out, update=update_golden)
    if case.parent.name == "notes":
        assert f": note[{code_of(case)}]: " in talk
        compare(case.with_suffix(".txt"), talk, update=update_golden)
    else:
        assert talk == ""


@pytest.mark.parametrize("case", cases("notes"), ids=lambda case: case.stem)
def test_strict_refuses_what_did_not_fit(
    case: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pause that grew is no error, nor is a song off the counts: nothing is missing."""
    ended = run(case, desk, ["show", "--strict", "--voice", "silent"], monkeypatch)
    strict = "note" if case.stem in ("grown", "tempo-kept") else "error"
    assert (ended, f": {strict}[{code_of(case)}]: " in capsys.readouterr().err) == (int(strict == "error"), True)


@pytest.mark.parametrize("case", cases("bad"), ids=lambda case: case.stem)
def test_diagnostics(
    case: Path, desk: Path, update_golden: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(case, desk, ["check"], monkeypatch)
    out, talk = capsys.readouterr()
    assert re.search(rf": (error|warning)\[{code_of(case)}\]: ", talk)
    assert (ended, out != "") == ((1, False) if ": error[" in talk else (0, True))
    compare(case.with_suffix(".txt"), talk, update=update_golden)


def codes() -> set[str]:
    """Every code that the source can report."""
    found = set()
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) >= 3 and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in REPORTERS and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_every_code_has_a_case() -> None:
    assert {code_of(case) for case in (*cases("bad"), *cases("notes"))} == codes()


def test_every_code_is_explained() -> None:
    headings = re.findall(r"^### `([a-z-]+)`$", DIAGNOSTICS.read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted([*codes(), *CODES, NOTHING_SILENCED])


@pytest.mark.parametrize("kind", ["ok", "bad", "notes"])
def test_nothing_is_expected_of_a_script_that_is_not_there(kind: str) -> None:
    expected = {path.stem for path in (HERE / kind).iterdir() if path.suffix in (".json", ".txt")}
    assert expected == {case.stem for case in cases(kind)}


@pytest.mark.parametrize("case", [*cases("ok"), *cases("notes")], ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_an_accepted_timeline_is_true_to_the_contract(case: Path) -> None:
    timeline = json.loads(case.with_suffix(".json").read_text("utf-8"))
    events = timeline["events"]
    assert len({event["id"] for event in events}) == len(events)
    assert all(event["role"] in ROLES and event["start_ms"] < event["end_ms"] for event in events)
    assert [event["start_ms"] for event in events] == sorted(event["start_ms"] for event in events)
    assert events[-1]["end_ms"] <= timeline["duration_ms"]
    said = [event for event in events if event["kind"] == "say"]
    assert all(one["end_ms"] <= two["start_ms"] for one, two in pairwise(said))
    chapters = timeline["chapters"]
    assert all(one["end_ms"] == two["start_ms"] for one, two in pairwise(chapters))


def test_every_keyword_and_moment_is_shown() -> None:
    tables = (TOP, EXERCISE, DEFAULTS, PROMPTS, CUE_TEXT, VOICE, PACE, *BLOCKS.values())
    known = {key.name for table in tables for key in table}
    moments = {"start", "end", "half", "rest", "switch", "last", "rep 2", "every 2", "last 3", "at 10s", "15s left"}
    moments |= {"every 20s", "at squeeze", "at close every 2"}
    text = "\n".join(case.read_text("utf-8") for case in (*cases("ok"), *(HERE / "ok" / "parts").glob("*.yaml")))
    assert {word for word in known | moments if not re.search(rf"(^|[\s{{]){word}:", text)} == set()
