"""From a routine to a plan: the order of things, and what a coach says around them.

Repeats, sides, sets and variants are written out; rests, switches and ready times that follow each other become one
pause, so that what is said may use all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from voicecoach.diagnostics import Span
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Block, BothSides, Exercise, Repeat, Rest, Routine, Say, Tone
from voicecoach.script.texts import says_something
from voicecoach.timeline.plan_exercise import ExercisePlanner
from voicecoach.timeline.slots import Line, Part, Pause, Place, Plan, Slot, Work
from voicecoach.timeline.talk import Guess, Talker, slug
from voicecoach.units import SECOND, scale

LONG_REST = 15 * SECOND


@dataclass(frozen=True, slots=True)
class Fallen:
    """A step with the side that blocks around it have chosen, or the change between two sides."""

    block: Block
    side: str = ""
    switch_to: str = ""


def write_out(blocks: tuple[Block, ...], side: str = "") -> Iterator[Fallen]:
    """The steps with repeats and sides written out."""
    for block in blocks:
        if isinstance(block, Repeat):
            for _ in range(block.times):
                yield from write_out(block.steps, side)
        elif isinstance(block, BothSides):
            first, second = block.sides
            yield from write_out(block.steps, first)
            yield Fallen(block, switch_to=second)
            yield from write_out(block.steps, second)
        else:
            yield Fallen(block, side)


def make_plan(routine: Routine, wording: Wording, guess: Guess) -> Plan:
    """The plan of a routine. ``guess`` serves the texts that speak of the length of the whole."""
    talk = Talker(routine, wording, guess)
    _Planner(talk).run()
    slots = tuple(_audible(slot) for slot in talk.slots)
    return Plan(talk.text(routine.title.text).text, routine.language, slots)


def _audible(slot: Slot) -> Slot:
    """Without texts of which nothing is left, such as ``{next}`` in the last exercise."""
    if isinstance(slot, Work):
        return replace(slot, cues=tuple(cue for cue in slot.cues if says_something(cue.utterance.phrase.text)))
    opening, closing = (
        tuple(line for line in lines if says_something(line.utterance.phrase.text))
        for lines in (slot.opening, slot.closing)
    )
    return replace(slot, opening=opening, closing=closing)


@dataclass
class _Planner:
    talk: Talker

    def run(self) -> None:
        routine, prompts = self.talk.routine, self.talk.routine.prompts
        steps = list(write_out(routine.blocks))
        names = [step.block.say.text for step in steps if isinstance(step.block, Exercise)]
        self._open(routine, title=prompts.title, total=prompts.total)
        done = 0
        for step in steps:
            self.talk.context = {"next": names[done] if done < len(names) else ""}
            if isinstance(step.block, Exercise):
                done += 1
                self.talk.context["next"] = names[done] if done < len(names) else ""
                self._exercise(step.block, step.side, done, len(names))
            elif isinstance(step.block, Rest):
                self._rest(step.block, names[done] if done < len(names) else "", worked=done > 0)
            elif isinstance(step.block, BothSides):
                self._switch(step.block, step.switch_to)
            else:
                self._flush()
                self._aside(step.block)
        self._flush()
        last = (Line("end/done", "done", self.talk.prompt("done"), Place(), None),) if prompts.done else ()
        self.talk.slots.append(Pause("end", (_said("done", None),), last, tone="done"))

    def _open(self, routine: Routine, *, title: bool, total: bool) -> None:
        lines = []
        if title and routine.title.text:
            said = self.talk.prompt("title", title=routine.title.text)
            lines.append(Line("start/title", "title", said, Place(), routine.title.span))
        if total:
            lines.append(Line("start/total", "time", self.talk.prompt("total"), Place(), routine.title.span))
        if lines:
            self.talk.slots.append(Pause("start", (_said("title", routine.title.span),), tuple(lines)))

    def _flush(self) -> None:
        """Close what has gathered without any work after it."""
        taken = self.talk.pending.take()
        if taken.parts or taken.opening:
            parts = tuple(taken.parts) or (_said("end", None),)
            opening = tuple(replace(line, must=line.must or not taken.parts) for line in taken.opening)
            self.talk.slots.append(Pause(self.talk.id("rest"), parts, opening, tone=taken.tone))

    def _aside(self, block: Block) -> None:
        if isinstance(block, Say):
            name = self.talk.id(f"say/{slug(block.text.text)}")
            line = Line(name, "say", self.talk.text(block.text.text), Place(), block.text.span)
            self.talk.slots.append(Pause(name, (_said(block.text.text, block.text.span),), (line,)))
        elif isinstance(block, Tone):
            name = self.talk.id(f"tone/{block.sound}")
            self.talk.slots.append(Pause(name, (_said(block.sound, block.span),), tone=block.sound))

    def _rest(self, block: Rest, upcoming: str, *, worked: bool) -> None:
        prompts = self.talk.routine.prompts
        length = scale(block.length, self.talk.routine.pace.rest)
        base = self.talk.id(f"rest/before-{slug(upcoming)}" if upcoming else "rest/last")
        self.talk.pending.parts.append(Part("rest", "rest", length, Place(), block.span))
        if worked:
            self.talk.pending.tone = "rest"
        if prompts.rest and length >= SECOND:
            said = self.talk.prompt("rest", time=self.talk.wording.duration(length))
            self.talk.pending.opening.append(
                Line(f"{base}/rest", "rest", said, Place(), block.span, must=False, priority=3)
            )
        if prompts.next and upcoming and length >= LONG_REST:
            said = self.talk.prompt("next_exercise", exercise=upcoming)
            self.talk.pending.opening.append(
                Line(f"{base}/next", "next", said, Place(), block.span, must=False, priority=2)
            )

    def _switch(self, block: BothSides, side: str) -> None:
        length = scale(block.switch, self.talk.routine.pace.rest)
        base = self.talk.id(f"sides/{side}")
        self.talk.pending.parts.append(Part("switch", "switch sides", length, Place(side=side), block.span))
        self.talk.pending.tone = "switch"
        name = self.talk.wording.side(side)
        for prompt in ("switch", "side_only"):
            said = self.talk.prompt(prompt, side=name)
            self.talk.pending.opening.append(Line(f"{base}/{prompt}", "switch", said, Place(side=side), block.span))

    def _exercise(self, exercise: Exercise, side: str, number: int, count: int) -> None:
        if side and not exercise.sides:
            exercise = replace(exercise, sides=(side,))
        base = self.talk.id(slug(exercise.key))
        planner = ExercisePlanner(self.talk, exercise, base, first=number == 1, last=number == count)
        planner.run()


def _said(label: str, source: Span | None) -> Part:
    return Part("say", label, 0, Place(), source)
