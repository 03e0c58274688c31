"""A timeline in pieces, so that a coach begins to speak long before all of it has been spoken.

Where every phrase has been synthesised before, as in a second run, the whole timeline comes at once, the same as a
file gets. Otherwise lengths are estimated first, for the texts that speak of the whole; then slot after slot is
synthesised and laid out for good. A draft may be played up to a boundary that lies in a pause, before its countdown:
so a coach whose voice is slow waits there, and never inside a set.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from voicecoach.compiler import compile_routine, first_estimate, timeline_of
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Routine
from voicecoach.timeline.expand import expand
from voicecoach.timeline.model import Measure, Phrase, Timeline
from voicecoach.timeline.plan import plan
from voicecoach.timeline.schedule import ScheduledSlot, schedule
from voicecoach.timeline.slots import Pause, Slot, phrases_of

ONSET_MS, CHARACTER_MS, USUAL_RATE = 118, 68, 150
"""About how long a voice takes to say something: fitted to the phrases of the shipped routines as espeak-ng says them,
which is within a tenth of how long hibari takes for all of them."""


class Stage(Measure, Protocol):
    """Where phrases become clips: what a studio is to the composer."""

    def known(self, phrase: Phrase) -> int | None:
        """Return the length in ms of a phrase that has been synthesised before; None where that is still to be done."""

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        """Synthesise phrases now, so that measuring them takes no time."""


@dataclass
class Estimate:
    """Measures phrases, and estimates those not yet synthesised; ``guessed`` once that was needed.

    Each phrase is asked about once: looking it up takes longer than all the rest of a first run's planning.
    """

    stage: Stage
    guessed: bool = False
    lengths: dict[Phrase, int] = field(default_factory=dict)

    def speech(self, phrase: Phrase) -> int:
        """Return the length of a phrase in ms, or about that."""
        if phrase not in self.lengths:
            known = self.stage.known(phrase)
            self.guessed |= known is None
            self.lengths[phrase] = self.guess(phrase) if known is None else known
        return self.lengths[phrase]

    @staticmethod
    def guess(phrase: Phrase) -> int:
        """Return about how many ms a phrase takes."""
        return (ONSET_MS + CHARACTER_MS * len(phrase.words)) * USUAL_RATE // phrase.rate

    def tone(self, sound: str) -> int:
        """Return the length of a sound in ms."""
        return self.stage.tone(sound)


@dataclass(frozen=True, slots=True)
class Draft:
    """A timeline as far as it is laid out: good up to ``until`` (ms). ``total`` is the length it will have or about.

    ``outline`` is the whole of it, at the lengths that are known or estimated.
    """

    timeline: Timeline
    until: int
    total: int
    complete: bool
    outline: Timeline


def compose(routine: Routine, wording: Wording, stage: Stage) -> Iterator[Draft]:
    """Yield the timeline in ever longer drafts, the last one complete. Raises what synthesising does."""
    estimate = Estimate(stage)
    # What speaks of the whole length is spoken once that is estimated; the rest of the first words is certain.
    crude = first_estimate(routine)
    first = phrases_of(plan(routine, expand(routine.blocks), wording, crude).slots[0])
    total = wording.about(crude.total).casefold()
    certain = [phrase for phrase in first if total not in phrase.text.casefold()]
    with _Meanwhile(lambda: stage.prepare(certain)):
        estimated = compile_routine(routine, wording, estimate)
    timeline = estimated.timeline
    if estimate.guessed:
        slots, scheduled = estimated.plan.slots, list[ScheduledSlot]()
        scheduling = schedule(slots, stage)
        for slot, before in zip(slots, estimated.scheduled, strict=True):
            if scheduled:
                so_far = timeline_of(estimated.plan, scheduled, stage)
                length = timeline.duration + scheduled[-1].after.now - before.start
                until = _boundary(slots[len(scheduled) - 1], scheduled[-1], slot, stage)
                yield Draft(so_far, until, length, complete=False, outline=estimated.timeline)
            stage.prepare(phrases_of(slot))
            scheduled.append(next(scheduling))
        timeline = timeline_of(estimated.plan, scheduled, stage)
    yield Draft(timeline, timeline.duration, timeline.duration, complete=True, outline=timeline)


def _boundary(last: Slot, scheduled: ScheduledSlot, following: Slot, measure: Measure) -> int:
    """Return how far may be played before the ``following`` slot is laid out: to the end of the ``last`` one, or less.

    Not into a countdown whose work is not there, nor into the silence in which the lead-in of the next words begins.
    """
    now = scheduled.after.now
    if isinstance(last, Pause) and isinstance(following, Pause):
        heard = max([scheduled.start, *(event.end for event in scheduled.events)])
        return min(now, max(heard, now - measure.tone("wake")))
    if isinstance(last, Pause):
        return min((event.start for event in scheduled.events if event.role == "countdown"), default=now)
    return now


class _Meanwhile:
    """Something done in another thread during a ``with`` block, which waits for it; what goes wrong is raised."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # raised again where the block ends
            self._error = error

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: object, *_: object) -> None:
        self._thread.join()
        if kind is None and self._error is not None:
            raise self._error


class Composer:
    """Composes in the background. ``draft`` is the latest; ``error`` says why there will be no further one."""

    def __init__(self, routine: Routine, wording: Wording, stage: Stage) -> None:
        self.routine, self.wording = routine, wording
        self.stage = stage
        self.draft: Draft | None = None
        self.error: Exception | None = None
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="composer", daemon=True)

    def start(self) -> None:
        """Begin to compose."""
        self._thread.start()

    def leave(self) -> None:
        """Stop after the slot that is being composed; what is still to be done is not needed any more."""
        self._leaving = True

    def join(self, seconds: float | None = None) -> None:
        """Wait until nothing is composed any more."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    @property
    def complete(self) -> bool:
        """Report whether the draft is the whole timeline."""
        return self.draft is not None and self.draft.complete

    def _run(self) -> None:
        try:
            for draft in compose(self.routine, self.wording, self.stage):
                self.draft = draft
                if self._leaving:
                    return
        except Exception as error:  # whoever waits for the draft raises or shows it
            self.error = error
