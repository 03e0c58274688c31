"""The words that may stand somewhere in a script, and what they mean: from the tables with which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from voicecoach.phrases.pack import languages
from voicecoach.script import keys as tables
from voicecoach.script import reader
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.kinds import Schema
from voicecoach.script.moments import MOMENTS, parse_when
from voicecoach.script.music import MUSIC
from voicecoach.script.reader import Node
from voicecoach.script.schema import Names, make_schema
from voicecoach.script.tweaks import normal_name
from voicecoach.studio.context import Context, Step, context
from voicecoach.studio.places import Places

_TABLES = (
    tables.TOP, tables.DEFAULTS, tables.EXERCISE, tables.VARIANT, tables.PROMPTS, tables.CUE_TEXT, tables.MOVEMENT,
    tables.MOVE, tables.BREATHING, tables.VOICE, tables.PACE, tables.MINUTES, MUSIC, *BLOCKS.values(),
)  # fmt: skip
_EXPECTS = {(key.name, key.doc): key.kind.expects for table in _TABLES for key in table}
_SCALARS = {"string", "integer", "number", "boolean", "null"}
_OTHERWISE = ("on", "off", "true", "false")
"""Other spellings of yes and no."""
Way = Sequence[tuple[Step, Sequence[str]]]


class Found(NamedTuple):
    """What was found at a place: a stretch of the text, and what is to be said of it."""

    start: int
    end: int
    text: str


_schema = lru_cache(maxsize=4)(make_schema)


@lru_cache(maxsize=2)
def tree(text: str) -> Node | None:
    """Return the nodes of a script, None where it cannot be read."""
    return reader.read("", text)[0]


def complete(text: str, offset: int, names: Names, scripts: Iterable[str] = ()) -> tuple[int, list[dict[str, str]]]:
    """Return from where on the word at a place may be replaced, and by what: ``scripts`` can be included."""
    here = context(text, offset)
    if here is None:
        return offset, []
    schema = _schema(names)
    options = _options(_walk(schema, here.way, schema), here, schema, tuple(scripts))
    unique: dict[str, dict[str, str]] = {}
    for one in options:
        unique.setdefault(one["label"], one)
    if re.match(r"\w*[ \t]*:", text[offset:]):  # the colon is there
        unique = {label: {**one, "insert": label} for label, one in unique.items()}
    return here.start, list(unique.values())


def hover(text: str, offset: int, names: Names) -> Found | None:
    """Return what is to be said of the word at a place, where the script can be read."""
    root, places = tree(text), Places(text)
    found = _scalar_at(root, offset, places, ()) if root is not None else None
    if root is None or found is None:
        return None
    scalar, way, is_key = found
    start, end = _span(scalar, places)
    name = str(way[-1][0]) if is_key else scalar.text
    words = _said_of_exercise(root, name, way, places)
    words = words or (_said_of_key if is_key else _said_of_value)(_schema(names), way)
    return Found(start, end, words) if words else None


def _resolved(schema: Schema, root: Schema) -> Iterator[Schema]:
    """Yield the plain schemas of which a value must fit one."""
    if "$ref" in schema:
        yield from _resolved(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
        return
    inner = [*schema.get("anyOf", ()), *schema.get("allOf", ())]
    for one in inner:
        yield from _resolved(one, root)
    if not inner:
        yield schema


def _walk(schema: Schema, way: Way, root: Schema) -> list[Schema]:
    """Return the schemas that fit where a way leads."""
    at = list(_resolved(schema, root))
    for step, beside in way:
        if isinstance(step, int):
            inner = [one["items"] for one in at if isinstance(one.get("items"), dict)]
        else:
            inner = [found for one in _alike(at, beside) if (found := _property(one, step)) is not None]
        at = [plain for one in inner for plain in _resolved(one, root)]
    return at


def _alike(at: list[Schema], keys: Sequence[str]) -> list[Schema]:
    """Return the blocks that may have these keys: if there are any, those with the key that tells what they are."""
    blocks = [one for one in at if one.get("type") == "object"]
    fit = [one for one in blocks if set(keys) <= set(one.get("properties", ()))] or blocks
    told = [one for one in fit if one.get("required") and set(one["required"][:1]) <= set(keys)]
    return told if len(blocks) > 1 and told else fit if keys else blocks


def _property(block: Schema, key: str) -> Schema | None:
    """Return what a key of a block takes."""
    if key in block.get("properties", {}):
        found: Schema = block["properties"][key]
        return found
    for pattern, schema in block.get("patternProperties", {}).items():
        if re.search(pattern, key):
            return schema  # type: ignore[no-any-return]
    other = block.get("additionalProperties")
    if not isinstance(other, dict):
        return None
    refused = [one.get("required", [""])[0] for one in block.get("not", {}).get("anyOf", ())]
    return None if key in refused else other


def _options(at: list[Schema], here: Context, root: Schema, scripts: tuple[str, ...]) -> Iterator[dict[str, str]]:
    last = here.way[-1][0] if here.way else ""
    if here.kind in ("value", "item"):
        yield from _values(at, str(last) if here.kind == "value" else "", scripts)
    if here.kind in ("key", "item"):
        yield from _keys(at, here, root)
    if here.kind == "item" and "include" in [step for step, _ in here.way]:
        yield from (_option(one, one, "script", "another script") for one in scripts)


def _keys(at: list[Schema], here: Context, root: Schema) -> Iterator[dict[str, str]]:
    blocks = _alike(at, here.keys)
    several = len([one for one in at if one.get("required")]) > 1 and not here.keys
    for block in blocks:
        properties: Mapping[str, Schema] = block.get("properties", {})
        names = block["required"][:1] if several and block.get("required") else list(properties)
        for name in names:
            if name not in here.keys:
                schema = properties[name]
                yield _option(name, _key_text(name, schema, here, root), "key", schema.get("description", ""))


def _key_text(name: str, schema: Schema, here: Context, root: Schema) -> str:
    """Return what is inserted for a key: with a line of its own for what it takes, where that is always a block."""
    plain = list(_resolved(schema, root))
    takes_line = any(one.get("type") in ("object", "array") for one in plain)
    if here.flow or not takes_line or any(_is_scalar(one) for one in plain):
        return f"{name}: "
    listed = all(one.get("type") == "array" for one in plain)
    return f"{name}:\n{' ' * (here.indent + 2)}{'- ' if listed else ''}"


def _is_scalar(schema: Schema) -> bool:
    kinds = schema.get("type", ())
    return bool(_SCALARS & set([kinds] if isinstance(kinds, str) else kinds)) or schema.get("enum", ["none"]) != [
        "none"
    ]


def _values(at: list[Schema], key: str, scripts: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for schema in at:
        kind = "exercise" if key in ("exercise", "") else "value"
        told = (*schema.get("enum", ()), *schema.get("examples", ()))
        for value in told:
            if not isinstance(value, bool) and not ("yes" in told and value in _OTHERWISE):
                yield _option(str(value), str(value), kind, "")
    if key == "include":
        yield from (_option(one, one, "script", "another script") for one in scripts)
    if key == "language":
        yield from (_option(one, one, "language", "") for one in languages())


def _option(label: str, insert: str, detail: str, info: str) -> dict[str, str]:
    return {"label": label, "insert": insert, "detail": detail, "info": info}


def _scalar_at(
    node: Node, offset: int, places: Places, way: tuple[tuple[Step, tuple[str, ...]], ...]
) -> tuple[reader.Scalar, tuple[tuple[Step, tuple[str, ...]], ...], bool] | None:
    """Return the value or key at a place, the way to it, and whether it is a key."""
    start, end = _span(node, places)
    if not start <= offset <= end:
        return None
    if isinstance(node, reader.Scalar):
        return node, way, False
    if isinstance(node, reader.Sequence):
        inner = (_scalar_at(item, offset, places, (*way, (number, ()))) for number, item in enumerate(node.items))
        return next((one for one in inner if one is not None), None)
    keys = tuple(key.text for key, _ in node.entries)
    for key, value in node.entries:
        first, last = _span(key, places)
        if first <= offset <= last:
            return key, (*way, (key.text, keys)), True
        if (found := _scalar_at(value, offset, places, (*way, (key.text, keys)))) is not None:
            return found
    return None


def _span(node: Node, places: Places) -> tuple[int, int]:
    span = node.span
    return places.offset(span.line, span.column), places.offset(span.end_line, span.end_column)


def _said_of_key(root: Schema, way: Way) -> str:
    """Return what a key means, and what it takes."""
    name = str(way[-1][0])
    if len(way) > 1 and way[-2][0] == "cues" and (when := parse_when(name)) is not None:
        return "; ".join(f"{one.example}: {one.doc}" for row in MOMENTS if row is when.row for one in row.spellings)
    for block in _alike(_walk(root, way[:-1], root), way[-1][1]):
        doc = block.get("properties", {}).get(name, {}).get("description", "")
        if doc:
            expects = _EXPECTS.get((name, doc), "")
            return f"{name}: {doc}" + (f"\ntakes {expects}" if expects not in ("", name, "a text") else "")
    return ""


def _said_of_value(root: Schema, way: Way) -> str:
    """Return what the key of a value means."""
    names = [number for number, (step, _) in enumerate(way) if isinstance(step, str)]
    return _said_of_key(root, way[: names[-1] + 1]) if names else ""


def _said_of_exercise(root: Node, name: str, way: Way, places: Places) -> str:
    """Return where an exercise that a step names is defined, and the beginning of that."""
    steps = [step for step, _ in way]
    exercises = root.get("exercises") if isinstance(root, reader.Mapping) else None
    if "routine" not in steps[:1] or not isinstance(exercises, reader.Mapping):
        return ""
    if isinstance(steps[-1], str) and steps[-1] not in (name, "exercise", "only"):
        return ""
    for key, value in exercises.entries:
        if normal_name(key.text) == normal_name(name):
            start, end = _span(key, places)[0], _span(value, places)[1]
            lines = places.text[start:end].rstrip().split("\n")[:8]
            return f"defined in line {places.point(start).line}\n" + "\n".join(lines)
    return ""
