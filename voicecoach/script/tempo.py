"""How a repetition is divided: phases by name in the order performed, or the strength notation.

``{open: 1s, close: 1s}``; ``[in 4s, hold 4s, out 4s, hold 4s]``, where a name may come again; ``3-1-1-0``, ``30X0``.
"""

from __future__ import annotations

import re

from voicecoach.script import reader
from voicecoach.script.kinds import DURATION_SCHEMA, Kind, Problems, Schema, duration, refuse
from voicecoach.script.model import Phase
from voicecoach.script.notation import or_refuse
from voicecoach.script.reader import Node
from voicecoach.units import SECOND, parse_duration

MIN_REPETITION = 300
STRENGTH = ("lower", "bottom", "lift", "top")


def _parse_strength(text: str) -> tuple[Phase, ...] | None:
    digits = list(text) if re.fullmatch(r"[0-9Xx]{3,4}", text) else re.split(r" ?- ?", text)
    if not 2 <= len(digits) <= 4:
        return None
    lengths = [SECOND if digit in "Xx" and digit else parse_duration(digit) for digit in digits]
    if any(length is None or length > 60 * SECOND for length in lengths):
        return None
    phases = (Phase(name, length or 0, standard=True) for name, length in zip(STRENGTH, lengths, strict=False))
    return tuple(phases) if sum(length or 0 for length in lengths) >= MIN_REPETITION else None


def _read_tempo(node: Node, problems: Problems) -> tuple[Phase, ...] | None:
    expects = "phases such as {open: 1s, close: 1s} or [in 4s, hold 4s], or a tempo such as 3-1-1-0 or 30X0"
    if isinstance(node, reader.Scalar) and not node.is_null:
        return or_refuse(_parse_strength(" ".join(node.text.split())), node, expects, problems)
    entries = _phase_entries(node)
    if not entries:
        refuse(node, expects, problems)
        return None
    length = duration(0, 10 * 60 * SECOND)
    lengths = [length.read(value, problems) for _, value in entries]
    if any(value is None for value in lengths):
        return None
    phases = tuple(Phase(name.text, value or 0) for (name, _), value in zip(entries, lengths, strict=True))
    for (name, _), phase in zip(entries, phases, strict=True):
        if not re.fullmatch(r"[^\W\d][\w ,'’-]{0,59}", phase.name) or " every " in phase.name:
            message = f"'{name.text}' cannot name a phase: it is a word or a few, such as squeeze"
            problems.add("wrong-value", message, name.span)
            return None
    if sum(phase.length for phase in phases) < MIN_REPETITION:
        refuse(node, f"phases that last at least {MIN_REPETITION} ms together", problems)
        return None
    return phases


def _phase_entries(node: Node) -> tuple[tuple[reader.Scalar, Node], ...]:
    """Return names and lengths from ``{hold: 4s}`` or ``[hold 4s]``; in a list, a name may come again."""
    if isinstance(node, reader.Mapping):
        return node.entries
    items = node.items if isinstance(node, reader.Sequence) else ()
    words = [item.text.rsplit(maxsplit=1) for item in items if isinstance(item, reader.Scalar)]
    if len(words) < len(items) or any(len(parts) < 2 for parts in words):
        return ()
    return tuple(
        (reader.Scalar(name, item.span), reader.Scalar(length, item.span))
        for item, (name, length) in zip(items, words, strict=True)
    )


_TEMPO_SCHEMA: Schema = {
    "anyOf": [
        {"type": "object", "additionalProperties": DURATION_SCHEMA, "minProperties": 1},
        {"type": "array", "items": {"type": "string", "examples": ["in 4s", "hold 4s"]}, "minItems": 1},
        {"type": ["string", "integer"], "examples": ["3-1-1-0", "30X0"]},
    ]
}
TEMPO: Kind[tuple[Phase, ...]] = Kind("a tempo", _TEMPO_SCHEMA, from_node=_read_tempo)
REPETITION = duration(MIN_REPETITION, 10 * 60 * SECOND)
