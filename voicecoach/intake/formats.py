"""Recognising the format of a file, and converting it to a script that passes every check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.foreign_text import ForeignText, Remark, clean, open_text, refuse
from voicecoach.intake.intervals import is_intervals, read_intervals
from voicecoach.intake.liftoscript import is_liftoscript, read_liftoscript
from voicecoach.intake.others import refuse_other
from voicecoach.intake.w2a import is_w2a, read_w2a
from voicecoach.intake.whiteboard import read_whiteboard
from voicecoach.intake.zwift import is_zwift, read_zwift
from voicecoach.script.checker import Overrides, check

_TOO_MUCH = ("too-long", "too-many-events", "too-large", "too-many-nodes", "too-deep")


class _Format(NamedTuple):
    """A foreign format: how it is recognised, by its text or else by the file's suffix, and read."""

    name: str
    recognise: Callable[[ForeignText], bool]
    read: Callable[[ForeignText], ScriptDraft]
    suffixes: tuple[str, ...] = ()


_FORMATS = (
    _Format("Zwift workout", is_zwift, read_zwift, (".zwo", ".xml")),
    _Format("w2a workout", is_w2a, read_w2a, (".yaml", ".yml")),
    _Format("intervals.icu workout", is_intervals, read_intervals),
    _Format("Liftosaur program", is_liftoscript, read_liftoscript),
    _Format("whiteboard", lambda _: False, read_whiteboard),
)
"""In the order in which they are tried; a text that is none of the others is a whiteboard."""


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
    refuse_other(source)
    form = _format_of(source)
    draft = form.read(source)
    start = source.at(1)
    named = Path(name or file).stem.replace("-", " ").replace("_", " ").strip()
    wanted = (title, draft.title, named[:1].upper() + named[1:])
    heading = next((words for text in wanted if (words := source.words(text, start))), "Routine")
    script = draft.emit(f"Taken over from {clean(Path(file).name).strip('<>')} ({form.name}).", heading)
    _check(source, script)
    return Converted(script, form.name, tuple(sorted(set(source.remarks))))


def _format_of(source: ForeignText) -> _Format:
    suffix = Path(source.file).suffix.lower()
    by_text = [one for one in _FORMATS if one.recognise(source)]
    by_suffix = [one for one in _FORMATS if suffix in one.suffixes]
    return (by_text + by_suffix or [_FORMATS[-1]])[0]


@dataclass(frozen=True, slots=True)
class _OneFile:
    text_: str

    def text(self, _: str) -> str:
        return self.text_

    def beside(self, _: str, name: str) -> str:
        return name

    def is_folder(self, _: str) -> bool:
        return False

    def exists(self, _: str) -> bool:
        return False


def _check(source: ForeignText, script: str) -> None:
    """Refuse to write a script that would not compile."""
    _, found = check(source.file, _OneFile(script), Overrides())
    for problem in found:
        if problem.code in _TOO_MUCH:
            raise refuse(source.at(1), problem.message, problem.help)
        if problem.severity == "error":
            raise refuse(source.at(1), f"the script made from it would be wrong: {problem.message}")
