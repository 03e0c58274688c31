"""Annotate: chapters for players, and notes for the writer about what did not go as the script has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.timeline.fit_work import Mishap, MishapCode
from voicecoach.timeline.model import Chapter, Event, SegmentKind, Timeline
from voicecoach.timeline.schedule import Growth, ScheduledSlot
from voicecoach.timeline.song_tempo import tempo_notes
from voicecoach.units import format_duration

_WORDS: Mapping[MishapCode, str] = {
    "cue-faster": "is spoken faster",
    "cue-over-counts": "is spoken over counts, which become ticks",
    "cue-dropped": "is left out",
    "count-faster": "is spoken faster",
    "count-ticked": "becomes a tick",
}
_HELP: Mapping[MishapCode, str] = {
    "cue-dropped": "make it shorter, give it another moment, or slow the tempo down",
    "count-ticked": "a slower tempo, or count: every 5, leaves room for the words",
}
_NOWHERE = Span("", 1, 1, 1, 1)


def annotate(timeline: Timeline, scheduled: Sequence[ScheduledSlot]) -> Timeline:
    """Return the timeline with its chapters, and notes in the order of the script."""
    growths = [slot.growth for slot in scheduled if slot.growth is not None and not slot.growth.usual]
    mishaps = [mishap for slot in scheduled for mishap in slot.mishaps]
    notes = [
        *_growth_notes(growths),
        *_cue_notes(mishaps, timeline.events),
        *tempo_notes(timeline.segments),
    ]
    return replace(
        timeline,
        chapters=tuple(_chapters([slot.chapter for slot in scheduled if slot.chapter], timeline.duration)),
        notes=tuple(sorted(notes, key=lambda note: (note.span, note.code))),
    )


def hardened(notes: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the notes as ``--strict`` sees them: a cue or count that did not fit is an error."""
    return [replace(note, severity="error") if note.code in _WORDS else note for note in notes]


def _chapters(starts: Sequence[tuple[str, int]], duration: int) -> Iterator[Chapter]:
    for index, (title, start) in enumerate(starts):
        yield Chapter(title, start, starts[index + 1][1] if index + 1 < len(starts) else duration)


def _growth_notes(growths: Iterable[Growth]) -> Iterator[Diagnostic]:
    """Yield one note for each length of the script that had to grow."""
    gathered: dict[tuple[Span, SegmentKind, str], list[Growth]] = {}
    for growth in growths:
        gathered.setdefault((growth.source or _NOWHERE, growth.kind, growth.label), []).append(growth)
    for (span, kind, label), found in gathered.items():
        grown, nominal = max((one.grown, one.nominal) for one in found)
        name = {"ready": f"the time to get ready for '{label}'", "switch": "the change"}.get(kind, "the rest")
        lengths = f"from {format_duration(nominal)} to {format_duration(nominal + grown)}"
        often = f", {len(found)} times, at most" if len(found) > 1 else ""
        yield Diagnostic("grown", f"{name} grew{often} {lengths} for what must be heard", span, "note")


def _cue_notes(mishaps: Iterable[Mishap], events: Iterable[Event]) -> Iterator[Diagnostic]:
    """Yield one note a cue and kind of mishap, however often it happened; a phase's cue may miss some repetitions."""
    gathered: dict[tuple[MishapCode, str, Span | None], list[Mishap]] = {}
    for mishap in mishaps:
        gathered.setdefault((mishap.code, mishap.key, mishap.source), []).append(mishap)
    heard = {event.source for event in events if event.kind == "say"}
    for (code, _, source), found in gathered.items():
        if not (code == "cue-dropped" and found[0].exact and source in heard):
            yield _cue_note(code, found, source or _NOWHERE)


def _cue_note(code: MishapCode, found: Sequence[Mishap], span: Span) -> Diagnostic:
    most = max(found, key=lambda mishap: mishap.missing)
    times = "" if len(found) == 1 else f", {len(found)} times"
    what = "count" if code.startswith("count") else "cue"
    message = f"the {what} '{most.text}' {_WORDS[code]}{times}: {most.missing} ms too little room"
    first = f"first at {found[0].id}" if len(found) > 1 else ""
    return Diagnostic(code, message, span, "note", "; ".join(part for part in (_HELP.get(code, ""), first) if part))
