"""From files to scripts: the values of each file, and the exercises that it and the files it includes define.

The steps of a routine stay nodes here; `voicecoach.script.checker` makes blocks of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

from voicecoach.diagnostics import Related, Span
from voicecoach.script import reader
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.keys import EXERCISE, TOP
from voicecoach.script.kinds import Problems, Read, expect_mapping, read_keys
from voicecoach.script.layers import Definition, Layer, read_defaults, read_layer
from voicecoach.script.model import Text
from voicecoach.script.music import Places
from voicecoach.script.reader import Scalar
from voicecoach.script.tweaks import Tweaks, normal_name

MAX_INCLUDES = 200
MAX_NESTED = 20

_A_KEY = re.compile(rf"""^[ {{"'?]*(?:{"|".join(key.name for key in TOP)})["']?[ \t]*:""", re.MULTILINE)

Chain = tuple[str, ...]
"""The files that include each other, from the main script to the one at hand."""


class Files(Protocol):
    """Where scripts come from. Both raise `OSError` or `ValueError` with a message for people."""

    def text(self, file: str) -> str:
        """Return the text of a script."""

    def beside(self, file: str, name: str) -> str:
        """Return the path of ``name`` as ``file`` means it."""

    def exists(self, path: str) -> bool:
        """Return whether there is such a file."""

    def is_folder(self, path: str) -> bool:
        """Return whether there is such a folder."""


@dataclass
class Script:
    """One file that has been read: its top-level values, and the exercises that its steps can name."""

    file: str
    root: reader.Mapping
    values: dict[str, Read[Any]]
    defaults: Layer = field(default_factory=dict)
    library: dict[str, Definition] = field(default_factory=dict)

    @property
    def start(self) -> Span:
        """Where the file begins."""
        return Span(self.file, 1, 1, 1, 2)

    def span_of(self, key: str) -> Span:
        """Return where a top-level key stands, or else the title's text, or the start of the file."""
        if key in self.values:
            return self.values[key].key_span
        return self.values["title"].value.span if "title" in self.values else self.start


@dataclass
class Scripts:
    """The scripts of one check. Each file is read once, however many include it."""

    files: Files
    tweaks: Tweaks
    problems: Problems
    seen: dict[str, Script | None] = field(default_factory=dict)
    included: int = 0

    def read(self, file: str, span: Span | None = None, chain: Chain = ()) -> Script | None:
        """Return a script, or None after a report; ``span`` is where another one includes it."""
        if file in self.seen:
            return self.seen[file]
        self.seen[file] = None
        text = self._text(file, span)
        if text is None or (span and self._is_foreign(file, text, span)):
            return None
        root, found = reader.read(file, text)
        self.problems.found += found
        mapping = expect_mapping(root, "title, routine, …", self.problems) if root is not None else None
        if mapping is None:
            return None
        mapping = self.tweaks.patch(mapping, main=span is None)
        script = Script(file, mapping, read_keys(mapping, TOP, self.problems, "a script"))
        if "defaults" in script.values:
            script.defaults = read_defaults(script.values["defaults"].value, self.problems)
        if "style" in script.values:
            script.defaults = {**script.defaults, "style": script.values["style"]}
        for name in script.values["include"].value if "include" in script.values else ():
            other = self.include(script, name, (*chain, file))
            script.library.update(other.library if other else {})
        script.library.update(_definitions(script, self.problems))
        self.seen[file] = script
        return script

    def include(self, script: Script, name: Text, chain: Chain) -> Script | None:
        """Return the script that another one includes, or None after a report."""
        file = self.path(script, name.text, name.span)
        if file is None:
            return None
        if file in chain:
            cycle = " → ".join([*chain[chain.index(file) :], file])
            self.problems.add("include-cycle", f"the scripts include each other: {cycle}", name.span)
            return None
        self.included += 1
        if self.included > MAX_INCLUDES or len(chain) > MAX_NESTED:
            message = f"more than {MAX_INCLUDES} includes in all, or {MAX_NESTED} one inside another"
            if not any(problem.code == "too-many-includes" for problem in self.problems.found):
                self.problems.add("too-many-includes", message, name.span)
            return None
        return self.read(file, name.span, chain)

    def path(self, script: Script, name: str, span: Span) -> str | None:
        """Return a path as a script means it, or None after a report.

        Home folders may be unknown, and names too long.
        """
        try:
            path = self.files.beside(script.file, name)
            self.files.exists(path)
        except (OSError, ValueError, RuntimeError) as error:
            self.problems.add("unreadable", f"'{name}' is not a path that can be used here: {error}", span)
            return None
        return path

    def places(self, script: Script) -> Places:
        """Return where the files are that a script names."""

        def beside(name: str, span: Span) -> str | None:
            return self.path(script, name, span)

        return Places(beside, self.files.exists, self.files.is_folder)

    def _text(self, file: str, span: Span | None) -> str | None:
        try:
            return self.files.text(file)
        except UnicodeDecodeError as error:
            if span and self._is_foreign(file, error.object.decode("utf-8", "replace"), span):
                return None
            before = error.object[: error.start].decode("utf-8", "replace").split("\n")
            at = Span(file, len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)
            message = f"{file} is not UTF-8 text: the byte 0x{error.object[error.start]:02x} has no meaning there"
            self.problems.add("bad-encoding", message, at, help="save it as UTF-8")
            return None
        except (OSError, ValueError) as error:
            at = span or Span(file, 1, 1, 1, 2)
            self.problems.add("unreadable", str(error), at, help="includes are relative to the file that includes")
            return None

    def _is_foreign(self, file: str, text: str, span: Span) -> bool:
        """Report an included file that has nothing of a script, and keep its lines to itself: it may be private."""
        if _A_KEY.search(text) or not text.strip():
            return False
        message = f"{file} is no routine script: it has none of the keys title, routine, exercises, …"
        self.problems.add("unreadable", message, span, help="name a script; see voicecoach new")
        return True


def _definitions(script: Script, problems: Problems) -> dict[str, Definition]:
    """Read the exercises that a script defines itself."""
    node = script.values["exercises"].value if "exercises" in script.values else None
    mapping = expect_mapping(node, "exercises by name", problems) if node is not None else None
    library: dict[str, Definition] = {}
    for name, value in mapping.entries if mapping else ():
        key = normal_name(name.text)
        if _is_reserved(name, problems):
            continue
        if key in library:
            related = (Related("the first one is here", library[key].span),)
            problems.add("duplicate-key", f"the exercise '{name.text}' is defined twice", name.span, related=related)
            continue
        own: Layer = {}
        if not (isinstance(value, Scalar) and value.is_null):
            own = read_layer(value, EXERCISE, problems, f"exercise '{name.text}'")
        library[key] = Definition(name.text, name.span, own, script.defaults, script.values.get("prompts"))
    return library


def _is_reserved(name: Scalar, problems: Problems) -> bool:
    """Report a definition under a name that steps use for something else."""
    if name.text in (*BLOCKS, "steps", "music"):
        message = f"'{name.text}' is a block of the language and cannot name an exercise"
        problems.add("reserved-name", message, name.span, help=f"use another key, and say: {name.text}")
        return True
    return False
