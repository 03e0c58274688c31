"""Placeholders that stand for nothing where a text would be heard: the text is left out, and its writer is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given

from tests.timeline.compiling import RandomVoice, checked
from tests.timeline.scripts import Data, compiled, scripts, some, voices
from voicecoach.compiler import empty_placeholders
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording

EXERCISE = {"exercise", "set", "sets", "next"}
ALWAYS = {"total", "remaining"}
REPS = EXERCISE | ALWAYS | {"reps"}
ROUNDS = {"round", "rounds"}
TIME = EXERCISE | ALWAYS | {"time"}
PLACES = {
    "{title: X, routine: [say: hello]}": set(),
    "{title: T, equipment: X, routine: [exercise: Squat]}": ALWAYS,
    "{title: T, safety: X, routine: [exercise: Squat]}": ALWAYS,
    "{title: T, phrases: {done: X}, routine: [exercise: Squat]}": ALWAYS,
    "{title: T, phrases: {half: X}, routine: [{exercise: Squat, reps: 12}, {exercise: Lunge, reps: 5}]}": REPS,
    "{title: T, routine: [say: X]}": ALWAYS,
    "{title: T, routine: [say: X, exercise: Squat]}": ALWAYS | {"next"},
    "{title: T, routine: [{repeat: 2, steps: [say: X, exercise: Squat]}]}": ALWAYS | {"next"} | ROUNDS,
    "{title: T, routine: [{circuit: 2, steps: [say: X, exercise: Squat]}]}": ALWAYS | {"next"} | ROUNDS,
    "{title: T, routine: [{sides: each, steps: [say: X, exercise: Squat]}]}": ALWAYS | {"next", "side"},
    "{title: T, routine: [exercise: X]}": set(),
    "{title: T, routine: [{section: X, steps: [exercise: Squat]}]}": set(),
    "{title: T, routine: [{exercise: Squat, weight: X}]}": set(),
    "{title: T, routine: [{amrap: 1m, say: X, steps: [exercise: Squat]}]}": set(),
    "{title: T, routine: [{exercise: Squat, setup: X}, exercise: Lunge]}": REPS,
    "{title: T, routine: [{exercise: Squat, movement: X}, exercise: Lunge]}": REPS,
    "{title: T, routine: [{exercise: Squat, move: X}, exercise: Lunge]}": REPS,
    "{title: T, routine: [{exercise: Squat, safety: X}, exercise: Lunge]}": REPS,
    "{title: T, routine: [{exercise: Squat, breathing: X}, exercise: Lunge]}": REPS,
    "{title: T, routine: [{exercise: Squat, cues: {rep 2: X}}, exercise: Lunge]}": REPS,
    "{title: T, routine: [{exercise: Squat, do: 20s, cues: {at 5s: X}}, exercise: Lunge]}": TIME,
    "{title: T, routine: [{exercise: Squat, do: 9 each side, cues: {switch: X}}, exercise: Lunge]}": REPS | {"side"},
    "{title: T, routine: [{exercise: Squat, weight: 20 kg, cues: {end: X}}, exercise: Lunge]}": REPS | {"weight"},
    "{title: T, routine: [{repeat: 2, steps: [{exercise: Squat, cues: {last: X}}]}, exercise: Lunge]}": REPS | ROUNDS,
    "{title: T, routine: [{amrap: 1m, steps: [{exercise: Squat, setup: X}]}, exercise: Lunge]}": REPS,
}
"""Where a text X may stand, and which placeholders have a meaning there."""
NAMES = ALWAYS | EXERCISE | {"reps", "time", "round", "rounds", "side", "weight"}


def told(text: str) -> dict[str, str]:
    """What is said of the placeholders of a script: their severities by the message."""
    routine, found = checked(text)
    assert routine is not None, found
    wording = Wording(load_pack("en", routine.phrases)[0])
    return {one.message: one.severity for one in empty_placeholders(routine, wording)}


@pytest.mark.parametrize("place", PLACES)
def test_each_placeholder_has_a_meaning_or_its_place_is_told(place: str) -> None:
    empty = {name for name in NAMES if told(re.sub(r"\bX\b", f'"so {{{name}}}"', place))}
    assert empty == NAMES - PLACES[place]


@given(scripts(unfilled=True, sections=True), voices)
@some(2)
def test_no_text_is_heard_with_a_gap(script: Data, voice: RandomVoice) -> None:
    heard = [event.text for event in compiled(script, voice).events]
    texts: dict[str, list[str]] = {}
    for text in _texts(script):
        body, _, tag = text.rpartition(" ")
        texts.setdefault(tag, []).append(body)
    for tag, bodies in texts.items():
        if any("{" in body and not re.search(r"\d", body) for body in bodies):
            said = [one for one in heard if re.search(rf"\b{tag}\b", one, re.IGNORECASE)]
            assert all(any(map(_whole(one), bodies)) for one in said), (bodies, said)


def _whole(said: str) -> Callable[[str], bool]:
    """Whether a text is heard in ``said`` with something in place of each placeholder and of each choice."""

    def heard(body: str) -> bool:
        pattern = re.sub(r"\\\{[^{}]*\\\}|\\\[[^\[\]]*\\\]", r"\\w.*", re.escape(body))
        return re.search(pattern, said, re.IGNORECASE) is not None

    return heard


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)
    elif isinstance(data, str) and re.search(r" q\d+$", data):
        yield data
