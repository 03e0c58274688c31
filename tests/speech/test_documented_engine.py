"""The engine that the page about voices shows, taken from there, as a package of its own."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.bank import Bank
from voicecoach.speech.registry import open_engine
from voicecoach.timeline.model import Phrase

PAGE = Path(__file__).parents[2] / "docs" / "voices.md"
FLITE = """\
#!{python}
import math, struct, sys, wave
arguments = sys.argv[1:]
words, file = arguments[arguments.index("-t") + 1], arguments[arguments.index("-o") + 1]
stretch = float(arguments[arguments.index("--setf") + 1].partition("=")[2])
with wave.open(file, "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(16000)
    frames = int(1000 * len(words) * stretch)
    out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n * 0.2))) for n in range(frames)))
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for flite is a POSIX script")


def shown(kind: str) -> str:
    return PAGE.read_text("utf-8").partition(f"```{kind}\n")[2].partition("```")[0]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shown module with the shown entry point, and a program called flite that hums."""
    (tmp_path / "flite_engine.py").write_text(shown("python"))
    info = tmp_path / "voicecoach_flite-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: voicecoach-flite\nVersion: 1.0\n")
    lines = shown("toml").splitlines()
    assert lines[0] == '[project.entry-points."voicecoach.engines"]'
    (info / "entry_points.txt").write_text("[voicecoach.engines]\n" + "\n".join(lines[1:]).replace('"', "") + "\n")
    program = tmp_path / "bin" / "flite"
    program.parent.mkdir()
    program.write_text(FLITE.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "flite_engine", raising=False)
    return program


def test_it_is_thirty_lines() -> None:
    code = [line for line in shown("python").splitlines() if line.strip()]
    imports = [line for line in code if line.startswith(("import ", "from ", '"""'))]
    assert len(code) - len(imports) <= 30


def test_it_speaks(package: Path) -> None:
    engine = open_engine("flite")
    bank = Bank(engine)
    clip = bank.clip(Phrase("three sets of twelve", 150))
    assert float(np.abs(clip.samples).max()) > 0.05
    assert bank.measure(Phrase("three sets of twelve", 250)) < clip.duration
    assert engine.speak("...", "slt", 150).duration == 0
    assert bank.clip(Phrase("--help", 150)).duration > 0
    with pytest.raises(VoiceNotFound, match="'nobody'"):
        engine.resolve("nobody", "en")


def test_it_tells_what_is_missing(package: Path) -> None:
    package.unlink()
    with pytest.raises(EngineFailed, match="flite could not say 'go'"):
        open_engine("flite").speak("go", "slt", 150)
