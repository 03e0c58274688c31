"""The compiler, stage by stage: from the text of a script to a timeline. Read this page first.

    read      script/reading    the files: their values and the exercises they define, with the place of each
    layer     script/steps      steps as blocks: defaults, definition, level, step and ``--set`` laid over each other
    build     script/checker    the routine: its blocks, voice, pace, phrases and sounds, checked as a whole
    expand    timeline/expand   steps in the order done: repeats, rounds, sides, sets and variants written out
    plan      timeline/plan     slots, elastic pauses and rigid work, with all that may be said in them
    schedule  timeline/schedule slots get their times, and speech its place, given how long each phrase takes to say
    align     timeline/align    one timeline: events in order, and a length to which the script's lengths add up
    annotate  timeline/annotate chapters for players, and notes for the writer

The first three belong to `voicecoach.script.checker.check`. They report every mistake of the writer in one list, and
know nothing of words and sound. The others are called here. They return what they make, and know nothing of files,
engines and the time of day. A file is made from the whole timeline; a live coach takes the slots from ``schedule`` one
by one, and goes through ``align`` and ``annotate`` with those that it has.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from voicecoach.diagnostics import Diagnostic
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import build, layer
from voicecoach.script.lengths import measure_blocks
from voicecoach.script.model import Routine
from voicecoach.script.reading import Scripts
from voicecoach.timeline.align import align, length_of
from voicecoach.timeline.annotate import annotate
from voicecoach.timeline.expand import expand
from voicecoach.timeline.model import Measure, Timeline
from voicecoach.timeline.plan import plan
from voicecoach.timeline.schedule import ScheduledSlot, schedule
from voicecoach.timeline.slots import Plan
from voicecoach.timeline.unfilled import report_unfilled
from voicecoach.timeline.utterances import LengthEstimate

STAGES = (Scripts.read, layer, build, expand, plan, schedule, align, annotate)
"""All stages in order."""
MOST_SCHEDULES = 4

Prepare = Callable[[Plan], None]


@dataclass(frozen=True)
class Compiled:
    """A plan, its slots at their places, the timeline that they make, and what remains of it at each slot."""

    plan: Plan
    scheduled: Sequence[ScheduledSlot]
    timeline: Timeline
    lengths: LengthEstimate


def compile_timeline(
    routine: Routine, wording: Wording, measure: Measure, prepare: Prepare = lambda _: None
) -> Timeline:
    """Return the timeline of a routine. ``prepare`` gets each plan before any of its phrases is measured."""
    return compile_routine(routine, wording, measure, prepare).timeline


def compile_routine(
    routine: Routine, wording: Wording, measure: Measure, prepare: Prepare = lambda _: None
) -> Compiled:
    """Take a routine through all stages.

    Texts may speak of the length of the whole, which depends on how long they take to say. So the plan is made again
    with the length that has been found, until what they say of it is true (`MOST_SCHEDULES` at most).
    """
    with _without_garbage_collection():
        steps = expand(routine.blocks)
        planned = plan(routine, steps, wording, first_estimate(routine))
        for last in range(1, MOST_SCHEDULES + 1):
            prepare(planned)
            scheduled = tuple(schedule(planned.slots, measure))
            timeline = timeline_of(planned, scheduled, measure)
            found = _lengths(timeline.duration, scheduled)
            if last == MOST_SCHEDULES or all(wording.about(found.of(slot)) == said for slot, said in planned.told):
                break
            planned = plan(routine, steps, wording, found)
    return Compiled(planned, scheduled, timeline, found)


def lengths_once(
    routine: Routine, wording: Wording, measure: Measure, estimate: LengthEstimate | None = None
) -> LengthEstimate:
    """Return the length of a routine whose texts say of it what an ``estimate`` does, which may differ by a word."""
    with _without_garbage_collection():
        planned = plan(routine, expand(routine.blocks), wording, estimate or first_estimate(routine))
        scheduled = tuple(schedule(planned.slots, measure))
    return _lengths(length_of(scheduled), scheduled)


def _lengths(duration: int, scheduled: Sequence[ScheduledSlot]) -> LengthEstimate:
    return LengthEstimate(duration, tuple(duration - slot.start for slot in scheduled))


def empty_placeholders(routine: Routine, wording: Wording) -> tuple[Diagnostic, ...]:
    """Return what is wrong with texts that have a placeholder which stands for nothing where they would be heard."""
    with _without_garbage_collection():
        return tuple(report_unfilled(plan(routine, expand(routine.blocks), wording, first_estimate(routine))))


def timeline_of(planned: Plan, scheduled: Sequence[ScheduledSlot], measure: Measure) -> Timeline:
    """Return the timeline of slots that have been scheduled, all of a plan or those before a live coach's next."""
    return annotate(align(planned, scheduled, measure), scheduled)


def first_estimate(routine: Routine) -> LengthEstimate:
    """Return the length of a routine by what the script says alone, before anything is spoken."""
    return LengthEstimate(measure_blocks(routine.blocks).length)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Spare the search for cycles: there are none here, and looking through all events repeatedly is not linear."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
