"""Report texts with a placeholder that stands for nothing where they would be heard: they are left out of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.diagnostics import Diagnostic, Severity, Span
from voicecoach.timeline.slots import Plan, Utterance, Work

_OF_EXERCISES = "belongs to an exercise: write it into a cue or a text of one"
_OF_ROUNDS = "counts the rounds of a repeat, superset, circuit, tabata or emom around the text"
_HELP = {
    "exercise": _OF_EXERCISES,
    "set": _OF_EXERCISES,
    "sets": _OF_EXERCISES,
    "reps": "is the repetitions of a set: write {time} for timed work",
    "time": "is the time of timed work: write {reps} for repetitions",
    "round": _OF_ROUNDS,
    "rounds": _OF_ROUNDS,
    "side": "is the side of an exercise with sides:, or inside a sides: step; a name cannot have one",
    "weight": "is the weight: of an exercise",
    "next": "is the name of the next exercise: leave it out where none follows",
}
"""What each placeholder stands for; `{total}` and `{remaining}` have a meaning anywhere but in names."""
_OF_NAMES = "cannot stand in a name, which is said inside of other texts"


def report_unfilled(plan: Plan) -> Iterator[Diagnostic]:
    """Yield an error for each text that is left out everywhere, and a warning for one that is left out somewhere.

    That nothing follows is a warning too: it depends on what else is done, and ``--only`` changes that.
    """
    filled = {(source, name) for source, said in _spoken(plan) for name in said.filled}
    for text in dict.fromkeys(one._replace(exercise="") for one in plan.unfilled):
        somewhere = all((text.source, name) in filled for name in text.placeholders)
        exercises = [one.exercise for one in plan.unfilled if one._replace(exercise="") == text]
        empty = sorted(text.placeholders, key=lambda name: ((text.source, name) in filled, name == "next", name))
        names = " and ".join(f"{{{name}}}" for name in empty)
        stand = "stands" if len(text.placeholders) == 1 else "stand"
        where = f"in '{exercises[0]}'" if somewhere and exercises[0] else "somewhere" if somewhere else "here"
        severity: Severity = "warning" if somewhere or text.placeholders == {"next"} else "error"
        message = f"{names} {stand} for nothing {where}"
        message += "; the text is left out there" if severity == "warning" else ""
        help_ = f"{{{empty[0]}}} {_HELP.get(empty[0], _OF_NAMES)}"
        yield Diagnostic("placeholder-empty", message, text.source, severity, help_)


def _spoken(plan: Plan) -> Iterator[tuple[Span | None, Utterance]]:
    for slot in plan.slots:
        if isinstance(slot, Work):
            yield from ((cue.source, cue.utterance) for cue in slot.cues)
        announced = slot.ahead if isinstance(slot, Work) else (*slot.opening, *slot.closing)
        yield from ((one.source, one.utterance) for one in announced)
