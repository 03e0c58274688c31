"""A routine as the reviewer sees it: what is written, what will be heard, and the words to look for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from voicecoach.coaching.words import Vocabulary
from voicecoach.diagnostics import Span
from voicecoach.phrases.pack import Pack
from voicecoach.phrases.sentences import Sentences
from voicecoach.script.model import Block, Exercise, Routine, Say, Section, Text, Variant
from voicecoach.script.texts import split_text
from voicecoach.script.walk import walk
from voicecoach.timeline.model import Event, Segment, Timeline


class Finding:
    """A place in the script that a rule finds; ``values`` fill in the blanks of the rule's message and help."""

    def __init__(self, span: Span, **values: str) -> None:
        self.span, self.values = span, values


SIDE = "{side}"
"""Stands for the name of a side, and for words that depend on it, in what `plain` returns."""


@dataclass(frozen=True)
class Coached:
    """A routine, the timeline that it makes, and words. ``start`` is where its steps begin in the script."""

    routine: Routine
    timeline: Timeline
    pack: Pack
    words: Vocabulary
    start: Span

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in the order written, each before those within it."""
        return tuple(walk(self.routine.blocks))

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in the order written."""
        return tuple(block for block in self.blocks if isinstance(block, Exercise))

    @cached_property
    def by_key(self) -> Mapping[str, Exercise]:
        """Each exercise by the key that events carry; of equal ones the first."""
        return {one.key: one for one in reversed(self.exercises)}

    @cached_property
    def sets(self) -> tuple[tuple[Segment, tuple[Event, ...]], ...]:
        """Each stretch of work with the words that begin within it."""
        spoken = tuple(self.timeline.spoken())
        works = (one for one in self.timeline.segments if one.kind == "work")
        starts = [event.start for event in spoken]
        return tuple((work, spoken[bisect_left(starts, work.start) : bisect_left(starts, work.end)]) for work in works)

    @cached_property
    def cues(self) -> frozenset[Span]:
        """Where the cues of the script stand."""
        forms = (form for exercise in self.exercises for form in exercise.variants)
        return frozenset(text.say.span for form in forms for cue in form.cues for text in cue.texts)

    def is_cue(self, event: Event) -> bool:
        """Whether an event is a cue of the script, and not one of the built-in prompts that are said like cues."""
        return event.role == "cue" and event.source in self.cues

    @cached_property
    def sentences(self) -> Sentences:
        """Where the sentences of a text end."""
        return Sentences(self.pack)

    @property
    def said(self) -> Iterator[Text]:
        """All texts of the script that are spoken, each once."""
        routine = self.routine
        texts = [routine.title, *(text for _, text in routine.phrases), *routine.equipment, *routine.safety]
        for block in self.blocks:
            texts += texts_of(block) if isinstance(block, Exercise) else said_by(block)
        yield from dict.fromkeys(texts)


def plain(text: Text | str) -> str:
    """Return the words of a text as they are spoken, with `SIDE` for those of a side."""
    parts = split_text(text if isinstance(text, str) else text.text)
    return "".join(_said(part.kind, part.text, part.spoken) for part in parts)


def _said(kind: str, text: str, spoken: str) -> str:
    if kind == "placeholder":
        return SIDE if text == "side" else f"{{{text}}}"
    return spoken if kind == "respelt" and not spoken.startswith("/") else text


def joined(texts: Iterable[Text]) -> str:
    """Return texts as one, sentence after sentence."""
    return ". ".join(plain(text) for text in texts)


def said_by(block: Block) -> tuple[Text, ...]:
    """Return what a step says that is no exercise: its own words, or the name of a part of the routine."""
    match block:
        case Say():
            return (block.text,)
        case Section():
            return (block.name,)
        case _:
            return ()


def first_form(exercise: Exercise) -> Variant:
    """Return the form with which an exercise begins."""
    return exercise.variants[0]


def setup_of(exercise: Exercise) -> tuple[Text, ...]:
    """Return the position in which an exercise begins."""
    return (*exercise.setup, *first_form(exercise).setup)


def movement_of(exercise: Exercise) -> tuple[Text, ...]:
    """Return what says what the body does, if it is said at all."""
    movement = first_form(exercise).movement or exercise.movement
    return movement.say if movement and exercise.prompts.movement is not False else ()


def cues_at(form: Variant, *moments: str) -> tuple[Text, ...]:
    """Return the cues of some moments."""
    return tuple(text.say for cue in form.cues if cue.when.moment in moments for text in cue.texts)


def texts_of(exercise: Exercise) -> tuple[Text, ...]:
    """Return all texts of an exercise but the names of it and its forms, in the order heard."""
    forms, breathing = exercise.variants, exercise.breathing
    movements = [one for one in (exercise.movement, *(form.movement for form in forms)) if one]
    cues = [text for form in forms for cue in form.cues for text in cue.texts]
    texts = (
        exercise.move.say if exercise.move else None,
        *exercise.setup,
        *(text for form in forms for text in form.setup),
        exercise.side_words,
        *(text for movement in movements for text in (*movement.say, movement.short)),
        breathing.say if breathing else None,
        *exercise.safety,
        *(wording for text in cues for wording in (text.say, text.short)),
    )
    return tuple(text for text in texts if text is not None)


def label(exercise: Exercise) -> str:
    """Return the name of an exercise for a message."""
    return plain(exercise.say)
