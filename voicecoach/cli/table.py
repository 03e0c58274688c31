"""The timeline as a table for people: when, what is done, what is heard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from voicecoach.script.model import MusicBed, MusicSource
from voicecoach.timeline.model import Event, Segment, Timeline
from voicecoach.timeline.passages import passages
from voicecoach.units import format_clock

_KINDS = {"work": "work", "rest": "rest", "ready": "get ready", "switch": "change", "say": ""}


def spoken_lines(timeline: Timeline) -> Iterator[str]:
    """Yield one line for each thing that is said: when, and the words as the voice gets them."""
    for event in timeline.spoken():
        if event.phrase:
            yield f"{_time(event.start)}  {event.phrase.text}"


def table_lines(timeline: Timeline) -> Iterator[str]:
    """Yield one line an instant, with chapters and movements as headings; tones are ♪ and their meaning."""
    chapters = len(timeline.chapters)
    count = f", {chapters} chapter{'s' if chapters != 1 else ''}" if chapters else ""
    yield f"{timeline.title}: {_time(timeline.duration).strip()}{count}"
    yield from _music_lines(timeline)
    heads = sorted(
        [(chapter.start, 0, f"── {chapter.title} ──") for chapter in timeline.chapters]
        + [(segment.start, 1, _heading(segment)) for segment in timeline.segments if segment.kind != "say"]
    )
    rows = [(start, 2, f"{_time(start)}  {_heard(list(group))}") for start, group in _instants(timeline)]
    for _, rank, text in sorted([*heads, *rows]):
        if rank == 0:
            yield ""
        yield text
    yield f"{_time(timeline.duration)}  end"


def _music_lines(timeline: Timeline) -> Iterator[str]:
    """Yield what plays under the routine, and where that is not everywhere."""
    played = passages(timeline)
    if not any(passage.music for passage in played):
        return
    work, rest = (
        ", ".join(dict.fromkeys(_music(one.music) for one in played if one.music and one.mood == mood)) or "none"
        for mood in ("work", "rest")
    )
    yield f"music: {work}" if work == rest else f"music: {work} in work, {rest} in rests"


def _music(source: MusicSource) -> str:
    return source.name if isinstance(source, MusicBed) else ", ".join(Path(file.path).name for file in source.files)


def _instants(timeline: Timeline) -> Iterator[tuple[int, Iterator[Event]]]:
    shown = (event for event in timeline.events if event.sound != "wake")
    return groupby(shown, key=lambda event: event.start)


def _heard(events: list[Event]) -> str:
    return "  ".join(f"♪ {event.sound}" if event.kind == "tone" else event.text for event in events)


def _heading(segment: Segment) -> str:
    parts = [_KINDS[segment.kind], segment.label if segment.label not in ("rest", "switch sides") else ""]
    parts += [f"set {segment.set}" if segment.set and segment.kind == "work" else "", segment.side]
    length = format_clock(segment.end - segment.start)
    return f"{_time(segment.start)}  ┄ {', '.join(part for part in parts if part)} ({length})"


def _time(milliseconds: int) -> str:
    tenths = (milliseconds + 50) // 100
    minutes, tenths = divmod(tenths, 600)
    return f"{minutes:>3}:{tenths // 10:02}.{tenths % 10}"
