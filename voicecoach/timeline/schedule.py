"""From a plan to a timeline: a pure function of the plan and of how long each phrase takes to say."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.phrases.wording import Wording
from voicecoach.script.lengths import measure_blocks
from voicecoach.script.model import Routine
from voicecoach.timeline.events import tone_event
from voicecoach.timeline.fit import Mishap, WorkFitter
from voicecoach.timeline.layout import PauseFitter
from voicecoach.timeline.model import Chapter, Event, Measure, Segment, Timeline
from voicecoach.timeline.plan import make_plan
from voicecoach.timeline.slots import Pause, Place, Plan, Work
from voicecoach.timeline.talk import Guess
from voicecoach.units import SECOND, format_duration

LEAD_IN = 400
LEAD_OUT = 500
WAKE_AFTER = 8 * SECOND
MAX_PASSES = 4

Prepare = Callable[[Plan], None]
_WORDS = {
    "cue-faster": "is spoken faster",
    "cue-over-counts": "is spoken over counts, which become ticks",
    "cue-dropped": "is left out",
    "count-faster": "is spoken faster",
    "count-ticked": "becomes a tick",
}
_HELP = {
    "cue-dropped": "make it shorter, give it another moment, or slow the tempo down",
    "count-ticked": "a slower tempo, or count: every 5, leaves room for the words",
}


def compile_timeline(
    routine: Routine, wording: Wording, measure: Measure, prepare: Prepare = lambda _: None
) -> Timeline:
    """The timeline of a routine. ``prepare`` gets each plan before any of its phrases is measured."""
    with _uncollected():
        return settle(routine, wording, measure, prepare).timeline()


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles: there are none here, and looking through all events again and again is not linear."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def settle(routine: Routine, wording: Wording, measure: Measure, prepare: Prepare = lambda _: None) -> Scheduler:
    """The plan of a routine, laid out whole: what its timeline and its slots' places are read from.

    Texts may speak of the whole length, which depends on how long they take to say: so the plan is made again with
    what the pass before found, until nothing changes (`MAX_PASSES` at most).
    """
    guess = Guess(measure_blocks(routine.blocks).length)
    plan = make_plan(routine, wording, guess)
    for last in range(1, MAX_PASSES + 1):
        prepare(plan)
        scheduler = Scheduler(plan, measure)
        duration = scheduler.run().duration
        again = Guess(duration, tuple(duration - start for start in scheduler.starts))
        plan_again = make_plan(routine, wording, again)
        if plan_again == plan or last == MAX_PASSES:
            break
        plan = plan_again
    return scheduler


@dataclass
class Scheduler:
    """Walks the slots of a plan with one cursor, in one go or, for a live coach, as fast as speech is ready.

    ``now`` may be some ms ``ahead`` of what all lengths add up to; the silence at the end makes up for it, so that a
    rest of 5 s more makes the routine exactly 5 s longer.
    """

    plan: Plan
    measure: Measure
    now: int = LEAD_IN
    ahead: int = 0
    voice_free: int = 0
    events: list[Event] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    marks: list[tuple[str, int]] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    anchors: dict[str, tuple[int, int]] = field(default_factory=dict)
    growth: dict[tuple[Span, str, str], tuple[int, tuple[int, int]]] = field(default_factory=dict)

    def run(self) -> Timeline:
        """The timeline of the plan."""
        for _ in self.steps():
            pass
        return self.timeline()

    def steps(self) -> Iterator[int]:
        """Lay one slot after another; yields the index of the one that comes next, the last time their number."""
        slots = self.plan.slots
        self.segments.append(Segment("say", "start", 0, LEAD_IN))
        for index, slot in enumerate(slots):
            yield index
            self.starts.append(self.now)
            if isinstance(slot, Pause):
                self._pause(slot)
            else:
                before_pause = index + 1 < len(slots) and isinstance(slots[index + 1], Pause)
                self._work(slot, overhang=before_pause)
        yield len(slots)

    def timeline(self) -> Timeline:
        """The timeline of what has been laid so far."""
        duration = self._duration()
        return Timeline(
            title=self.plan.title,
            language=self.plan.language,
            duration=duration,
            events=self._in_order(self.events),
            segments=(*self.segments, Segment("say", "end", self.now, duration)),
            chapters=tuple(self._chapters(duration)),
            notes=tuple(sorted([*self._growth_notes(), *self._cue_notes()], key=lambda note: (note.span, note.code))),
        )

    def part(self, events: Iterable[Event], heard: int) -> Timeline:
        """A timeline of some of the ``events`` laid, before which something was last heard at ``heard``."""
        return Timeline(self.plan.title, self.plan.language, self._duration(), self._in_order(events, heard), (), ())

    def _duration(self) -> int:
        return max([self.now, *(event.end for event in self.events[-8:])]) + LEAD_OUT - self.ahead

    def _in_order(self, events: Iterable[Event], heard: int = -WAKE_AFTER) -> tuple[Event, ...]:
        laid = sorted(events, key=lambda event: (event.start, event.kind == "say", event.id))
        return tuple(self._wake(laid, heard))

    def _pause(self, pause: Pause) -> None:
        pause, ahead = self._on_the_clock(pause)
        laid = PauseFitter(pause, self.now, self.voice_free, self.measure, self.ahead).fit()
        self.events += laid.events
        self.segments += laid.segments
        self.mishaps += laid.mishaps
        if pause.chapter:
            self.marks.append((pause.chapter, laid.closing_at))
        if laid.grown and pause.parts[-1].kind != "say":
            self._grown(pause, laid.grown)
        self.now, self.voice_free = laid.end, laid.voice_free
        self.ahead = laid.ahead if laid.grown else ahead

    def _on_the_clock(self, pause: Pause) -> tuple[Pause, int]:
        """The pause with the lengths of parts that last until an instant; where no time is left, without a tone.

        And how far ahead its end then is.
        """
        if not pause.clocked:
            return pause, self.ahead
        at, ahead, parts = self.now, self.ahead, []
        for part in pause.parts:
            length = part.length
            if part.until is not None:
                anchor, after = part.until
                begun, then = self.anchors[anchor]
                length = max(0, begun + after - at)
                ahead = then if length else self.ahead
            at += length
            parts.append(replace(part, length=length))
        made = replace(pause, parts=tuple(parts))
        return (made if made.nominal >= SECOND else replace(made, tone="")), ahead

    def _grown(self, pause: Pause, grown: int) -> None:
        part = pause.parts[-1]
        key = (part.source or Span("", 1, 1, 1, 1), part.kind, part.label)
        times, most = self.growth.get(key, (0, (0, 0)))
        self.growth[key] = times + 1, max(most, (grown, pause.nominal))

    def _growth_notes(self) -> Iterable[Diagnostic]:
        """One note for each length of the script that had to grow."""
        for (span, kind, label), (times, (grown, nominal)) in self.growth.items():
            name = {"ready": f"the time to get ready for '{label}'", "switch": "the change"}.get(kind, "the rest")
            lengths = f"from {format_duration(nominal)} to {format_duration(nominal + grown)}"
            often = f", {times} times, at most" if times > 1 else ""
            message = f"{name} grew{often} {lengths} for what must be heard"
            yield Diagnostic("grown", message, span, "note")

    def _work(self, work: Work, *, overhang: bool) -> None:
        fitted = WorkFitter(work, self.now, self.voice_free, self.measure, overhang).fit()
        self.events += fitted.events
        self.mishaps += fitted.mishaps
        self.anchors.update(dict.fromkeys(work.anchors, (self.now, self.ahead)))
        where = work.place
        end = self.now + work.length
        self.segments.append(
            Segment("work", work.label, self.now, end, where.exercise, where.set, where.side, work.source, work.open)
        )
        self.now, self.voice_free = end, fitted.voice_free

    def _chapters(self, duration: int) -> Iterable[Chapter]:
        for index, (title, start) in enumerate(self.marks):
            end = self.marks[index + 1][1] if index + 1 < len(self.marks) else duration
            yield Chapter(title, start, end)

    def _wake(self, events: list[Event], heard: int) -> list[Event]:
        """A faint lead-in before speech that follows silence, for speakers that fall asleep."""
        length = self.measure.tone("wake")
        if not length:
            return events
        woken: list[Event] = []
        for event in events:
            if event.kind == "say" and event.start - heard >= WAKE_AFTER and event.start >= length:
                name = f"{event.id}/wake"
                woken.append(tone_event(name, "tone", event.start - length, length, Place(), event.source, "wake"))
            woken.append(event)
            heard = max(heard, event.end)
        return woken

    def _cue_notes(self) -> Iterable[Diagnostic]:
        """One note a cue and kind of mishap, however often it happened."""
        gathered: dict[tuple[str, str, Span | None], list[Mishap]] = {}
        for mishap in self.mishaps:
            gathered.setdefault((mishap.code, mishap.key, mishap.source), []).append(mishap)
        heard = {event.source for event in self.events if event.kind == "say"}
        for (code, _, source), found in gathered.items():
            if code == "cue-dropped" and getattr(found[0].cue, "exact", False) and source in heard:
                continue
            yield self._cue_note(code, found, source or Span("", 1, 1, 1, 1))

    def _cue_note(self, code: str, found: list[Mishap], span: Span) -> Diagnostic:
        most = max(found, key=lambda mishap: mishap.missing)
        times = "" if len(found) == 1 else f", {len(found)} times"
        what = "count" if code.startswith("count") else "cue"
        message = f"the {what} '{most.text}' {_WORDS[code]}{times}: {most.missing} ms too little room"
        first = f"first at {found[0].cue.id}" if len(found) > 1 else ""
        help_ = "; ".join(part for part in (_HELP.get(code, ""), first) if part)
        return Diagnostic(code, message, span, "note", help_)


def hardened(notes: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The notes as ``--strict`` sees them: a cue or count that did not fit is an error."""
    return [replace(note, severity="error") if note.code in _WORDS else note for note in notes]
