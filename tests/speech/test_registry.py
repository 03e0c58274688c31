from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.registry import BUILT_IN, GROUP, engine_names, open_engine


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package ``loud-voices`` 2.1 that offers engines, one of them good."""
    (tmp_path / "loud_voices.py").write_text(
        "from voicecoach.speech.engines.silent import SilentEngine\n"
        "class Good(SilentEngine):\n    name = 'good'\n"
        "class Picky:\n    def __init__(self): raise OSError('no licence key')\n"
        "class Half:\n    name = 'half'\n    def voices(self): return ()\n"
    )
    info = tmp_path / "loud_voices-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud-voices\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text(
        f"[{GROUP}]\ngood = loud_voices:Good\npicky = loud_voices:Picky\nhalf = loud_voices:Half\n"
        "gone = loud_voices:Gone\nabsent = no_such_module:Engine\nsilent = loud_voices:Picky\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_auto_is_the_default_engine() -> None:
    assert open_engine().name == "pyttsx3"
    assert open_engine("auto").name == "pyttsx3"


def test_the_environment_says_what_auto_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECOACH_ENGINE", "silent")
    assert open_engine().name == "silent"
    assert open_engine("pyttsx3").name == "pyttsx3"
    monkeypatch.setenv("VOICECOACH_ENGINE", "nothing")
    with pytest.raises(VoiceNotFound, match="'nothing'"):
        open_engine()


def test_the_shipped_engines_need_no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: ())
    assert engine_names() == tuple(one.name for one in BUILT_IN)
    assert [open_engine(name).name for name in engine_names()] == list(engine_names())


def test_an_unknown_engine_is_an_error_that_lists_what_there_is() -> None:
    with pytest.raises(VoiceNotFound, match="'pyttsx'") as caught:
        open_engine("pyttsx")
    assert "did you mean 'pyttsx3'?" in caught.value.remedy
    with pytest.raises(VoiceNotFound, match="'hal9000'") as caught:
        open_engine("hal9000")
    assert ", ".join(("auto", *engine_names())) in caught.value.remedy


def test_a_package_adds_an_engine(package: Path) -> None:
    assert "good" in engine_names()
    assert open_engine("good").resolve("", "en").engine == "good"


def test_a_package_cannot_shadow_a_shipped_engine(package: Path) -> None:
    assert open_engine("silent").audible is False


@pytest.mark.parametrize(
    ("name", "reason"),
    [("picky", "no licence key"), ("gone", "Gone"), ("absent", "no_such_module"), ("half", "no audible, identity")],
)
def test_a_broken_package_is_an_error_that_names_it(package: Path, name: str, reason: str) -> None:
    with pytest.raises(EngineFailed, match=r"loud-voices 2\.1") as caught:
        open_engine(name)
    assert reason in str(caught.value)
    assert "silent" in caught.value.remedy


def test_an_engine_without_a_distribution_is_named_by_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("stray", "no_such_module:Engine", GROUP)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: (point,))
    with pytest.raises(EngineFailed, match="no_such_module:Engine"):
        open_engine("stray")


def test_opening_an_engine_loads_no_speech_library() -> None:
    code = (
        "import sys\n"
        "from voicecoach.speech.registry import open_engine\n"
        "open_engine().identity()\n"
        "print([name for name in ('pyttsx3', 'espeakng_loader', 'soxr', 'soundfile') if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
