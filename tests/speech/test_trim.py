from __future__ import annotations

import numpy as np
import pytest

from voicecoach.audio.clip import Samples
from voicecoach.speech.engines.pyttsx3_engine import Pyttsx3Engine
from voicecoach.speech.trim import FADE_IN_MS, FADE_OUT_MS, faded, trimmed

RATE = 24_000
SOFT_ONSETS = ("four", "five", "three", "half-way", "squeeze", "hold", "heels", "six", "two", "think")


def tone(milliseconds: int, level: float = 0.5) -> Samples:
    return (level * np.sin(np.arange(RATE * milliseconds // 1000) * 0.3)).astype(np.float32)


def silence(milliseconds: int) -> Samples:
    return np.zeros(RATE * milliseconds // 1000, np.float32)


def frames(milliseconds: int) -> int:
    return RATE * milliseconds // 1000


@pytest.mark.parametrize(("before", "after"), [(0, 0), (13, 0), (55, 390), (1, 1), (500, 3)])
def test_the_sound_is_kept_whole_and_the_silence_goes(before: int, after: int) -> None:
    sound = trimmed(np.concatenate([silence(before), tone(200), silence(after)]), RATE)
    assert 0 <= len(sound) - frames(200) <= frames(FADE_IN_MS + FADE_OUT_MS + 4)
    first = int(np.flatnonzero(sound)[0])
    assert first <= frames(FADE_IN_MS + 2) + 1


def test_a_pause_inside_is_kept() -> None:
    sound = trimmed(np.concatenate([silence(20), tone(100), silence(300), tone(100), silence(20)]), RATE)
    assert len(sound) >= frames(500)


def test_a_soft_beginning_40_db_below_the_peak_is_kept() -> None:
    sound = trimmed(np.concatenate([silence(50), tone(80, 0.005), tone(100, 0.5)]), RATE)
    assert len(sound) >= frames(180)


def test_hiss_65_db_below_the_peak_is_silence() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.35 * 10 ** (-65 / 20), frames(600)).astype(np.float32)
    hiss[frames(200) : frames(400)] += tone(200)
    assert abs(len(trimmed(hiss, RATE)) - frames(200)) <= frames(FADE_IN_MS + FADE_OUT_MS + 4)


@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_silence_is_nothing(level: float) -> None:
    assert len(trimmed(tone(100, level), RATE)) == 0
    assert len(trimmed(silence(0), RATE)) == 0


def test_fades_reach_zero_and_leave_the_middle_alone() -> None:
    sound = np.ones(frames(100), np.float32)
    shaped = faded(sound, RATE)
    assert shaped[0] == shaped[-1] == 0
    assert (np.diff(shaped[: frames(FADE_IN_MS)]) > 0).all()
    assert (np.diff(shaped[-frames(FADE_OUT_MS) :]) < 0).all()
    assert (shaped[frames(FADE_IN_MS) : -frames(FADE_OUT_MS)] == 1).all()


@pytest.mark.parametrize("length", [0, 1, 2, 30])
def test_a_clip_shorter_than_its_fades_survives(length: int) -> None:
    assert len(faded(np.ones(length, np.float32), RATE)) == length


@pytest.mark.parametrize("word", SOFT_ONSETS)
def test_soft_consonants_at_the_onset_are_kept(pyttsx3_engine: Pyttsx3Engine, word: str) -> None:
    """espeak-ng's silence is digital zero, so what it cuts can be told exactly."""
    raw = pyttsx3_engine.speak(word, "gmw/en-us", 150)
    audible = np.flatnonzero(raw.samples)
    sound = trimmed(raw.samples, raw.rate)
    begins = len(raw.samples) - len(sound) if len(sound) == len(raw.samples) else _offset(raw.samples, sound)
    lost = raw.samples[: max(begins, 0)]
    assert begins <= audible[0] + 2 * raw.rate // 1000
    assert float(np.abs(lost).max(initial=0.0)) < 0.002
    assert float(np.abs(raw.samples[begins + len(sound) :]).max(initial=0.0)) < 0.005
    assert begins >= audible[0] - 4 * raw.rate // 1000
    assert len(sound) < len(raw.samples) - 300 * raw.rate // 1000


def _offset(whole: Samples, part: Samples) -> int:
    """Where ``part``, which is a view of ``whole``, begins."""
    return (part.__array_interface__["data"][0] - whole.__array_interface__["data"][0]) // whole.itemsize
