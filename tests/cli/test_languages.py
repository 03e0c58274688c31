"""A routine in each language, rendered by the real voice and decoded again."""

from __future__ import annotations

import json
import shutil
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import Run
from voicecoach.phrases.pack import languages, load_pack

Runner = Callable[..., Run]


def script(language: str) -> str:
    """A routine whose texts are words of the language's pack."""
    pack, _ = load_pack(language)
    cue = pack.prompts["two_more"].usual
    return f"title: {pack.name}\nroutine:\n  - {{exercise: {pack.name}, do: 1x4, rep: 4s, cues: {{rep 2: {cue}}}}}\n"


@pytest.mark.parametrize("language", languages())
def test_a_routine_is_heard_in_its_language(run: Runner, desk: Path, language: str) -> None:
    """``--language`` is enough: no voice is named, and wherever the timeline says words there is sound."""
    (desk / "own.yaml").write_text(script(language), encoding="utf-8")
    shown = json.loads(run("show", "own.yaml", "--json", "--language", language).out)
    done = run("render", "own.yaml", "--language", language, "-o", "own.mp3", "--wav")
    assert (done.code, shown["language"]) == (0, language)
    assert "warning" not in done.talk
    with wave.open(str(desk / "own.wav")) as file:
        rate = file.getframerate()
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / 32768
    assert len(heard) == shown["duration_ms"] * rate // 1000
    said = [event for event in shown["events"] if event["kind"] == "say"]
    assert load_pack(language)[0].prompts["two_more"].usual in {
        event["text"] for event in said if event["role"] == "cue"
    }
    for event in said:
        part = heard[event["start_ms"] * rate // 1000 : event["end_ms"] * rate // 1000]
        assert np.sqrt(np.mean(part**2)) > 0.01, event["text"]


@pytest.mark.skipif(shutil.which("mpg123") is None, reason="needs the Debian package mpg123")
def test_the_file_of_another_language_decodes(run: Runner, desk: Path) -> None:
    (desk / "own.yaml").write_text(script("de").replace("routine:", "language: de-AT\nroutine:"), encoding="utf-8")
    assert run("render", "own.yaml", "-o", "own.mp3").code == 0
    decoded = subprocess.run(["mpg123", "-t", "own.mp3"], capture_output=True, text=True, timeout=60)
    assert decoded.returncode == 0
    assert "rror" not in decoded.stderr
