"""What is heard is the product: the decoded MP3 of every shipped routine, held against its timeline.

The voice, the encoder and the decoder are the real ones. Each spoken clip is searched for in the decoded sound around
its place; a count must be found within 10 ms of its beat.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from voicecoach.app import Request, Studio, load
from voicecoach.audio.mixer import Mixer
from voicecoach.output.formats import write_file
from voicecoach.resources import shipped
from voicecoach.script.checker import Overrides
from voicecoach.timeline.model import Timeline

RATE = 24_000
SAMPLES_A_MS = RATE // 1000
SEARCHED_MS = 100
ROUTINES = sorted(path.stem for path in shipped("scripts").glob("*.yaml"))
BEATS = ("count", "last")
QUICKER = {"five-by-five": ("pace.rest=4",)}
"""What is changed of the longest, whose rests of three minutes are silent: everything is spoken all the same."""

Sound = npt.NDArray[np.float32]

pytestmark = pytest.mark.skipif(not shutil.which("mpg123"), reason="needs mpg123 (apt-get install mpg123) to decode")


@pytest.fixture(autouse=True)
def usual_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The voices that a plain installation speaks with, not the quick one of the other tests."""
    monkeypatch.delenv("VOICECOACH_ENGINE")


def decode(path: Path) -> Sound:
    command = ["mpg123", "-q", "-e", "s16", "-r", str(RATE), "--mono", "-s", str(path)]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.int16).astype(np.float32) / 32768


def lag_ms(sound: Sound, clip: Sound, start: int) -> float:
    """Where the clip really is, in ms from where it should begin."""
    margin = SEARCHED_MS * SAMPLES_A_MS
    first = max(0, start * SAMPLES_A_MS - margin)
    near = sound[first : start * SAMPLES_A_MS + len(clip) + margin]
    size = 1 << (len(near) + len(clip)).bit_length()
    match = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(clip, size)), size)
    best = int(np.argmax(match[: len(near) - len(clip) + 1]))
    return (first + best - start * SAMPLES_A_MS) / SAMPLES_A_MS


def render(name: str, folder: Path, options: Overrides) -> tuple[Timeline, Sound, list[tuple[str, str, float]]]:
    """The timeline, the decoded sound, and (id, role, lag) of everything spoken."""
    routine, pack = load(Request(name, options)).require()
    path = folder / f"{Path(name).stem}.mp3"
    with Studio(routine, pack) as studio:
        timeline = studio.timeline()
        write_file(path, timeline, studio.sound(timeline, RATE))
        sound = decode(path)
        lags = []
        for event in timeline.spoken():
            assert event.phrase is not None
            lags.append((event.id, event.role, lag_ms(sound, studio.bank.clip(event.phrase).samples, event.start)))
    return timeline, sound, lags


@pytest.mark.parametrize("name", ROUTINES)
def test_every_count_is_heard_on_its_beat(name: str, tmp_path: Path, warm_cache: Path) -> None:
    """Where nothing is counted, whatever else is said must be in its place."""
    timeline, sound, lags = render(name, tmp_path, Overrides(sets=QUICKER.get(name, ())))
    assert len(sound) == timeline.duration * SAMPLES_A_MS
    beats = [one for one in lags if one[1] in BEATS] or lags
    assert beats
    assert [(name, lag) for name, _, lag in beats if abs(lag) > 10] == []


def test_nothing_spoken_is_out_of_place_at_another_level_and_pace(tmp_path: Path) -> None:
    options = Overrides(level="easy", sets=("pace=1.3",))
    timeline, sound, lags = render("glute-burner", tmp_path, options)
    assert len(sound) == timeline.duration * SAMPLES_A_MS
    assert [(name, lag) for name, _, lag in lags if abs(lag) > 10] == []


CHANGES = [
    ("exercises.bridge.rest=25s", 2 * 5_000),
    ("exercises.bridge.rep=2s", -3 * 10 * 1_000),
    ("exercises.bridge.reps=9", -3 * 3_000),
]
THREE_SETS = """\
title: Three sets
exercises:
  bridge: {do: 3x10, rest: 20s, rep: 3s}
routine: [bridge]
"""


@pytest.mark.parametrize("cache", ["warm", "cold"])
@pytest.mark.parametrize(("change", "difference"), CHANGES)
def test_a_change_changes_the_file_by_exactly_that(
    change: str, difference: int, cache: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "three.yaml"
    script.write_text(THREE_SETS)
    before, old, _ = render(str(script), tmp_path, Overrides())
    if cache == "cold":
        monkeypatch.setenv("VOICECOACH_CACHE", str(tmp_path / "empty"))
    after, new, _ = render(str(script), tmp_path, Overrides(sets=(change,)))
    assert len(new) - len(old) == (difference + spoken_growth(before, after)) * SAMPLES_A_MS


def spoken_growth(before: Timeline, after: Timeline) -> int:
    """How much longer the announcements before the first repetition take, which name length and dose."""
    first_go = [next(event.start for event in one.events if event.role == "go") for one in (before, after)]
    return first_go[1] - first_go[0]


def test_a_clip_out_of_place_would_be_noticed(tmp_path: Path) -> None:
    """The measure itself: the same sound, 11 ms late, is found 11 ms late."""
    routine, pack = load(Request("hello")).require()
    with Studio(routine, pack) as studio:
        timeline = studio.timeline()
        sound = Mixer(timeline, studio.bank.clip, studio.palette.clip, RATE).read(timeline.duration * SAMPLES_A_MS)
        late = np.concatenate((np.zeros(11 * SAMPLES_A_MS, np.float32), sound))
        counts = [event for event in timeline.spoken() if event.role in BEATS]
        clips = [studio.bank.clip(event.phrase).samples for event in counts if event.phrase]
    assert [lag_ms(sound, clip, event.start) for clip, event in zip(clips, counts, strict=True)] == [0] * len(counts)
    assert [lag_ms(late, clip, event.start) for clip, event in zip(clips, counts, strict=True)] == [11] * len(counts)
