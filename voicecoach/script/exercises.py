"""Exercises: what the layers of one come to, laid over each other and checked."""

from __future__ import annotations

from typing import Any, NamedTuple

from voicecoach.diagnostics import Related, Span
from voicecoach.script.cues import check_cues, check_open_cues, phase_help, warn_never, warn_no_switch
from voicecoach.script.kinds import Problems, Read
from voicecoach.script.layers import AFTER_SETS, STANDARD, UNWRITTEN, Definition, Layer, check_values, lay
from voicecoach.script.model import Count, Dose, Exercise, Level, Phase, Prompts, Text, Told, Variant
from voicecoach.script.notation import Range, SidesOrder
from voicecoach.script.texts import PLACEHOLDERS, check_text, placeholders
from voicecoach.units import SECOND, format_duration

RELAXED = 4 * SECOND
"""The time between two holds where no tempo says it."""


def build_exercise(definition: Definition, level: Level, span: Span, problems: Problems) -> Exercise:
    """Resolve the layers of a definition into what will be done."""
    own = definition.own
    layer = lay(lay(STANDARD, definition.defaults), own)
    value = {name: read.value for name, read in layer.items()}
    say = value.get("say")
    if say is None:
        say = Text(definition.key, definition.span)
        check_text(say, PLACEHOLDERS, problems)
    sets: int = layer["sets"].value
    sides: SidesOrder = value["sides"]
    _check_shared(layer, problems)
    base = {name: read for name, read in layer.items() if name not in ("variants", "setup", "movement")}
    build = _VariantBuilder(base, own, say, sets, level, problems)
    extras: tuple[Layer, ...] = value.get("variants") or ({},)
    variants = tuple(build(extra) for extra in extras)
    if value["switch_after"] == "variant" and len(variants) == 1 and "switch_after" in own:
        span_ = own["switch_after"].span
        problems.add("conflict", "switch_after: variant needs variants:", span_, help="use set or exercise")
    _check_lists(own, sets, problems)
    warn_no_switch(variants, sides, problems)
    _check_coaching(layer, variants, problems)
    prompts = [read for read in (definition.prompts, own.get("prompts")) if read is not None]
    return Exercise(
        key=definition.key,
        say=say,
        setup=value["setup"],
        variants=variants,
        sets=sets,
        sides=sides.order,
        alternate=sides.alternate,
        switch_after=value["switch_after"],
        ready=value["ready"],
        rests=value["rest"],
        shared=sides.shared and not sides.alternate,
        weights=value.get("weight", ()),
        switch=value["switch"],
        fade=value["fade"],
        prompts=build_prompts(*prompts),
        span=span,
        style=value.get("style"),
        spans=tuple((name, read.span) for name, read in layer.items() if read.span is not UNWRITTEN),
        movement=value.get("movement"),
        move=value.get("move"),
        side_words=value.get("side_words"),
        breathing=value.get("breathing"),
        safety=value.get("safety", ()),
        demo=value["demo"],
    )


def _check_coaching(layer: Layer, variants: tuple[Variant, ...], problems: Problems) -> None:
    """Report phases to breathe in, words for sides and slow repetitions that this exercise cannot have."""
    named = [phase.name for form in variants for phase in form.phases if phase.name]
    breathing = layer["breathing"].value if "breathing" in layer else None
    for phase in (breathing.inhale, breathing.exhale) if breathing else ():
        if phase is not None and phase.text.lower() not in (name.lower() for name in named):
            message = f"breathing: names a phase '{phase.text}' that the tempo does not have"
            problems.add("unknown-phase", message, phase.span, help=phase_help(phase.text, named))
    if breathing and breathing.inhale and breathing.exhale and breathing.inhale.text == breathing.exhale.text:
        message = f"breathing: in and out both name the phase '{breathing.inhale.text}'"
        problems.add("conflict", message, breathing.exhale.span, help="name two phases of the tempo")
    if "side_words" in layer and "side" not in placeholders(layer["side_words"].value.text):
        message = "side_words: says nothing of the side"
        help_ = 'write {side} where the side is named: "{side} leg"'
        problems.add("wrong-value", message, layer["side_words"].span, help=help_)
    if layer["demo"].value and not named:
        message = "demo: goes from phase to phase, and this exercise has none"
        help_ = "give it a tempo: {lift: 1s, squeeze: 1s, lower: 1s}"
        problems.add("conflict", message, layer["demo"].span, help=help_)


def build_prompts(*reads: Read[Any]) -> Prompts:
    """Merge switches, of which later ones win."""
    switches: dict[str, Any] = {}
    for read in reads:
        switches.update({name: inner.value for name, inner in read.value.items()})
    return Prompts(**switches)


