"""Plan what explains an exercise before its first repetition: where one is, what to move, sides, movement, breath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from voicecoach.script.model import Breathing, Exercise, Phase, Text, Variant
from voicecoach.script.set_timing import DEMO_BREAK, demo_phases
from voicecoach.script.styles import Amounts, Often, amounts_of, how_often
from voicecoach.script.texts import placeholders
from voicecoach.timeline.expand import Do
from voicecoach.timeline.progress import Progress, Where
from voicecoach.timeline.slots import Announcement, Beat, Pause, PauseDraft, PausePart, Place, Slot, Utterance, Work
from voicecoach.timeline.utterances import Utterances
from voicecoach.units import scale


@dataclass(frozen=True)
class Explanation:
    """What is said of the exercise of a ``step``. It has been ``told`` whole before, or it has not.

    ``first_sides`` says that it is the first exercise of which all of one side comes before the other.
    """

    step: Do
    told: bool
    first_sides: bool

    @property
    def exercise(self) -> Exercise:
        """The exercise that is explained."""
        return self.step.exercise

    @property
    def _place(self) -> Place:
        return Place(self.exercise.key)

    def _style(self, utter: Utterances) -> Amounts:
        return amounts_of(self.exercise, utter.routine.style)

    @property
    def shows(self) -> bool:
        """Whether slow repetitions come first: the clock of an emom does not wait for them."""
        turn = self.step.turn
        return bool(self.exercise.demo) and not self.told and not (turn is not None and turn.block.every)

    def _reminds(self, utter: Utterances) -> bool:
        """Whether the movement is said again, in short, once it has been told."""
        return bool(how_often(self._style(utter).reminder, switch=self.exercise.prompts.movement))

    def name(
        self, base: str, where: Where, draft: PauseDraft, utter: Utterances, *, flows: bool
    ) -> Iterator[Announcement]:
        """Yield the name, with where in the routine one is as far as that is news.

        Where work ``flows`` on, it is told in the work before, and once more as this one begins.
        """
        span = self.exercise.say.span
        if flows:
            ahead = utter.prompt("next_in_flow", exercise=self.exercise.say.text)
            now = utter.prompt("only_exercise", exercise=self.exercise.say.text)
            yield Announcement(f"{base}/name", "name", ahead, self._place, span, again=now)
            return
        announced = any(one.role == "next" for one in draft.opening)
        often = how_often(self._style(utter).progress, switch=self.exercise.prompts.progress)
        progress = where.progress if often and not announced else None
        if progress is not None and progress.half:
            yield Announcement(f"{base}/half-done", "time", utter.prompt("half_done"), self._place, span)
        if progress is not None and progress.late:
            yield Announcement(f"{base}/time-left", "time", utter.prompt("about_left"), self._place, span)
        said = utter.prompt(f"{_kind(where, self.step, announced=announced)}_exercise", exercise=self.exercise.say.text)
        if progress is not None and _says_number(progress, often) and not where.last:
            number, count = map(utter.wording.pack.number, (progress.number, progress.of))
            kind = "first_of" if where.first else "exercise_of"
            said = utter.prompt(kind, exercise=self.exercise.say.text, number=number, count=count)
        yield Announcement(f"{base}/name", "name", said, self._place, span)

    def move(self, base: str, utter: Utterances) -> Iterator[Announcement]:
        """Yield what has to be fetched, put on or moved, and the quiet to do it in."""
        move = self.exercise.move
        if move is not None:
            quiet = scale(move.time, utter.routine.pace.rest)
            yield from texts(f"{base}/move", (move.say,), self._place, utter)
            said = utter.prompt("take_your_time")
            yield Announcement(f"{base}/move-time", "setup", said, self._place, move.say.span, quiet=quiet)

    def first_side(self, base: str, place: Place, utter: Utterances) -> Iterator[Announcement]:
        """Yield which side comes first, and once in a routine that all of one side comes before the other."""
        exercise = self.exercise
        both = len(exercise.sides) > 1
        words = exercise.side_words
        if words is None or not any("side" in placeholders(text.text) for text in exercise.setup):
            yield Announcement(f"{base}/side", "switch", self.side(utter, first=both), place, exercise.span)
        if self.first_sides and exercise.switch_after != "variant":
            each_set = "each_set_side_by_side" if exercise.sets > 1 else "side_by_side"
            kind = "sets_side_by_side" if exercise.switch_after == "exercise" else each_set
            yield Announcement(f"{base}/sides", "switch", utter.prompt(kind), place, exercise.span)

    def side(self, utter: Utterances, *, first: bool = False) -> Utterance:
        """Return the side that comes now, or the first of two, in the script's words for it or in the usual ones."""
        words = self.exercise.side_words
        if words is not None:
            return utter.prompt_around("words_first" if first else "words", words.text)
        return utter.prompt("side_first" if first else "side_only")

    def how(self, base: str, variant: Variant, utter: Utterances) -> Iterator[Announcement]:
        """Yield how it is done: the movement, and the first time the breathing and what is to be safe."""
        prompts = self.exercise.prompts
        if prompts.movement is not False and not self.step.repeated:
            yield from self.movement(base, variant, utter)
        if not self.told:
            yield from self.breathing(base, utter) if prompts.breathing else ()
            yield from texts(f"{base}/safety", self.exercise.safety, self._place, utter)

    def movement(self, base: str, variant: Variant, utter: Utterances) -> Iterator[Announcement]:
        """Yield the movement of the exercise and of its variant: whole, or in short where it has been told before."""
        if self.told and not self._reminds(utter):
            return
        for name, movement in (("movement", self.exercise.movement), ("form-movement", variant.movement)):
            if movement is not None:
                said = (utter.short_form(movement),) if self.told else movement.say
                yield from texts(f"{base}/{name}", said, self._place, utter)

    def movement_in_short(self, base: str, utter: Utterances, *, next_set: bool = False) -> Iterator[Announcement]:
        """Yield the movement as it is repeated in a pause that has room for it, for the ``next_set`` or at once."""
        movement = self.exercise.movement
        if movement is not None and self._reminds(utter):
            short = utter.short_form(movement)
            said = utter.prompt_around("movement_again", short.text) if next_set else utter.text(short.text)
            yield Announcement(f"{base}/movement", "setup", said, self._place, short.span, must=False, priority=2)

    def breathing(self, base: str, utter: Utterances) -> Iterator[Announcement]:
        """Yield when to breathe in and out, in the order of the phases."""
        breathing = self.exercise.breathing
        if breathing is None:
            return
        if breathing.say is not None:
            yield from texts(f"{base}/breathing", (breathing.say,), self._place, utter)
        for phase, way in dict.fromkeys(breaths(self.exercise.variants[0], breathing)):
            said = utter.prompt(f"breathe_{way}_on", phase=utter.phase(phase).text)
            yield Announcement(
                f"{base}/breathing-{way}", "setup", said, self._place, self.exercise.span_of("breathing")
            )

    def demo(self, base: str, side: str, utter: Utterances) -> Iterator[Slot]:
        """Yield slow repetitions, phase by phase, which belong to no set, and the pause before the first one."""
        exercise, span = self.exercise, self.exercise.span
        place = Place(exercise.key, side=side)
        label = utter.text(exercise.say.text).text
        phases = demo_phases(exercise)
        starts = [0, *(scale(at, utter.routine.pace.move) for at in accumulate(phase.length for phase in phases))]
        words = tuple(
            Beat(f"{base}/phase-{number}", "phase", at, (utter.phase(phase),), place)
            for number, (at, phase) in enumerate(zip(starts, phases, strict=False), 1)
        )
        yield Work(base, label, starts[-1], place, span, words=words)
        part = PausePart("ready", label, scale(DEMO_BREAK, utter.routine.pace.rest), place, span, usual=True)
        said = Announcement(f"{base}/done", "setup", utter.at(utter.slot + 1).prompt("demo_done"), place, span)
        yield Pause(f"{base}/pause", (part,), (), (said,), countdown=exercise.prompts.countdown)


