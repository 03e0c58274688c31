from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.loudness import SPEECH_LUFS, loudness, true_peak
from voicecoach.cache import Cache
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.script.texts import says_something
from voicecoach.speech.bank import MOST_LOST, WORTH_A_PROCESS_S, Bank, split
from voicecoach.speech.engine import EngineCrashed, Voice
from voicecoach.speech.engines.pyttsx3_engine import Pyttsx3Engine
from voicecoach.speech.engines.silent import SilentEngine
from voicecoach.timeline.model import Phrase

MILLISECOND = SAMPLE_RATE // 1000
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SENTENCES = (
    "Keep ribs down, squeeze.", "Switch sides.", "Lie on your left side, knees bent, band just below the knees.",
    "Rest. Thirty seconds.", "Set two of three is next.", "last one", "half-way", "Done. Well done.", "go", "hold",
)  # fmt: skip


class Counting(Pyttsx3Engine):
    """The real engine, which notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: Counter[str] = Counter()
        self.resolved: list[str] = []

    def resolve(self, name: str, language: str) -> Voice:
        self.resolved.append(name)
        return super().resolve(name, language)

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        self.spoken[text] += 1
        return super().speak(text, voice, rate)


def phrases(*texts: str, rate: int = 150) -> list[Phrase]:
    return [Phrase(text, rate) for text in texts]


def frames(clip: Clip) -> bytes:
    return clip.samples.tobytes()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rest [0.5s] well", ("Rest", 500, "well")),
        ("[500ms]go[1s]", (500, "go", 1000)),
        ("Rest [0,5s] well", ("Rest", 500, "well")),
        ("one [1m30s] [0:02] two", ("one", 90_000, 2_000, "two")),
        ("Ready [0.5s]. Go", ("Ready", 500, ". Go")),
        ("Ready [1s].", ("Ready", 1000)),
        ("[0.5s]", (500,)),
        ("a [note] b", ("a [note] b",)),
        ("a [] b [", ("a [] b [",)),
        ("...", ()),
        ("", ()),
    ],
)
def test_silences_are_split_from_words(text: str, parts: tuple[str | int, ...]) -> None:
    assert split(text) == parts


def test_what_can_be_spoken_has_more_than_punctuation() -> None:
    assert all(map(says_something, ("a", "3", "日本", "🏋️", "+", "a.")))
    assert not any(map(says_something, ("", " ", "?!…", "—", "\u200b", "\n\t", "«»")))


def test_the_silent_engine_takes_60_ms_a_character() -> None:
    bank = Bank(SilentEngine())
    assert bank.measure(Phrase("0123456789", 150)) == 600
    assert bank.measure(Phrase("0123456789", 300)) == 300
    assert bank.measure(Phrase("0123456789 [0.5s] 0123456789", 150)) == 1700
    assert not bank.clip(Phrase("0123456789", 150)).samples.any()


def test_the_silent_engine_leaves_no_cache(own_cache: Path) -> None:
    cache = Cache()
    Bank(SilentEngine(), cache).measure(Phrase("one", 150))
    assert cache.stats().entries == 0


def test_what_is_measured_is_what_is_mixed(pyttsx3_engine: Pyttsx3Engine) -> None:
    bank = Bank(pyttsx3_engine)
    for phrase in phrases("one", "Keep ribs down, squeeze.", "Rest [0.25s] well"):
        clip = bank.clip(phrase)
        assert clip is bank.clip(Phrase(phrase.text, phrase.rate))
        assert clip.rate == SAMPLE_RATE
        assert len(clip.samples) == bank.measure(phrase) * MILLISECOND


def test_clips_are_as_loud_as_each_other_and_below_the_ceiling(pyttsx3_engine: Pyttsx3Engine) -> None:
    bank = Bank(pyttsx3_engine)
    for phrase in phrases(*COUNTS, *SENTENCES):
        samples = bank.clip(phrase).samples
        assert loudness(samples, SAMPLE_RATE) == pytest.approx(SPEECH_LUFS, abs=1.0), phrase.text
        assert true_peak(samples) <= -1.9, phrase.text


def test_a_clip_begins_with_its_word_and_ends_with_it(pyttsx3_engine: Pyttsx3Engine) -> None:
    bank = Bank(pyttsx3_engine)
    for phrase in phrases(*COUNTS, *SENTENCES):
        samples = bank.clip(phrase).samples
        loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() * 0.01)
        assert loud[0] <= 6 * MILLISECOND, phrase.text
        assert len(samples) - loud[-1] <= 25 * MILLISECOND, phrase.text
        assert samples[0] == samples[-1] == 0


def test_a_silence_inside_is_digital_and_exact(pyttsx3_engine: Pyttsx3Engine) -> None:
    bank = Bank(pyttsx3_engine)
    both = bank.clip(Phrase("Rest [0.5s] well", 150)).samples
    rest, well = (bank.clip(phrase).samples for phrase in phrases("Rest", "well"))
    assert np.array_equal(both, np.concatenate([rest, np.zeros(500 * MILLISECOND, np.float32), well]))


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "[0.5s]", "[1s] — [2s]", "\u200b"])
def test_nothing_to_say_is_an_error_that_names_voice_and_phrase(pyttsx3_engine: Pyttsx3Engine, text: str) -> None:
    with pytest.raises(EngineFailed) as caught:
        Bank(pyttsx3_engine).clip(Phrase(text, 150))
    assert f"'{text}'" in str(caught.value)
    assert "gmw/en-us" in str(caught.value)
    assert caught.value.remedy


def test_a_voice_that_stays_silent_is_an_error() -> None:
    class Mute(SilentEngine):
        audible = True

    with pytest.raises(EngineFailed, match=r"'silent'.*'silent' made no sound for 'one'"):
        Bank(Mute()).clip(Phrase("one", 150))


@pytest.mark.parametrize("text", ["größer werden", "こんにちは", "🏋️", "Wärmen [0.2s] auf"])
def test_any_script_is_spoken(pyttsx3_engine: Pyttsx3Engine, text: str) -> None:
    assert Bank(pyttsx3_engine).measure(Phrase(text, 150)) > 100


def test_a_phrase_may_have_a_voice_and_a_rate_of_its_own(pyttsx3_engine: Pyttsx3Engine) -> None:
    bank = Bank(pyttsx3_engine, voice="en-us", language="en")
    plain = bank.clip(Phrase("hello there", 150))
    other = bank.clip(Phrase("hello there", 150, "de"))
    assert frames(plain) == frames(bank.clip(Phrase("hello there", 150, "gmw/en-us")))
    assert frames(plain) != frames(other)
    assert bank.measure(Phrase("hello there", 250)) < plain.duration
    with pytest.raises(VoiceNotFound, match="'nobody'"):
        bank.clip(Phrase("hello there", 150, "nobody"))


def test_the_language_picks_the_voice(pyttsx3_engine: Pyttsx3Engine) -> None:
    german = Bank(pyttsx3_engine, language="de").clip(Phrase("eins", 150))
    named = Bank(pyttsx3_engine, voice="German").clip(Phrase("eins", 150))
    assert frames(german) == frames(named)


def test_prepare_speaks_each_phrase_once_and_says_how_far_it_is(own_cache: Path) -> None:
    engine = Counting()
    told: list[tuple[int, int, str]] = []
    try:
        bank = Bank(engine, Cache())
        wanted = phrases(*COUNTS, *COUNTS, "ready [0.2s] go")
        bank.prepare(wanted, lambda done, total, text: told.append((done, total, text)))
        for phrase in wanted:
            bank.clip(phrase)
    finally:
        engine.close()
    assert engine.spoken == Counter([*COUNTS, "ready", "go"])
    assert [done for done, _, _ in told] == list(range(1, 14))
    assert {total for _, total, _ in told} == {13}
    assert {text for _, _, text in told} == {*COUNTS, "ready [0.2s] go"}


def test_prepare_raises_what_goes_wrong(pyttsx3_engine: Pyttsx3Engine) -> None:
    with pytest.raises(VoiceNotFound, match="'nobody'"):
        Bank(pyttsx3_engine).prepare([*phrases(*COUNTS), Phrase("one", 150, "nobody")])


def test_a_warm_cache_needs_no_engine(own_cache: Path) -> None:
    wanted = [*phrases(*COUNTS, "ready [0.2s] go"), Phrase("eins", 150, "de")]
    first, second = Counting(), Counting()
    try:
        cold = Bank(first, Cache())
        cold.prepare(wanted)
        warm = Bank(second, Cache())
        assert [frames(warm.clip(phrase)) for phrase in wanted] == [frames(cold.clip(phrase)) for phrase in wanted]
    finally:
        first.close()
        second.close()
    assert not second.spoken
    assert not second.resolved


def test_everything_audible_is_in_the_key(own_cache: Path) -> None:
    engine = Counting()
    try:
        bank = Bank(engine, Cache())
        variants = [
            Phrase("go", 150),
            Phrase("go", 160),
            Phrase("go", 150, "en-gb"),
            Phrase("Go", 150),
            Phrase("go.", 150),
        ]
        bank.prepare(variants)
        assert sum(engine.spoken.values()) == len(variants)
        newer = Counting()
        newer.identity = lambda voice="": "pyttsx3 99"  # type: ignore[method-assign]
        Bank(newer, Cache()).clip(Phrase("go", 150))
        newer.close()
        assert newer.spoken == Counter(["go"])
    finally:
        engine.close()


def test_a_damaged_cache_is_made_anew(own_cache: Path) -> None:
    engine = Counting()
    try:
        clip = Bank(engine, Cache()).clip(Phrase("one", 150))
        for path in own_cache.iterdir():
            content = bytearray(path.read_bytes())
            content[-1] ^= 0xFF
            path.write_bytes(content)
        assert frames(Bank(engine, Cache()).clip(Phrase("one", 150))) == frames(clip)
        assert engine.spoken["one"] == 2
    finally:
        engine.close()


def test_a_cache_that_cannot_be_written_does_not_stop_a_render(tmp_path: Path, pyttsx3_engine: Pyttsx3Engine) -> None:
    (tmp_path / "taken").write_text("")
    told: list[str] = []
    bank = Bank(pyttsx3_engine, Cache(tmp_path / "taken", warn=told.append))
    bank.prepare(phrases("one", "two", "three"))
    assert bank.measure(Phrase("three", 150)) > 0
    assert len(told) == 1


def test_a_voice_uninstalled_since_is_told_as_such(own_cache: Path) -> None:
    class Shrunk(Pyttsx3Engine):
        def resolve(self, name: str, language: str) -> Voice:
            raise VoiceNotFound(f"the speech engine 'pyttsx3' has no voice '{name}'")

        def speak(self, text: str, voice: str, rate: int) -> Clip:
            raise EngineFailed("it refuses")

    engine = Pyttsx3Engine()
    Bank(engine, Cache()).clip(Phrase("one", 150, "en-gb"))
    engine.close()
    with pytest.raises(VoiceNotFound, match="'en-gb'"):
        Bank(Shrunk(), Cache()).clip(Phrase("two", 150, "en-gb"))


def test_cold_caches_agree_to_the_sample_in_any_order(pyttsx3_engine: Pyttsx3Engine) -> None:
    wanted = phrases(*COUNTS, *SENTENCES)
    first = Bank(pyttsx3_engine)
    expected = {phrase: frames(first.clip(phrase)) for phrase in wanted}
    for seed in (1, 2):
        random.Random(seed).shuffle(wanted)
        again = Bank(pyttsx3_engine)
        again.prepare(wanted)
        assert {phrase: frames(again.clip(phrase)) for phrase in wanted} == expected


def test_two_renders_at_once_share_a_cache_and_agree(own_cache: Path) -> None:
    code = (
        "import hashlib, sys\n"
        "from voicecoach.speech.bank import Bank\n"
        "from voicecoach.cache import Cache\n"
        "from voicecoach.speech.registry import open_engine\n"
        "from voicecoach.timeline.model import Phrase\n"
        "engine, cache = open_engine(), Cache()\n"
        "bank = Bank(engine, cache)\n"
        "phrases = [Phrase(f'number {n}', 150) for n in range(20)]\n"
        "bank.prepare(phrases)\n"
        "engine.close()\n"
        "cache.close()\n"
        "print(hashlib.sha256(b''.join(bank.clip(p).samples.tobytes() for p in phrases)).hexdigest())\n"
    )
    renders = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [(*render.communicate(timeout=120), render.returncode) for render in renders]
    assert [code for _, _, code in said] == [0, 0], said
    assert said[0][0] == said[1][0] != ""
    assert Cache().stats().entries == 21


class Slowing(SilentEngine):
    """An engine that speaks the same words longer each time."""

    audible = True
    times = 0

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        self.times += 1
        return Clip(np.sin(np.arange(SAMPLE_RATE // 2 + self.times * SAMPLE_RATE // 10) * 0.3).astype(np.float32))


def test_sound_that_memory_let_go_comes_from_the_cache_again(
    own_cache: Path, pyttsx3_engine: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicecoach.speech.bank.HELD_BYTES", 1)
    wanted = phrases("one", "Rest [0.25s] well", "two")
    bank, cache = Bank(pyttsx3_engine, Cache()), Cache()
    before = {phrase: (frames(bank.clip(phrase)), bank.clip(phrase).digest) for phrase in wanted}
    assert {phrase: (frames(bank.clip(phrase)), bank.clip(phrase).digest) for phrase in wanted} == before
    cache.clear()
    assert {phrase: (frames(bank.clip(phrase)), bank.clip(phrase).digest) for phrase in wanted} == before


def test_words_that_come_out_longer_than_they_were_planned_are_never_mixed(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicecoach.speech.bank.HELD_BYTES", 1)
    bank = Bank(Slowing(), Cache())
    first, _ = map(bank.clip, phrases("one", "two"))
    Cache().clear()
    with pytest.raises(EngineFailed, match="'one' does not last as long as before"):
        assert first.samples.any()


class Fragile(SilentEngine):
    """An engine that is killed by some words; those in ``deadly``, or all where that is None."""

    audible = True

    def __init__(self, deadly: tuple[str, ...] | None) -> None:
        self.deadly = deadly

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        if self.deadly is None or text in self.deadly:
            raise EngineCrashed(f"the speech engine 'fragile' could not say '{text}': it hung, twice")
        return Clip(np.sin(np.arange(SAMPLE_RATE // 2) * 0.3).astype(np.float32))


def test_a_phrase_that_kills_the_engine_is_left_silent_and_told(own_cache: Path) -> None:
    told: list[str] = []
    bank = Bank(Fragile(("squeeze your glutes",)), Cache(), warn=told.append)
    bank.prepare(phrases("one", "squeeze your glutes", "two", "Squeeze [0.2s] squeeze your glutes"))
    lost = bank.clip(Phrase("squeeze your glutes", 150))
    assert lost.duration == 60 * len("squeeze your glutes")
    assert not lost.samples.any()
    assert bank.clip(Phrase("two", 150)).samples.any()
    assert len(told) == 2
    assert "'squeeze your glutes'" in told[0]
    assert "left silent" in told[0]
    assert Bank(Fragile(()), Cache()).clip(Phrase("squeeze your glutes", 150)).samples.any(), "a gap must not be cached"


def test_an_engine_that_always_dies_ends_the_render() -> None:
    with pytest.raises(EngineCrashed, match="'hold'"):
        Bank(Fragile(None)).clip(Phrase("hold", 150))


def test_an_engine_that_dies_of_many_phrases_ends_the_render() -> None:
    deadly = tuple(f"word {number}" for number in range(MOST_LOST + 1))
    bank = Bank(Fragile(deadly))
    for text in deadly[:MOST_LOST]:
        assert bank.measure(Phrase(text, 150)) > 0
    with pytest.raises(EngineCrashed, match=deadly[-1]):
        bank.clip(Phrase(deadly[-1], 150))


@pytest.mark.parametrize(("at_once", "seconds", "most"), [(1, 0.1, 1), (2, 0.1, 2), (2, 0.001, 1)])
def test_a_second_process_joins_in_where_it_is_worth_its_start(at_once: int, seconds: float, most: int) -> None:
    class Busy(SilentEngine):
        audible = True
        now = most = 0
        lock = threading.Lock()

        def speak(self, text: str, voice: str, rate: int) -> Clip:
            with self.lock:
                Busy.now += 1
                Busy.most = max(Busy.most, Busy.now)
            time.sleep(seconds)
            with self.lock:
                Busy.now -= 1
            return Clip(np.sin(np.arange(SAMPLE_RATE // 2) * 0.3).astype(np.float32))

    many = int(2 + WORTH_A_PROCESS_S / 0.1)
    Bank(Busy(), at_once=at_once).prepare(phrases(*(f"word {number}" for number in range(many))))
    assert Busy.most == most
