"""What the reviewer finds in the timeline. Each function yields the places of one rule of `rules.RULES`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from voicecoach.coaching.coached import Coached, Finding, label, texts_of
from voicecoach.coaching.words import match, pattern
from voicecoach.diagnostics import Span
from voicecoach.timeline.model import Event, Segment
from voicecoach.units import SECOND, format_duration

Part = TypeVar("Part", Event, Segment)

MOST_TIMES = 6
MOST_WORDS = 8
REPS_A_CUE = 3
LONGEST_RIDDLE = 8 * SECOND
RIGHT_AFTER = 2 * SECOND
TELLING = ("setup", "cue", "phase")
"""What says what the body should do."""


def heard_too_often(coached: Coached) -> Iterator[Finding]:
    """Find cues of which the same words are heard again and again in the whole routine, but for names."""
    times: dict[str, list[Event]] = {}
    names = {label(exercise).casefold() for exercise in coached.exercises}
    for event in coached.timeline.spoken():
        if coached.is_cue(event) and event.text.casefold().strip(" .!") not in names:
            times.setdefault(event.text.casefold(), []).append(event)
    for events in times.values():
        if len(events) > MOST_TIMES and (span := events[0].source):
            yield Finding(span, words=events[0].text, number=str(len(events)))


def sounds_like(coached: Coached) -> Iterator[Finding]:
    """Find words among counts that are taken for a number or for "rest"."""
    words = coached.words
    for work, events in coached.sets:
        for event, before in zip(events, (None, *events), strict=False):
            own = coached.is_cue(event) or event.role == "phase"
            if not own or not event.phrase or not _counts(events):
                continue
            spoken = pattern(words.real_counts).sub("", event.phrase.words)
            like, found = match(words.like_a_count, spoken)
            if not found and before and before.role in ("count", "last") and event.start - before.end < RIGHT_AFTER:
                like, found = match(words.like_a_count_at_first, (re.findall(r"[^\W_]+", spoken) or [""])[0])
            if found and (span := _span(coached, event, work)):
                yield Finding(span, words=found, like=like)


def _counts(events: Sequence[Event]) -> bool:
    return any(event.role in ("count", "last") for event in events)


def _span(coached: Coached, event: Event, work: Segment) -> Span | None:
    exercise = coached.by_key.get(event.exercise)
    return event.source or (exercise.span_of("tempo") if exercise else work.source)


def long_cue(coached: Coached) -> Iterator[Finding]:
    """Find cues among counts that are more than a short reminder."""
    for _, events in coached.sets:
        for event in events if _counts(events) else ():
            number = len(event.text.split())
            if coached.is_cue(event) and number > MOST_WORDS and event.source:
                yield Finding(event.source, words=event.text, number=str(number))


def too_many_cues(coached: Coached) -> Iterator[Finding]:
    """Find exercises in which one cue follows the other: more than one in three repetitions, and one at the start."""
    for _, events in coached.sets:
        reps = max((event.rep or 0 for event in events), default=0)
        cues = [event for event in events if coached.is_cue(event)]
        exercise = coached.by_key.get(events[0].exercise) if events else None
        if exercise and reps and len(cues) > 1 + -(-reps // REPS_A_CUE):
            yield Finding(exercise.span_of("cues"), name=label(exercise), number=str(len(cues)), reps=str(reps))


def untold(coached: Coached) -> Iterator[Finding]:
    """Find exercises in which the body waits, or works, for long before anybody says what it should do.

    The clock runs from the name, or from the beginning of the work. Rests and fetching are no riddle.
    """
    spoken, works = _by_exercise(coached.timeline.spoken()), _by_exercise(work for work, _ in coached.sets)
    for exercise in coached.by_key.values():
        own, work = spoken.get(exercise.key, []), works.get(exercise.key, [])
        if not work or not texts_of(exercise):
            continue
        name = next((one.end for one in own if one.role == "name"), work[0].start)
        since = min(name, work[0].start)
        told = min((one.start for one in own if one.role in TELLING), default=work[-1].end)
        if told - since >= LONGEST_RIDDLE:
            seconds = (told - since) // SECOND
            yield Finding(exercise.say.span, name=label(exercise), time=format_duration(seconds * SECOND))


def _by_exercise(parts: Iterable[Part]) -> dict[str, list[Part]]:
    gathered: dict[str, list[Part]] = {}
    for part in parts:
        gathered.setdefault(part.exercise, []).append(part)
    return gathered
