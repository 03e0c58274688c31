"""Events made from what the plan knows and where the schedule puts it."""

from __future__ import annotations

from voicecoach.diagnostics import Span
from voicecoach.timeline.model import Event
from voicecoach.timeline.slots import Place, Utterance


def speech_event(
    name: str, role: str, start: int, length: int, place: Place, source: Span | None, said: Utterance
) -> Event:
    """Something said for ``length`` ms."""
    return Event(
        id=name,
        kind="say",
        role=role,
        start=start,
        end=start + length,
        text=said.text,
        phrase=said.phrase,
        exercise=place.exercise,
        set=place.set,
        side=place.side,
        rep=place.rep,
        source=source,
    )


def tone_event(name: str, role: str, start: int, length: int, place: Place, source: Span | None, sound: str) -> Event:
    """A sound of the palette."""
    return Event(
        id=name,
        kind="tone",
        role=role,
        start=start,
        end=start + length,
        sound=sound,
        exercise=place.exercise,
        set=place.set,
        side=place.side,
        rep=place.rep,
        source=source,
    )
