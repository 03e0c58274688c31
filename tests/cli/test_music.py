"""Music on the command line: what `render` writes with it, and what is said where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.audio.music.test_own_music import tone
from tests.cli.running import Run
from voicecoach.output.formats import SOUNDING

Runner = Callable[..., Run]
SCRIPT = """\
title: Short
voice: {engine: silent}
prompts: no
routine: [{exercise: Squat, do: 4, rep: 2s, ready: 2s}]
"""


@pytest.fixture
def script(desk: Path) -> str:
    (desk / "short.yaml").write_text(SCRIPT)
    return "short.yaml"


def samples(path: Path) -> np.ndarray:
    raw = path.read_bytes()[44:]
    return np.frombuffer(raw, np.int16).reshape(-1, 2).astype(np.float64) / 32768


def test_a_file_with_music_is_stereo_and_as_long_as_without(run: Runner, desk: Path, script: str) -> None:
    assert run("render", script, "--music", "march", "-o", "with.wav").code == 0
    assert run("render", script, "-o", "without.wav").code == 0
    sound = samples(desk / "with.wav")
    plain = np.frombuffer((desk / "without.wav").read_bytes()[44:], np.int16)
    assert len(sound) / 44_100 == len(plain) / 24_000
    middle = sound[44_100 : 5 * 44_100]
    assert np.abs(middle[:, 0] - middle[:, 1]).max() > 0.001
    assert np.abs(middle).max() > 0.02


@pytest.mark.skipif(not shutil.which("mpg123"), reason="needs mpg123 (apt-get install mpg123) to decode")
def test_an_mp3_with_music_has_every_sample(run: Runner, desk: Path, script: str) -> None:
    assert run("render", script, "--music", "pulse", "-o", "a.mp3").code == 0
    assert run("render", script, "--music", "pulse", "-o", "a.wav").code == 0
    command = ["mpg123", "-q", "-e", "s16", "--stereo", "-s", str(desk / "a.mp3")]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    decoded = np.frombuffer(raw, np.int16).reshape(-1, 2).astype(np.float64) / 32768
    sound = samples(desk / "a.wav")
    assert decoded.shape == sound.shape
    assert np.sqrt(np.mean((decoded - sound) ** 2)) < 0.2 * np.sqrt(np.mean(sound**2))


def test_gain_and_none(run: Runner, desk: Path, script: str) -> None:
    loud = {}
    for name, options in {"usual": (), "softer": ("--music-gain", "-6 dB")}.items():
        assert run("render", script, "--music", "waves", *options, "-o", f"{name}.wav").code == 0
        loud[name] = np.sqrt(np.mean(samples(desk / f"{name}.wav")[44_100 : 2 * 44_100] ** 2))
    assert loud["softer"] / loud["usual"] == pytest.approx(0.5, abs=0.1)
    (desk / "own.yaml").write_text(f"music: drone\n{SCRIPT}")
    assert run("render", "own.yaml", "--no-music", "-o", "none.wav").code == 0
    assert run("render", script, "-o", "plain.wav").code == 0
    assert (desk / "none.wav").read_bytes() == (desk / "plain.wav").read_bytes()


def test_show_tells_what_plays(run: Runner, desk: Path, script: str) -> None:
    (desk / "own.yaml").write_text(f"music: {{bed: pulse, rest: waves}}\n{SCRIPT}")
    assert run("show", "own.yaml").out.splitlines()[1] == "music: pulse in work, waves in rests"
    (desk / "own.yaml").write_text(f"music: {{bed: pulse, during: work}}\n{SCRIPT}")
    assert run("show", "own.yaml").out.splitlines()[1] == "music: pulse in work, none in rests"
    (desk / "own.yaml").write_text(f"music: drone\n{SCRIPT}")
    assert run("show", "own.yaml").out.splitlines()[1] == "music: drone"
    assert "music" not in run("show", script).out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--music", "pluse"), "there is no music pluse\n  help: did you mean 'pulse'?"),
        (("--music", "songs"), "there is no music songs\n  help: try a bed (pulse, march, drone, waves)"),
        (("--music", "pulse", "--music-gain", "loud"), "--music-gain loud is not a level\n  help: it takes a level"),
    ],
)
def test_what_cannot_be_is_told_with_what_can(options: tuple[str, ...], told: str, run: Runner, script: str) -> None:
    done = run("render", script, *options)
    assert done.code == 2
    assert told in done.talk


def test_music_that_cannot_be_read_is_told_before_anything_is_spoken(run: Runner, desk: Path, script: str) -> None:
    (desk / "songs").mkdir()
    old = desk / f"short{SOUNDING[0]}"
    old.write_bytes(b"old")
    done = run("render", script, "--music", "songs")
    assert done.code != 0
    assert "there is no music in the folder songs" in done.talk
    assert old.read_bytes() == b"old"


def test_a_missing_library_for_stretching_is_told_before_anything_is_made(run: Runner, desk: Path) -> None:
    (desk / "song.wav").write_bytes(b"no sound yet")
    (desk / "own.yaml").write_text(f"music: {{file: song.wav, bpm: 128 bpm, first_beat: 0.35s}}\n{SCRIPT}")
    (desk / "without").mkdir()
    (desk / "without" / "python_stretch.py").write_text("raise ImportError('No module named python_stretch')")
    path = os.pathsep.join([str(desk / "without"), *sys.path])
    done = run("render", "own.yaml", "-o", "own.wav", PYTHONPATH=path)
    assert done.code == 3
    assert "music with bpm: is stretched to the counts, which needs python-stretch" in done.talk
    assert "help: pip install 'voicecoach[stretch]', or leave bpm: out" in done.talk
    assert not (desk / "own.wav").exists()


def test_another_song_or_seed_is_another_sound_though_pieces_are_kept(run: Runner, desk: Path) -> None:
    """With music in work alone, pieces of a file are short enough to be kept."""

    def rendered(source: str, seed: int) -> bytes:
        (desk / "a.yaml").write_text(f"music: {{{source}, during: work}}\nseed: {seed}\n{SCRIPT}")
        assert run("render", "a.yaml", "-o", "a.mp3").code == 0
        return (desk / "a.mp3").read_bytes()

    beds = [rendered("bed: pulse", seed) for seed in (1, 2)]
    tone(desk / "song.wav", pitch=300)
    songs = [rendered("file: song.wav", 1)]
    tone(desk / "song.wav", pitch=400)
    songs.append(rendered("file: song.wav", 1))
    assert len({*beds, *songs}) == 4
