"""Encoding ahead, while the voice still speaks, so that both cores have work from the first phrase on.

The file itself is made from the whole timeline, and finds on the shelf what was encoded by then. A chunk encoded in
vain (a phrase that says the total may turn out longer) costs its time, and is never heard.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import takewhile

from voicecoach.output.chunks import BEFORE, Chunks, cut
from voicecoach.output.model import FileOptions, FileSound, Shelf
from voicecoach.output.mp3 import layer3, settings_of
from voicecoach.output.stream import mp3_makers
from voicecoach.timeline.align import WAKE_AFTER, in_order, length_of
from voicecoach.timeline.model import Event, Measure, Phrase, Timeline
from voicecoach.timeline.schedule import ScheduledSlot, schedule
from voicecoach.timeline.slots import Plan, phrases_of
from voicecoach.units import samples_at

_FEWEST_SLOTS = 3
"""So many more slots have to be laid before it looks again for chunks to encode."""


class HeadStart(AbstractContextManager["HeadStart"]):
    """Lays ``plan`` as far as phrases are ``ready``, and encodes the chunks of what is laid; the ``shelf`` keeps them.

    ``sound`` gives the sound of a timeline. Call :meth:`advance` after each phrase; leaving the context waits for the
    chunks that were begun.
    """

    def __init__(
        self,
        plan: Plan,
        measure: Measure,
        ready: Callable[[Phrase], bool],
        sound: Callable[[Timeline], FileSound],
        options: FileOptions,
        shelf: Shelf,
    ) -> None:
        self._plan, self._measure, self._ready, self._sound = plan, measure, ready, sound
        self._layer = layer3(options.sample_rate)
        self._makers = mp3_makers(self._layer, settings_of(options), Chunks(shelf))
        self._schedule = schedule(plan.slots, measure)
        self._scheduled: list[ScheduledSlot] = []
        self._looked = 0
        self._pending: list[Event] = []
        self._heard = -WAKE_AFTER

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._makers.close(finish=kind is None)

    def advance(self) -> None:
        """Schedule what can be scheduled without waiting for the voice, and begin the chunks that are whole by then."""
        slots = self._plan.slots[len(self._scheduled) :]
        for _ in takewhile(lambda slot: all(map(self._ready, phrases_of(slot))), slots):
            self._scheduled.append(next(self._schedule))
        new = self._scheduled[self._looked :]
        if len(new) >= (_FEWEST_SLOTS if len(self._scheduled) < len(self._plan.slots) else 1):
            self._looked = len(self._scheduled)
            self._pending += [event for slot in new for event in slot.events]
            self._make(self._sound(self._part()))

    def _part(self) -> Timeline:
        """Return what has been scheduled and is not made yet as a timeline of its own."""
        events = in_order(self._pending, self._measure, self._heard)
        return Timeline(self._plan.title, self._plan.language, length_of(self._scheduled), events, (), ())

    def _make(self, sound: FileSound) -> None:
        sure = samples_at(self._scheduled[-1].after.now, sound.rate) // self._layer.frame_samples - BEFORE
        whole = 0
        for section in cut(sound, self._layer):
            if section.last > sure:
                break
            whole = section.last * self._layer.frame_samples
            if section.held:
                self._makers.begin(sound, section)
        done = [event for event in self._pending if samples_at(event.end, sound.rate) <= whole]
        self._pending = [event for event in self._pending if samples_at(event.end, sound.rate) > whole]
        self._heard = max((event.end for event in done), default=self._heard)
