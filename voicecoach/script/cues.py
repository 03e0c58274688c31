"""Read cues by moment, and check them against the exercise they stand in."""

from __future__ import annotations

from voicecoach.diagnostics import Near, Related, Span, nearest
from voicecoach.errors import assert_never
from voicecoach.script import reader
from voicecoach.script.keys import CUE
from voicecoach.script.kinds import Problems, expect_mapping, hint_of_duration
from voicecoach.script.model import Cue, Phase, Variant
from voicecoach.script.moments import MOMENTS, WHEN_EXPECTS, WHEN_WORDS, parse_when, such_as
from voicecoach.script.notation import SidesOrder
from voicecoach.script.reader import Node
from voicecoach.script.set_timing import SetTiming
from voicecoach.units import SECOND, format_duration

LEAST_INTERVAL = SECOND // 2
"""Of a cue at intervals: a quick metronome."""


def read_cues(node: Node, problems: Problems) -> dict[str, Cue | None] | None:
    """Return cues by moment. None stands for ``none``: it removes what lower layers say at a moment, or all of it."""
    if isinstance(node, reader.Scalar) and node.text == "none":
        return None
    mapping = expect_mapping(node, "moments and what to say at them", problems)
    cues: dict[str, Cue | None] = {}
    spans: dict[str, Span] = {}
    for key, value in mapping.entries if mapping else ():
        name = " ".join(key.text.lower().split())
        when = parse_when(name)
        if when is None:
            near = nearest(next(iter(key.text.split()), ""), WHEN_WORDS)
            help_ = near if near.close else f"write {WHEN_EXPECTS}"
            problems.add("unknown-moment", f"'{key.text}' is no moment for a cue", key.span, help=help_)
            continue
        if when.moment == "every-time" and when.number < LEAST_INTERVAL:
            message = f"'{key.text}' comes more often than every {format_duration(LEAST_INTERVAL)}"
            help_ = f"write every {format_duration(LEAST_INTERVAL)} or more; words need some seconds each time"
            problems.add("wrong-value", message, key.span, help=help_)
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


def phase_help(name: str, names: list[str]) -> str | Near:
    """Return which phase a wrong name may mean."""
    if hint := hint_of_duration(name):
        return hint
    named = [one for one in names if one]
    return nearest(name, named) if named else "name the phases with tempo: {open: 1s, squeeze: 1s, close: 1s}"


def check_cues(
    cues: tuple[Cue, ...], phases: tuple[Phase, ...], *, timed: bool, counted: bool, problems: Problems
) -> None:
    """Report cues whose moment this work does not have."""
    names = [phase.name for phase in phases]
    _check_tones(cues, problems)
    for cue in cues:
        match cue.when.row.needs:
            case "nothing":
                continue
            case "phase" if cue.when.phase not in [name.lower() for name in names]:
                message = f"'{cue.key}' names a phase '{cue.when.phase}' that the tempo does not have"
                problems.add("unknown-phase", message, cue.span, help=phase_help(cue.when.phase, names))
            case "repetitions" | "phase":
                if not counted:
                    message = f"'{cue.key}' needs repetitions, and this work goes by time"
                    help_ = f"use {_TIMES}, or give the exercise a tempo or rep"
                    problems.add("cue-misplaced", message, cue.span, help=help_)
            case "time":
                if not timed:
                    message = f"'{cue.key}' needs timed work, and this work goes by repetitions"
                    problems.add("cue-misplaced", message, cue.span, help=f"use {_REPETITIONS}, or give a time")
            case needs:
                assert_never(needs)


def _check_tones(cues: tuple[Cue, ...], problems: Problems) -> None:
    """Report tones at the end of a set and in the rest after it: both would begin the same pause."""
    toned = [cue for cue in cues if cue.when.row.place in ("after", "rest") and any(text.tone for text in cue.texts)]
    for cue in toned[1:]:
        message = f"the tones of '{toned[0].key}' and '{cue.key}' would sound at once"
        problems.add("conflict", message, cue.span, help="keep one of them")


_TIMES = such_as(row for row in MOMENTS if row.needs == "time")
_REPETITIONS = such_as(row for row in MOMENTS if row.needs == "repetitions")
_OPEN = such_as(row for place in ("work", "after", "rest") for row in MOMENTS if row.open and row.place == place)


def check_open_cues(cues: tuple[Cue, ...], problems: Problems) -> None:
    """Report cues for which open work would need to be known beforehand: its repetitions, or how long it lasts."""
    _check_tones(cues, problems)
    for cue in cues:
        if not cue.when.row.open:
            message = f"'{cue.key}' needs a beat or an end, and with until: done the work has neither"
            problems.add("cue-misplaced", message, cue.span, help=f"use {_OPEN}")


def warn_never(variant: Variant, problems: Problems) -> None:
    """Warn of cues whose moment no set reaches."""
    longest = SetTiming.of(variant, max(variant.doses))
    for cue in variant.cues:
        if not cue.when.is_within(longest):
            timed = cue.when.row.needs == "time"
            sets = f"lasts {longest.time // SECOND} s" if timed else f"has {longest.reps} repetitions"
            message = f"'{cue.key}' is never heard: the longest set {sets}"
            problems.add("cue-never", message, cue.span, severity="warning")


def warn_no_switch(variants: tuple[Variant, ...], sides: SidesOrder, problems: Problems) -> None:
    """Warn of cues at a change of sides where there is none."""
    switches = len(sides.order) == 2 and not sides.alternate
    for cue in {cue.key: cue for variant in variants for cue in variant.cues}.values():
        if cue.when.row.place == "switch" and not switches:
            message = f"'{cue.key}' is never heard: this exercise does not change sides"
            problems.add("cue-never", message, cue.span, help="give it sides: each", severity="warning")
