"""The exercises of a script as they are written: which of them stands on a line, and what it has from where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from voicecoach.script import reader
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.reader import Node, Scalar
from voicecoach.script.tweaks import normal_name
from voicecoach.studio.places import Places

_WITH_STEPS = ("superset", "circuit", "tabata", "emom", "amrap", "repeat", "section", "sides", "steps")


@dataclass(frozen=True)
class Written:
    """An exercise where it is written.

    It is a ``definition``, a step with the name alone (``bare``), with a dose or a block behind the name (``short``),
    or an ``inline`` one, whose keys stand beside ``exercise:``. ``value`` is what stands behind the ``name``, or the
    block of an inline one.
    """

    kind: Literal["definition", "bare", "short", "inline"]
    name: Scalar
    value: Node | None

    @property
    def block(self) -> reader.Mapping | None:
        """Return the keys that are written here, if there is a block of them."""
        return self.value if isinstance(self.value, reader.Mapping) else None

    @property
    def lines(self) -> tuple[int, int]:
        """Return the first and the last line, as the checker counts them."""
        last = max(self.name.span.end_line, _last_line(self.value) if self.value is not None else 0)
        first = self.value.span.line if self.kind == "inline" and self.value is not None else self.name.span.line
        return first, last


def exercises_of(root: Node | None) -> Iterator[Written]:
    """Yield the exercises that a script defines and does, wherever they stand."""
    if not isinstance(root, reader.Mapping):
        return
    for name, value in definitions(root):
        yield Written("definition", name, value)
    routine = root.get("routine")
    if routine is not None:
        yield from _steps(routine)


def definitions(root: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """Yield the exercises that a script defines."""
    named = root.get("exercises") if isinstance(root, reader.Mapping) else None
    if isinstance(named, reader.Mapping):
        yield from named.entries


def exercise_at(root: Node | None, line: int) -> Written | None:
    """Return the exercise on a line, as the checker counts: the innermost, where they stand in one line the first."""
    found = [one for one in exercises_of(root) if one.lines[0] <= line <= one.lines[1]]
    return min(found, key=lambda one: one.lines[1] - one.lines[0], default=None)


def definition_of(name: str, root: Node | None) -> reader.Mapping | None:
    """Return the block that defines an exercise."""
    for key, value in definitions(root):
        if normal_name(key.text) == normal_name(name) and isinstance(value, reader.Mapping):
            return value
    return None


def _steps(node: Node) -> Iterator[Written]:
    for item in node.items if isinstance(node, reader.Sequence) else ():
        if isinstance(item, Scalar):
            if not item.is_null and item.text not in BLOCKS:
                yield Written("bare", item, None)
        elif isinstance(item, reader.Mapping) and item.entries:
            yield from _step(item)


def _step(step: reader.Mapping) -> Iterator[Written]:
    keys = {key.text: value for key, value in step.entries}
    if "exercise" in keys:
        name = keys["exercise"]
        if isinstance(name, Scalar):
            yield Written("inline", name, step)
        return
    if any(key in keys for key in _WITH_STEPS):
        for value in keys.values():
            inner = value.get("steps") if isinstance(value, reader.Mapping) else value
            yield from _steps(inner) if inner is not None else ()
        return
    name, value = step.entries[0]
    if name.text not in BLOCKS:
        yield Written("short", name, value)


def _last_line(node: Node) -> int:
    """Return the last line with something of a node on it: blocks end where the next thing begins."""
    if isinstance(node, Scalar):
        at_start = node.span.end_column == 1 and node.span.end_line > node.span.line
        return node.span.end_line - at_start
    if isinstance(node, reader.Sequence):
        return max((_last_line(item) for item in node.items), default=node.span.end_line)
    lines = (max(key.span.end_line, _last_line(value)) for key, value in node.entries)
    return max(lines, default=node.span.end_line)


def at_path(node: Node | None, path: tuple[str, ...]) -> Node | None:
    """Return what keys and numbers of items lead to."""
    for step in path:
        if isinstance(node, reader.Mapping):
            node = node.get(step)
        elif isinstance(node, reader.Sequence) and step.isdecimal() and int(step) < len(node.items):
            node = node.items[int(step)]
        else:
            return None
    return node


def is_flow(node: Node, places: Places) -> bool:
    """Return whether a block or list stands between brackets."""
    return places.text[places.offset(node.span.line, node.span.column)] in "{["


def on_a_line(node: Node) -> str:
    """Return a value as it can be written on one line."""
    if isinstance(node, Scalar):
        return " ".join(node.text.split())
    if isinstance(node, reader.Sequence):
        return f"[{', '.join(map(on_a_line, node.items))}]"
    return "{" + ", ".join(f"{key.text}: {on_a_line(value)}" for key, value in node.entries) + "}"


Texts = Mapping[str, str]
