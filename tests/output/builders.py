"""Small timelines and sounds made by hand, and the programs that judge files."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from voicecoach.timeline.model import Chapter, Event, Phrase, Segment, Timeline


class ArraySound:
    """A sound that is an array: of one dimension in mono, with the shape (n, 2) in stereo."""

    def __init__(self, samples: npt.NDArray[np.int16], rate: int = 24_000) -> None:
        self.samples = samples
        self.rate = rate
        self.channels = samples.ndim
        self.length = len(samples)
        self.asked = 0
        self.largest = 0

    def int16(self, first: int, last: int) -> npt.NDArray[np.int16]:
        block = self.samples[first:last]
        self.asked += 1
        self.largest = max(self.largest, len(block))
        return block

    def sounding(self) -> list[tuple[int, int]]:
        return [(0, self.length)]

    def identity(self, first: int, last: int) -> bytes:
        return hashlib.sha256(self.samples[first:last].tobytes()).digest()


def noise(length: int, seed: int = 1) -> npt.NDArray[np.int16]:
    """Something that correlates with itself at one lag only: smoothed noise below 3 kHz, as voices are."""
    rough = np.random.default_rng(seed).standard_normal(length + 16)
    return (np.convolve(rough, np.ones(16) / 16, "valid")[:length] * 12_000).clip(-32768, 32767).astype(np.int16)


def say(role: str, text: str, start: int, end: int, **more: object) -> Event:
    return Event(f"{role}/{start}", "say", role, start, end, text, phrase=Phrase(text, 150), **more)  # type: ignore[arg-type]


def tone(sound: str, start: int, end: int) -> Event:
    return Event(f"tone/{start}", "tone", "tone", start, end, sound=sound)


def clamshell(title: str = "Band glutes") -> Timeline:
    """Twelve seconds: a set-up, five repetitions a side, a switch between, and one of each kind of event."""
    of = {"exercise": "clamshell", "set": 1}
    events = [
        say("title", "Band glutes. About a minute.", 0, 900),
        say("setup", "Lie on your side [0.5s] and {RDL|Romanian deadlift} <later> & more", 1000, 1900),
        tone("countdown", 2000, 2150),
        say("go", "go", 3000, 3300, **of, side="right"),
        *(say("count", word, 3400 + 600 * i, 3600 + 600 * i, **of, side="right", rep=i + 1)
          for i, word in enumerate(["one", "two", "three", "four", "five"])),
        say("phase", "squeeze", 6200, 6300, **of, side="right"),
        say("switch", "Switch sides.", 6500, 7400),
        *(say("count", word, 8000 + 600 * i, 8200 + 600 * i, **of, side="left", rep=i + 1)
          for i, word in enumerate(["one", "two", "three", "four", "five", "six"])),
        say("done", "Done.", 11_600, 11_900),
    ]  # fmt: skip
    segments = (
        Segment("say", title, 0, 1000),
        Segment("ready", "Ready", 1000, 3000, exercise="clamshell"),
        Segment("work", "Clamshell", 3000, 6500, exercise="clamshell", set=1, side="right"),
        Segment("switch", "Switch", 6500, 7500, exercise="clamshell"),
        Segment("work", "Clamshell", 7500, 11_500, exercise="clamshell", set=1, side="left"),
        Segment("rest", "Rest", 11_500, 12_000),
    )
    chapters = (
        Chapter("A rather long title of the first chapter, so that an order by size differs", 1000, 6500),
        Chapter("Left & <right>", 6500, 11_500),
        Chapter("End", 11_500, 12_000),
    )
    return Timeline(title, "en-GB", 12_000, tuple(events), segments, chapters)


def bare(duration: int = 1000) -> Timeline:
    return Timeline("x", "en", duration, (), (), ())


def run(program: str, *arguments: str | Path) -> str:
    """Output and errors of a judge; the test is skipped where it is not installed."""
    return run_bytes(program, *arguments).decode(errors="replace")


def run_bytes(program: str, *arguments: str | Path) -> bytes:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (a Debian package has it)")
    done = subprocess.run(
        [program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120
    )
    return done.stdout


def decode_mpg123(path: Path) -> npt.NDArray[np.int16]:
    return np.frombuffer(run_bytes("mpg123", "-q", "-s", "--mono", path), "<i2").astype(np.int16)


def decode_ffmpeg(path: Path) -> npt.NDArray[np.int16]:
    data = run_bytes("ffmpeg", "-v", "error", "-f", "mp3", "-i", path, "-map", "0:a", "-f", "s16le", "-")
    return np.frombuffer(data, "<i2").astype(np.int16)
