"""Which format a file is in, and the way from it to a script that passes every check."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.intake.draft import Draft
from voicecoach.intake.source import Remark, Source, clean, open_source, refuse
from voicecoach.intake.w2a import is_w2a, read_w2a
from voicecoach.intake.whiteboard import read_whiteboard
from voicecoach.intake.zwift import is_zwift, read_zwift
from voicecoach.script.checker import Overrides, check

_SUFFIXES = {".zwo": "Zwift workout", ".xml": "Zwift workout", ".yaml": "w2a workout", ".yml": "w2a workout"}
_TOO_MUCH = ("too-long", "too-many-events", "too-large", "too-many-nodes", "too-deep")
_READERS: dict[str, Callable[[Source], Draft]] = {
    "Zwift workout": read_zwift,
    "w2a workout": read_w2a,
    "whiteboard": read_whiteboard,
}


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A script made from a file of another ``format``, and what could not be taken over, in the file's order."""

    script: str
    format: str
    remarks: tuple[Remark, ...]


def take_over(file: str, data: bytes, title: str = "", name: str = "") -> TakenOver:
    """The script that a file's bytes make. ``title`` goes before the file's own; ``name`` serves where it has none.

    Raises `SourceUnreadable` where it is none of the formats, or nothing in it can be done.
    """
    source = open_source(file, data)
    kind = _recognise(source)
    draft = _READERS[kind](source)
    start = source.at(1)
    named = Path(name or file).stem.replace("-", " ").replace("_", " ").strip()
    wanted = (title, draft.title, named[:1].upper() + named[1:])
    heading = next((words for text in wanted if (words := source.words(text, start))), "Routine")
    script = draft.emit(f"Taken over from {clean(Path(file).name).strip('<>')} ({kind}).", heading)
    _check(source, script)
    return TakenOver(script, kind, tuple(sorted(source.remarks)))


def _recognise(source: Source) -> str:
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


def _check(source: Source, script: str) -> None:
    """No script is written that would not compile."""
    _, found = check(source.file, _OneFile(script), Overrides())
    for problem in found:
        if problem.code in _TOO_MUCH:
            raise refuse(source.at(1), problem.message, problem.help)
        if problem.severity == "error":
            raise refuse(source.at(1), f"the script made from it would be wrong: {problem.message}")
