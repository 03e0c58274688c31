"""No mutant of a script ever ends in a traceback or a hang, and each failure says where it is."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.fuzz.mutants import FOLDERS, mutants
from voicecoach.compiler import compile_timeline
from voicecoach.diagnostics import YAML_LINE_BREAK, render
from voicecoach.output.sheet.describe import describe
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.resources import shipped
from voicecoach.script.checker import Overrides, check
from voicecoach.timeline.dump import dump_json
from voicecoach.timeline.model import Phrase
from voicecoach.visible import visible

BATCHES = 10
COUNT = int(os.environ.get("VOICECOACH_MUTANTS", "1000"))
HANG_SECONDS = 60
FILE = "mutant.yaml"


class OneFile:
    """The mutant, beside the scripts that it may include."""

    def __init__(self, text: str) -> None:
        self.mutant = text

    def text(self, file: str) -> str:
        if file == FILE:
            return self.mutant
        path = next((folder / file for folder in FOLDERS if (folder / file).is_file()), None)
        if path is None:
            raise OSError(f"{file} cannot be read")
        return path.read_text("utf-8")

    def beside(self, file: str, name: str) -> str:
        return name

    def exists(self, path: str) -> bool:
        return False

    def is_folder(self, path: str) -> bool:
        return False


class Cheap:
    """A voice that needs no engine: 60 ms a character at 150 words a minute."""

    def speech(self, phrase: Phrase) -> int:
        return max(60, len(phrase.text) * 60 * 150 // phrase.rate)

    def tone(self, sound: str) -> int:
        return 200


@contextmanager
def guarded(name: str) -> Iterator[None]:
    """Where a mutant hangs, the test says which one it was."""

    def ring(*_: object) -> None:
        raise AssertionError(f"mutant {name} hangs")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def survive(name: str, text: str, options: Overrides) -> bool:
    """Check one mutant and, where it is a script, lay it out and describe it. Returns whether it is one."""
    files = OneFile(text)
    routine, found = check(FILE, files, options)
    lines = YAML_LINE_BREAK.split(text)
    for one in found:
        assert one.code, name
        assert one.message, name
        assert one.span.line >= 1, name
        assert one.span.column >= 1, name
        if one.span.file == FILE:
            assert one.span.line <= len(lines) + 1, (name, one)
        assert visible(str(one.span)) in render(one, lambda file: text if file == FILE else None), name
    assert (routine is None) == any(one.severity == "error" for one in found), name
    if routine is None:
        return False
    pack, problems = load_pack(routine.language, routine.phrases)
    if not any(one.severity == "error" for one in problems):
        wording = Wording(pack, routine.lexicon)
        timeline = compile_timeline(routine, wording, Cheap())
        dump_json(timeline)
        describe(routine, wording, timeline)
    return True


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_mutant_ends_in_a_traceback(batch: int) -> None:
    levels = ("easy", "normal", "hard")
    scripts = failures = 0
    for number, (name, text) in enumerate(mutants(COUNT // BATCHES, seed=batch)):
        with guarded(name):
            good = survive(name, text, Overrides(level=levels[number % 3]))
        scripts, failures = scripts + good, failures + (not good)
    assert scripts, "no mutant was a script: they are too wild to try the timeline"
    assert failures, "no mutant failed: they are too tame to try the checker"


@pytest.mark.parametrize(
    "tweak",
    [
        "",
        "=",
        "a",
        "a=",
        "=1",
        "a.b",
        "a.b.c.d.e=1",
        "routine=3",
        "routine.0=x",
        "routine.99.rest=1s",
        "title=[",
        "title={a: b}",
        "band squat.reps=12",
        "band hip bridge.reps=99999999999",
        "band hip bridge.tempo.squeeze=",
        "defaults=!!x 1",
        "....=1",
        "exercises=null",
        "exercises.band hip bridge=null",
        "voice.rate=0",
        "pace=0",
        "pace=1e5",
        "include=nowhere.yaml",
        "sounds.half=\x00",
        "defaults.rest=\udcff",
        "\U0001f4aa.reps=3",
    ],
)
def test_no_tweak_ends_in_a_traceback(tweak: str) -> None:
    text = (shipped("scripts") / "band-glutes.yaml").read_text("utf-8")
    with guarded(tweak):
        survive(tweak, text, Overrides(sets=(tweak,)))


@pytest.mark.parametrize(
    "name", ["", " ", "nobody", "band-hip-bridge", "BAND HIP BRIDGE", "\x00", "\udcff", "a" * 10_000]
)
def test_no_choice_of_exercises_ends_in_a_traceback(name: str) -> None:
    text = (shipped("scripts") / "band-glutes.yaml").read_text("utf-8")
    survive(name, text, Overrides(only=(name,)))
