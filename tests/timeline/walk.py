"""What a script asks for in its order: repeats, sides and rounds written out by the language page alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.timeline.expected import Stretch, Turn, bout, interval, paced, prompts_of, stretches_of
from tests.timeline.scripts import Move, Script, Step


def stretches(script: Script) -> list[Stretch]:
    """All of them, in order."""
    return Walk(script).steps(script.steps, "")


@dataclass
class Walk:
    """Goes through the steps of a script; ``done`` counts the stretches so far, ``clocks`` the emoms."""

    script: Script
    done: int = 0
    clocks: int = 0

    def steps(self, steps: tuple[Step, ...], side: str, *, known: bool = False, work: int = 0) -> list[Stretch]:
        return [stretch for step in steps for stretch in self.step(step, side, known=known, work=work)]

    def step(self, step: Step, side: str, *, known: bool, work: int, turn: Turn | None = None) -> list[Stretch]:
        script = self.script
        if step.kind == "rest":
            return self.add([Stretch("rest", step.length or 0)])
        if step.kind == "repeat":
            return [one for _ in range(step.times) for one in self.steps(step.steps, side, known=known, work=work)]
        if step.kind == "sides":
            first, second = step.order if isinstance(step.order, tuple) else ("right", "left")
            before = self.steps(step.steps, first, known=known, work=work)
            between = self.add([Stretch("switch", interval(script, "switch", step.length))])
            return [*before, *between, *self.steps(step.steps, second, known=known, work=work)]
        if step.kind in ("superset", "circuit", "tabata", "emom"):
            return self.rounds(step, side, known=known)
        if step.kind == "amrap":
            return self.add(_amrap(script, step, known=known))
        if step.move is None:
            return []
        return self.add(list(stretches_of(script, step, step.move, side, turn, work, known=known)))

    def add(self, made: list[Stretch]) -> list[Stretch]:
        self.done += len(made)
        return made

    def rounds(self, step: Step, side: str, *, known: bool) -> list[Stretch]:
        stations = split(step.steps)
        turns = turns_of(step, stations)
        made: list[Stretch] = []
        anchor = -1
        dose = step.work or (20_000 if step.kind == "tabata" else 0)
        self.clocks += 1
        clock = self.clocks
        for index in range(turns):
            turn = Turn(step, index, len(stations), turns, known)
            again = known or turn.round > 1
            before, station_work, after = stations[index % len(stations)]
            made += self.steps(before, side, known=again)
            start = self.done
            station = self.step(station_work, side, known=again, work=dose, turn=turn)
            first = next(at for at, one in enumerate(station) if one.kind in ("ready", "until", "rested"))
            if index:
                station[first] = replace(self.before(station[first], turn, anchor), clock=clock)
            if anchor < 0:
                anchor = start + next(at for at, one in enumerate(station) if one.kind == "work")
            made += station
            made += self.steps(after, side, known=again)
        if step.kind == "emom":
            made += self.add([Stretch("until", turns * step.every, anchor=anchor, clock=clock)])
        return made

    def before(self, ready: Stretch, turn: Turn, anchor: int) -> Stretch:
        """What lies before a turn in place of the time to get ready; that stays where the block has no rest."""
        step = turn.block
        if step.kind == "emom":
            return replace(ready, kind="until", length=turn.index * step.every, anchor=anchor, turn=turn)
        rest = 10_000 if step.kind == "tabata" and step.length is None else step.length
        if turn.index % turn.stations == 0 and step.kind != "tabata":
            rest = interval(self.script, "rest", step.between)
        return ready if rest is None else replace(ready, kind="rested", length=rest, turn=turn)


Station = tuple[tuple[Step, ...], Step, tuple[Step, ...]]


def split(steps: tuple[Step, ...]) -> list[Station]:
    """The stations: what is rested or said before the work belongs to it, and after the last one to the last one."""
    asides = ("rest", "say", "tone")
    places = [at for at, step in enumerate(steps) if step.kind not in asides]
    starts = [0, *(at + 1 for at in places)]
    made: list[Station] = [(steps[start:at], steps[at], ()) for start, at in zip(starts, places, strict=False)]
    made[-1] = (*made[-1][:2], steps[places[-1] + 1 :])
    return made


def turns_of(step: Step, stations: list[Station]) -> int:
    if step.kind == "emom":
        return (step.length or 0) // step.every
    if step.kind == "tabata":
        return step.rounds or 8
    sets = [work.again[0] or work.move.sets for _, work, _ in stations if work.move is not None]
    return (step.rounds or sets[0]) * len(stations)


def turns_too_long(script: Script) -> bool:
    """Whether a station of an emom is not done when the next one begins."""
    everything = stretches(script)
    clocks: dict[int, int] = {one.clock: at for at, one in enumerate(everything) if one.kind == "until"}
    return any(_too_long(everything, last, script.pace) for last in clocks.values())


def _too_long(everything: list[Stretch], last: int, pace: tuple[str, str]) -> bool:
    """Goes by an emom's clock up to its end, stretch number ``last``."""
    now = 0
    begun: dict[int, int] = {}
    for at in range(everything[last].anchor, last + 1):
        one = everything[at]
        begun[at] = now
        if one.kind != "until":
            now += paced(one.length, pace[one.kind != "work"])
        elif one.clock != everything[last].clock:
            now = max(now, begun[one.anchor] + one.length)
        elif now > one.length:
            return True
        else:
            now = one.length
    return False


def _amrap(script: Script, step: Step, *, known: bool) -> list[Stretch]:
    first = step.steps[0].move
    assert first is not None
    length = step.length or 0
    move = Move("amrap", timed=True, sets=1, dose=((length, length),), say=step.words or "AMRAP", count="none")
    prompts = {**prompts_of(script, first), "name": "yes" if step.words else "no", "dose": "no"}
    work = bout(script, Step("move", move), move, (1, "", 0), 1)
    ready = interval(script, "ready", first.ready)
    said = tuple(prompts.items())
    told = tuple(text for one in step.steps if one.move is not None for text in one.move.setup)
    return [
        Stretch("ready", ready, replace(move, setup=told), prompts=said, title=move.say, news=not known),
        Stretch("work", length, move, work, said),
    ]
