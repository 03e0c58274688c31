"""The JSON Schema of scripts, made from the same tables that read them, so that editors complete and check.

A schema for one script also knows the names of its exercises and of the phases of their tempos.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from voicecoach.script import reader
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.keys import CUE, EXERCISE, TOP
from voicecoach.script.kinds import TEXT, Schema, object_schema
from voicecoach.script.moments import MOMENTS, WHEN_PATTERN
from voicecoach.script.notation import DO
from voicecoach.script.reader import Node
from voicecoach.script.tempo import STRENGTH

DRAFT = "http://json-schema.org/draft-07/schema#"
_VALUE = {"anyOf": [DO.schema, {"$ref": "#/$defs/changes"}, {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Names:
    """What one script calls its exercises, and the phases of their tempos, in order."""

    exercises: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()


def find_names(texts: Iterable[tuple[str, str]]) -> Names:
    """Return the names in scripts given as (file, text), also in those with mistakes."""
    exercises: dict[str, None] = {}
    phases: dict[str, None] = {}
    for file, text in texts:
        root, _ = reader.read(file, text)
        named = root.get("exercises") if isinstance(root, reader.Mapping) else None
        if isinstance(named, reader.Mapping):
            exercises.update((key.text, None) for key, _ in named.entries)
        for tempo in _tempos(root, set()) if root is not None else ():
            phases.update(dict.fromkeys(_phases(tempo)))
    return Names(tuple(exercises), tuple(phases))


def _tempos(node: Node, seen: set[int]) -> Iterator[Node]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, reader.Sequence):
        for item in node.items:
            yield from _tempos(item, seen)
    elif isinstance(node, reader.Mapping):
        for key, value in node.entries:
            if key.text == "tempo":
                yield value
            yield from _tempos(value, seen)


def _phases(tempo: Node) -> Iterator[str]:
    if isinstance(tempo, reader.Scalar):
        yield from STRENGTH
    elif isinstance(tempo, reader.Sequence):
        for item in tempo.items:
            yield from _phases(item) if isinstance(item, reader.Mapping) else ()
    else:
        yield from (key.text for key, _ in tempo.entries)


def make_schema(names: Names | None = None) -> Schema:
    """Return the schema of a script (draft 7, which most editors support)."""
    names = names or Names()
    changes = object_schema(EXERCISE)
    steps = [_named_step(names), *(_block_schema(name) for name in BLOCKS), _short_form(names)]
    schema = {
        "$schema": DRAFT,
        "title": "voicecoach routine",
        **object_schema(TOP, required=["title", "routine"]),
        "$defs": {
            "changes": changes,
            "exercise": {"anyOf": [{"$ref": "#/$defs/changes"}, {"type": "null"}]},
            "cue": CUE.schema,
            "step": {"anyOf": steps},
        },
    }
    completed: Schema = _completed(schema, names)
    return completed


def _named_step(names: Names) -> Schema:
    return {"type": "string", "examples": list(names.exercises)} if names.exercises else {"type": "string"}


def _block_schema(name: str) -> Schema:
    required = [name, "steps"] if name in ("repeat", "sides", "section") else [name]
    return object_schema(BLOCKS[name], required=required)


def _short_form(names: Names) -> Schema:
    """Return the schema of ``clamshell: 3x12``: a key that is no block, with a dose or overrides."""
    steps = {name: {**_VALUE, "description": f"the exercise {name}"} for name in names.exercises}
    return {
        "type": "object",
        "properties": steps,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": _VALUE,
        "not": {"anyOf": [{"required": [name]} for name in BLOCKS]},
    }


def _completed(part: Any, names: Names) -> Any:
    """Return a part of the schema with what an editor can propose: moments, and the names of a script."""
    if isinstance(part, list):
        return [_completed(item, names) for item in part]
    if not isinstance(part, dict):
        return part
    if WHEN_PATTERN in part.get("patternProperties", ()):
        return _cues(names)
    filled = {key: _completed(value, names) for key, value in part.items()}
    properties = filled.get("properties", {})
    for key in ("count_on", "in", "out") if names.phases else ():
        if isinstance(properties.get(key), dict):
            properties[key] = {**properties[key], "examples": list(names.phases)}
    if names.exercises and properties.get("exercise", {}).get("type") == TEXT.schema["type"]:
        properties["exercise"] = {**properties["exercise"], "examples": list(names.exercises)}
    return filled


def _cues(names: Names) -> Schema:
    """Return the schema of cues. The numbers in the moments that it proposes are for the writer to change."""
    rows = [row for row in MOMENTS if row.needs != "phase" or not names.phases]
    moments = {spelling.example: spelling.doc for row in rows for spelling in row.spellings}
    moments |= {f"at {phase}": f"in the phase {phase} of each repetition in which it fits" for phase in names.phases}
    cue = {"$ref": "#/$defs/cue"}
    return {
        "type": "object",
        "properties": {moment: {"description": doc, "allOf": [cue]} for moment, doc in moments.items()},
        "patternProperties": {WHEN_PATTERN: cue},
        "additionalProperties": False,
    }


def dump_schema(names: Names | None = None) -> str:
    """Return the schema as text."""
    return json.dumps(make_schema(names), indent=1, ensure_ascii=False) + "\n"
