"""A timeline in pieces, so that a coach begins to speak long before all of it has been spoken.

Where everything is known beforehand, as in a second run, the whole timeline comes at once, the same as a file gets.
Otherwise lengths are estimated first, for the texts that speak of the whole; then slot after slot is synthesised and
laid out for good. What is given out may be played up to a boundary that lies in a pause, before its countdown: so a
coach whose voice is slow waits there, and never inside a set.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from voicecoach.phrases.wording import Wording
from voicecoach.script.lengths import measure_blocks
from voicecoach.script.model import Routine
from voicecoach.timeline.model import Measure, Phrase, Timeline
from voicecoach.timeline.plan import make_plan
from voicecoach.timeline.schedule import Scheduler, settle
from voicecoach.timeline.slots import Pause, phrases_of
from voicecoach.timeline.talk import Guess

ONSET_MS, CHARACTER_MS, USUAL_RATE = 118, 68, 150
"""About how long a voice takes to say something: fitted to the phrases of the shipped routines as espeak-ng says them,
which is within a tenth of how long hibari takes for all of them."""


class Stage(Measure, Protocol):
    """Where phrases become clips: what a studio is to the composer."""

    def known(self, phrase: Phrase) -> int | None:
        """Length of a phrase that has been synthesised before, in ms; None where that is still to be done."""

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        """Synthesise phrases now, so that measuring them takes no time."""


@dataclass
class Estimate:
    """Lengths of phrases, estimated where they are not known; ``guessed`` once that was needed.

    Each phrase is asked about once: looking it up takes longer than all the rest of a first run's planning.
    """

    stage: Stage
    guessed: bool = False
    lengths: dict[Phrase, int] = field(default_factory=dict)

    def speech(self, phrase: Phrase) -> int:
        """Length of a phrase in ms, or about that."""
        if phrase not in self.lengths:
            known = self.stage.known(phrase)
            self.guessed |= known is None
            self.lengths[phrase] = self._guess(phrase) if known is None else known
        return self.lengths[phrase]

    @staticmethod
    def _guess(phrase: Phrase) -> int:
        return (ONSET_MS + CHARACTER_MS * len(phrase.words)) * USUAL_RATE // phrase.rate

    def tone(self, sound: str) -> int:
        """Length of a sound in ms."""
        return self.stage.tone(sound)


@dataclass(frozen=True, slots=True)
class Draft:
    """A timeline as far as it is laid out: good up to ``until`` (ms). ``total`` is the length it will have or about."""

    timeline: Timeline
    until: int
    total: int
    complete: bool


def compose(routine: Routine, wording: Wording, stage: Stage) -> Iterator[Draft]:
    """The timeline in ever longer drafts, the last one complete. Raises what synthesising does."""
    estimate = Estimate(stage)
    # What speaks of the whole length is spoken once that is estimated; the rest of the first words is certain.
    crude = measure_blocks(routine.blocks).length
    first = phrases_of(make_plan(routine, wording, Guess(crude)).slots[0])
    certain = [phrase for phrase in first if wording.about(crude).casefold() not in phrase.text.casefold()]
    with _Meanwhile(lambda: stage.prepare(certain)):
        guess = settle(routine, wording, estimate)
    timeline = guess.timeline()
    if not estimate.guessed:
        yield Draft(timeline, timeline.duration, timeline.duration, complete=True)
        return
    slots = guess.plan.slots
    scheduler = Scheduler(guess.plan, stage)
    for index in scheduler.steps():
        if index == len(slots):
            break
        if index:
            total = timeline.duration + scheduler.now - guess.starts[index]
            yield Draft(scheduler.timeline(), _boundary(scheduler, index), total, complete=False)
        stage.prepare(phrases_of(slots[index]))
    timeline = scheduler.timeline()
    yield Draft(timeline, timeline.duration, timeline.duration, complete=True)


def _boundary(scheduler: Scheduler, following: int) -> int:
    """How far may be played before the slot ``following`` is laid out.

    Not into a countdown whose work is not there, nor into the silence in which the lead-in of the next words begins.
    """
    last, coming = scheduler.plan.slots[following - 1], scheduler.plan.slots[following]
    if isinstance(last, Pause) and isinstance(coming, Pause):
        began = max([scheduler.starts[following - 1], *(event.end for event in scheduler.events[-8:])])
        return min(scheduler.now, max(began, scheduler.now - scheduler.measure.tone("wake")))
    if isinstance(last, Pause):
        names = {f"{last.id}/countdown{left}" for left in range(1, last.countdown + 1)}
        return min((event.start for event in scheduler.events if event.id in names), default=scheduler.now)
    return scheduler.now


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
        self._changed = threading.Event()
        self._left = False
        self._thread = threading.Thread(target=self._run, name="composer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def leave(self) -> None:
        """Stop after the slot that is being composed; what is still to be done is not needed any more."""
        self._left = True

    def wait(self, seconds: float | None = None) -> bool:
        """Until there is a first draft or an error; False where the time is up before."""
        return self._changed.wait(seconds)

    def join(self, seconds: float | None = None) -> None:
        """Until nothing is composed any more."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    @property
    def complete(self) -> bool:
        """Whether the draft is the whole timeline."""
        return self.draft is not None and self.draft.complete

    def _run(self) -> None:
        try:
            for draft in compose(self.routine, self.wording, self.stage):
                self.draft = draft
                self._changed.set()
                if self._left:
                    return
        except Exception as error:  # whoever waits for the draft raises or shows it
            self.error = error
        self._changed.set()
