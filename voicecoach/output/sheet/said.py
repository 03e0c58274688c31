"""What the script of the page has to know of a timeline: the words and when, what the body does, the chapters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import wrap

from voicecoach.output.sheet.model import Sheet
from voicecoach.output.sheet.safe import capital, plain
from voicecoach.output.sheet.strip import bars
from voicecoach.timeline.model import Event, Segment, Timeline

MOST_AT_ONCE = 120
"""Letters of a text that are shown at once: more of them could not be read from two metres."""
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟])\s+")
_UNSAFE_IN_SCRIPT = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def data(timeline: Timeline, sheet: Sheet) -> str:
    """Return what the script needs to know, as JSON that can stand in a script element."""
    words = sheet.words
    drawn = {id(segment): (fill, height) for segment, fill, height in bars(timeline)}
    sets: dict[str, int] = {}
    for segment in timeline.segments:
        sets[segment.exercise] = max(sets.get(segment.exercise, 0), segment.set or 0)
    known = {
        "title": plain(timeline.title),
        "duration": timeline.duration,
        "words": [words for event in timeline.spoken() for words in words_of(event)],
        "segments": [
            [
                segment.start,
                segment.end,
                segment.kind,
                _heading(segment, sets.get(segment.exercise, 0), sheet),
                *drawn.get(id(segment), ("", 0)),
            ]
            for segment in timeline.segments
            if segment.end > segment.start
        ],
        "chapters": [
            [one.start, plain(one.title)] for one in sorted(timeline.chapters, key=lambda chapter: chapter.start)
        ],
        "labels": {name: words[name] for name in ("play", "pause", "end")},
    }
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE_IN_SCRIPT)


def words_of(event: Event) -> Iterator[tuple[int, int, str, int]]:
    """Yield what is shown of an event: all of it, or where it is long, its sentences in turn, as far as can be told."""
    text = plain(event.text)
    parts = [text] if len(text) <= MOST_AT_ONCE else _parts(text)
    length = max(1, sum(map(len, parts)))
    done = 0
    for part in parts:
        if part:
            start, end = (event.start + (event.end - event.start) * at // length for at in (done, done + len(part)))
            yield start, end, part, 1 if event.role == "count" else 0
        done += len(part)


def _parts(text: str) -> list[str]:
    """Return a long text in parts that can be read at a glance, cut between sentences and if need be between words."""
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        for line in wrap(sentence, MOST_AT_ONCE, break_on_hyphens=False):
            if parts and len(parts[-1]) + len(line) < MOST_AT_ONCE // 2:
                parts[-1] += f" {line}"
            else:
                parts.append(line)
    return parts


def _heading(segment: Segment, sets: int, sheet: Sheet) -> str:
    """Say what the body does: ``Clamshell · set 2 of 3 · right``, ``Rest``."""
    words = sheet.words
    if segment.kind == "rest" or (segment.kind == "switch" and segment.label == "switch sides"):
        return words[segment.kind]
    label = capital(plain(segment.label or segment.exercise))
    if segment.kind in ("ready", "switch"):
        return f"{words['ready']}: {label}" if label else words["ready"]
    if segment.kind == "say":
        return words["say"]
    parts = [label]
    if segment.set is not None and sets > 1:
        parts.append(words["set_of"].replace("{set}", str(segment.set)).replace("{sets}", str(sets)))
    if segment.side:
        parts.append(plain(sheet.sides.get(segment.side, segment.side)))
    return " · ".join(part for part in parts if part)
