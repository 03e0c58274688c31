"""What every speech engine must do; a third party's engine passes by being added to ENGINES."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from voicecoach.audio.clip import Clip
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import Engine
from voicecoach.speech.registry import BUILT_IN, open_engine

ENGINES = [one.name for one in BUILT_IN]
TEXTS = [
    "one",
    "Keep your ribs down, and squeeze.",
    "Wärmen Sie sich auf, größer werden!",
    "こんにちは",
    "🏋️",
    "a\x00b\ud800c\nd",
    "Long. " * 900,
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(request.param)
    try:
        engine.resolve("", "en")
    except (EngineFailed, VoiceNotFound) as missing:
        pytest.skip(f"{missing}; {missing.remedy}")
    yield engine
    engine.close()


def loudest(clip: Clip) -> float:
    return float(np.abs(clip.samples).max(initial=0.0))


def test_it_says_who_it_is_before_it_is_started(engine: Engine) -> None:
    fresh = open_engine(engine.name)
    assert fresh.identity()
    assert fresh.identity() == engine.identity()
    fresh.close()


def test_its_voices_have_distinct_ids_that_resolve_to_themselves(engine: Engine) -> None:
    voices = engine.voices()
    assert voices
    assert len({voice.id for voice in voices}) == len(voices)
    assert all(voice.engine == engine.name and voice.name and voice.language for voice in voices)
    for voice in voices[:: max(1, len(voices) // 10)]:
        assert engine.resolve(voice.id, "en") == voice
        assert engine.resolve(voice.id.upper(), "en") == voice


def test_no_name_means_the_best_voice_of_the_language(engine: Engine) -> None:
    voice = engine.resolve("", "en")
    assert voice in engine.voices()
    assert voice.language.partition("-")[0] in ("en", "und")


def test_an_unknown_voice_is_named_with_what_there_is(engine: Engine) -> None:
    with pytest.raises(VoiceNotFound, match="'no such voice'") as caught:
        engine.resolve("no such voice", "en")
    assert engine.resolve("", "en").name in caught.value.remedy


@pytest.mark.parametrize("name", ["", "de", "no such voice", "en-us+f3", "en-us+f99", "FIRST"])
def test_a_voice_is_looked_up_as_it_is_resolved(engine: Engine, name: str) -> None:
    """`check` finds out without starting an engine what a render will be told, where the engine can say."""
    look_up: Any = getattr(engine, "look_up", lambda *_: None)
    wanted = engine.voices()[0].id.upper() if name == "FIRST" else name

    def found(by: Any) -> tuple[str, ...] | None:
        try:
            voice = by(wanted, "en")
        except VoiceNotFound as why:
            return (str(why),)
        return (voice.id, voice.name.strip(), voice.language) if voice else None

    assert found(look_up) in (found(engine.resolve), None)
    assert look_up("", "en") or engine.name == "command" or sys.platform in ("darwin", "win32")


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:10]))
def test_it_speaks_any_text(engine: Engine, text: str) -> None:
    clip = engine.speak(text, engine.resolve("", "en").id, 150)
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert np.isfinite(clip.samples).all()
    assert clip.duration > 0
    assert (loudest(clip) > 0.05) == engine.audible


@pytest.mark.parametrize("text", ["...", " ", ""])
def test_what_has_no_sound_gives_an_empty_or_silent_clip(engine: Engine, text: str) -> None:
    assert loudest(engine.speak(text, engine.resolve("", "en").id, 150)) == 0


def test_a_higher_rate_is_shorter(engine: Engine) -> None:
    voice = engine.resolve("", "en").id
    text = "Lie on your right side, knees bent, band just below the knees."
    slow, fast = (engine.speak(text, voice, rate).duration for rate in (120, 240))
    assert 0.4 < fast / slow < 0.7


def test_a_longer_text_is_longer(engine: Engine) -> None:
    voice = engine.resolve("", "en").id
    assert engine.speak("knees bent", voice, 150).duration < engine.speak("knees bent, knees bent", voice, 150).duration


def test_the_sound_depends_on_nothing_said_before(engine: Engine) -> None:
    voice = engine.resolve("", "en").id
    texts = ["one", "two", "Keep your ribs down.", "half-way", "Switch sides."]
    first = [engine.speak(text, voice, 150) for text in texts]
    again = [engine.speak(text, voice, 150) for text in reversed(texts)][::-1]
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.samples, other.samples)


def test_threads_may_speak_at_once(engine: Engine) -> None:
    voice = engine.resolve("", "en").id
    texts = [f"number {number}" for number in range(12)]
    alone = [engine.speak(text, voice, 150) for text in texts]
    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(lambda text: engine.speak(text, voice, 150), texts))
    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(alone, together, strict=True))


def test_it_can_be_used_again_after_close(engine: Engine) -> None:
    engine.close()
    assert engine.speak("one", engine.resolve("", "en").id, 150).duration > 0
