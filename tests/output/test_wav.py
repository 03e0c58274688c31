from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from tests.output.builders import ArraySource, bare, noise, run
from voicecoach.errors import UsageError
from voicecoach.output.model import Options
from voicecoach.output.wav import check_wav, write_wav


@pytest.mark.parametrize("frames", [0, 1, 95_999, 96_000, 96_001])
def test_the_samples_are_the_mix_and_no_more(tmp_path: Path, frames: int) -> None:
    samples, seen = noise(frames), []
    write_wav(tmp_path / "a.wav", ArraySource(samples), bare(), progress=lambda done, total: seen.append((done, total)))
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        assert file.getnframes() == frames
        assert np.array_equal(np.frombuffer(file.readframes(frames), "<i2"), samples)
    assert (tmp_path / "a.wav").stat().st_size == 44 + 2 * frames
    assert seen[-1:] == ([(frames, frames)] if frames else [])


def test_sox_agrees(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", ArraySource(noise(4410), 44_100), bare(), Options(sample_rate=44_100))
    assert run("soxi", "-s", tmp_path / "a.wav").strip() == "4410"
    assert run("soxi", "-r", tmp_path / "a.wav").strip() == "44100"
    assert run("soxi", "-b", tmp_path / "a.wav").strip() == "16"


def test_more_than_4_gb_is_refused_before_any_sound(tmp_path: Path) -> None:
    source = ArraySource(noise(10))
    source.frames = 2**31
    with pytest.raises(UsageError, match="4 GB"):
        write_wav(tmp_path / "a.wav", source, bare())
    assert source.asked == 0
    assert list(tmp_path.iterdir()) == []
    check_wav(Options(), 24 * 3_600_000)
    with pytest.raises(UsageError, match="4 GB"):
        check_wav(Options(), 25 * 3_600_000)
