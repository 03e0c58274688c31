"""A file with music: joint stereo that validators and players take, the voice in the middle, peaks limited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.output.builders import clamshell, noise, run, run_bytes
from tests.output.test_mp3 import complaints
from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.loudness import normalise_speech, true_peak
from voicecoach.audio.music.mix import WithMusic
from voicecoach.audio.music.model import Samples2
from voicecoach.audio.music.track import Track
from voicecoach.output.formats import MAIN
from voicecoach.output.mp3 import write as write_mp3
from voicecoach.script.model import MusicBed, MusicSource
from voicecoach.timeline.model import Phrase, Segment, Timeline
from voicecoach.timeline.passages import Passage

OPTIONS = MAIN.usual(music=True)
RATE = OPTIONS.sample_rate
BEGINS = 3000
"""The instant in ms at which music begins."""
LENGTH = 12_345


class Wide:
    """Loud music that is another on each side."""

    def read(self, first: int, last: int) -> Samples2:
        time = np.arange(first, last)[:, None] / RATE
        return np.asarray(0.7 * np.sin(2 * np.pi * np.array([220.0, 330.0]) * time), np.float32)


def timeline() -> Timeline:
    """The usual short routine, a third of a second longer, with music from its third second on."""
    made = clamshell()
    segments = (Segment("ready", "Ready", 0, BEGINS), Segment("work", "Work", BEGINS, LENGTH, music=MusicBed("pulse")))
    return Timeline(made.title, made.language, LENGTH, made.events, segments, made.chapters)


def spoken(key: Phrase | str) -> Clip:
    """Something as loud and as high as speech, which fits every event of the timeline."""
    length = 100 if isinstance(key, Phrase) else 150
    return Clip(normalise_speech(noise(length * SAMPLE_RATE // 1000) / np.float32(32768), SAMPLE_RATE))


@pytest.fixture(scope="module")
def sound() -> WithMusic:
    def play(_: MusicSource, __: Sequence[Passage]) -> Wide:
        return Wide()

    return WithMusic(timeline(), spoken, spoken, RATE, lambda made, rate: Track(made, play, rate, gain=10.0, duck=0.0))


@pytest.fixture(scope="module")
def path(sound: WithMusic, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stereo") / "a.mp3"
    write_mp3(path, sound, timeline(), replace(OPTIONS, cover=False))
    return path


def both_sides(path: Path, decoder: str) -> npt.NDArray[np.float32]:
    commands = {
        "mpg123": ("-q", "-s", "--stereo", path),
        "ffmpeg": ("-v", "error", "-f", "mp3", "-i", path, "-map", "0:a", "-f", "s16le", "-"),
    }
    return np.frombuffer(run_bytes(decoder, *commands[decoder]), "<i2").reshape(-1, 2) / np.float32(32768)


@pytest.mark.parametrize("decoder", ["mpg123", "ffmpeg"])
def test_it_has_every_sample_below_the_ceiling_and_its_voice_in_the_middle(
    path: Path, sound: WithMusic, decoder: str
) -> None:
    decoded = both_sides(path, decoder)
    assert len(decoded) == sound.length == (LENGTH * RATE + 500) // 1000
    alone, rest = decoded[: (BEGINS - 600) * RATE // 1000], decoded[BEGINS * RATE // 1000 :]
    assert np.abs(alone).max() > 0.5
    assert np.abs(alone[:, 0] - alone[:, 1]).max() < 1e-4, "words before the music are the same on both sides"
    assert np.abs(rest[:, 0] - rest[:, 1]).max() > 0.5
    assert -4 < max(true_peak(np.ascontiguousarray(side)) for side in decoded.T) <= -2


def test_the_voice_under_music_adds_nothing_to_the_sides(sound: WithMusic) -> None:
    first, last = 8000 * RATE // 1000, 9000 * RATE // 1000
    mixed = sound.int16(first, last).astype(np.float64) / 32767
    music = sound.music(timeline(), RATE).read(first, last).astype(np.float64)
    middle, side = (mixed[:, 0] + mixed[:, 1]) / 2, (mixed[:, 0] - mixed[:, 1]) / 2
    limited = np.abs(side) / np.maximum(np.abs(music[:, 0] - music[:, 1]) / 2, 1e-9)
    clear = np.abs(music[:, 0] - music[:, 1]) > 0.1
    assert limited[clear].max() < 1.001, "one gain for both sides, which only lowers"
    assert np.abs(middle).max() > 0.3


def test_validators_have_nothing_to_say(path: Path) -> None:
    assert complaints(path) == []
    shown = run("mediainfo", "--Inform=Audio;%SamplingRate% %Channels% %BitRate% %Format_Settings_Mode%", path).split()
    assert shown == ["44100", "2", "128000", "Joint", "stereo"]
    heard = run("mpg123", "-v", "-t", "--no-control", path)
    assert not re.search(r"(?i)error|warning|resync|junk|illegal|invalid", heard)
    assert run("ffmpeg", "-v", "warning", "-i", path, "-f", "null", "-") == ""