def _kind(where: Where, step: Do, *, announced: bool) -> str:
    """Return which of the prompts names an exercise."""
    alone = announced or step.repeated or (where.first and where.last)
    return "only" if alone else "first" if where.first else "last" if where.last else "next"


def _says_number(progress: Progress, often: Often) -> bool:
    """Whether to say which exercise of how many it is: every second one, if nothing else is said of where one is."""
    if not progress.of or progress.half or progress.late:
        return False
    return often == Often.ALWAYS or progress.number % 2 == 1


def explaining(exercise: Exercise) -> Iterator[Text]:
    """Yield the words of the script that explain an exercise."""
    yield from exercise.movement.say if exercise.movement else ()
    yield from (text for text in exercise.breathing or () if text is not None)
    yield from exercise.safety


def breaths(variant: Variant, breathing: Breathing) -> Iterator[tuple[Phase, Literal["in", "out"]]]:
    """Yield in which phases of a variant to breathe in and out, in their order."""
    inhale, exhale = (one.text.lower() if one else None for one in (breathing.inhale, breathing.exhale))
    for phase in variant.phases:
        if phase.name.lower() == inhale:
            yield phase, "in"
        elif phase.name.lower() == exhale:
            yield phase, "out"


def texts(base: str, said: Sequence[Text], place: Place, utter: Utterances) -> Iterator[Announcement]:
    """Yield texts of the script one after another."""
    for number, text in enumerate(said, 1):
        yield Announcement(f"{base}{number}", "setup", utter.text(text.text), place, text.span)
