"""`render` into a folder of files, with finer chapters, or small."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from voicecoach.cli import main

SCRIPT = """\
title: "Legs/hips"
voice: {engine: silent}
prompts: no
routine:
  - {exercise: Bridge, do: 2x2, rep: 1s, ready: 2s, rest: 4s}
  - {exercise: Clamshell, do: 1x2, sides: [right, left], rep: 1s, ready: 2s, switch: 2s}
"""


@pytest.fixture
def script(desk: Path) -> str:
    (desk / "legs.yaml").write_text(SCRIPT)
    return "legs.yaml"


def probed(path: Path) -> dict:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_chapters", "-show_streams", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_a_folder_is_named_after_the_title_and_each_file_told(
    capsys: pytest.CaptureFixture[str], desk: Path, script: str
) -> None:
    assert main(["render", script, "--split", "exercise", "--chapters", "side"]) == 0
    lines = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert lines == ["Legs-hips/01 Bridge.mp3", "Legs-hips/02 Clamshell.mp3", "Legs-hips/Legs-hips.m3u8"]
    chapters = [[one["tags"]["title"] for one in probed(desk / line)["chapters"]] for line in lines[:2]]
    assert chapters == [["Bridge · 1", "Bridge · 2"], ["Clamshell · right", "Clamshell · left"]]
    assert main(["render", script, "--split", "chapter", "--only", "bridge", "-o", "Legs-hips"]) == 0
    removed = "removed: Legs-hips/02 Clamshell.mp3, which was part of this folder's playlist before"
    assert capsys.readouterr().err.splitlines()[-1] == removed
    assert sorted(path.name for path in (desk / "Legs-hips").iterdir()) == ["01 Bridge.mp3", "Legs-hips.m3u8"]


def test_small_is_mono_with_music_too(desk: Path, script: str) -> None:
    assert main(["render", script, "--small", "--music", "pulse"]) == 0
    found = probed(desk / "legs.mp3")
    sound = found["streams"][0]
    assert (sound["channels"], sound["sample_rate"], sound["bit_rate"]) == (1, "24000", "32000")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--split exercise -o x.mp3", "name a folder: -o x"),
        ("--split exercise --wav", "--split writes MP3s, and no WAV"),
        ("--split exercise --html", "--split writes MP3s, and no page"),
        ("--small -o x.wav", "x.wav cannot be small"),
        ("--split chapter -o nowhere/x", "the folder does not exist"),
        ("--split chapter -o legs.yaml", "it is a file, not a folder"),
        ("-o ~nobody-of-that-name/x.mp3", "the folder does not exist"),
    ],
)
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], desk: Path, script: str, arguments: str, said: str
) -> None:
    assert main(["render", script, *arguments.split()]) in (2, 3)
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in desk.iterdir()) == ["legs.yaml", "short.yaml"]
