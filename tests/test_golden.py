"""Scripts and what must come of them, as plain files.

``golden/ok/NAME.yaml`` compiles without a word, and ``NAME.json`` is its timeline, spoken by the silent engine, whose
clips have lengths that can be worked out by hand. ``golden/notes`` has timelines that leave notes, which stand in
``NAME.txt``. ``golden/bad/CODE.yaml`` (or ``CODE--CASE.yaml``) is a script with that problem, and ``CODE.txt`` every
word of what ``check`` says about it.

The first lines of a script may hold directives: ``# flags: --level hard`` for the command line, and
``# padded to N bytes`` for a script that is only wrong for its size.

``pytest tests/test_golden.py --update-golden`` writes the expected files anew; read the difference before it is
committed.
"""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from pathlib import Path

import pytest

from voicecoach.cli import main

HERE = Path(__file__).parent / "golden"
PACKAGE = Path(__file__).parents[1] / "voicecoach"
DIAGNOSTICS = Path(__file__).parents[1] / "docs" / "diagnostics.md"
REPORTERS = ("add", "Diagnostic", "_note", "_mishap")


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
    assert sorted(headings) == sorted(codes())


@pytest.mark.parametrize("kind", ["ok", "bad", "notes"])
def test_nothing_is_expected_of_a_script_that_is_not_there(kind: str) -> None:
    expected = {path.stem for path in (HERE / kind).iterdir() if path.suffix in (".json", ".txt")}
    assert expected == {case.stem for case in cases(kind)}
