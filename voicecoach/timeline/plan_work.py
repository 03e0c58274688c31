"""Plan one stretch of work: its beats, and the cues that want to be heard between them.

All instants are milliseconds into the work at the routine's pace, each scaled from the exact sum before it, so that a
hundred repetitions end where a hundred repetitions must.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from voicecoach.errors import assert_never
from voicecoach.script.model import Variant
from voicecoach.script.moments import TIME_WINDOW, half_done
from voicecoach.script.notation import ALL_PHASES
from voicecoach.script.set_timing import SetTiming
from voicecoach.script.styles import Often, amounts_of, how_often
from voicecoach.timeline.explain import breaths
from voicecoach.timeline.model import Role
from voicecoach.timeline.slots import Beat, CuePlan, Place, ToneBeat, Utterance, Work
from voicecoach.timeline.utterances import Ids, Utterances
from voicecoach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from voicecoach.timeline.expand import Bout
    from voicecoach.timeline.plan_exercise import ExercisePlanner

HALF_FROM_REPS = 8
LAST_FROM_REPS = 4
HALF_FROM_TIME = 30 * SECOND
COUNTDOWN_FROM = 10 * SECOND
SWITCH_PRIORITY = 10
LOWEST_PRIORITY = -10
BREATH_WINDOW = 700
"""How long after its phase begins a word about breath may begin: later it would come in the middle of the breath."""
BREATHING_REPS = {1: 2, 2: 1}
"""In how many repetitions of which sets one is told when to breathe, if there is room; then no more."""
HALF_APART = 15 * SECOND
BEFORE_WORDS = SECOND // 2
"""How much of a cue's tone is heard before its words."""
TIME_CALLS = (10 * MINUTE, 5 * MINUTE, MINUTE)
"""What remains of an amrap when it is said, unless that is close to its half."""


