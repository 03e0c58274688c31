"""What must be true of every timeline: one function for each promise of the language page.

Each takes a `Made`: the script as data, its text, and the timeline that came of it under some voice.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from tests.timeline.made import FILE, Made, pause_start
from voicecoach.timeline.align import LEAD_OUT
from voicecoach.timeline.annotate import hardened
from voicecoach.timeline.frames import FRAME as GRAIN
from voicecoach.timeline.model import Event, Segment
from voicecoach.timeline.schedule import LEAD_IN

TROUBLE = ("cue-faster", "cue-over-counts", "cue-dropped", "count-faster", "count-ticked")
OPTIONAL = re.compile(
    r"/station\d+(#\d+)?/(rest|round|next|ten-seconds)$|/rest/(rest|set|cue-rest|ten-seconds)$|/cue-(end|rest)$|^rest/.*/(rest|next)$"
)
"""What is said in a pause only where there is room."""
LONGEST_SILENCE = 1000
"""Between the words of a pause that had to grow nothing longer is silent."""


def check_voices(made: Made) -> None:
    """1. Two voices never overlap, and nothing spoken is cut."""
    for event in made.timeline.events:
        assert 0 <= event.start < event.end <= made.timeline.duration, event
    assert list(made.timeline.events) == sorted(made.timeline.events, key=lambda event: event.start)
    for one, other in pairwise(made.timeline.spoken()):
        assert one.end <= other.start, (one, other)
    for event in made.timeline.spoken():
        assert event.phrase is not None
        assert event.end - event.start == made.voice.speech(event.phrase), event


def check_lengths(made: Made) -> None:
    """3. Everything lasts what the script says, or is reported to have grown; segments follow without a gap."""
    segments = made.timeline.segments
    assert segments[0].start == 0
    assert segments[-1].end == made.timeline.duration
    for one, other in pairwise(segments):
        assert one.end == other.start
    assert all(segment.start < segment.end for segment in segments)
    grown = {note.span for note in made.timeline.notes if note.code == "grown"}
    used = set()
    for match in made.matched:
        segment, nominal = match.segment, match.nominal
        if segment.end - segment.start > nominal:
            assert segment.kind != "work", segment
            used.add(segment.source)
            start = pause_start(made, segment)
            assert segment.end % GRAIN == 0 or made.wanted[match.stretch].kind == "until", segment
            assert not [event for event in made.within(start, segment.end) if OPTIONAL.search(event.id)], segment
            _check_needed(made, segment)
    assert used == grown, "a note tells of growth that never was"
    if all(stretch.kind != "until" for stretch in made.wanted):
        _check_sum(made)


def _check_sum(made: Made) -> None:
    """The whole is what the script's lengths add up to, and whole steps for each pause of speech: so a rest that is a
    second longer makes the whole exactly that much longer.
    """
    grown = [match.segment for match in made.matched if match.segment.end - match.segment.start > match.nominal]
    speech = [range(pause_start(made, segment), segment.end) for segment in grown]
    written = [match for match in made.matched if not any(match.segment.start in pause for pause in speech)]
    spoken = max((event.end for event in made.timeline.events), default=0)
    if spoken <= made.timeline.segments[-1].start:
        rest = made.timeline.duration - LEAD_IN - LEAD_OUT - sum(match.nominal for match in written)
        assert rest % GRAIN == 0


def _check_needed(made: Made, segment: Segment) -> None:
    """A pause that grew is full: nothing in it is silent for long, be it said before it and not yet over."""
    start = pause_start(made, segment)
    at = max([start, *(event.end for event in made.within(start - 20_000, start))])
    for event in made.within(start, segment.end):
        assert event.start - at <= LONGEST_SILENCE, (segment, event)
        at = max(at, event.end)
    assert segment.end - at <= LONGEST_SILENCE, segment


def check_chapters(made: Made) -> None:
    """4. The chapters are the exercises in order, station by station, one after another, each around its own work."""
    chapters, duration = made.timeline.chapters, made.timeline.duration
    for one, other in pairwise(chapters):
        assert one.end == other.start
    assert all(0 <= chapter.start < chapter.end <= duration for chapter in chapters)
    if chapters:
        assert chapters[-1].end == duration
    assert [chapter.title for chapter in chapters] == [one.title for one in made.wanted if one.title]
    for segment, _ in made.works():
        around = [chapter for chapter in chapters if chapter.start <= segment.start and segment.end <= chapter.end]
        assert len(around) == 1


def check_speech(made: Made) -> None:
    """6. Nothing is spoken slower than the voice's rate, nor more than 1.25 times faster, whatever the pace."""
    rate = made.routine.voice.rate
    for event in made.timeline.spoken():
        assert event.phrase is not None
        assert rate <= event.phrase.rate <= rate * Decimal("1.25"), event
        assert event.phrase.rate == rate or event.role in ("count", "last", "cue", "half", "time", "switch")


def check_ids(made: Made) -> None:
    """Ids are unique, and speak of the place they stand for."""
    ids = [event.id for event in made.timeline.events]
    assert len(set(ids)) == len(ids), [name for name in ids if ids.count(name) > 1]
    for event in made.timeline.events:
        assert event.rep is None or f"/set{event.set}" in event.id
        assert event.rep is None or f"/rep{event.rep}/" in event.id


def tag_of(event: Event) -> str:
    """The word that only one text of the script has; it stands last in it."""
    return (re.findall(r"\bq\d+\b", event.text) or [""])[-1]


def check_sources(made: Made) -> None:
    """Events and notes point at a place of the script; the writer's own words at the very line they stand in."""
    lines = made.text.split("\n")
    for event in made.timeline.events:
        if event.source is None:
            assert event.id.startswith("end/"), event
            continue
        span = event.source
        assert span.file == FILE
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        tag = tag_of(event)
        if tag and event.role in ("cue", "setup", "say"):
            assert re.search(rf"\b{tag}\b", lines[span.line - 1]), event
    for note in made.timeline.notes:
        assert note.span.file == FILE, note
        assert 1 <= note.span.line <= len(lines)


def check_strict(made: Made) -> None:
    """`--strict` makes an error of everything that did not fit, and of nothing else."""
    strict = hardened(made.timeline.notes)
    assert [note.code for note in strict] == [note.code for note in made.timeline.notes]
    for note in strict:
        assert (note.severity == "error") == (note.code in TROUBLE)
        assert note.code in (*TROUBLE, "grown")
