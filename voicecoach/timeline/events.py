"""Events made from what the plan says and the instants that the schedule gives it."""

from __future__ import annotations

from voicecoach.diagnostics import Span
from voicecoach.timeline.model import Event, Role
from voicecoach.timeline.slots import Place, Utterance


def speech_event(
    name: str, role: Role, start: int, length: int, place: Place, source: Span | None, said: Utterance
) -> Event:
    """Return the event of words that are spoken for ``length`` ms from ``start`` on."""
    end = start + length
    return Event(name, "say", role, start, end, said.text, phrase=said.phrase, source=source, **place._asdict())


def tone_event(name: str, role: Role, start: int, length: int, place: Place, source: Span | None, sound: str) -> Event:
    """Return the event of a ``sound`` of the palette that lasts ``length`` ms from ``start`` on."""
    return Event(name, "tone", role, start, start + length, sound=sound, source=source, **place._asdict())
