"""Lyrics: the timed lines that a phone shows while a routine plays, for the LRC file and both lyrics tags.

A person glances at the screen to see what to do and which repetition it is. So:

- each sentence is a line at the instant it is spoken;
- where work begins, a line names the exercise, the set and the side, in place of "go";
- counts of one set stand on a line together, five at most ("one · two · three · four · five"), as do countdowns:
  a line for each would chase everything else off the screen;
- words of a phase ("squeeze"), heard several times a repetition, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voicecoach.timeline.model import Event, Segment, Timeline

COUNTS_IN_A_LINE = 5
_NUMBERS = ("count", "countdown")
_UNSHOWN = ("phase",)
_SILENCE = re.compile(r"\[\s*[\d.:]+\s*(?:ms|s|m)?\s*\]")
_SPOKEN_AS = re.compile(r"\{([^{}|]*)\|[^{}]*\}")
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LyricLine:
    """A line of the screen, shown from ``start`` (ms) until the next one's."""

    start: int
    text: str


def lines(timeline: Timeline) -> tuple[LyricLine, ...]:
    """Return the lines in order of start; no two begin at once, and none is empty."""
    work = [s for s in timeline.segments if s.kind == "work" and heading(s)]
    headings = [LyricLine(s.start, heading(s)) for s in work]
    begins = {line.start for line in headings}
    spoken = _sentences([e for e in timeline.spoken() if not (e.role == "go" and e.start in begins)])
    merged: list[LyricLine] = []
    for line in sorted([*headings, *spoken], key=lambda line: line.start):
        if merged and merged[-1].start == line.start:
            merged[-1] = replace(line, text=f"{merged[-1].text} — {line.text}")
        else:
            merged.append(line)
    return tuple(merged)


def heading(segment: Segment) -> str:
    """``Clamshell · 2 · right``: name an exercise, its set and its side. The set's number says enough."""
    parts = [shown(segment.label or segment.exercise)]
    if segment.set is not None:
        parts.append(str(segment.set))
    if segment.side and segment.side.casefold() not in parts[0].casefold():
        parts.append(shown(segment.side))
    return " · ".join(part for part in parts if part)


def shown(text: str) -> str:
    """Return ``text`` as a screen shows it: on one line, without silences, in its written form, always encodable."""
    text = _SPOKEN_AS.sub(r"\1", _SILENCE.sub(" ", text))
    return _NOT_SHOWN.sub(" ", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)).strip()


def _sentences(events: list[Event]) -> Iterator[LyricLine]:
    run: list[Event] = []
    for event in events:
        if event.role in _UNSHOWN or not shown(event.text):
            continue
        if run and not (_continues(run[-1], event) and len(run) < COUNTS_IN_A_LINE):
            yield _line(run)
            run = []
        run.append(event)
        if event.role not in _NUMBERS:
            yield _line(run)
            run = []
    if run:
        yield _line(run)


def _continues(last: Event, event: Event) -> bool:
    same = (last.exercise, last.set, last.side) == (event.exercise, event.set, event.side)
    return same and (event.role == last.role or (last.role, event.role) == ("countdown", "go"))


def _line(run: list[Event]) -> LyricLine:
    return LyricLine(run[0].start, " · ".join(shown(event.text) for event in run))
