"""The format of a file, as it is asked for on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Run

Runner = Callable[..., Run]


def test_the_format_names_the_file(run: Runner, desk: Path) -> None:
    pytest.importorskip("soundfile")
    done = run("render", "short.yaml", "--voice", "silent", "--format", "flac", "--lrc")
    assert (done.code, done.out.split()[0]) == (0, "short.flac"), done.talk
    assert (desk / "short.flac").read_bytes()[:4] == b"fLaC"
    assert sorted(path.name for path in desk.iterdir()) == ["short.flac", "short.lrc", "short.yaml"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "ogg"), "invalid choice: 'ogg'"),
        (("--format", "flac", "-o", "a.mp3"), "--format flac, but -o a.mp3: they name two formats"),
        (("--format", "flac", "-o", "a"), ".opus, .flac, .wav, .html\n  help: name the output, such as a.flac"),
        (("-o", "a.opus", "--sample-rate", "44100"), "Opus cannot have a sample rate of 44100 Hz"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_what_can(options: tuple[str, ...], told: str, run: Runner) -> None:
    done = run("render", "short.yaml", "--voice", "silent", *options)
    assert done.code == 2
    assert told in done.talk


def test_a_missing_extra_is_told_before_anything_is_read(run: Runner, desk: Path) -> None:
    (desk / "without").mkdir()
    (desk / "without" / "av.py").write_text("raise ModuleNotFoundError('gone', name='av')")
    (desk / "a.m4b").write_bytes(b"old")
    path = str(desk / "without")
    done = run("render", "no-such-script", "-o", "a.m4b", PYTHONPATH=f"{path}:{Path(__file__).parents[2]}")
    assert done.code == 3
    assert "AAC (.m4b, .m4a) needs the package av, which is not installed" in done.talk
    assert "pip install 'voicecoach[m4b]'" in done.talk
    assert (desk / "a.m4b").read_bytes() == b"old"
