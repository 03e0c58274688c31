"""Renders that are killed at any moment, and renders of one file by two at once: nothing is damaged, nothing is left.

A few of each by default; `VOICECOACH_KILLS=300 VOICECOACH_PAIRS=200 pytest -n 0 tests/stress` tries many.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, SHORT

KILLS = int(os.environ.get("VOICECOACH_KILLS", "4"))
PAIRS = int(os.environ.get("VOICECOACH_PAIRS", "1"))
SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")
OUTPUTS = (("out.mp3",), ("out.wav",), ("out.mp3", "--lrc"))

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")


def start(folder: Path, words: Sequence[str], cache: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "VOICECOACH_CACHE": str(cache), "TMPDIR": str(folder.parent / "temporary")}
    command = [*COMMAND, "render", "short.yaml", "--quiet", "-o", *words]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, b"")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def unfinished(*folders: Path) -> list[str]:
    return [str(path) for folder in folders for path in folder.rglob("*.part")]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "temporary").mkdir()
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "short.yaml").write_text(SHORT, "utf-8")
    return tmp_path / "desk"


@pytest.fixture
def whole(desk: Path, tmp_path: Path) -> Mapping[tuple[str, ...], Mapping[str, bytes]]:
    """What is in the folder after each render that nobody disturbs."""
    found = {}
    for words in OUTPUTS:
        finish(start(desk, words, tmp_path / "warm"))
        found[words] = content(desk)
        for name in found[words].keys() - {"short.yaml"}:
            (desk / name).unlink()
    return found


@pytest.mark.usefixtures("open_to_signals")
def test_a_killed_render_damages_nothing_and_the_next_one_cleans_up(
    desk: Path, whole: Mapping[tuple[str, ...], Mapping[str, bytes]], tmp_path: Path
) -> None:
    rng = random.Random(7)
    ended = 0
    for number in range(KILLS):
        words, warm = OUTPUTS[number % 3], bool(number // 4 % 3)
        cache = tmp_path / ("warm" if warm else f"cold {number}")
        process = start(desk, words, cache)
        time.sleep(rng.uniform(0.02, 1.2))
        process.send_signal(getattr(signal, SIGNALS[number % 4]))
        process.communicate(timeout=60)
        ended += process.returncode != 0
        for name, data in content(desk).items():
            assert name.endswith(".part") or data == whole[words][name], f"kill {number} damaged {name}"
        finish(start(desk, words, cache))
        assert content(desk) == whole[words], f"after kill {number}"
        assert unfinished(cache) == [], f"after kill {number}"
        for name in whole[words].keys() - {"short.yaml"}:
            (desk / name).unlink()
    assert ended, "no render was killed in time"


def test_two_renders_of_one_file_make_one_whole_file(
    desk: Path, whole: Mapping[tuple[str, ...], Mapping[str, bytes]], tmp_path: Path
) -> None:
    for number in range(PAIRS):
        words = OUTPUTS[number % 3]
        for process in [start(desk, words, tmp_path / "warm") for _ in range(2)]:
            finish(process)
        assert content(desk) == whole[words], f"pair {number}"
        for name in whole[words].keys() - {"short.yaml"}:
            (desk / name).unlink()
