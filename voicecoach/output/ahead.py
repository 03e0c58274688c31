"""Encoding while the voice still speaks, so that both cores have work from the first phrase on.

The file itself is made from the whole timeline, and takes from the shelf what is there by then. A chunk made in vain (a
phrase that tells the length may turn out longer) costs its making, and is never heard.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import takewhile

from voicecoach.output.chunks import BEFORE, Chunks, cut
from voicecoach.output.model import Options, Shelf, Source
from voicecoach.output.mp3 import layer3, settings_of
from voicecoach.output.stream import Makers
from voicecoach.timeline.align import WAKE_AFTER, in_order, length_of
from voicecoach.timeline.model import Event, Measure, Phrase, Timeline
from voicecoach.timeline.schedule import ScheduledSlot, schedule
from voicecoach.timeline.slots import Plan, phrases_of
from voicecoach.units import samples_at

_FEWEST_SLOTS = 3
"""So many more have to be laid for another look at what may be made."""


class HeadStart(AbstractContextManager["HeadStart"]):
    """Lays ``plan`` as far as phrases are ``ready``, and makes the chunks of what is laid; the ``shelf`` keeps them.

    ``source`` gives the sound of a timeline. Call :meth:`advance` after each phrase; what is begun is done
    before this is left.
    """

    def __init__(
        self,
        plan: Plan,
        measure: Measure,
        ready: Callable[[Phrase], bool],
        source: Callable[[Timeline], Source],
        options: Options,
        shelf: Shelf,
    ) -> None:
        self._plan, self._measure, self._ready, self._source = plan, measure, ready, source
        self._layer = layer3(options.sample_rate)
        self._makers = Makers(self._layer, settings_of(options), Chunks(shelf))
        self._schedule = schedule(plan.slots, measure)
        self._scheduled: list[ScheduledSlot] = []
        self._looked = 0
        self._pending: list[Event] = []
        self._heard = -WAKE_AFTER

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._makers.close(finish=kind is None)

    def advance(self) -> None:
        """Lay what can be laid without waiting for the voice, and begin the chunks that are whole by then."""
        slots = self._plan.slots[len(self._scheduled) :]
        for _ in takewhile(lambda slot: all(map(self._ready, phrases_of(slot))), slots):
            self._scheduled.append(next(self._schedule))
        new = self._scheduled[self._looked :]
        if len(new) >= (_FEWEST_SLOTS if len(self._scheduled) < len(self._plan.slots) else 1):
            self._looked = len(self._scheduled)
            self._pending += [event for slot in new for event in slot.events]
            self._make(self._source(self._part()))

    def _part(self) -> Timeline:
        """Return what has been scheduled and is not made yet as a timeline of its own."""
        events = in_order(self._pending, self._measure, self._heard)
        return Timeline(self._plan.title, self._plan.language, length_of(self._scheduled), events, (), ())

    def _make(self, source: Source) -> None:
        sure = samples_at(self._scheduled[-1].after.now, source.rate) // self._layer.frame - BEFORE
        made = 0
        for piece in cut(source, self._layer):
            if piece.last > sure:
                break
            made = piece.last * self._layer.frame
            if piece.held:
                self._makers.begin(source, piece)
        done = [event for event in self._pending if samples_at(event.end, source.rate) <= made]
        self._pending = [event for event in self._pending if samples_at(event.end, source.rate) > made]
        self._heard = max((event.end for event in done), default=self._heard)
