"""`feed`: what is said of a feed that was written, and of an address that will not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.cli import main
from voicecoach.cli.parser import make_parser


def test_a_rendered_folder_becomes_a_feed(capsys: pytest.CaptureFixture[str], desk: Path) -> None:
    (desk / "workouts").mkdir()
    assert main(["render", "short.yaml", "--voice", "silent", "--quiet", "-o", "workouts/short.mp3"]) == 0
    assert main(["feed", "workouts", "--url", "http://192.168.0.7/x"]) == 0
    done = capsys.readouterr()
    assert done.out.splitlines() == [
        "workouts/feed.xml  1 episode",
        "workouts/short.mp3.chapters.json",
        "workouts/feed-cover.jpg",
    ]
    assert "192.168.0.7 is on a local network: podcast players refuse feeds there" in done.err
    assert "http://192.168.0.7/x/feed.xml" in done.err


def test_wrong_addresses_and_folders(capsys: pytest.CaptureFixture[str], desk: Path) -> None:
    assert main(["feed", ".", "--url", "workouts"]) == 2
    assert "write it as https://" in capsys.readouterr().err
    assert main(["feed", "short.yaml", "--url", "https://example.org/"]) == 2
    assert "name the folder" in capsys.readouterr().err


def test_help_says_that_a_local_network_will_not_do() -> None:
    commands = next(one for one in make_parser()._actions if one.dest == "command")
    assert "refuse feeds on a local network" in (commands.choices["feed"].epilog or "")
