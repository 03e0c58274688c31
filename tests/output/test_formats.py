from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.output.builders import ArraySound, clamshell, noise
from voicecoach.audio.clip import Clip
from voicecoach.audio.mixer import Mixer
from voicecoach.errors import UsageError
from voicecoach.output.formats import FORMATS, check_file, format_of, write_file
from voicecoach.output.model import FileOptions, FileSound

BEGINS = {".mp3": b"ID3\x03", ".wav": b"RIFF", ".lrc": b"[ti:", ".svg": b"<svg", ".html": b"<!DOCTYPE html>"}


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.suffix)
def test_every_format_writes_its_own_kind(tmp_path: Path, known) -> None:
    path = tmp_path / f"a{known.suffix.upper()}"
    write_file(path, clamshell(), ArraySound(noise(288_000)) if known.sound else None)
    assert path.stat().st_size > 0
    assert path.read_bytes().startswith(BEGINS.get(known.suffix, b""))


def test_an_unknown_suffix_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"\.ogg") as caught:
        format_of(Path("a.ogg"))
    assert all(known.suffix in caught.value.remedy for known in FORMATS)


def test_what_cannot_be_written_is_known_beforehand() -> None:
    assert check_file(Path("a.mp3"), FileOptions(), 1000).suffix == ".mp3"
    with pytest.raises(UsageError, match="kbit/s"):
        check_file(Path("a.mp3"), FileOptions(bitrate=7), 1000)
    with pytest.raises(UsageError, match="4 GB"):
        check_file(Path("a.wav"), FileOptions(), 30 * 3_600_000)


def test_a_format_of_sound_needs_sound(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sound"):
        write_file(tmp_path / "a.mp3", clamshell())


def test_the_mixer_is_a_sound(tmp_path: Path) -> None:
    timeline = clamshell()
    clip = Clip(np.full(2400, 0.1, np.float32))
    sound: FileSound = Mixer(timeline, lambda _: clip, lambda _: clip)
    write_file(tmp_path / "a.wav", timeline, sound)
    assert (tmp_path / "a.wav").stat().st_size == 44 + 2 * 24 * timeline.duration
