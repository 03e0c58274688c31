"""Cues by moment: read, and held against the exercise they stand in."""

from __future__ import annotations

from voicecoach.diagnostics import Related, Span, did_you_mean
from voicecoach.script import reader
from voicecoach.script.keys import CUE
from voicecoach.script.kinds import Problems, expect_mapping
from voicecoach.script.model import Cue, Phase, Variant
from voicecoach.script.notation import WHEN_EXPECTS, SidesOrder, parse_when
from voicecoach.script.reader import Node
from voicecoach.units import SECOND


def read_cues(node: Node, problems: Problems) -> dict[str, Cue | None] | None:
    """Cues by moment; ``none`` takes away what a lower layer says at a moment, or all of it."""
    if isinstance(node, reader.Scalar) and node.text == "none":
        return None
    mapping = expect_mapping(node, "moments and what to say at them", problems)
    cues: dict[str, Cue | None] = {}
    spans: dict[str, Span] = {}
    for key, value in mapping.entries if mapping else ():
        name = " ".join(key.text.lower().split())
        when = parse_when(name)
        if when is None:
            words = ("start", "end", "half", "rest", "switch", "last", "every", "rep", "at", "left")
            close = did_you_mean(key.text.split()[0] if key.text.split() else "", words)
            hint = close if close.startswith("did") else f"write {WHEN_EXPECTS}"
            problems.add("unknown-moment", f"'{key.text}' is no moment for a cue", key.span, help=hint)
            continue
        if name in spans:
            related = (Related("the first one is here", spans[name]),)
            message = f"the moment '{name}' stands twice in this block"
            help_ = "keep one of them; several texts for one moment are a list"
            problems.add("duplicate-key", message, key.span, help=help_, related=related)
            continue
        spans[name] = key.span
        if isinstance(value, reader.Scalar) and value.text == "none":
            cues[name] = None
            continue
        texts = CUE.read(value, problems)
        if texts:
            cues[name] = Cue(name, when, texts, key.span)
    return cues


def phase_help(name: str, names: list[str]) -> str:
    """What a name that is no phase may have meant."""
    named = [one for one in names if one]
    return did_you_mean(name, named) or "name the phases with tempo: {open: 1s, squeeze: 1s, close: 1s}"


def check_cues(
    cues: tuple[Cue, ...], phases: tuple[Phase, ...], *, timed: bool, counted: bool, problems: Problems
) -> None:
    """Report cues whose moment this work does not have."""
    names = [phase.name for phase in phases]
    for cue in cues:
        moment = cue.when.moment
        if moment == "phase" and cue.when.phase not in [name.lower() for name in names]:
            message = f"'{cue.key}' names a phase '{cue.when.phase}' that the tempo does not have"
            problems.add("unknown-phase", message, cue.span, help=phase_help(cue.when.phase, names))
        elif moment in ("rep", "every", "last", "phase") and not counted:
            message = f"'{cue.key}' needs repetitions, and this work goes by time"
            help_ = "use at 20s, every 30s or 10s left, or give the exercise a tempo or rep"
            problems.add("cue-misplaced", message, cue.span, help=help_)
        elif moment in ("at", "every-time", "left") and not timed:
            message = f"'{cue.key}' needs timed work, and this work goes by repetitions"
            problems.add("cue-misplaced", message, cue.span, help="use rep 5, every 4 or last 3, or give a time")


def check_open_cues(cues: tuple[Cue, ...], problems: Problems) -> None:
    """Nobody knows beforehand how long open work lasts, nor where its repetitions are."""
    for cue in cues:
        if cue.when.moment in ("rep", "every", "last", "phase", "half", "left"):
            message = f"'{cue.key}' needs a beat or an end, and with until: done the work has neither"
            problems.add("cue-misplaced", message, cue.span, help="use start, at 20s, every 30s, end or rest")


def warn_never(variant: Variant, problems: Problems) -> None:
    """A cue whose moment no set reaches is not an error, but the writer wants to know."""
    time = max(dose.time for dose in variant.doses)
    rep = sum(phase.length for phase in variant.phases)
    reps = time // rep if time and rep else max(dose.reps for dose in variant.doses)
    for cue in variant.cues:
        when = cue.when
        if rep and when.moment in ("rep", "every") and when.number > reps:
            message = f"'{cue.key}' is never heard: the longest set has {reps} repetitions"
            problems.add("cue-never", message, cue.span, severity="warning")
        if time and when.moment in ("at", "every-time", "left") and when.number >= time:
            message = f"'{cue.key}' is never heard: the longest set lasts {time // SECOND} s"
            problems.add("cue-never", message, cue.span, severity="warning")


def warn_no_switch(variants: tuple[Variant, ...], sides: SidesOrder, problems: Problems) -> None:
    """Cues at a change of sides, where there is none."""
    switches = len(sides.order) == 2 and not sides.alternate
    for cue in {cue.key: cue for variant in variants for cue in variant.cues}.values():
        if cue.when.moment == "switch" and not switches:
            message = "'switch' is never heard: this exercise does not change sides"
            problems.add("cue-never", message, cue.span, help="give it sides: each", severity="warning")
