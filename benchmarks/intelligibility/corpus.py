"""What is listened to: every phrase of the shipped routines, coaching phrases that no routine has, and the numbers."""

from __future__ import annotations

from pathlib import Path

from voicecoach.app import Request, Studio, load
from voicecoach.resources import shipped
from voicecoach.timeline.model import Phrase

_OWN = Path(__file__).with_name("phrases.txt")


def shipped_phrases(rate: int) -> tuple[str, ...]:
    """Every text that a shipped routine speaks, once, without its silences' brackets and without bare numbers."""
    found: dict[str, None] = {}
    for script in sorted(shipped("scripts").glob("*.yaml")):
        routine, pack = load(Request(str(script), voice="silent", rate=rate)).require()
        with Studio(routine, pack) as studio:
            found |= dict.fromkeys(event.phrase.text for event in studio.timeline().spoken() if event.phrase)
    return tuple(found)


def own_phrases() -> tuple[str, ...]:
    """Coaching phrases of this benchmark's own, one a line."""
    return tuple(line for line in _OWN.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def as_phrase(text: str, rate: int) -> Phrase:
    """The text as the bank speaks it."""
    return Phrase(text, rate)
