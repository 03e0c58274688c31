from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, SHORT, Run

Runner = Callable[..., Run]
OLD = b"the old file"
LONG = """\
title: Long
routine:
  - {exercise: Bridge, do: 40x20}
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def milliseconds(path: Path) -> int:
    with wave.open(str(path)) as file:
        return file.getnframes() * 1000 // file.getframerate()


def test_the_result_is_named_on_stdout(run: Runner, desk: Path) -> None:
    done = run("render", "short.yaml")
    assert done.code == 0
    assert re.fullmatch(r"short\.mp3  0:\d\d  \d+(\.\d)? [kM]B\n", done.out)
    voice, _, rest = done.talk.partition("\n")
    assert voice == "voice: English (America) (pyttsx3)"
    assert rest == "" or "grew for what must be heard" in rest
    assert names(desk) == ["short.mp3", "short.yaml"]
    assert (desk / "short.mp3").read_bytes()[:3] == b"ID3"


def test_quiet_is_quiet_and_siblings_are_written(run: Runner, desk: Path) -> None:
    done = run(
        "render", "short.yaml", "--quiet", "--wav", "--lrc", "--html", "-o", "out.mp3", "--set", "bridge.ready=20s"
    )
    assert (done.code, done.out, done.talk) == (0, "", "")
    assert names(desk) == ["out.html", "out.lrc", "out.mp3", "out.wav", "short.yaml"]


def test_a_wav_is_as_long_as_the_table_says(run: Runner, desk: Path) -> None:
    import json

    shown = json.loads(run("show", "short.yaml", "--json").out)
    assert run("render", "short.yaml", "-o", "short.wav").code == 0
    assert milliseconds(desk / "short.wav") == shown["duration_ms"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pace", "2"], "--pace 2"),
        (["--level", "hard"], "--level hard"),
        (["--set", "bridge.reps=6"], "--set bridge.reps=6"),
        (["--only", "plank"], "--only plank"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_tweak_tells_the_old_and_the_new_length(run: Runner, desk: Path, arguments: list[str], told: str) -> None:
    script = SHORT.replace("1x4", "1x4-12") + "  - {exercise: Plank, do: 1x20s}\n"
    (desk / "short.yaml").write_text(script, encoding="utf-8")
    before = run("render", "short.yaml", "--voice", "silent")
    after = run("render", "short.yaml", "--voice", "silent", *arguments)
    old, new = (re.search(r"  (\d:\d\d)  ", done.out) for done in (before, after))
    assert old
    assert new
    assert "→" not in before.talk
    assert f"{told}: {old[1]} → {new[1]} (" in after.talk
    assert old[1] != new[1]


def test_an_unknown_voice_names_itself_and_the_others(run: Runner, desk: Path) -> None:
    for voice in ("nobody", "pyttsx3:nobody"):
        done = run("render", "short.yaml", "--voice", voice)
        assert (done.code, done.out) == (3, "")
        assert "'nobody'" in done.talk
        assert "voicecoach voices" in done.talk
    assert names(desk) == ["short.yaml"]


def test_an_unknown_engine_lists_those_there_are(run: Runner) -> None:
    done = run("render", "short.yaml", "--voice", "pytsx:nobody")
    assert done.code == 3
    assert "there is no speech engine 'pytsx'" in done.talk
    assert "pyttsx3" in done.talk


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device of Linux")
def test_a_full_disk(run: Runner) -> None:
    done = run("render", "short.yaml", "-o", "/dev/full")
    assert done.code == 2
    assert run("show", "short.yaml", "--voice", "silent", "--svg", "/dev/full").code == 2
    Path("full.mp3").symlink_to("/dev/full")
    done = run("render", "short.yaml", "--voice", "silent", "-o", "full.mp3")
    assert done.code == 3
    assert "the disk is full" in done.talk
    assert "Free some space" in done.talk


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device of Linux")
@pytest.mark.parametrize(
    "arguments",
    ["show short.yaml --voice silent", "schema", "check short.yaml", "--version", "--help", "check --help"],
)
def test_stdout_on_a_full_disk(arguments: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *arguments.split()], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert b"No space left on device" in done.stderr


def test_a_folder_that_is_not_there(run: Runner, desk: Path) -> None:
    done = run("render", "short.yaml", "--voice", "silent", "-o", "nowhere/short.mp3")
    assert done.code == 3
    assert "the folder does not exist" in done.talk


@pytest.mark.parametrize("arguments", ["show short.yaml --voice silent", "schema", "voices", "--help"])
def test_a_reader_that_leaves(arguments: str) -> None:
    line = f"{' '.join(COMMAND)} {arguments} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def start(desk: Path, *arguments: str) -> subprocess.Popen[bytes]:
    (desk / "long.yaml").write_text(LONG, encoding="utf-8")
    (desk / "long.mp3").write_bytes(OLD)
    command = [*COMMAND, "render", "long.yaml", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def wait_for_part(desk: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the file is being written."""
    deadline = time.monotonic() + 120
    while not any(name.endswith(".part") for name in names(desk)):
        assert process.poll() is None, "it ended before it wrote anything"
        assert time.monotonic() < deadline, "nothing is written"
        time.sleep(0.005)


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.usefixtures("open_to_signals")
def test_interrupted_nothing_is_changed(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    process = start(desk)
    wait_for_part(desk, process)
    process.send_signal(signal.SIGINT)
    out, talk = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"interrupted" in talk
    assert b"Traceback" not in talk
    assert names(desk) == ["long.mp3", "long.yaml", "short.yaml"]
    assert (desk / "long.mp3").read_bytes() == OLD
    assert names(folder) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize("delay", [0.02, 0.1, 0.3, 0.6])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.usefixtures("open_to_signals")
def test_ended_early(desk: Path, number: signal.Signals, delay: float, tmp_path: Path) -> None:
    """With a cold cache, so that it is the voice that is cut off; its helpers clean up after themselves."""
    folder = tmp_path / "temp"
    folder.mkdir()
    (desk / "long.yaml").write_text(LONG, encoding="utf-8")
    variables = {**os.environ, "VOICECOACH_CACHE": str(tmp_path / "cold"), "TMPDIR": str(folder)}
    program = "import sys; print(flush=True); from voicecoach.cli import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "render", "long.yaml"],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode in (130, -number)
    assert "long.mp3" not in names(desk)
    deadline = time.monotonic() + 30
    while names(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert names(folder) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_killed_ten_times(run: Runner, desk: Path) -> None:
    """At moments spread over a whole render: the old file stays, and the next render leaves no debris."""
    assert run("render", "short.yaml", "-o", "right.mp3").code == 0
    right = (desk / "right.mp3").read_bytes()
    (desk / "short.yaml").rename(desk / "long.yaml")
    begin = time.monotonic()
    assert run("render", "long.yaml", "-o", "long.mp3").code == 0
    whole = time.monotonic() - begin
    for number in range(10):
        (desk / "long.mp3").write_bytes(OLD)
        command = [*COMMAND, "render", "long.yaml"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(whole * (number + 0.5) / 10.5)
            process.kill()
        assert (desk / "long.mp3").read_bytes() in (OLD, right)
    assert run("render", "long.yaml").code == 0
    assert (desk / "long.mp3").read_bytes() == right
    assert names(desk) == ["long.mp3", "long.yaml", "right.mp3"]


def seen_on_a_terminal(*arguments: str) -> tuple[int, str]:
    """What a person with a terminal of 80 columns sees, stdout and stderr together."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen([*COMMAND, *arguments], stdin=child, stdout=child, stderr=child) as process:
        os.close(child)
        seen = b"".join(_chunks(parent))
    os.close(parent)
    return process.returncode, seen.decode()


def _chunks(descriptor: int) -> Iterator[bytes]:
    while select.select([descriptor], [], [], 120)[0]:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:
            return
        if not chunk:
            return
        yield chunk


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_progress_is_seen_on_a_terminal_only(run: Runner, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "long.yaml").write_text(LONG.replace("40x20", "4x20"), encoding="utf-8")
    code, seen = seen_on_a_terminal("render", "long.yaml")
    assert code == 0
    assert "speaking" in seen
    assert "mixing and encoding" in seen
    assert re.search(r"\d\d:\d\d left", seen)
    assert "long.mp3" in seen
    piped = run("render", "short.yaml")
    assert "speaking" not in piped.talk + piped.out
    code, seen = seen_on_a_terminal("render", "short.yaml", "--quiet")
    assert (code, seen) == (0, "")
