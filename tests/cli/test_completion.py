"""Completion at Tab, in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Run
from voicecoach.cli.completion import SHELLS

Runner = Callable[..., Run]
PRESSED = {
    "voicecoach re": "render",
    "voicecoach render sh": "short.yaml shoulder-physio",
    "voicecoach render legs/": "legs/monday.yaml",
    "voicecoach render band": "band-glutes",
    "voicecoach show finisher --only 'band c": "band clamshell",
    "voicecoach show finisher --level ": "easy normal hard",
    "voicecoach send h": "heard.mp3 hello",
    "voicecoach send finisher --only 'band c": "band clamshell",
    "voicecoach render hello -o ": "heard.mp3 legs/",
    "voicecoach render hello --split ": "exercise chapter",
    "voicecoach feed ": "legs/",
    "voicecoach render hello --format m": "mp3 m4b m4a",
    "voicecoach render hello --set defaults.rep": "defaults.rep= defaults.reps=",
    "voicecoach show hello --voice si": "silent",
    "voicecoach new --from bo": "board.txt",
    "voicecoach show broken.yaml --only ": "",
}
"""What stands on the line when Tab is pressed, and all that may follow."""
BASH = """\
source <(voicecoach --print-completion bash)
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
_python_argcomplete voicecoach
printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = "voicecoach --print-completion fish | source; complete -C$argv[1]"


@pytest.fixture
def filled(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with some files of each kind, and the command on the path."""
    (desk / "legs").mkdir()
    for name in ("legs/monday.yaml", "heard.mp3", "board.txt", "broken.yaml"):
        (desk / name).touch()
    for name in (b"shut\n.yaml", b"sh\x1b[31m.yaml", b"sh\xff.yaml"):
        if sys.platform == "linux":
            (desk / os.fsdecode(name)).touch()
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    return desk


def offered(shell: str, *words: str) -> set[str]:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    done = subprocess.run([shell, *words], capture_output=True, text=True, timeout=120)
    lines = (line.split("\t")[0] for line in done.stdout.splitlines())
    return {line.replace("\\ ", " ").rstrip(" '") for line in lines} - {""}


def told(line: str) -> set[str]:
    known = PRESSED[line]
    return {known} if "'" in line else set(known.split())


@pytest.mark.parametrize("line", PRESSED)
def test_bash_offers_what_may_follow(line: str, filled: Path) -> None:
    assert offered("bash", "-c", BASH, "bash", line) == told(line)


@pytest.mark.parametrize("line", ["voicecoach render band", "voicecoach show finisher --only 'band c"])
def test_fish_does_too(line: str, filled: Path) -> None:
    assert offered("fish", "-c", FISH, line) == told(line)


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shell != "powershell"])
def test_each_shell_can_read_its_script(run: Runner, desk: Path, shell: str) -> None:
    done = run("--print-completion", shell)
    assert (done.code, done.talk) == (0, "")
    assert "voicecoach" in done.out
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell} to read it")
    (desk / "completion").write_text(done.out, encoding="utf-8")
    subprocess.run([shell, "-n", "completion"], check=True, timeout=60)
