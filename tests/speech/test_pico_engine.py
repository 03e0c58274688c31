"""SVOX Pico, for real, where its package is: on Linux."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pytest

from tests.speech.natural import heard
from voicecoach.errors import EngineFailed
from voicecoach.phrases.pack import load_pack
from voicecoach.speech.engines import pico_engine as module
from voicecoach.speech.engines.pico_engine import SPEEDS, PicoEngine, without_breath
from voicecoach.speech.engines.pyttsx3_engine import Pyttsx3Engine
from voicecoach.speech.engines.versions import versions
from voicecoach.speech.registry import open_engine

pico = pytest.mark.skipif(find_spec("py_nanotts") is None, reason="needs py-nanotts, which has no wheel for macOS")
LANGUAGES = ("de", "es", "fr", "it")


@pytest.fixture(scope="module")
def engine() -> Iterator[PicoEngine]:
    engine = PicoEngine()
    yield engine
    engine.close()


def phrases(language: str) -> list[str]:
    """A coach's words: counts, and the prompts that have no placeholders."""
    pack, _ = load_pack(language)
    prompts = [text for prompt in pack.prompts.values() for text in prompt.wordings if "{" not in text]
    return [*prompts, *(pack.number(number) for number in range(1, 13))]


@pico
def test_it_is_what_auto_means_where_it_has_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    for language in LANGUAGES:
        assert open_engine("auto", language).name in ("piper", "pico")
    assert open_engine("auto", "sv").name == "pyttsx3"


@pico
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_the_same_samples_whatever_was_said_before(engine: PicoEngine, language: str) -> None:
    """Pico reads memory that it never clears; see the worker. So this is held for many phrases, in another process."""
    voice = engine.resolve("", language).id
    texts = phrases(language)
    other = PicoEngine()
    try:
        first = [engine.speak(text, voice, 150).samples.tobytes() for text in texts]
        again = [other.speak(text, voice, 150).samples.tobytes() for text in reversed(texts)][::-1]
    finally:
        other.close()
    assert first == again


@pico
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rate", [120, 150, 200])
def test_it_is_as_fast_as_espeak_would_be(
    engine: PicoEngine, pyttsx3_engine: Pyttsx3Engine, language: str, rate: int
) -> None:
    lengths = []
    for one in (engine, pyttsx3_engine):
        voice = one.resolve("", language).id
        lengths.append(sum(heard(one.speak(text, voice, rate)).duration for text in phrases(language)))
    assert lengths[0] == pytest.approx(lengths[1], rel=0.15)


@pico
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_peak_is_cut_off_and_no_breath_is_left(engine: PicoEngine, language: str) -> None:
    voice = engine.resolve("", language).id
    for text in phrases(language):
        clip = engine.speak(text, voice, 150)
        peak = float(np.abs(clip.samples).max())
        assert 0.1 < peak < 0.99
        last = np.abs(clip.samples[-clip.rate // 5 :])
        assert last.max() > peak * 10 ** (-50 / 20), f"{text}: a fifth of a second of breath"


def test_breath_after_the_last_word_goes_and_a_soft_end_stays() -> None:
    rate = 16_000
    word = np.sin(np.arange(rate // 2) / 5).astype(np.float32) * 0.5
    soft = word[: rate // 10] * 0.02
    silence, breath = np.zeros(rate // 3, np.float32), word[: rate // 20] * 0.01
    cut = without_breath(np.concatenate([word, soft, silence, breath, silence]), rate)
    assert len(word) + len(soft) <= len(cut) <= len(word) + len(soft) + rate // 50
    assert len(without_breath(silence, rate)) == len(silence)


@pico
def test_markup_is_words(engine: PicoEngine) -> None:
    """Pico takes tags out of texts; nobody's text is one."""
    plain, marked = (engine.speak(text, "de-DE", 150).samples for text in ("links b rechts", "links <b> rechts"))
    assert np.array_equal(plain, marked)


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(engine: str, needed: object, remedy: str) -> list[str]:
        return versions(engine, [("py-nanotts", "no_such_module")], remedy)

    monkeypatch.setattr(module, "versions", none)
    for ask in (PicoEngine().identity, PicoEngine().voices, lambda: PicoEngine().resolve("", "de")):
        with pytest.raises(EngineFailed, match="py-nanotts, which is not installed") as caught:
            ask()
        assert "pip install py-nanotts" in caught.value.remedy


@pico
def test_there_is_a_voice_for_each_of_its_languages(engine: PicoEngine) -> None:
    assert {voice.language for voice in engine.voices()} == set(SPEEDS)
    assert engine.resolve("", "es-MX").id == "es-ES"
