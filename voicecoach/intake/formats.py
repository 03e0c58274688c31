"""Recognising the format of a file, and converting it to a script that passes every check."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.foreign_text import ForeignText, Remark, clean, open_text, refuse
from voicecoach.intake.w2a import is_w2a, read_w2a
from voicecoach.intake.whiteboard import read_whiteboard
from voicecoach.intake.zwift import is_zwift, read_zwift
from voicecoach.script.checker import Options, check

_SUFFIXES = {".zwo": "Zwift workout", ".xml": "Zwift workout", ".yaml": "w2a workout", ".yml": "w2a workout"}
_TOO_MUCH = ("too-long", "too-many-events", "too-large", "too-many-nodes", "too-deep")
_READERS: dict[str, Callable[[ForeignText], ScriptDraft]] = {
    "Zwift workout": read_zwift,
    "w2a workout": read_w2a,
    "whiteboard": read_whiteboard,
}


@dataclass(frozen=True, slots=True)
class Converted:
    """A script from a file of another ``format``, and remarks on what it lacks, in the file's order."""

    script: str
    format: str
    remarks: tuple[Remark, ...]


def convert(file: str, data: bytes, title: str = "", name: str = "") -> Converted:
    """Convert a file to a script. ``title`` overrides the file's own; ``name`` is the title where it has none.

    Raises `SourceUnreadable` where it is none of the formats, or has nothing to do in it.
    """
    source = open_text(file, data)
    kind = _recognise(source)
    draft = _READERS[kind](source)
    start = source.at(1)
    named = Path(name or file).stem.replace("-", " ").replace("_", " ").strip()
    wanted = (title, draft.title, named[:1].upper() + named[1:])
    heading = next((words for text in wanted if (words := source.words(text, start))), "Routine")
    script = draft.emit(f"Taken over from {clean(Path(file).name).strip('<>')} ({kind}).", heading)
    _check(source, script)
    return Converted(script, kind, tuple(sorted(source.remarks)))


def _recognise(source: ForeignText) -> str:
    if is_zwift(source):
        return "Zwift workout"
    if re.search(r"^routine\s*:", source.text, re.MULTILINE) and re.search(r"^title\s*:", source.text, re.MULTILINE):
        raise refuse(source.at(1), "this is a routine script already", f"voicecoach show {source.file}")
    if is_w2a(source):
        return "w2a workout"
    return _SUFFIXES.get(Path(source.file).suffix.lower(), "whiteboard")


@dataclass(frozen=True, slots=True)
class _OneFile:
    text_: str

    def text(self, _: str) -> str:
        return self.text_

    def beside(self, _: str, name: str) -> str:
        return name

    def exists(self, _: str) -> bool:
        return False


def _check(source: ForeignText, script: str) -> None:
    """Refuse to write a script that would not compile."""
    _, found = check(source.file, _OneFile(script), Options())
    for problem in found:
        if problem.code in _TOO_MUCH:
            raise refuse(source.at(1), problem.message, problem.help)
        if problem.severity == "error":
            raise refuse(source.at(1), f"the script made from it would be wrong: {problem.message}")
