from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from tests.output.builders import ArraySound, bare, noise, run
from voicecoach.errors import UsageError
from voicecoach.output.model import FileOptions
from voicecoach.output.wav import check as check_wav
from voicecoach.output.wav import write as write_wav


@pytest.mark.parametrize("length", [0, 1, 95_999, 96_000, 96_001])
def test_the_samples_are_the_mix_and_no_more(tmp_path: Path, length: int) -> None:
    samples, seen = noise(length), []
    write_wav(tmp_path / "a.wav", ArraySound(samples), bare(), progress=lambda done, total: seen.append((done, total)))
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        assert file.getnframes() == length
        assert np.array_equal(np.frombuffer(file.readframes(length), "<i2"), samples)
    assert (tmp_path / "a.wav").stat().st_size == 44 + 2 * length
    assert seen[-1:] == ([(length, length)] if length else [])


def test_sox_agrees(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", ArraySound(noise(4410), 44_100), bare(), FileOptions(sample_rate=44_100))
    assert run("soxi", "-s", tmp_path / "a.wav").strip() == "4410"
    assert run("soxi", "-r", tmp_path / "a.wav").strip() == "44100"
    assert run("soxi", "-b", tmp_path / "a.wav").strip() == "16"


def test_more_than_4_gb_is_refused_before_any_sound(tmp_path: Path) -> None:
    sound = ArraySound(noise(10))
    sound.length = 2**31
    with pytest.raises(UsageError, match="4 GB"):
        write_wav(tmp_path / "a.wav", sound, bare())
    assert sound.asked == 0
    assert list(tmp_path.iterdir()) == []
    check_wav(FileOptions(), 24 * 3_600_000)
    with pytest.raises(UsageError, match="4 GB"):
        check_wav(FileOptions(), 25 * 3_600_000)
