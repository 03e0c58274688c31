"""Adding to a routine what people write on a whiteboard: a line such as ``Squats 3x12, 30s rest``."""

from __future__ import annotations

import re

from voicecoach.script import reader
from voicecoach.script.reader import Node
from voicecoach.script.repairs import Edit, Repair
from voicecoach.studio.form import Check, refuse_worse
from voicecoach.studio.places import Places
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.words import tree

_INDENT = "  "
_BY_HAND = "steps cannot be added to this routine here: write them into the script, a line for each"


def add(text: str, converted: str, check: Check) -> list[Edit]:
    """Return the edits that put the steps of a ``converted`` whiteboard after the last step of a script."""
    places = Places(text)
    end, indent = _last_step(tree(text), places)
    new = _steps(converted, indent)
    edits = [Edit(end, end, f"\n{new}" if text[:end] else new)]
    refuse_worse(text, Repair("", tuple(edits)).apply(text), check)
    return edits


def _last_step(root: Node | None, places: Places) -> tuple[int, str]:
    """Return where the line of the last step ends, and how far the steps stand to the right."""
    routine = root.get("routine") if isinstance(root, reader.Mapping) else None
    if not isinstance(routine, reader.Sequence) or not routine.items:
        raise Refusal(_BY_HAND)
    text, span = places.text, routine.items[-1].span
    start, end = places.offset(span.line, span.column), places.offset(span.end_line, span.end_column)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if not re.fullmatch(r" *- +", before):
        raise Refusal(_BY_HAND)
    end = start + len(text[start:end].rstrip())
    line_end = text.find("\n", end)
    return len(text) if line_end < 0 else line_end, before[: before.index("-")]


def _steps(converted: str, indent: str) -> str:
    """Return the steps of a converted whiteboard, which has nothing else, at another indentation."""
    root = tree(converted)
    keys = {key.text for key, _ in root.entries} if isinstance(root, reader.Mapping) else set()
    if keys != {"title", "routine"}:
        raise Refusal("only exercises and rests can be added here: a line for each, such as Squats 3x12, 30s rest")
    lines = converted[converted.index("\nroutine:\n") + len("\nroutine:\n") :].rstrip().split("\n")
    return "\n".join(f"{indent}{line.removeprefix(_INDENT)}" if line else line for line in lines)
