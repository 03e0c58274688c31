"""Hearing a routine of which little has been spoken yet, from any instant on: slot after slot, as a live coach does.

What lies before that instant keeps the lengths that are known or guessed, as the page has drawn it. From there on each
slot is spoken, laid out for good and mixed; so nobody waits for words that come much later.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from voicecoach.app import Studio
from voicecoach.compiler import Compiled, timeline_of
from voicecoach.studio.voices import Lengths
from voicecoach.timeline.model import Phrase
from voicecoach.timeline.schedule import ScheduledSlot, schedule
from voicecoach.timeline.slots import phrases_of
from voicecoach.units import samples_at

if TYPE_CHECKING:
    from voicecoach.output.model import FileSound

_APART_MS = 100
"""So far from what is not laid out yet nothing of it can be heard: the limiter looks ahead, but not so far."""
Piece = tuple["FileSound", int, int]
"""A sound, and the samples [first, last) of it that are good."""


class _Measure:
    """Lengths as they are drawn, and from some point on as they are."""

    def __init__(self, studio: Studio, lengths: Lengths) -> None:
        self._studio, self._lengths = studio, lengths
        self.real = False

    def speech(self, phrase: Phrase) -> int:
        return self._studio.speech(phrase) if self.real else self._lengths.speech(phrase)

    def tone(self, sound: str) -> int:
        return self._studio.tone(sound)


def heard(studio: Studio, compiled: Compiled, lengths: Lengths, start: int, rate: int) -> Iterator[Piece]:
    """Yield the sound of a routine from ``start`` (ms) on in pieces, each as soon as its words are spoken.

    ``compiled`` is the routine as it is drawn, with ``lengths``. Raises what speaking does.
    """
    measure = _Measure(studio, lengths)
    slots = compiled.plan.slots
    begins = max(0, bisect_right([one.start for one in compiled.scheduled], start) - 1)
    scheduled: list[ScheduledSlot] = []
    unheard: frozenset[str] = frozenset()
    scheduling = schedule(slots, measure)
    position = samples_at(start, rate)
    for number, slot in enumerate(slots):
        if number == begins:
            measure.real = True
            unheard = frozenset(_unspoken(scheduled, studio))
        if number >= begins:
            studio.prepare(phrases_of(slot))
        scheduled.append(next(scheduling))
        last = number + 1 == len(slots)
        if number < begins:
            continue
        timeline = timeline_of(compiled.plan, scheduled, measure)
        timeline = replace(timeline, events=tuple(one for one in timeline.events if one.id not in unheard))
        good = timeline.duration if last else scheduled[-1].after.now - measure.tone("wake") - _APART_MS
        until = samples_at(max(good, 0), rate)
        if until > position or last:
            sound = studio.sound(timeline, rate)
            until = min(until, sound.length)
            if until > position:
                yield sound, position, until
            position = max(position, until)


def _unspoken(scheduled: list[ScheduledSlot], studio: Studio) -> Iterator[str]:
    """Yield the events whose words nobody has spoken, or that have another length than is drawn."""
    for event in (event for slot in scheduled for event in slot.events):
        if event.phrase is not None and studio.known(event.phrase) != event.end - event.start:
            yield event.id
