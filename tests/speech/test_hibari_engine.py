"""hibari, for real: the same samples every time, nothing clipped, words a minute, and what happens without it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.speech.natural import (
    SENTENCES,
    SOFT_ONSETS,
    check_a_sign_at_the_end_is_not_needed,
    check_nothing_is_clipped,
    check_the_same_samples_in_any_order,
    check_words_a_minute,
    longest_quiet,
)
from voicecoach.app import Request, Studio, load
from voicecoach.audio.clip import SAMPLE_RATE
from voicecoach.audio.loudness import loudness
from voicecoach.cache import Cache
from voicecoach.errors import EngineFailed, VoiceNotFetched, VoiceNotFound
from voicecoach.script.texts import IPA
from voicecoach.speech.bank import Bank
from voicecoach.speech.engines import hibari_engine as module
from voicecoach.speech.engines.hibari_engine import BETWEEN_SENTENCES_MS, HibariEngine, speed_for
from voicecoach.speech.engines.hibari_texts import readable, signs
from voicecoach.speech.engines.hibari_voices import known_voices
from voicecoach.speech.engines.texts import LONGEST_PIECE, pieces
from voicecoach.speech.registry import open_engine
from voicecoach.timeline.model import Phrase

FALLBACKS = ("piper", "pico", "pyttsx3")


@pytest.fixture(scope="module")
def engine() -> Iterator[HibariEngine]:
    engine = HibariEngine()
    yield engine
    engine.close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of fetched voices, with nothing in it."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "voices" / "hibari"


def test_it_is_what_auto_means_for_english_and_for_no_other_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    told: list[str] = []
    assert open_engine("auto", "en", warn=told.append).name == "hibari"
    assert open_engine("auto", "en-GB", ("heart", ""), warn=told.append).name == "hibari"
    assert open_engine("auto", "en", ("en-gb-scotland",), warn=told.append).name == "pyttsx3"
    for language in ("de", "es", "fr", "it", "nl", "pt-BR"):
        assert open_engine("auto", language, warn=told.append).name != "hibari"
    assert told == []


def test_two_engines_say_the_same_samples_in_any_order() -> None:
    check_the_same_samples_in_any_order(HibariEngine)


@pytest.mark.parametrize("rate", [120, 150, 190, 290])
def test_the_rate_is_in_words_a_minute(engine: HibariEngine, rate: int) -> None:
    check_words_a_minute(engine, "heart", rate)


def test_every_rate_that_a_script_may_ask_for_has_a_speed() -> None:
    speeds = [speed_for(rate) for rate in range(60, 401)]
    assert speeds == sorted(speeds)
    assert (speed_for(60), speed_for(150), speed_for(400)) == (0.35, 0.8, 3.0)


def test_a_sign_at_the_end_is_not_needed(engine: HibariEngine) -> None:
    check_a_sign_at_the_end_is_not_needed(engine, "heart", "hold it", "push the floor away")


@pytest.mark.parametrize("word", SOFT_ONSETS)
def test_neither_onset_nor_tail_is_clipped(engine: HibariEngine, word: str) -> None:
    """Held against everything that hibari made, what was left out is 50 dB below the word at least."""
    (raw,) = engine._say(word, known_voices()[0], speed_for(150))
    sound = check_nothing_is_clipped(raw, 10 ** (-50 / 20))
    assert raw.length - sound.length > SAMPLE_RATE // 5, "hibari puts silence around words, which must not be heard"


def test_sentences_are_apart_by_a_pause_of_our_own(engine: HibariEngine) -> None:
    """The breath after a "t" is near 0.003, and different on each processor: silence is what lies far below it."""
    longest = longest_quiet(engine.speak("Rest. Rest.", "heart", 150), 0.0005)
    assert longest * 1000 == pytest.approx(BETWEEN_SENTENCES_MS, abs=25)


def test_a_number_is_as_loud_as_a_sentence(engine: HibariEngine) -> None:
    bank = Bank(engine)
    levels = [loudness(bank.clip(Phrase(text, 150)).samples, SAMPLE_RATE) for text in ("two", "six", SENTENCES[2])]
    assert max(levels) - min(levels) < 0.5


def test_phonemes_are_said(engine: HibariEngine) -> None:
    usual, bend, weapon = (
        engine.speak(text, "heart", 150).samples.tobytes() for text in ("bow", "{bow|/baʊ/}", "{bow|/boʊ/}")
    )
    assert bend != weapon
    assert usual == weapon


def test_phonemes_become_hibaris_signs() -> None:
    assert readable("A {bow|/boʊ/} and a {change|/ˈtʃeɪndʒ/}.") == "A [bow](/bˈO/) and a [change](/ʧˈAnʤ/)."
    assert readable("A {bow|/bəʊ/}, in the {park|/pɑːk/}.", british=True) == "A [bow](/bˈQ/), in the [park](/pˈɑːk/)."


def test_brackets_that_nobody_meant_as_a_pronunciation_are_words() -> None:
    assert readable("Hold [tight](not loose) now") == "Hold [tight] (not loose) now"
    assert readable("{x]|/æ/} [1](/y/)") == "[x](/ˈæ/) [1] (/y/)"


@pytest.mark.parametrize("british", [False, True])
def test_hibari_knows_each_sound_that_a_script_may_have(british: bool) -> None:
    assert signs("ˈæmɹæp", british) == "ˈæmɹæp"
    vocabulary = json.loads((known_voices()[0].model.parent / "vocab.json").read_text("utf-8"))
    unsaid = {sound for sound in IPA if not set(signs(sound, british)) <= {*vocabulary, " "}}
    assert unsaid == set()


def test_to_close_is_something_else_than_to_be_close() -> None:
    told = "[close](/klˈOz/)"
    assert readable("close") == told
    assert readable("Close. Lift, close your legs.") == f"{told}. Lift, {told} your legs."
    for text in (
        "Close-grip bench press.",
        "Next: Close grip bench press.",
        "Close stance squats.",
        "Keep close to it.",
    ):
        assert readable(text) == text


def test_a_long_text_is_not_cut_within_a_pronunciation() -> None:
    word = "{Romanian deadlift|/ɹoʊˈmeɪniən ˈdɛdlɪft/}"
    for before in range(LONGEST_PIECE - len(word) - 2, LONGEST_PIECE + 2):
        text = f"{'a ' * (before // 2)}{word} and on."
        assert sum(piece.count(word) for piece in pieces(text)) == 1


def test_a_script_gives_phonemes_in_texts_and_in_its_lexicon(tmp_path: Path) -> None:
    script = tmp_path / "x.yaml"
    script.write_text(
        "title: x\nlexicon: {AMRAP: /ˈæmɹæp/}\nroutine: [{say: 'An AMRAP, with a {bow|/baʊ/}.'}]\n", "utf-8"
    )
    for engine, expected in (("hibari", True), ("pyttsx3", False)):
        routine, pack = load(Request(str(script), voice=engine)).require()
        with Studio(routine, pack) as studio:
            (said,) = [event for event in studio.timeline().spoken() if "AMRAP" in event.text]
            assert said.text == "An AMRAP, with a bow."
            assert said.phrase is not None
            assert said.phrase.text == "An {AMRAP|/ˈæmɹæp/}, with a {bow|/baʊ/}."
            plain = studio.bank.clip(Phrase("An AMRAP, with a bow.", said.phrase.rate)).samples
            different = studio.bank.clip(said.phrase).samples.tobytes() != plain.tobytes()
            assert different == expected


def test_a_voice_that_was_not_fetched_is_told_with_how_to_get_it(
    engine: HibariEngine, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(VoiceNotFetched, match="'emma'") as caught:
        engine.resolve("Emma", "en")
    assert caught.value.remedy == "fetch it: voicecoach voices --get emma"
    monkeypatch.delenv("VOICECOACH_ENGINE")
    with pytest.raises(VoiceNotFetched, match="'emma'"):
        open_engine("auto", "en", ("emma",))
    with pytest.raises(EngineFailed, match="no voice 'emma'"):
        engine.speak("one", "emma", 150)


def test_a_fetched_voice_is_found_by_name_and_accent_and_speaks(
    engine: HibariEngine, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundled model under another name: British words, read by the British reader."""
    listed, heart = engine.identity(), engine.identity("heart")
    place_heart_as_emma(data, monkeypatch)
    assert [voice.id for voice in engine.voices()] == ["heart", "emma"]
    assert engine.identity() != listed, "what names mean has changed"
    assert engine.identity("heart") == heart, "no clip has"
    assert engine.resolve("", "en-GB").id == "emma"
    assert engine.resolve("", "en").id == "heart"
    british, american = (engine.speak("half-way past", voice, 150).samples for voice in ("emma", "heart"))
    assert not np.array_equal(british, american)


