"""``voicecoach studio`` opens the page of a folder, and ends when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
import webbrowser
from argparse import Namespace
from pathlib import Path

import pytest

from tests.cli.running import COMMAND
from tests.studio.conftest import SHORT
from voicecoach.cli import main
from voicecoach.cli import studio as command
from voicecoach.studio.studio import OpenStudio


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 0), ("SIGTERM", 143)])
def test_it_serves_until_it_is_told_to_end(folder: Path, open_to_signals: None, number: str, code: int) -> None:
    words = ["studio", "short", "--no-browser", "--voice", "silent"]
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(url + "api/scripts", timeout=20) as answer:
            assert b'"first":"short.yaml"' in answer.read()
        process.send_signal(getattr(signal, number))
        _, told = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, told) == (code, "the studio of this folder is open; q or Ctrl-C ends it\n")


def served(monkeypatch: pytest.MonkeyPatch, **given: object) -> tuple[Path, str]:
    """The folder and the script with which the command would open the page."""
    found: list[tuple[Path, str]] = []

    class Nothing:
        def __init__(self, folder: Path, template: str, report: object, *, first: str, **_: object) -> None:
            assert template.count("TITLE") == 1
            found.append((folder, first))

        def __enter__(self) -> Nothing:
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr("voicecoach.studio.studio.OpenStudio", Nothing)
    monkeypatch.setattr(command, "_serve", lambda *_, **__: None)
    arguments = {"place": "", "no_browser": True, "port": 0, "voice": "", "rate": 0, **given}
    assert command.studio_command(Namespace(**arguments)) == 0
    return found[0]


def test_it_opens_a_folder_or_a_script(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    assert served(monkeypatch) == (Path(), "")
    assert served(monkeypatch, place="short.yaml") == (Path(), "short.yaml")
    assert served(monkeypatch, place=str(folder / "short")) == (folder, "short.yaml")
    assert served(monkeypatch, place=str(folder)) == (folder, "")


def test_a_routine_that_comes_along_is_copied_once(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    assert served(monkeypatch, place="hello") == (Path(), "hello.yaml")
    (folder / "hello.yaml").write_text(SHORT, "utf-8")
    assert served(monkeypatch, place="hello") == (Path(), "hello.yaml")
    assert (folder / "hello.yaml").read_text("utf-8") == SHORT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "there is no routine script 'nowhere'"),
        (["--port", "99999"], "is not a port"),
        (["--rate", "5"], "is not a rate of speech"),
        (["--port", "TAKEN"], "cannot be used"),
    ],
)
def test_what_cannot_be_is_told(
    words: list[str], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["studio", *[port if word == "TAKEN" else word for word in words]]) == 2
    assert said in capsys.readouterr().err


def test_the_browser_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)))

    class Quits:
        def __enter__(self) -> Quits:
            return self

        def __exit__(self, *_: object) -> None: ...

        def read(self, _: float) -> str:
            return "q"

    monkeypatch.setattr("voicecoach.live.terminal.keys.open_keys", lambda *_: Quits())
    with OpenStudio(folder, "", print, voice="silent") as studio:
        command._serve(studio, folder, opens=True)
        assert opened == [studio.url]
        assert capsys.readouterr().out.strip() == studio.url
