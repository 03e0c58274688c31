"""A compiled routine as the page draws it: segments, events and notes, each with its line of the script."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from voicecoach.compiler import Compiled
from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.script import reader
from voicecoach.script.reader import Node
from voicecoach.studio.places import Places
from voicecoach.timeline.model import Event, Segment
from voicecoach.timeline.passages import passages

_KINDS: Mapping[str, str] = {"cue": "cue", "count": "count", "countdown": "count", "phase": "count"}
"""By role; all other speech is a prompt, and what is no speech is a tone."""


class Lines:
    """Where in the script at hand something has its source, also what another script says.

    What comes from an included script is shown at the step that brings it in, or else where that is included.
    """

    def __init__(self, file: str, places: Places, others: Mapping[str, int]) -> None:
        self._file, self._places, self._others = file, places, others
        self._line = lru_cache(maxsize=None)(places.line_of)

    def own(self, span: Span | None) -> int:
        """Return the line of what the script itself says, or 0."""
        return self._line(span) if span is not None and span.file == self._file else 0

    def of(self, span: Span | None) -> int:
        """Return a line for anything: 1 for what stands nowhere."""
        if span is None:
            return 1
        return self.own(span) or self._others.get(span.file, 1)


def included_at(file: str, texts: Mapping[str, str], beside: Any) -> dict[str, int]:
    """Return for each included script the line, as the checker counts, on which the main one brings it in."""
    found: dict[str, int] = {}
    todo = [(file, 0)]
    while todo:
        at, line = todo.pop()
        root = reader.read(at, texts[at])[0] if at in texts else None
        for name, own_line in _includes(root) if root is not None else ():
            other = beside(at, name)
            if other not in found and other != file:
                found[other] = line or own_line
                todo.append((other, found[other]))
    return found


def _includes(node: Node) -> Iterator[tuple[str, int]]:
    """Yield what a script includes, with the line."""
    if isinstance(node, reader.Sequence):
        for item in node.items:
            yield from _includes(item)
    elif isinstance(node, reader.Mapping):
        for key, value in node.entries:
            named = value.items if isinstance(value, reader.Sequence) else (value,)
            if key.text == "include":
                yield from ((one.text, one.span.line) for one in named if isinstance(one, reader.Scalar))
            else:
                yield from _includes(value)


def picture(compiled: Compiled, lines: Lines) -> dict[str, Any]:
    """Return a compiled routine as plain values; all times are in ms."""
    timeline = compiled.timeline
    segments = [one for one in timeline.segments if one.end > one.start]
    starts = [one.start for one in segments]
    own = _filled([lines.of(one.source) if one.source else 0 for one in segments])
    return {
        "title": timeline.title,
        "length_ms": timeline.duration,
        "segments": [_segment(one, line) for one, line in zip(segments, own, strict=True)],
        "events": [_event(one, bisect_right(starts, one.start) - 1, own, lines) for one in timeline.events],
        "chapters": [{"title": one.title, "start": one.start, "end": one.end} for one in timeline.chapters],
        "notes": [_note(one, compiled, lines) for one in timeline.notes],
        "music": [
            {"start": one.start, "end": one.end, "mood": one.mood}
            for one in passages(timeline)
            if one.music is not None
        ],
    }


def _filled(lines: list[int]) -> list[int]:
    """Give what has no place of its own that of what comes before, and the start the first line."""
    filled, before = [], 1
    for line in lines:
        before = line or before
        filled.append(before)
    return filled


def _segment(segment: Segment, line: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "start": segment.start,
        "end": segment.end,
        "kind": segment.kind,
        "title": segment.label,
        "line": line,
    }
    place = {"exercise": segment.exercise, "set": segment.set, "side": segment.side, "open": segment.open}
    made |= {key: value for key, value in place.items() if value}
    timing = segment.timing
    if timing is not None and timing.reps:
        made["reps"] = [segment.start + timing.start(rep) for rep in range(1, timing.reps + 1)]
        if len(timing.phases) > 1:
            made["phases"] = [
                {"name": phase.name, "at": timing.phase_at(1, index)} for index, phase in enumerate(timing.phases)
            ]
    return made


def _event(event: Event, segment: int, own: list[int], lines: Lines) -> dict[str, Any]:
    made: dict[str, Any] = {
        "start": event.start,
        "end": event.end,
        "kind": "tone" if event.kind == "tone" else _KINDS.get(event.role, "prompt"),
        "role": event.role,
        "text": event.text or event.sound,
        "line": lines.own(event.source) or own[segment],
        "segment": segment,
    }
    if event.rep is not None:
        made["rep"] = event.rep
    if event.source is not None and not lines.own(event.source):
        made["from"] = f"{event.source.file}:{event.source.line}"
    return made


def _note(note: Diagnostic, compiled: Compiled, lines: Lines) -> dict[str, Any]:
    times = list(dict.fromkeys(_times(note, compiled)))
    text = note.message + (f"; {note.help}" if note.help else "")
    return {
        "at": times[0] if times else 0,
        "times": times,
        "line": lines.of(note.span),
        "code": note.code,
        "text": text,
    }


def _times(note: Diagnostic, compiled: Compiled) -> Iterator[int]:
    """Yield when a note's slots begin."""
    for slot in compiled.scheduled:
        growth = slot.growth
        if note.code == "grown":
            if growth is not None and not growth.usual and (growth.source in (note.span, None)):
                yield slot.start
        elif any(one.code == note.code and one.source == note.span for one in slot.mishaps):
            yield slot.start