def test_a_coach_a_counter_and_a_cue_may_have_voices_of_their_own(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    place_heart_as_emma(data, monkeypatch)
    script = tmp_path / "x.yaml"
    script.write_text(
        "title: x\ncounter: {name: emma, rate: 190}\nroutine:\n  - exercise: Bridge\n    do: 1x4\n    rep: 3s\n"
        "    cues: {rep 2: {say: squeeze, voice: emma}}\n"
    )
    routine, pack = load(Request(str(script))).require()
    with Studio(routine, pack) as studio:
        assert studio.engine.name == "hibari"
        spoken = {event.text: event.phrase for event in studio.timeline().spoken()}
    who = {text: phrase and (phrase.voice, phrase.rate) for text, phrase in spoken.items()}
    assert who["one"] == ("emma", 190)
    assert who["squeeze"] == ("emma", 150)
    assert who["Done. Well done."] == ("", 150)


def test_half_a_model_is_no_voice(engine: HibariEngine, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = place_heart_as_emma(data, monkeypatch)
    model.write_bytes(model.read_bytes()[:-1])
    assert [voice.id for voice in engine.voices()] == ["heart"]


def place_heart_as_emma(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    heart, *others = known_voices()
    emma = next(one for one in others if one.voice.id == "emma")
    data.mkdir(parents=True)
    shutil.copy(heart.model, emma.model)
    whole = emma._replace(size=heart.size, sha256=hashlib.sha256(heart.model.read_bytes()).hexdigest())
    monkeypatch.setattr(module, "known_voices", lambda: (heart, whole))
    return emma.model


def test_where_it_does_not_load_another_speaks_and_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    broken = tmp_path / "hibari_worker.py"
    broken.write_text("def start(folder):\n    raise ImportError('DLL load failed while importing onnxruntime')\n")
    monkeypatch.setattr(module, "_SCRIPT", broken)
    told: list[str] = []
    assert open_engine("auto", "en", warn=told.append).name in FALLBACKS
    assert len(told) == 1
    assert "DLL load failed while importing onnxruntime" in told[0]
    assert told[0].endswith(" speaks instead")
    assert open_engine("auto", "de", warn=told.append).name in FALLBACKS
    assert len(told) == 1, "it has no German voice anyway"
    with pytest.raises(EngineFailed, match="DLL load failed"):
        open_engine("hibari").resolve("", "en")


def test_a_folder_that_cannot_be_looked_into_has_no_voices(
    engine: HibariEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECOACH_DATA", f"/{'x' * 300}")
    assert [voice.id for voice in engine.voices()] == ["heart"]


def test_where_it_is_not_installed_another_speaks_and_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    monkeypatch.setattr(module, "_NEEDED", (("hibari-tts", "no_such_module"),))
    told: list[str] = []
    assert open_engine("auto", "en", warn=told.append).name in FALLBACKS
    assert len(told) == 1
    assert "needs the package hibari-tts, which is not installed" in told[0]
    for language, names in (("de", ("",)), ("en", ("en-gb-scotland",))):
        open_engine("auto", language, names, warn=told.append)
    assert len(told) == 1, "it would not have been taken there"


BUNDLED = (
    '{"heart": {"bundled": true, "file": "x.onnx", "language": "en", "gender": "", "bytes": 9, "sha256": "", '
    '"british": false}}'
)


@pytest.mark.parametrize("content", ["", "{", '{"heart": {}}', BUNDLED])
def test_a_damaged_package_is_told_and_another_engine_speaks(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    (tmp_path / "hibari" / "assets").mkdir(parents=True)
    (tmp_path / "hibari" / "__init__.py").write_text("")
    (tmp_path / "hibari" / "assets" / "voices.json").write_text(content)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "_NEEDED", ())
    told: list[str] = []
    assert open_engine("auto", "en", warn=told.append).name in FALLBACKS
    assert "is damaged" in told[0]


def test_a_model_that_does_not_load_is_told_and_harms_no_other(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = place_heart_as_emma(data, monkeypatch)
    model.write_bytes(bytes(model.stat().st_size))
    engine = HibariEngine()
    try:
        assert engine.resolve("emma", "en").id == "emma"
        with pytest.raises(EngineFailed, match="'emma'") as caught:
            engine.speak("one", "emma", 150)
        assert caught.value.remedy == "fetch the voice anew: voicecoach voices --get emma"
        assert engine.speak("one", "heart", 150).duration > 0
    finally:
        engine.close()


def test_that_it_loads_is_tried_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = HibariEngine()
    first.resolve("", "en")
    first.close()
    broken = tmp_path / "hibari_worker.py"
    broken.write_text("def start(folder):\n    raise ImportError('gone')\n")
    monkeypatch.setattr(module, "_SCRIPT", broken)
    assert HibariEngine().resolve("", "en").id == "heart", "asked again, it would have failed"
    Cache().clear()
    with pytest.raises(EngineFailed, match="gone"):
        HibariEngine().resolve("", "en")


def test_nothing_is_left_outside_of_our_own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """onnxruntime would keep an id and a list of what it was used for, and send them to its maker."""
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    engine = HibariEngine()
    try:
        assert engine.speak("one", "heart", 150).duration > 0
    finally:
        engine.close()
    assert list((tmp_path / "home").iterdir()) == []


def test_a_misspelt_voice_is_told_by_whoever_has_one_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICECOACH_ENGINE")
    for name, meant in (("hart", "heart"), ("fenir", "fenrir")):
        with pytest.raises(VoiceNotFound) as caught:
            open_engine("auto", "en", (name,))
        assert caught.value.remedy.startswith(f"did you mean '{meant}'")


def test_a_script_may_name_a_voice_as_it_is_listed(tmp_path: Path) -> None:
    script = tmp_path / "x.yaml"
    for named, engine, name, command in (
        ("hibari:heart", "hibari", "heart", ""),
        ("pico", "pico", "", ""),
        ("'command:touch pwned {out}'", "command", "touch pwned {out}", ""),
    ):
        script.write_text(f"title: x\nvoice: {named}\nroutine: [{{say: One.}}]\n")
        voice = load(Request(str(script))).require()[0].voice
        assert (voice.engine, voice.name) == (engine, name)
        assert voice.command == command, "no script has a program run by naming it"


def test_an_unknown_voice_names_what_there_is(engine: HibariEngine) -> None:
    with pytest.raises(VoiceNotFound, match="'haert'") as caught:
        engine.resolve("haert", "en")
    assert "did you mean 'heart'?" in caught.value.remedy
