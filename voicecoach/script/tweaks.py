"""Values of a script changed from the command line: ``--set defaults.rest=20s``, ``--set clamshell.reps=15``.

A path that begins with a top-level key patches that place of the script. A path that begins with an exercise's name
is laid over every appearance of the exercise, so that it wins over whatever definition and step say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, cast

from voicecoach.diagnostics import Span, nearest
from voicecoach.script import reader
from voicecoach.script.keys import EXERCISE, TOP
from voicecoach.script.kinds import Problems
from voicecoach.script.layers import Layer, read_layer
from voicecoach.script.reader import Mapping, Node, Scalar, Sequence

OPTION = "--set"
_TOP = {key.name for key in TOP}
_MOST_DIGITS = 9


def normal_name(name: str) -> str:
    """Return an exercise's name as names are compared: without case, dashes and underscores."""
    return " ".join(name.replace("-", " ").replace("_", " ").split()).casefold()


class _NotInListError(Exception):
    """A path leads to what a list does not have."""


class Tweak(NamedTuple):
    """One ``--set``; ``file`` is its name in diagnostics."""

    path: tuple[str, ...]
    value: Node
    file: str


@dataclass
class Tweaks:
    """All tweaks, and which of them have found their place."""

    tweaks: tuple[Tweak, ...]
    used: set[str] = field(default_factory=set)

    def patch(self, root: Mapping, *, main: bool) -> Mapping:
        """Return a script with all tweaks that change nodes; those of top-level keys change only the main script."""
        for tweak in self.tweaks:
            root = self._patched(root, tweak, main=main)
        return root

    def _patched(self, root: Mapping, tweak: Tweak, *, main: bool) -> Mapping:
        try:
            if tweak.path[0] in _TOP:
                if main:
                    root = cast(Mapping, _put(root, tweak.path, tweak))
                    self.used.add(tweak.file)
            elif len(tweak.path) > 2:
                root = cast(Mapping, self._patch_exercise(root, tweak))
        except _NotInListError:
            self.used.discard(tweak.file)
        return root

    def layers(self, key: str, problems: Problems) -> list[Layer]:
        """Return the layers that tweaks lay over every appearance of an exercise."""
        found = []
        for tweak in self.tweaks:
            if len(tweak.path) == 2 and tweak.path[0] not in _TOP and normal_name(tweak.path[0]) == normal_name(key):
                self.used.add(tweak.file)
                span = tweak.value.span
                mapping = Mapping(((Scalar(tweak.path[1], span), tweak.value),), span)
                found.append(read_layer(mapping, EXERCISE, problems, f"exercise '{key}'"))
        return found

    def report_unused(self, names: list[str], problems: Problems) -> None:
        """Report tweaks that changed nothing."""
        for tweak in self.tweaks:
            if tweak.file not in self.used:
                span = Span(tweak.file, 1, 1, 1, 2)
                known = tweak.path[0] in _TOP
                name = ".".join(tweak.path) if known else tweak.path[0]
                help_ = "what stands in a list has a number, from 1: routine.2 is the second step"
                help_ = help_ if known else nearest(name, [*names, *_TOP]).help
                problems.add("unknown-path", f"there is no '{name}' to be set in this script", span, help=help_)

    def _patch_exercise(self, node: Node, tweak: Tweak) -> Node:
        if isinstance(node, Sequence):
            return Sequence(tuple(self._patch_exercise(item, tweak) for item in node.items), node.span)
        if not isinstance(node, Mapping):
            return node
        entries = []
        wanted = normal_name(tweak.path[0])
        for key, value in node.entries:
            if normal_name(key.text) == wanted and isinstance(value, Mapping) and value.get(tweak.path[1]):
                self.used.add(tweak.file)
                entries.append((key, _put(value, tweak.path[1:], tweak)))
            else:
                entries.append((key, self._patch_exercise(value, tweak)))
        changed = Mapping(tuple(entries), node.span)
        named = node.get("exercise")
        if isinstance(named, Scalar) and normal_name(named.text) == wanted and node.get(tweak.path[1]):
            self.used.add(tweak.file)
            return _put(changed, tweak.path[1:], tweak)
        return changed


def read_tweaks(written: tuple[str, ...], language: str, problems: Problems) -> Tweaks:
    """Read ``PATH=VALUE`` texts, whose diagnostics name ``--set PATH=VALUE`` as the file, and ``--language``."""
    tweaks = []
    for text in written:
        file = f"{OPTION} {text}"
        path, equals, raw = text.partition("=")
        span = Span(file, 1, 1, 1, 2)
        names = tuple(part.strip() for part in path.split("."))
        if names[0] == "exercises" and len(names) > 2:
            names = names[1:]
        if not equals or not all(names) or len(names) > reader.MAX_DEPTH:
            problems.add("bad-path", "a tweak is written PATH=VALUE", span, help="for example --set defaults.rest=20s")
            continue
        if len(names) == 1 and names[0] not in _TOP:
            problems.add("bad-path", f"'{names[0]}' needs a key, such as {names[0]}.reps=15", span)
            continue
        if not raw.strip():
            problems.add(
                "bad-path", f"there is no value for '{path.strip()}'", span, help="a tweak is written PATH=VALUE"
            )
            continue
        value, found = reader.read(file, raw)
        problems.found += found
        if value is not None:
            tweaks.append(Tweak(names, value, file))
    if language:
        file = f"--language {language}"
        tweaks.append(Tweak(("language",), Scalar(language, Span(file, 1, 1, 1, 2)), file))
    return Tweaks(tuple(tweaks))


def _put(node: Node | None, path: tuple[str, ...], tweak: Tweak) -> Node:
    """Return ``node`` with the tweak's value at ``path``; blocks that are missing on the way are added."""
    if not path:
        return tweak.value
    if isinstance(node, Sequence):
        index = int(path[0]) - 1 if path[0].isdecimal() and len(path[0]) < _MOST_DIGITS else -1
        if not 0 <= index < len(node.items):
            raise _NotInListError
        changed = _put(node.items[index], path[1:], tweak)
        return Sequence((*node.items[:index], changed, *node.items[index + 1 :]), node.span)
    entries = node.entries if isinstance(node, Mapping) else ()
    span = node.span if node is not None else tweak.value.span
    names = [key.text for key, _ in entries]
    if path[0] in names:
        index = names.index(path[0])
        key, old = entries[index]
        return Mapping((*entries[:index], (key, _put(old, path[1:], tweak)), *entries[index + 1 :]), span)
    return Mapping((*entries, (Scalar(path[0], tweak.value.span), _put(None, path[1:], tweak))), span)
