"""The JSON Schema of scripts, made from the same tables that read them, so that editors complete and check."""

from __future__ import annotations

import json
from typing import Any

from voicecoach.script.blocks import BLOCKS
from voicecoach.script.keys import EXERCISE, TOP
from voicecoach.script.kinds import Schema, object_schema
from voicecoach.script.notation import DO

DRAFT = "http://json-schema.org/draft-07/schema#"


def make_schema() -> Schema:
    """The schema of a script (draft 7, which editors know best)."""
    exercise = {"anyOf": [object_schema(EXERCISE), {"type": "null"}]}
    step = {"anyOf": [{"type": "string"}, *(_block_schema(name) for name in BLOCKS), _short_form()]}
    return {
        "$schema": DRAFT,
        "title": "voicecoach routine",
        **object_schema(TOP, required=["title", "routine"]),
        "$defs": {"exercise": exercise, "step": step},
    }


def _block_schema(name: str) -> Schema:
    required = [name, "steps"] if name in ("repeat", "sides") else [name]
    return object_schema(BLOCKS[name], required=required)


def _short_form() -> Schema:
    """``clamshell: 3x12``: a key that is no block, with a dose or overrides."""
    value: Any = {"anyOf": [DO.schema, object_schema(EXERCISE), {"type": "null"}]}
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": value,
        "not": {"anyOf": [{"required": [name]} for name in BLOCKS]},
    }


def dump_schema() -> str:
    """The schema as text."""
    return json.dumps(make_schema(), indent=1) + "\n"
