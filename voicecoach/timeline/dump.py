"""The timeline as data: the JSON that `show --json` prints, and whose form is a contract."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.timeline.model import Chapter, Event, Timeline

VERSION = 1


def dump_json(timeline: Timeline, *, spoken: bool = False) -> str:
    """UTF-8 text, one event a line, keys in a fixed order, all times in whole milliseconds.

    With ``spoken``, each event of speech also has the words as the voice gets them.
    """
    head = {
        "voicecoach_timeline": VERSION,
        "title": timeline.title,
        "language": timeline.language,
        "duration_ms": timeline.duration,
    }
    lists: dict[str, Iterable[dict[str, Any]]] = {
        "events": (_event(event, spoken=spoken) for event in timeline.events),
        "chapters": map(_chapter, timeline.chapters),
        "notes": map(_note, timeline.notes),
    }
    lines = [f" {_json(key)}: {_json(value)}" for key, value in head.items()]
    for key, items in lists.items():
        inner = ",\n  ".join(map(_json, items))
        lines.append(f" {_json(key)}: [\n  {inner}\n ]" if inner else f" {_json(key)}: []")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _event(event: Event, *, spoken: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": event.id,
        "kind": event.kind,
        "role": event.role,
        "start_ms": event.start,
        "end_ms": event.end,
    }
    made["text" if event.kind == "say" else "sound"] = event.text if event.kind == "say" else event.sound
    if spoken and event.phrase is not None:
        made["spoken"] = event.phrase.text
    place = {"exercise": event.exercise or None, "set": event.set, "side": event.side or None, "rep": event.rep}
    made |= {key: value for key, value in place.items() if value is not None}
    if event.source is not None:
        made["source"] = _source(event.source)
    return made


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {"title": chapter.title, "start_ms": chapter.start, "end_ms": chapter.end}


def _note(note: Diagnostic) -> dict[str, Any]:
    return {"code": note.code, "message": note.message, "source": _source(note.span)}


def _source(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column}