class _VariantBuilder(NamedTuple):
    base: Layer
    own: Layer
    say: Text
    sets: int
    level: Level
    problems: Problems

    def __call__(self, extra: Layer) -> Variant:
        layer = lay(self.base, extra)
        check_values(extra, self.sets, self.problems)
        value = {name: read.value for name, read in layer.items()}
        phases = _phases(layer, self.level, self.problems)
        holds = "hold" in value
        cues = tuple(cue for cue in (value.get("cues") or {}).values() if cue is not None)
        timed, open_ = "time" in value, "until" in value
        counted = not timed or any(name in written for name in ("rep", "tempo") for written in (self.own, extra))
        if open_:
            check_open_cues(cues, self.problems)
        else:
            check_cues(cues, phases, timed=timed, counted=counted, problems=self.problems)
        variant = Variant(
            say=value.get("say", self.say),
            setup=value.get("setup", ()),
            doses=_doses(layer, self.sets, self.level, self.problems),
            phases=phases if counted else (),
            count=Count("none") if open_ else value["count"],
            count_on=_hold_among(phases, value["hold"].at(self.level))
            if holds
            else _count_on(layer, phases, self.problems),
            cues=cues,
            open=open_,
            movement=value.get("movement"),
            holds=holds,
        )
        warn_never(variant, self.problems)
        return variant


def _check_lists(layer: Layer, sets: int, problems: Problems) -> None:
    """Report lists with more values than there are sets."""
    check_values(layer, sets, problems, AFTER_SETS)


def _check_shared(layer: Layer, problems: Problems) -> None:
    """Report sides that cannot share a set, because each of them does all sets before the other one."""
    sides: SidesOrder = layer["sides"].value
    if sides.shared and not sides.alternate and layer["switch_after"].value == "exercise" and layer["sets"].value > 1:
        related = (Related("all sets of one side come first here", layer["switch_after"].key_span),)
        message = "both sides share each set, so that they change within it"
        help_ = "leave out switch_after, or write a dose for each side"
        problems.add("conflict", message, layer["sides"].span, help=help_, related=related)


def _doses(layer: Layer, sets: int, level: Level, problems: Problems) -> tuple[Dose, ...]:
    """Return the dose of each set; where a list is shorter, its last value goes on."""
    read = layer["time"] if "time" in layer else layer["reps"]
    sides: SidesOrder = layer["sides"].value
    dose = _Doser(read, sides, layer["switch"].value, level, problems)
    doses = [dose.timed(one) if "time" in layer else dose.counted(one) for one in read.value[:sets]]
    return (*doses, *doses[-1:] * (sets - len(doses)))


class _Doser(NamedTuple):
    """Makes doses of ranges at a level, for each side or for both of them; ``switch`` is the time to change (ms)."""

    read: Read[Any]
    sides: SidesOrder
    switch: int
    level: Level
    problems: Problems

    def timed(self, one: Range) -> Dose:
        done = one.at(self.level)
        told = Told(one.low, done, one.high)
        if not self.sides.shared or self.sides.alternate:
            return Dose(time=done, told=told)
        each = (done - self.switch) // 2
        if each < SECOND:
            lengths = f"{format_duration(done)}, and the change of sides takes {format_duration(self.switch)} of it"
            message = f"no time is left for each side: both share {lengths}"
            self.problems.add("conflict", message, self.read.span, help="write a longer time, or a shorter switch:")
        return Dose(time=max(SECOND, each), told=told)

    def counted(self, one: Range) -> Dose:
        if not self.sides.shared or self.sides.alternate:
            factor = 2 if self.sides.alternate and self.sides.counted else 1
            told = Told(factor * one.low, factor * one.at(self.level), factor * one.high)
            return Dose(reps=told.done, told=told)
        odd = next((end for end in one if end % 2), 0)
        if odd:
            message = f"{odd} repetitions cannot be shared by both sides, because the number is odd"
            help_ = f"write {odd + 1} both sides, or {(odd + 1) // 2} each side"
            self.problems.add("conflict", message, self.read.span, help=help_)
        each = Range((one.low + 1) // 2, (one.high + 1) // 2).at(self.level)
        return Dose(reps=each, told=Told(one.low, 2 * each, one.high))


def _hold_among(phases: tuple[Phase, ...], length: int) -> int:
    """Return which phase is the hold: the first one of its length."""
    return next((index for index, phase in enumerate(phases) if phase.length == length), 0)


def _phases(layer: Layer, level: Level, problems: Problems) -> tuple[Phase, ...]:
    hold = layer["hold"].value.at(level) if "hold" in layer else 0
    if hold and "tempo" not in layer:
        return (Phase("hold", hold, standard=True), Phase("relax", RELAXED, standard=True))
    if hold and hold not in [phase.length for phase in layer["tempo"].value]:
        length = format_duration(hold)
        message = f"no phase of the tempo lasts {length}, as long as the hold"
        help_ = f"write tempo: {{hold: {length}, relax: 4s}}, with your own names"
        related = (Related("the tempo is here", layer["tempo"].span),)
        problems.add("conflict", message, layer["hold"].span, help=help_, related=related)
    if "tempo" not in layer:
        return (Phase("", layer["rep"].value),)
    phases: tuple[Phase, ...] = layer["tempo"].value
    if "starts" in layer and layer["starts"].value == "lift":
        lift = next((index for index, phase in enumerate(phases) if phase.name == "lift"), 0)
        phases = phases[lift:] + phases[:lift]
    return tuple(phase for phase in phases if phase.length)


def _count_on(layer: Layer, phases: tuple[Phase, ...], problems: Problems) -> int:
    read = layer.get("count_on")
    if read is None:
        return 0
    names = [phase.name for phase in phases]
    if read.value.text not in names:
        message = f"count_on names a phase '{read.value.text}' that the tempo does not have"
        problems.add("unknown-phase", message, read.span, help=phase_help(read.value.text, names))
        return 0
    return names.index(read.value.text)
