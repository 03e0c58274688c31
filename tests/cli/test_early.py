"""The voice that ``play`` starts before it has read the script: only where nothing asks for another."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import pytest

from voicecoach.app import EarlyEngine, Request, load
from voicecoach.cli import main
from voicecoach.cli.early import likely_engine
from voicecoach.errors import VoiceNotFound

SCRIPT = "title: x\n{}routine: [{{say: One.}}]\n"


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")


def likely(script: Path, head: str = "", voice: str = "", language: str = "") -> bool:
    script.write_text(SCRIPT.format(head), "utf-8")
    engine = likely_engine(Namespace(script=str(script), voice=voice, language=language))
    if engine is not None:
        engine.close()
    return engine is not None


def test_it_is_started_where_nothing_asks_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "x.yaml"
    assert likely(script)
    assert likely(script, "language: en\n")
    assert likely(script, "language: 'en-GB'\n")
    assert not likely(script, "language: de\n")
    assert not likely(script, "voice: {engine: silent}\n")
    assert not likely(script, voice="pyttsx3")
    assert not likely(script, language="de")
    assert likely(script, "language: en  # {language: de} further down is nobody's\n")
    assert likely_engine(Namespace(script="no such", voice="", language="")) is None
    monkeypatch.setenv("VOICECOACH_ENGINE", "pyttsx3")
    assert not likely(script)


def test_it_is_taken_where_it_is_the_one_and_closed_where_it_is_not(tmp_path: Path) -> None:
    script = tmp_path / "x.yaml"
    for head, taken in (("", True), ("voice: {engine: silent}\n", False)):
        script.write_text(SCRIPT.format(""), "utf-8")
        engine = likely_engine(Namespace(script=str(script), voice="", language=""))
        assert engine is not None
        workers = list(engine._pool._idle)
        script.write_text(SCRIPT.format(head), "utf-8")
        with EarlyEngine(load(Request(str(script))).require()[0], None, engine) as early:
            assert (early.get() is engine) == taken
        assert not workers[0].folder.exists(), "its process has ended, and its files are gone"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    assert likely_engine(Namespace(script=str(tmp_path / "x.yaml"), voice="", language="")) is None


def test_a_script_that_cannot_be_played_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "bad.yaml").write_text("title: x\nroutine: [{say: }]\n", "utf-8")
    assert main(["play", str(tmp_path / "bad.yaml")]) == 1
    assert "error" in capsys.readouterr().err
    assert list(tmp_path.glob("voicecoach-*")) == []


def test_what_cannot_be_opened_is_told_where_it_is_needed(tmp_path: Path) -> None:
    script = tmp_path / "x.yaml"
    script.write_text(SCRIPT.format("voice: {engine: nothing}\n"), "utf-8")
    with EarlyEngine(load(Request(str(script))).require()[0]) as early, pytest.raises(VoiceNotFound, match="'nothing'"):
        early.get()
