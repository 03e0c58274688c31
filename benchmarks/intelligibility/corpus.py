"""What is listened to: every phrase of the shipped routines, coaching phrases that no routine has, and the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.intelligibility.scoring import NUMBERS
from voicecoach.app import Request, Studio, load
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.resources import shipped

_OWN = Path(__file__).with_name("phrases.txt")


def shipped_phrases() -> tuple[str, ...]:
    """Every text that a shipped routine speaks, once, as the engine gets it."""
    found: dict[str, None] = {}
    for script in sorted(shipped("scripts").glob("*.yaml")):
        routine, pack = load(Request(str(script), voice="silent")).require()
        with Studio(routine, pack) as studio:
            found |= dict.fromkeys(event.phrase.text for event in studio.timeline().spoken() if event.phrase)
    return tuple(found)


def own_phrases() -> tuple[str, ...]:
    """Coaching phrases of this benchmark's own."""
    return tuple(line for line in _OWN.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def counts() -> tuple[str, ...]:
    """One to twenty, as a routine counts them."""
    pack, _ = load_pack("en")
    wording = Wording(pack)
    return tuple(wording.count(number).spoken for number in range(1, len(NUMBERS) + 1))


SETS: Mapping[str, Callable[[], tuple[str, ...]]] = {"shipped": shipped_phrases, "own": own_phrases}
