"""The ear's own judgement: only what a listener would call a mistake counts as one."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.intelligibility.corpus import counts, own_phrases, shipped_phrases
from benchmarks.intelligibility.gym import noise_at
from benchmarks.intelligibility.scoring import NUMBERS, distance, errors, number_words, words_of
from voicecoach.audio.clip import SAMPLE_RATE
from voicecoach.audio.loudness import SPEECH_LUFS, loudness


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Three sets of twelve.", "3 sets of 12"),
        ("About thirty-three minutes.", "About 33 minutes!"),
        ("half-way", "Halfway."),
        ("Next: standing kickback.", "Next, standing kick back"),
        ("Well done [0.5s] you.", "well done, you"),
        ("four", "For."),
        ("two", "Too!"),
        ("eight", "ate"),
        ("to the centre", "To the center."),
        ("one hundred five", "105"),
    ],
)
def test_the_same_sound_is_no_mistake(said: str, heard: str) -> None:
    assert errors(said, heard)[0] == 0


@pytest.mark.parametrize(
    ("said", "heard", "wrong", "words"),
    [
        ("squeeze", "Please", 1, 1),
        ("two more", "to more", 1, 2),
        ("Switch sides.", "", 2, 2),
        ("up", "What is up?", 2, 1),
        ("knee to your chest", "Need to your chest.", 1, 4),
        ("four", "five", 1, 1),
    ],
)
def test_another_word_is(said: str, heard: str, wrong: int, words: int) -> None:
    assert errors(said, heard) == (wrong, words)


def test_numbers_are_words() -> None:
    assert [number_words(number) for number in (0, 7, 13, 20, 45, 100, 999, 2025)] == [
        ["zero"], ["seven"], ["thirteen"], ["twenty"], ["forty", "five"], ["one", "hundred"],
        ["nine", "hundred", "ninety", "nine"], ["two", "zero", "two", "five"],
    ]  # fmt: skip
    assert words_of("1,200 it's") == ["one", "two", "zero", "zero", "its"]


def test_a_distance_is_the_least() -> None:
    assert distance(list("abc"), list("axcd")) == 2
    assert distance([], ["a"]) == distance(["a"], []) == 1
    assert distance(list("abc"), list("bca")) == 2


@pytest.mark.parametrize("ratio", [10, 5, 0])
def test_the_gym_is_as_loud_as_it_says(ratio: float) -> None:
    noise = noise_at(ratio, 3)
    assert loudness(noise, SAMPLE_RATE) == pytest.approx(SPEECH_LUFS - ratio, abs=0.3)
    assert np.array_equal(noise, noise_at(ratio, 3))
    assert not np.array_equal(noise, noise_at(ratio, 4))


def test_the_sets_have_what_they_should() -> None:
    assert counts() == NUMBERS
    assert {"half-way", "last one", "Done. Well done."} <= set(shipped_phrases())
    assert len(own_phrases()) > 60