class WorkPlanner:
    """Plans one bout of an exercise, which is followed by the bout ``after``."""

    def __init__(self, planner: ExercisePlanner, bout: Bout, after: Bout | None, utter: Utterances) -> None:
        self.planner, self.bout, self.after, self.utter = planner, bout, after, utter
        self.exercise = planner.exercise
        self.prompts = self.exercise.prompts
        self.style = amounts_of(self.exercise, utter.routine.style)
        self.half = how_often(self.style.half, switch=self.prompts.half)
        self.variant: Variant = self.exercise.variants[bout.variant]
        dose = self.variant.doses[bout.set - 1]
        timing = SetTiming.of(self.variant, dose, self.utter.routine.pace.move)
        self.timing = timing._replace(reps=0) if self.variant.open else timing
        self.timed = timing.timed and not self.variant.open
        self.reps, self.length = self.timing.reps, timing.length
        self.prefix = planner.prefix(bout)
        self.place = planner.place(bout)

    def plan(self) -> Work:
        """Return the work with everything in it."""
        own = tuple(self._cues())
        cues = tuple(cue for cue in own if isinstance(cue, CuePlan))
        key = "time" if self.timed else "tempo" if len(self.variant.phases) > 1 else "rep"
        return Work(
            id=self.prefix,
            label=self.utter.text(self.variant.say.text).text,
            length=self.length,
            place=self.place,
            source=self.exercise.span_of(key),
            beats=tuple(self._counts()),
            tones=tuple(_once((*self._tones(), *(cue for cue in own if isinstance(cue, ToneBeat))))),
            cues=(*cues, *self._prompts(), *self._encouragement(cues)),
            words=tuple(self._phase_words()),
            open=self.variant.open,
            talk_cap=self.style.talk_cap,
            timing=self.timing if self.timing.reps else None,
            last=self.bout.set == self.exercise.sets > 1,
        )

    def _rep_place(self, rep: int) -> Place:
        """Return the place of a repetition, on the side that it has in alternating work."""
        side = self.exercise.sides[(rep - 1) % 2] if self.exercise.alternate else self.place.side
        return Place(self.place.exercise, self.place.set, side, rep)

    def _count_words(self, rep: int) -> tuple[Role, list[Utterance]]:
        """Return the role of a repetition's count and how it may be said, the best first; nothing where it is not."""
        count, to_do = self.variant.count, self.reps - rep + 1
        match count.mode:
            case "ticks" | "none":
                return "count", []
            case "up":
                number = rep
            case "down":
                number = to_do
            case "last":
                number = to_do if to_do <= count.number else 0
            case "every":
                number = rep if rep % max(1, count.number) == 0 else 0
            case _:
                assert_never(count.mode)
        holds = self.variant.holds
        words = [self._number(number)] if number else []
        if self.prompts.last and not self.timed and self.reps >= LAST_FROM_REPS:
            if to_do == 1:
                last = self.utter.counted("last_hold") if holds else self.utter.counted("last_one")
                return "last", [*last, *words]
            if to_do == 2 and count.mode == "up":
                return "last", [*self._two_more(), *words]
        return "count", words

    def _two_more(self) -> tuple[Utterance, ...]:
        """Return "two more" in several wordings; before a change of sides, that they are on this side."""
        if self._switch_follows:
            return self.utter.counted("two_more_side")
        return self.utter.counted("two_more_holds") if self.variant.holds else self.utter.counted("two_more")

    def _number(self, number: int) -> Utterance:
        """Return a count; of a hold so that it cannot be taken for one of its seconds."""
        if not self.variant.holds:
            return self.utter.number(number)
        return self.utter.counted("hold", rep=self.utter.wording.pack.number(number))[0]

    def _counts(self) -> Iterator[Beat]:
        for rep in range(1, self.reps + 1):
            role, words = self._count_words(rep)
            if words:
                name = f"{self.prefix}/rep{rep}/count"
                yield Beat(name, role, self.timing.count_at(rep), tuple(words), self._rep_place(rep))

    def _tones(self) -> Iterator[ToneBeat]:
        if self.prompts.go:
            yield ToneBeat(f"{self.prefix}/go", "go", 0, "work", self.place)
        if self.variant.count.mode == "ticks":
            for rep in range(1, self.reps + 1):
                name = f"{self.prefix}/rep{rep}/count"
                yield ToneBeat(name, "count", self.timing.count_at(rep), "count", self._rep_place(rep))
        if self.variant.holds and self.variant.count.mode != "none":
            yield from self._seconds()
        half = [text.tone for cue in self.variant.cues if cue.when.moment == "half" for text in cue.texts]
        if self.timed and self.half and self.length >= HALF_FROM_TIME and not any(half):
            yield ToneBeat(f"{self.prefix}/half-tone", "half", self.length // 2, "half", self.place)
        if self.timed and self.length >= COUNTDOWN_FROM:
            for second in range(self.prompts.countdown, 0, -1):
                at = self.length - second * SECOND
                yield ToneBeat(f"{self.prefix}/countdown{second}", "countdown", at, "countdown", self.place)

    def _seconds(self) -> Iterator[ToneBeat]:
        """Yield the seconds of each hold: ticks, and a countdown to its end; then one to the next hold."""
        on, timing = self.variant.count_on, self.timing
        for rep in range(1, self.reps + 1):
            place, name = self._rep_place(rep), f"{self.prefix}/rep{rep}"
            start, end = timing.phase_at(rep, on), timing.phase_at(rep, on + 1)
            down = self._countdown_from(end - start)
            for second in range(1, (end - start - down * SECOND - 1) // SECOND + 1):
                yield ToneBeat(f"{name}/second{second}", "tone", start + second * SECOND, "count", place)
            for second in range(down, 0, -1):
                yield ToneBeat(f"{name}/hold-countdown{second}", "tone", end - second * SECOND, "countdown", place)
            following = timing.phase_at(rep + 1, on) if rep < self.reps else end
            for second in range(self._countdown_from(following - end), 0, -1):
                yield ToneBeat(f"{name}/countdown{second}", "tone", following - second * SECOND, "countdown", place)

    def _countdown_from(self, length: int) -> int:
        """Return how many seconds of a hold, or of the time before one, are counted down: not the first one."""
        return max(0, min(self.prompts.countdown, (length - SECOND) // SECOND))

    def _phase_words(self) -> Iterator[Beat]:
        """Yield the words of phases: of each tempo in its first repetitions, or by the script's wish in all."""
        new_tempo = self.bout.variant == 0 or self.variant.phases != self.exercise.variants[0].phases
        often = ALL_PHASES if self.variant.holds and self.prompts.phases else self.prompts.phases
        wanted = often >= ALL_PHASES or (self.bout.set == 1 and new_tempo)
        if len(self.variant.phases) < 2 or not wanted:
            return
        for rep in range(1, min(self.reps, often) + 1):
            for index, phase in enumerate(self.variant.phases):
                if index != self.variant.count_on or self.variant.count.mode == "none":
                    name = f"{self.prefix}/rep{rep}/phase-{index + 1}"
                    words = (self.utter.phase(phase),)
                    yield Beat(name, "phase", self.timing.phase_at(rep, index), words, self._rep_place(rep))

    def _prompts(self) -> Iterator[CuePlan]:
        """Yield the built-in prompts during work: sides, half-way, the time that remains, a coming change of sides."""
        yield from self._side_words()
        told = self.half == Often.ALWAYS or (self.half and self.bout.set in (1, self.exercise.sets))
        if told and not any(cue.when.moment == "half" for cue in self.variant.cues):
            yield from self._half()
        if self.prompts.ten_seconds and self.timed and self.length >= HALF_FROM_TIME:
            at = self.length - 10 * SECOND
            cue = self._prompt("ten-seconds", "time", at, at + SECOND // 2, self.utter.prompt("ten_seconds"))
            yield replace(cue, gives_way=True)
        for remaining in TIME_CALLS if self.planner.step.amrap else ():
            if remaining <= self.length - MINUTE and abs(remaining - self.length // 2) > HALF_APART:
                said = self.utter.prompt("time_left", time=self.utter.wording.duration(remaining))
                at = self.length - remaining
                yield self._prompt(f"left-{remaining // SECOND}s", "time", at, at + TIME_WINDOW, said)
        if self._switch_follows:
            yield from self._switch_ahead()
        yield from self._breathing()

    @property
    def _switch_follows(self) -> bool:
        """Whether a change of sides follows that is to be announced."""
        after, bout = self.after, self.bout
        return (
            self.prompts.switch_ahead
            and after is not None
            and after.side != bout.side
            and (after.set == bout.set or self.exercise.switch_after == "exercise")
        )

    def _breathing(self) -> Iterator[CuePlan]:
        """Yield when to breathe, in a few early repetitions in which the words of the phases leave room for it."""
        breathing = self.exercise.breathing
        if breathing is None or not self.prompts.breathing:
            return
        ways = dict(breaths(self.variant, breathing))
        first = 1 + (self.prompts.phases if self.bout.set == 1 and self.prompts.phases < ALL_PHASES else 1)
        for rep in range(first, min(self.reps + 1, first + BREATHING_REPS.get(self.bout.set, 0))):
            for index, phase in enumerate(self.variant.phases):
                if phase in ways:
                    at = self.timing.phase_at(rep, index)
                    latest = min(at + BREATH_WINDOW, self.timing.phase_at(rep, index + 1) - 1)
                    said = self.utter.prompt(f"breathe_{ways[phase]}")
                    cue = self._prompt(f"rep{rep}/breathe-{index + 1}", "cue", at, latest, said, optional=True)
                    yield replace(cue, place=self._rep_place(rep), priority=LOWEST_PRIORITY)

    def _prompt(
        self, name: str, role: Role, earliest: int, latest: int, said: Utterance, *, optional: bool = False
    ) -> CuePlan:
        name, span = f"{self.prefix}/{name}", self.exercise.span
        return CuePlan(name, role, earliest, latest, said, self.place, span, exact=True, noted=False, optional=optional)

    def _half(self) -> Iterator[CuePlan]:
        if self.timed and self.length >= HALF_FROM_TIME:
            window = self.length // 2 + BEFORE_WORDS, self.length // 2 + TIME_WINDOW
        elif not self.timed and self.reps >= HALF_FROM_REPS:
            window = half_done(self.timing)[:2]
        else:
            return
        yield self._prompt("half", "half", *window, self.utter.prompt("half"), optional=self.prompts.half is None)

    def _encouragement(self, own: Sequence[CuePlan]) -> Iterator[CuePlan]:
        """Yield a word where the end of an exercise is hard, and none of the script's ``own`` cues is heard."""
        often = how_often(self.style.encourage, switch=self.prompts.encourage)
        final = self.bout == self.planner.step.bouts[-1] and self.bout.set == self.exercise.sets
        windows = [*self._hard()] if often and final and not self.variant.open else []
        free = (one for one in windows if not any(one[0] <= cue.earliest < one[1] for cue in own))
        window = next(free, None)
        if window and (often == Often.ALWAYS or self.utter.rotation.is_every_second("encourage")):
            said, optional = self.utter.prompt("encourage"), self.prompts.encourage is None
            cue = self._prompt("encourage", "encourage", *window, said, optional=optional)
            yield replace(cue, priority=LOWEST_PRIORITY)

    def _hard(self) -> Iterator[tuple[int, int]]:
        """Yield when two thirds are done: a few seconds of a long time, or each repetition before the last two."""
        if self.timed and self.length >= HALF_FROM_TIME:
            at = self.length * 2 // 3
            yield at, at + TIME_WINDOW
        elif not self.timed and self.reps >= HALF_FROM_REPS:
            for rep in range(self.reps * 2 // 3 + 1, self.reps - 1):
                yield self.timing.count_at(rep), self.timing.start(rep + 1)

    def _switch_ahead(self) -> Iterator[CuePlan]:
        """Yield that the side changes soon; where "two more" is said in place of a count, that says so already."""
        if self.timed and self.length >= COUNTDOWN_FROM * 2:
            said = self.utter.prompt("switch_soon")
            cue = self._prompt("switch-soon", "switch", self.length - 6500, self.length - 5000, said)
            yield replace(cue, priority=SWITCH_PRIORITY)
        elif not self.timed and self.reps >= LAST_FROM_REPS:
            rep = self.reps - 1
            if not (self.prompts.last and self.variant.count.mode == "up"):
                said = self.utter.prompt("two_more_side")
                latest = self.timing.start(rep + 1)
                cue = self._prompt("switch-soon", "switch", self.timing.count_at(rep), latest, said)
                yield replace(cue, priority=SWITCH_PRIORITY)

    def _side_words(self) -> Iterator[CuePlan]:
        """Yield the sides of alternating work until the rhythm is found."""
        if not (self.exercise.alternate and self.prompts.side):
            return
        for rep in range(1, min(self.reps, 4 if self.bout.set == 1 else 2) + 1):
            place = self._rep_place(rep)
            said = self.utter.text(self.utter.wording.side(place.side))
            cue = self._prompt(
                f"rep{rep}/side", "switch", self.timing.count_at(rep), self.timing.start(rep + 1) - 1, said
            )
            yield replace(cue, place=place, priority=SWITCH_PRIORITY)

    def _cues(self) -> Iterator[CuePlan | ToneBeat]:
        """Yield the script's cues, each as often as its moment comes: a tone exactly then, and words after it."""
        ids = Ids()
        for cue in self.variant.cues:
            for number, (earliest, latest, rep) in enumerate(cue.when.windows(self.timing), 1):
                place = self._rep_place(rep) if rep else self.place
                text = self.planner.cue_text(cue, self.bout, place.side)
                if text is None:
                    continue
                values = {"side": self.utter.wording.side(place.side)} if place.side else {}
                if self.timed:
                    values["remaining"] = self.utter.wording.duration(self.length - earliest)
                words = self.planner.cue_words(text, self.bout)
                name = f"rep{rep}/cue" if rep else "cue"
                wanted = f"{self.prefix}/{name}-{cue.key.replace(' ', '-')}" + ("" if rep else f"/{number}")
                if text.tone:
                    tone = ids.unique(f"{wanted}/tone")
                    yield ToneBeat(tone, "tone", earliest, text.tone, place, text.say.span)
                if not text.say.text:
                    continue
                yield CuePlan(
                    id=ids.unique(wanted),
                    role="cue",
                    earliest=min(earliest + BEFORE_WORDS, latest) if text.tone else earliest,
                    latest=latest,
                    utterance=self.utter.text(words, text.voice, **values),
                    place=place,
                    source=text.say.span,
                    key=f"{self.planner.base}/{cue.key}",
                    priority=text.priority,
                    exact=cue.when.row.needs == "phase",
                )


def _once(tones: Iterable[ToneBeat]) -> Iterator[ToneBeat]:
    """Yield tones, but none twice at one instant, where it would only be louder."""
    heard = set()
    for tone in tones:
        if (tone.at, tone.sound) not in heard:
            heard.add((tone.at, tone.sound))
            yield tone
