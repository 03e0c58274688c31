"""Encoding while the voice still speaks, so that both cores have work from the first phrase on.

The file itself is made from the whole timeline, and takes from the shelf what is there by then. A chunk made in vain (a
phrase that tells the length may turn out longer) costs its making, and is never heard.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from voicecoach.output.chunks import BEFORE, Chunks, pieces
from voicecoach.output.info import frames_for
from voicecoach.output.model import Options, Shelf, Source
from voicecoach.output.mp3 import layer3, settings_of
from voicecoach.output.stream import LONGEST_CHUNK, Makers
from voicecoach.timeline.model import Measure, Phrase, Timeline
from voicecoach.timeline.schedule import Scheduler
from voicecoach.timeline.slots import Plan, phrases_of
from voicecoach.units import samples_at

_FEWEST_SLOTS = 3
_GROWTH = 5
"""A fifth more than before has to be laid for another look at it: so all looks together cost what a few would."""


class HeadStart(AbstractContextManager["HeadStart"]):
    """Lays ``plan`` as far as phrases are ``ready``, and makes the chunks of what is laid; the ``shelf`` keeps them.

    ``source`` gives the sound of a timeline. Call :meth:`advance` after each phrase; what is begun
    is done before this is left.
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
        self._slots, self._ready, self._source = plan.slots, ready, source
        self._layer = layer3(options.sample_rate)
        self._makers = Makers(self._layer, settings_of(options), Chunks(shelf))
        self._scheduler = Scheduler(plan, measure)
        self._steps = self._scheduler.steps()
        self._laid = next(self._steps)
        self._looked = self._done = 0

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._makers.close(finish=kind is None)

    def advance(self) -> None:
        """Lay what can be laid without waiting for the voice."""
        while self._laid < len(self._slots) and all(map(self._ready, phrases_of(self._slots[self._laid]))):
            self._laid = next(self._steps)
        more, whole = self._laid - self._looked, self._laid == len(self._slots)
        if more >= max(_FEWEST_SLOTS, self._looked // _GROWTH) or (more and whole):
            self._looked = self._laid
            self._make(self._source(self._scheduler.timeline()))

    def _make(self, source: Source) -> None:
        """Begin the chunks that nothing to come can reach into."""
        sure = samples_at(self._scheduler.now, source.rate) // self._layer.frame - BEFORE
        for piece in pieces(source.sounding(), self._layer, source.frames, frames_for(source.frames, self._layer)):
            if piece.last > sure:
                break
            if piece.sound and piece.first >= self._done and piece.last - piece.first <= LONGEST_CHUNK:
                self._makers.begin(source, piece)
            self._done = max(self._done, piece.last)
