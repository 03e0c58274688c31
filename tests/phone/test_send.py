"""The command as a person meets it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import desk, run  # noqa: F401 (fixtures)
from tests.cli.running import COMMAND, Run
from tests.live.terminals import running
from voicecoach.cli import send
from voicecoach.cli.parser import make_parser

Runner = Callable[..., Run]
ALONE = ("--address", "127.0.0.1", "--port", "0", "--voice", "silent")
URL = re.compile(rb"http://127\.0\.0\.1:\d+/[\w-]+/")


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        data: bytes = answer.read()
        return data


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
@pytest.mark.usefixtures("open_to_signals")
def test_without_a_terminal_it_serves_until_a_signal(desk: Path, tmp_path: Path) -> None:  # noqa: F811
    own = tmp_path / "temporary"
    own.mkdir()
    command = [*COMMAND, "send", "short.yaml", *ALONE, "--level", "easy"]
    variables = {**os.environ, "TMPDIR": str(own), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=variables) as process:
        assert process.stdout
        before = b"".join(iter(process.stdout.readline, b"a signal (kill, Ctrl-C) ends it\n"))
        url = URL.search(before)[0].decode()  # type: ignore[index]
        assert b"Short.mp3  0:" in before
        assert "<title>Short</title>" in get(url).decode()
        assert get(f"{url}save/0/Short.mp3").startswith(b"ID3")
        assert b"127.0.0.1 has opened the page" in process.stdout.readline()
        assert b"127.0.0.1 has saved Short.mp3, 0." in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == b"ended\n"
    assert process.returncode == 0
    assert list(own.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_at_a_terminal_it_shows_a_code_and_ends_with_a_key(rendered: Path) -> None:
    words = ["send", str(rendered), "--address", "127.0.0.1", "--port", "0"]
    with running(f"import sys; from voicecoach.cli import main; sys.exit(main({words!r}))") as program:
        shown = program.until(b"press q or Enter to end")
        assert URL.search(shown)
        assert "█▀▀▀▀▀█".encode() in shown
        program.type(b"q")
        assert b"nobody has fetched anything" in program.end()
        assert program.process.returncode == 0


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_while_something_is_fetched_the_key_is_asked_for_twice(rendered: Path) -> None:
    words = ["send", str(rendered), "--address", "127.0.0.1", "--port", "0"]
    source = f"""
import sys
from voicecoach.cli import main, send
send._LONELY_S = 0
sys.exit(main({words!r}))
"""
    with running(source) as program:
        url = URL.search(program.until(b"nobody has come yet"))[0].decode()  # type: ignore[index]
        with socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0]))) as phone:
            phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
            path = url.removeprefix("http://127.0.0.1").partition("/")[2]
            host = url.split("/")[2]
            phone.sendall(f"GET /{path}save/0/Hips%20%26%20(knees).mp3 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            begun = b""
            while len(begun) < 8192:  # more than the head, so that some of the file is on its way
                begun += phone.recv(4096)
            assert begun.startswith(b"HTTP/1.1 200")
            program.type(b"q")
            program.until(b"press q again")
            program.type(b"q")
            assert b"not whole: Hips & (knees).mp3: 0." in program.end()
        assert program.process.returncode == 0


@pytest.mark.parametrize(("words", "warned"), [("", False), ("--port 0", False), ("--small", True), ("--pace 2", True)])
def test_options_for_scripts_do_nothing_to_a_file_and_that_is_told(
    rendered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, warned: bool
) -> None:
    arguments = make_parser("send").parse_args(["send", str(rendered), *words.split()])
    assert send._file(arguments, str(rendered), tmp_path) == rendered
    assert ("goes as it is" in capsys.readouterr().err) == warned


WRONG = {
    "--port 70000": (2, "--port 70000 is not a port"),
    "--address 203.0.113.9": (2, "--address 203.0.113.9 is neither an address nor an interface of this machine"),
    ".": (2, "there is no rendered file in the folder ."),
    "missing.mp3": (2, "there is no file missing.mp3"),
    "no-such-script": (2, "there is no routine script 'no-such-script'"),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_is_told_in_a_sentence(run: Runner, desk: Path, words: str) -> None:  # noqa: F811
    scripts = () if not words.startswith("--") else ("short.yaml",)
    done = run("send", *scripts, *words.split(), *(() if words.startswith("--address") else ALONE[:2]))
    code, message = WRONG[words]
    assert done.code == code
    assert message in done.talk


def test_a_taken_port_is_told_before_anything_is_rendered(run: Runner, desk: Path) -> None:  # noqa: F811
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("send", "short.yaml", *ALONE[:2], "--port", str(taken.getsockname()[1]))
    assert (done.code, done.out) == (2, "")
    assert "is in use by another program" in done.talk
