"""The shipped sounds: as drawn, in step with each other, and told apart by ear."""

from __future__ import annotations

import importlib.util
import itertools
import wave
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest

from voicecoach.audio.clip import SAMPLE_RATE, Samples
from voicecoach.audio.limiter import CEILING_DBTP
from voicecoach.audio.loudness import amplitude, momentary_loudness, normalise_speech, true_peak
from voicecoach.audio.mixer import DUCK_DB
from voicecoach.audio.sounds import LEVELS, Palette
from voicecoach.resources import shipped
from voicecoach.script.model import SOUNDS

AUDIBLE = tuple(sound for sound in SOUNDS if sound != "wake")


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sounds", shipped("sounds") / "make_sounds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def clips() -> dict[str, Samples]:
    return {sound: Palette().clip(sound).samples for sound in SOUNDS}


@pytest.mark.parametrize("sound", SOUNDS)
def test_a_shipped_sound_is_what_the_script_draws(drawing: ModuleType, sound: str) -> None:
    with wave.open(str(shipped("sounds") / f"{sound}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, SAMPLE_RATE)
        kept = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(int)
    drawn = drawing.draw(sound).astype(int)
    assert len(drawn) == len(kept)
    assert np.abs(drawn - kept).max() <= 1  # another numpy may round a sine the other way


def test_the_script_draws_every_meaning_and_no_other_file_is_shipped(drawing: ModuleType, tmp_path: Path) -> None:
    drawing.main(tmp_path)
    names = {f"{sound}.wav" for sound in SOUNDS}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {path.name for path in shipped("sounds").glob("*.wav")} == names


def test_every_meaning_of_the_language_has_a_level_and_no_other() -> None:
    assert tuple(LEVELS) == SOUNDS


def test_the_wheel_stays_light() -> None:
    assert sum(path.stat().st_size for path in shipped("sounds").glob("*.wav")) < 300_000


@pytest.mark.parametrize("sound", SOUNDS)
def test_a_sound_is_at_its_level_whole_and_without_a_click(clips: dict[str, Samples], sound: str) -> None:
    samples = clips[sound]
    assert momentary_loudness(samples, SAMPLE_RATE) == pytest.approx(LEVELS[sound], abs=0.1)
    assert true_peak(samples) <= CEILING_DBTP
    assert len(samples) % 24 == 0
    assert Palette().measure(sound) == len(samples) // 24 == Palette().clip(sound).duration
    edge = np.abs(samples).max() * 0.05
    assert np.abs(samples[:3]).max() < edge
    assert np.abs(samples[-3:]).max() < edge


def test_lengths_leave_room_for_what_follows() -> None:
    length = {sound: Palette().measure(sound) for sound in SOUNDS}
    assert length["work"] <= 220  # the first count is spoken at the same instant
    assert length["count"] <= 80
    assert length["countdown"] <= 150
    assert length["wake"] == 350
    assert all(milliseconds <= 2000 for milliseconds in length.values())


def test_tones_stay_under_speech_and_wake_far_under(clips: dict[str, Samples], speech: dict[str, Samples]) -> None:
    spoken = [normalise_speech(clip, SAMPLE_RATE) for clip in speech.values()]
    usual = float(np.median([momentary_loudness(clip, SAMPLE_RATE) for clip in spoken]))
    for sound in AUDIBLE:
        assert 1 <= usual - momentary_loudness(clips[sound], SAMPLE_RATE) <= 10, sound
    assert 20 <= usual - momentary_loudness(clips["wake"], SAMPLE_RATE) <= 30


@pytest.mark.parametrize("sound", AUDIBLE)
def test_a_small_speaker_can_play_it(clips: dict[str, Samples], sound: str) -> None:
    power = np.abs(np.fft.rfft(clips[sound])) ** 2
    hertz = np.fft.rfftfreq(len(clips[sound]), 1 / SAMPLE_RATE)
    assert power[(hertz >= 800) & (hertz <= 2500)].sum() > 0.7 * power.sum()
    assert power[hertz > 2500].sum() > 0.001 * power.sum()  # harmonics, to be heard over noise


def pitches(samples: Samples) -> list[float]:
    """The strongest pitch of each 40 ms that sounds, in Hz."""
    frames = samples[: len(samples) // 960 * 960].reshape(-1, 960)
    loud = frames[np.sqrt((frames**2).mean(axis=1)) > 0.1 * np.abs(samples).max()]
    spectra = np.abs(np.fft.rfft(loud * np.hanning(960), 9600))
    return [float(peak) * SAMPLE_RATE / 9600 for peak in spectra.argmax(axis=1)]


def test_contours_say_what_is_meant(clips: dict[str, Samples]) -> None:
    work, rest, switch = (pitches(clips[sound]) for sound in ("work", "rest", "switch"))
    assert work[-1] > 1.3 * work[0]
    assert rest[-1] < 0.8 * rest[0]
    assert max(switch) > 1.2 * switch[0]
    assert switch[-1] == pytest.approx(switch[0], rel=0.02)
    for level_sound in ("countdown", "half"):
        heard = pitches(clips[level_sound])
        assert max(heard) < 1.05 * min(heard)


def picture(samples: Samples) -> npt.NDArray[np.float64]:
    """What an ear may tell sounds apart by: 20 ms steps, third-octave bands from 0.5 to 6 kHz, top 40 dB, over 1.7 s.

    The overall level is taken out: telling apart must not depend on the volume knob.
    """
    padded = np.zeros(480 * 85)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    power = np.abs(np.fft.rfft(padded.reshape(-1, 480) * np.hanning(480), 2048)) ** 2
    hertz = np.fft.rfftfreq(2048, 1 / SAMPLE_RATE)
    edges = 500 * 2 ** (np.arange(12) / 3)
    bands = [power[:, (hertz >= low) & (hertz < high)].sum(axis=1) for low, high in itertools.pairwise(edges)]
    decibels = 10 * np.log10(np.array(bands) + 1e-12)
    return np.asarray(np.clip(decibels - decibels.max() + 40, 0, None))


def distance(one: Samples, other: Samples) -> float:
    """0 for the same picture, about 1 for pictures that share nothing."""
    a, b = picture(one), picture(other)
    return float(np.abs(a - b).sum() / (a.sum() + b.sum()))


def in_a_gym(samples: Samples, seed: int) -> Samples:
    """Late by 5 ms, without bass and treble, at another volume, in noise 20 dB below."""
    spectrum = np.fft.rfft(np.concatenate((np.zeros(120), samples)))
    hertz = np.fft.rfftfreq(len(samples) + 120, 1 / SAMPLE_RATE)
    heard = np.fft.irfft(spectrum * (hertz > 400) * (hertz < 4500) * 0.3, len(samples) + 120)
    loudest = np.sqrt(np.lib.stride_tricks.sliding_window_view(heard**2, 480).mean(axis=1).max())
    return (heard + np.random.default_rng(seed).normal(0, 0.1 * loudest, len(heard))).astype(np.float32)


@pytest.mark.parametrize("sound", SOUNDS)
def test_each_meaning_is_told_apart_without_words(clips: dict[str, Samples], sound: str) -> None:
    # The measure of "apart" is what a poor speaker and noise do to a sound: every other meaning must be further away.
    itself = max(distance(clips[sound], in_a_gym(clips[sound], seed)) for seed in range(3))
    others = {other: distance(clips[sound], clips[other]) for other in SOUNDS if other != sound}
    assert min(others.values()) > 1.2 * itself, (itself, others)
    for seed in range(3):
        heard = in_a_gym(clips[sound], seed)
        nearest = min(SOUNDS, key=lambda other: distance(heard, clips[other]))
        assert nearest == sound


def test_the_first_count_stands_above_the_work_tone_under_it(
    clips: dict[str, Samples], speech: dict[str, Samples]
) -> None:
    ducked = clips["work"] * np.float32(amplitude(DUCK_DB))
    word = normalise_speech(speech["one"], SAMPLE_RATE)[: len(ducked)]
    assert momentary_loudness(word, SAMPLE_RATE) > momentary_loudness(ducked, SAMPLE_RATE) + 3
