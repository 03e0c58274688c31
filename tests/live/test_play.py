"""``voicecoach play`` as a person runs it, on the output that only keeps time."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicecoach.cli import main
from voicecoach.live.records.bookmark import Bookmarks
from voicecoach.live.records.history import History

SHORT = "title: Short\nprompts: {title: no, total: no, name: no, dose: no, done: no}\nroutine:\n  - tone: bell\n"
LONG = """title: Long
exercises:
  clam: {do: 3x10, rep: 3s, ready: 4s, rest: 20s}
routine: [clam]
"""
PLAY = (sys.executable, "-m", "voicecoach", "play")
SILENT = ("--output", "silent", "--voice", "silent")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A history and places that no user shares; subprocesses inherit it too."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    return tmp_path / "data"


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "routine.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


class Running:
    """A ``play`` in a process of its own, whose lines are read as they come."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*PLAY, *arguments, *SILENT, "--plain"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []

    def until(self, words: str) -> str:
        """The next line that holds ``words``."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"{words!r} was never said: {''.join(self.lines)}")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def started() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(*arguments: str) -> Running:
        running.append(Running(*arguments))
        return running[-1]

    yield start
    for one in running:
        one.close()


def test_a_routine_plays_to_its_end_and_is_noted(
    script: Callable[[str], Path], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = script(SHORT)
    assert main(["play", str(path), *SILENT, "--plain"]) == 0
    assert "Short: done" in capsys.readouterr().out
    (entry,) = History(data).read()
    assert (entry.routine, entry.finished, entry.script) == ("Short", True, str(path))
    assert Bookmarks(data).load(path) is None
    assert main(["history"]) == 0
    assert "Short" in capsys.readouterr().out


def test_it_begins_where_it_is_told_and_says_each_sentence_once(
    script: Callable[[str], Path], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = script(LONG.replace("[clam]", "[clam, {exercise: Hop, do: 1x2, rep: 1s, ready: 1s, cues: {start: go}}]"))
    assert main(["play", str(path), *SILENT, "--plain", "--from", "hop"]) == 0
    heard = [line[9:] for line in capsys.readouterr().out.splitlines()]
    assert heard[0].startswith("get ready")
    assert heard[1] == "Hop · set 1 of 1 · 2 repetitions"
    assert len(heard) == len(set(heard))
    assert "of it done" in heard[-1]
    (entry,) = History(data).read()
    assert not entry.finished
    assert entry.reached < entry.total / 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ending_it_remembers_the_place(
    number: int, code: int, script: Callable[[str], Path], data: Path, started: Callable[..., Running]
) -> None:
    path = script(LONG)
    running = started(str(path))
    running.until("clam · set 1")
    time.sleep(0.5)
    assert running.end(number) == code
    place = Bookmarks(data).load(path)
    assert place is not None
    assert place.event.startswith("clam/set1/")
    again = started(str(path), "--resume")
    assert "set 1 of 3" in again.until("clam · set")


def test_a_finished_routine_leaves_no_place(script: Callable[[str], Path], data: Path) -> None:
    path = script(LONG)
    running = Running(str(path))
    try:
        running.until("set 1")
        running.end(signal.SIGINT)
    finally:
        running.close()
    assert Bookmarks(data).load(path) is not None
    path.write_text(SHORT, "utf-8")
    assert main(["play", str(path), *SILENT, "--plain", "--resume"]) == 0
    assert Bookmarks(data).load(path) is None


def test_nothing_to_resume_is_said(script: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", str(script(SHORT)), *SILENT, "--plain", "--resume"]) == 0
    assert "no place is remembered" in capsys.readouterr().err


def test_a_broken_edit_is_shown_and_a_good_one_taken_up(
    script: Callable[[str], Path], started: Callable[..., Running]
) -> None:
    path = script(LONG)
    running = started(str(path), "--watch")
    running.until("set 1")
    _save(path, LONG.replace("rep: 3s", "rep: 3 parsecs"))
    assert "error[wrong-value]" in running.until("routine.yaml:3")
    _save(path, LONG.replace("10, rep: 3s", "14, rep: 2s"))
    running.until("the script has changed")
    running.until("rest")
    assert running.end(signal.SIGINT) == 130


def _save(path: Path, text: str) -> None:
    """As an editor does: aside, then renamed."""
    aside = path.with_suffix(".new")
    aside.write_text(text, "utf-8")
    aside.replace(path)


@pytest.mark.parametrize(
    ("arguments", "text", "code", "words"),
    [
        ((), "routine: [{exercise: clam, doo: 3}]\n", 1, "unknown-key"),
        (("--from", "squat"), LONG, 2, "there is no exercise 'squat' to begin with\n  help: known here: clam"),
        (("--volume", "5"), SHORT, 2, "it takes 10 to 100 percent"),
        (("--output", "gramophone"), SHORT, 2, "no sound output 'gramophone'"),
        (("--device", "gramophone"), SHORT, 3, "no sound device 'gramophone'"),
        (("--voice", "silent:gramophone"), SHORT + "  - say: Hi.\n", 3, "gramophone"),
    ],
)
def test_what_cannot_be_played_is_explained(
    arguments: tuple[str, ...],
    text: str,
    code: int,
    words: str,
    script: Callable[[str], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["play", str(script(text)), *SILENT, *arguments, "--plain"]) == code
    assert words in capsys.readouterr().err
