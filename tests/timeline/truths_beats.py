"""What must be true of every beat: counts, countdowns and the work tone never move, and little gives way to a cue."""

from __future__ import annotations

import re

from tests.timeline.expected import Bout, Stretch, paced
from tests.timeline.made import Made, pause_start
from tests.timeline.truths import tag_of
from tests.timeline.walk import stretches
from voicecoach.timeline.model import Event, Phrase, Segment

NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
SHORT = 4000
"""A pause shorter than this is not made longer for a countdown alone."""
ROOM = 3500
"""For the tone of a pause and the last word of the work before it, beside the countdown."""
TIMED = 10_000
"""Timed work from this length on ends in a countdown."""


def check_beats(made: Made) -> None:
    """2. Counts, countdowns and go fall exactly on their beats."""
    for segment, stretch in made.works():
        bout = stretch.bout
        assert bout is not None
        events = made.within(segment.start, segment.end)
        _check_go(made, segment, stretch, events)
        _check_counts(made, segment, bout, events, dict(stretch.prompts))
        _check_countdown(made, segment, stretch)


def beat_of(made: Made, segment: Segment, bout: Bout, rep: int) -> int:
    into = (rep - 1) * bout.rep_length + bout.offset(bout.count_on)
    return segment.start + paced(into, made.script.pace[0])


def _check_go(made: Made, segment: Segment, stretch: Stretch, events: list[Event]) -> None:
    heard = [event.start for event in events if event.role == "go"]
    wanted = dict(stretch.prompts).get("go", "yes") == "yes" and made.voice.tone("work")
    assert heard == ([segment.start] if wanted else [])


def _check_counts(made: Made, segment: Segment, bout: Bout, events: list[Event], prompts: dict[str, str]) -> None:
    heard: dict[int, Event] = {}
    for event in events:
        if event.role in ("count", "last"):
            assert event.rep is not None
            assert event.rep not in heard, "a repetition is counted twice"
            assert event.id.endswith(f"/rep{event.rep}/count")
            assert event.start == beat_of(made, segment, bout, event.rep), event
            heard[event.rep] = event
    wanted = set(bout.counted())
    if made.voice.tone("count"):
        assert wanted <= set(heard)
    spoken = {rep for rep, event in heard.items() if event.kind == "say"}
    last_words = prompts.get("last", "yes") == "yes" and bout.count not in ("none", "ticks") and not bout.timed
    assert set(heard) - wanted <= ({bout.reps} if last_words else set())
    assert not (spoken and bout.count in ("none", "ticks"))
    for rep in spoken:
        number = bout.reps - rep + 1 if bout.count.startswith(("down", "last")) else rep
        words = [NUMBERS[number]] if number < len(NUMBERS) else []
        words += ["last one"] if last_words and rep == bout.reps else []
        words += ["two more"] if last_words and rep == bout.reps - 1 else []
        assert heard[rep].text in words or not words, (heard[rep], bout)


def _check_countdown(made: Made, segment: Segment, stretch: Stretch) -> None:
    says = dict(stretch.prompts).get("countdown", "yes")
    seconds = {"yes": 3, "no": 0}.get(says) if says in ("yes", "no") else int(says)
    if not made.voice.tone("countdown"):
        seconds = 0
    start = pause_start(made, segment)
    before = made.within(start, segment.start)
    left = [segment.start - event.start for event in before if event.role == "countdown"]
    assert left == [1000 * number for number in range(len(left), 0, -1)]
    assert len(left) <= (seconds or 0)
    pause = [one for one in made.matched if start <= one.segment.start and one.segment.end <= segment.start]
    nominal = sum(one.nominal for one in pause)
    clocked = any(made.wanted[one.stretch].kind == "until" for one in pause)
    announced = any(re.search(r"/ready/(name|dose|setup|side)|/switch/(form|setup)", event.id) for event in before)
    if (announced and not clocked) or nominal >= max(SHORT, 1000 * (seconds or 0) + ROOM):
        assert len(left) == seconds
    inside = [event for event in made.within(segment.start, segment.end) if event.role == "countdown"]
    left = [segment.end - event.start for event in inside]
    timed = stretch.bout is not None and stretch.bout.timed and segment.end - segment.start >= TIMED
    assert left == [1000 * number for number in range((seconds or 0) if timed else 0, 0, -1)]


def check_ticks(made: Made) -> None:
    """At most two counts that would have been spoken become ticks under a cue, and such a cue leaves a note.

    Cues of a phase take no count; they may only use the room that another cue has made.
    """
    noted = [note.message for note in made.timeline.notes if note.code == "cue-over-counts"]
    for segment, stretch in made.works():
        bout = stretch.bout
        assert bout is not None
        if bout.count == "ticks":
            continue
        events = made.within(segment.start, segment.end)
        ticks = [event for event in events if event.kind == "tone" and event.role == "count"]
        for cue in [event for event in events if event.role == "cue" and "/cue-at-" not in event.id]:
            under = [tick for tick in ticks if cue.start <= tick.start < cue.end]
            given_up = [tick for tick in under if _would_fit(made, segment, bout, tick, events)]
            assert len(given_up) <= 2, (cue, given_up)
            if given_up:
                assert any(word in message for message in noted for word in _siblings(made, tag_of(cue))), cue


def _would_fit(made: Made, segment: Segment, bout: Bout, tick: Event, events: list[Event]) -> bool:
    """Whether a count could have been said at the voice's own rate before the next one is due."""
    if tick.rep is None or tick.rep not in bout.counted():
        return False
    counts = [event.start for event in events if event.role in ("count", "last") and event.start > tick.start]
    number = bout.reps - tick.rep + 1 if bout.count.startswith(("down", "last")) else tick.rep
    room = min(counts, default=segment.end) - tick.start
    known = number < len(NUMBERS)
    return known and made.voice.speech(Phrase(NUMBERS[number], made.routine.voice.rate)) <= room


def _siblings(made: Made, tag: str) -> list[str]:
    """The tags of all texts that take turns with one."""
    for stretch in stretches(made.script):
        for cue in stretch.bout.cues if stretch.bout else ():
            tags = [say.tag for say in cue.says]
            if tag in tags:
                return tags
    return [tag]
