"""Layers of an exercise: defaults, the definition, the level's overrides, the step, the tweaks.

Each layer is read on its own, so that a mistake is reported once and where it stands; then they are laid over each
other. ``do`` is taken apart while reading, so that a higher layer's ``reps`` replaces just the repetitions of a lower
layer's ``do``, and ``time`` replaces ``reps``, as ``tempo`` replaces ``rep``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from voicecoach.diagnostics import Related, Span
from voicecoach.script import reader
from voicecoach.script.cues import read_cues
from voicecoach.script.keys import DEFAULTS, EXERCISE, VARIANT
from voicecoach.script.kinds import Key, Problems, Read, expect_mapping, read_keys, refuse
from voicecoach.script.model import Count, Level
from voicecoach.script.notation import DoNotation, Range, SidesOrder
from voicecoach.script.reader import Node
from voicecoach.units import SECOND

Layer = Mapping[str, Read[Any]]

UNWRITTEN = Span("", 1, 1, 1, 1)
"""The place of what no script has written."""
_REPLACES = {
    "reps": ("time",),
    "time": ("reps", "hold"),
    "rep": ("tempo", "starts", "count_on", "hold"),
    "tempo": ("rep", "count_on"),
    "hold": ("rep", "count_on"),
}
_STANDARD = {
    "rep": 3 * SECOND,
    "ready": 10 * SECOND,
    "rest": (30 * SECOND,),
    "switch": 6 * SECOND,
    "count": Count(),
    "switch_after": "set",
    "sets": 1,
    "reps": (Range(10, 10),),
    "sides": SidesOrder(()),
    "setup": (),
    "demo": 0,
    "fade": False,
}
AFTER_SETS = ("rest", "weight")
"""Keys that take a value for each set, and do not say how many sets there are."""
STANDARD: Layer = {name: Read(value, UNWRITTEN, UNWRITTEN) for name, value in _STANDARD.items()}


def read_layer(node: Node, keys: tuple[Key, ...], problems: Problems, where: str) -> Layer:
    """Return one layer of an exercise; what cannot be read is reported and left out."""
    mapping = expect_mapping(node, "such as say, do, tempo, cues", problems)
    if mapping is None:
        return {}
    layer = read_keys(mapping, keys, problems, where)
    _refuse_both(layer, "reps", "time", problems)
    _refuse_both(layer, "rep", "tempo", problems)
    if "sets" in layer:
        check_values(layer, layer["sets"].value, problems)
    if "do" in layer:
        unfolded = unfold_do(layer["do"], layer, problems)
        layer = lay(unfolded, {key: read for key, read in layer.items() if key != "do"})
    if "cues" in layer:
        layer["cues"] = replace(layer["cues"], value=read_cues(layer["cues"].value, problems))
    if "variants" in layer:
        layer["variants"] = replace(layer["variants"], value=_read_variants(layer["variants"].value, problems))
    for level in ("easier", "harder"):
        if level in layer:
            plain = tuple(key for key in EXERCISE if key.name not in ("easier", "harder"))
            layer[level] = replace(layer[level], value=read_layer(layer[level].value, plain, problems, f"{level}:"))
    return layer


def read_defaults(node: Node, problems: Problems) -> Layer:
    """Return the layer beneath all exercises of a file."""
    return read_layer(node, DEFAULTS, problems, "defaults")


def _refuse_both(layer: dict[str, Read[Any]], one: str, other: str, problems: Problems) -> None:
    if one in layer and other in layer:
        first, second = sorted((layer[one], layer[other]), key=lambda read: read.key_span)
        related = (Related("the other is here", first.key_span),)
        message = f"{one} and {other} exclude each other"
        problems.add("conflict", message, second.key_span, related=related, help="keep one of them")
        del layer[other]


def check_values(layer: Layer, sets: int, problems: Problems, names: tuple[str, ...] = ("reps", "time")) -> None:
    """Report lists of one layer with more values than there are sets."""
    for name in names:
        if name in layer and len(layer[name].value) > sets:
            there = "there is 1 set" if sets == 1 else f"there are {sets} sets"
            message = f"{name} has {len(layer[name].value)} values, and {there}"
            fewer = f"leave out the last values, or write sets: {len(layer[name].value)}"
            help_ = f"{fewer}; one value with a comma stands in quotes"
            problems.add("conflict", message, layer[name].span, help=help_)


def unfold_do(read: Read[Any], layer: Layer, problems: Problems) -> dict[str, Read[Any]]:
    """Return the keys that ``do`` stands for. Only the command line may write one of them beside it.

    Holds are repetitions with a ``hold``; None takes away what a lower layer says of it.
    """
    notation: DoNotation = read.value
    parts: dict[str, Any] = {"sets": notation.sets, "hold": notation.hold}
    if notation.time:
        parts["time"] = notation.time
    else:
        parts["reps"] = notation.reps
    if notation.each_side:
        parts["sides"] = SidesOrder(("right", "left"), counted=True)
    if notation.both_sides:
        parts["sides"] = SidesOrder(("right", "left"), shared=True)
    for key in ("sets", "reps", "time", "rep", "count_on") if notation.hold else ("sets", "reps", "time"):
        if key in layer and layer[key].key_span.file != read.key_span.file:
            parts = {name: part for name, part in parts.items() if name == "sets" or key == "sets"}
        elif key in layer:
            related = (Related("the dose is here", read.key_span),)
            message = f"{key} says again what do says"
            problems.add("conflict", message, layer[key].key_span, related=related, help="keep one of them")
    return {
        key: Read(value, read.key_span, read.span)
        for key, value in parts.items()
        if value is not None or (key == "hold" and "reps" in parts)
    }


def _read_variants(node: Node, problems: Problems) -> tuple[Layer, ...]:
    if not isinstance(node, reader.Sequence) or not node.items:
        refuse(node, "a list of variants, each with its own say:", problems)
        return ()
    layers = []
    for item in node.items:
        layer = read_layer(item, VARIANT, problems, "a variant")
        if "say" not in layer and isinstance(item, reader.Mapping):
            problems.add("missing-key", "a variant needs say:, so that it can be announced", item.span)
        layers.append(layer)
    return tuple(layers)


def lay(lower: Layer, upper: Layer) -> dict[str, Read[Any]]:
    """Lay ``upper`` over ``lower``: cues and prompts key by key, everything else whole.

    Several repetition numbers or times are as many sets, unless the same layer or a higher one says how many. A higher
    number of sets wins over the length of lower lists.
    """
    merged = dict(lower)
    for name, read in upper.items():
        if name == "hold" and read.value is None:
            merged.pop(name, None)
            continue
        for replaced in _REPLACES.get(name, ()):
            if replaced not in upper:
                merged.pop(replaced, None)
        if name in ("cues", "prompts") and name in merged and read.value is not None:
            merged[name] = Read({**(merged[name].value or {}), **read.value}, read.key_span, read.span)
        elif name == "sides" and "sides" in merged:
            merged[name] = replace(read, value=read.value.over(merged[name].value))
        else:
            merged[name] = read
        if name in ("reps", "time") and len(read.value) > 1 and "sets" not in upper:
            merged["sets"] = replace(read, value=len(read.value))
    for name in AFTER_SETS:
        if name in lower and name not in upper and merged.get("sets") is not lower.get("sets"):
            merged[name] = replace(merged[name], value=merged[name].value[: merged["sets"].value])
    return merged


def level_layer(layer: Layer, level: Level) -> Layer:
    """Return what a layer changes at a level."""
    name = {"easy": "easier", "hard": "harder"}.get(level, "")
    return layer[name].value if name in layer else {}


class Definition(NamedTuple):
    """What a name stands for: the exercise's own layer over the defaults and prompts of the file that defines it."""

    key: str
    span: Span
    own: Layer
    defaults: Layer
    prompts: Read[Any] | None = None

    def overlaid(self, *layers: Layer) -> Definition:
        """Return the same exercise with further layers on top, lowest first."""
        own = self.own
        for layer in layers:
            own = lay(own, layer)
        return self._replace(own=own)
