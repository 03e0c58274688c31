"""What the reviewer finds in the script itself. Each function yields the places of one rule of `rules.RULES`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from voicecoach.coaching.coached import (
    SIDE,
    Coached,
    Finding,
    cues_at,
    first_form,
    joined,
    label,
    movement_of,
    plain,
    said_by,
    setup_of,
    texts_of,
)
from voicecoach.coaching.words import find, match, pattern
from voicecoach.script.model import BothSides, Exercise, Say, Text
from voicecoach.script.walk import walk
from voicecoach.units import MINUTE

MOST_SENTENCES = 3
NEEDS_WARMTH = 10 * MINUTE
"""What lasts longer than this begins with a warm-up and ends with a cool-down."""


def no_movement(coached: Coached) -> Iterator[Finding]:
    """Find exercises of which nothing says what the body does before it has to do it."""
    words = coached.words
    for exercise in coached.exercises:
        start = joined(cues_at(first_form(exercise), "start"))
        told = find(words.moving, start) if words.moving else start
        if not (told or movement_of(exercise) or _in_words(exercise)):
            yield Finding(exercise.say.span, name=label(exercise))


def _in_words(exercise: Exercise) -> bool:
    """Whether phases that are heard say in several words each what the body does, such as ``inhale, arms up``."""
    phases = first_form(exercise).phases
    return exercise.prompts.phases > 0 and bool(phases) and all(" " in phase.name.strip() for phase in phases)


def no_position(coached: Coached) -> Iterator[Finding]:
    """Find exercises without a set-up; who walks stands, and what is told phase by phase goes on where one is."""
    for exercise in coached.exercises:
        start = cues_at(first_form(exercise), "start")
        placed = find(coached.words.placed, joined((*movement_of(exercise), *start)))
        goes_on = exercise.ready == 0 and (_in_words(exercise) or find(coached.words.going_on, joined(start)))
        if not setup_of(exercise) and not placed and not goes_on:
            yield Finding(exercise.say.span, name=label(exercise))


def needs_eyes(coached: Coached) -> Iterator[Finding]:
    """Find words that point to what cannot be seen."""
    words = coached.words
    for text in coached.said:
        if found := find(words.eyes, pattern(words.not_eyes).sub("", plain(text))):
            yield Finding(text.span, words=found)


def no_side(coached: Coached) -> Iterator[Finding]:
    """Find exercises with sides of which no text says what is right or left; alternating ones do without."""
    for exercise, sides in _sided(coached):
        texts = joined(texts_of(exercise))
        only = [text.only for form in exercise.variants for cue in form.cues for text in cue.texts]
        named = SIDE in texts or any(one & set(sides) for one in only)
        if len(sides) == 1:
            named |= bool(find((coached.pack.sides[sides[0]],), texts))
        if not named:
            yield Finding(exercise.span_of("sides"), name=label(exercise))


def _sided(coached: Coached) -> Iterator[tuple[Exercise, tuple[str, ...]]]:
    """Yield the exercises that are done side by side, with their sides or those of the block around them."""
    for block in coached.blocks:
        if isinstance(block, Exercise) and block.sides and not block.alternate:
            yield block, block.sides
        if isinstance(block, BothSides):
            within = (one for one in walk(block.steps) if isinstance(one, Exercise))
            yield from ((one, block.sides) for one in within if not one.sides)


def unannounced_switch(coached: Coached) -> Iterator[Finding]:
    """Find exercises that change sides without a word ahead."""
    for exercise in coached.exercises:
        silent = not exercise.prompts.switch_ahead and not cues_at(first_form(exercise), "last", "left", "end")
        if silent and len(exercise.sides) == 2 and not exercise.alternate:
            yield Finding(exercise.say.span, name=label(exercise))


def not_fetched(coached: Coached) -> Iterator[Finding]:
    """Find things that are used before anybody has said to fetch them, each once."""
    fetched = _things(coached, joined(coached.routine.equipment))
    for block in coached.blocks:
        if isinstance(block, Say):
            fetched |= _things(coached, plain(block.text))
        if isinstance(block, Exercise):
            fetched |= _things(coached, plain(block.move.say)) if block.move else set()
            for text in texts_of(block):
                used = _things(coached, plain(text)) - fetched
                fetched |= used
                if not find(coached.words.fetching, plain(text)):
                    yield from (Finding(text.span, thing=thing, name=label(block)) for thing in sorted(used))


def _things(coached: Coached, text: str) -> set[str]:
    """Return the names of the things in a text, but for those it only compares with."""
    words = coached.words
    compared = re.compile(rf"{pattern(words.comparing).pattern}\W+(?:\w+\W+){{0,2}}?$", re.IGNORECASE)
    return {
        name
        for name, spellings in words.things.items()
        for found in pattern(spellings).finditer(text)
        if not compared.search(text[: found.start()])
    }


def not_moved(coached: Coached) -> Iterator[Finding]:
    """Find things worn that are in another place than in the exercise before, with no time to move them."""
    worn = {name: coached.words.things[name] for name in coached.words.worn}
    places: dict[str, tuple[str, str] | None] = {}
    for block in coached.blocks:
        if isinstance(block, Say):
            for thing in worn:
                if find(worn[thing], plain(block.text)):
                    places.pop(thing, None)
        if isinstance(block, Exercise):
            for thing, text in _worn(block, worn):
                place = _place(coached, plain(text), worn[thing])
                before = places.get(thing)
                if before and place and place != before and not block.move:
                    yield Finding(
                        text.span,
                        thing=thing,
                        before=" the ".join(before),
                        after=" the ".join(place),
                        name=label(block),
                    )
                places[thing] = place


def _worn(exercise: Exercise, worn: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, Text]]:
    """Yield each thing worn in an exercise with the text that says where."""
    move = (exercise.move.say,) if exercise.move else ()
    for thing, words in worn.items():
        text = next((one for one in (*move, *setup_of(exercise)) if find(words, plain(one))), None)
        if text is not None:
            yield thing, text


def _place(coached: Coached, text: str, thing: tuple[str, ...]) -> tuple[str, str] | None:
    """Return where a thing is by a text: ``("below", "knees")``; None where it does not say."""
    words = coached.words
    sentence = next(one for one in coached.sentences.split(text) if find(thing, one))
    after = sentence[pattern(thing).search(sentence).end() :]  # type: ignore[union-attr]
    part, word = match(words.parts, after)
    before = re.findall(r"[\w'’]+", after[: after.index(word)])
    places = [place for one in before if (place := match(words.places, one)[0])]
    return (places[-1], part) if places else None


def no_safety(coached: Coached) -> Iterator[Finding]:
    """Find the first exercise with a weight in a routine that has not a word about safety."""
    if coached.routine.safety or any(exercise.safety for exercise in coached.exercises):
        return
    for exercise in coached.exercises:
        heavy = _things(coached, joined(texts_of(exercise))) & set(coached.words.heavy)
        if heavy:
            yield Finding(exercise.say.span, name=label(exercise), thing=min(heavy))
            return


def no_warm_up(coached: Coached) -> Iterator[Finding]:
    """Find long routines that begin with hard work."""
    first, opening = coached.exercises[:1], [coached.routine.title, *coached.routine.safety]
    for block in itertools.takewhile(lambda one: not isinstance(one, Exercise), coached.blocks):
        opening += said_by(block)
    warm = find(coached.words.warmth, joined(opening)) or (first and _is_easy(first[0], coached.words.warm_up))
    if first and _is_long(coached) and not warm:
        yield Finding(coached.start, name=label(first[0]))


def no_end(coached: Coached) -> Iterator[Finding]:
    """Find long routines that end with hard work, and without a word after it."""
    last, routine = coached.exercises[-1:], coached.routine
    closed = any(name == "done" for name, _ in routine.phrases) or isinstance(coached.blocks[-1], Say)
    named = find(coached.words.cool_down, joined(said_by(routine.blocks[-1])))
    ended = closed or named or find(coached.words.warmth, plain(routine.title))
    if last and _is_long(coached) and not ended and not _is_easy(last[0], coached.words.cool_down):
        yield Finding(coached.start, name=label(last[0]))


def _is_long(coached: Coached) -> bool:
    return coached.timeline.duration > NEEDS_WARMTH


def _is_easy(exercise: Exercise, words: tuple[str, ...]) -> bool:
    """Whether one of some words is heard in an exercise before its work, or none is known."""
    start = cues_at(first_form(exercise), "start")
    texts = joined((exercise.say, *setup_of(exercise), *movement_of(exercise), *start))
    return not words or bool(find(words, texts))


def long_setup(coached: Coached) -> Iterator[Finding]:
    """Find set-ups of more sentences than anybody keeps in mind."""
    for exercise in coached.exercises:
        setup = setup_of(exercise)
        number = sum(len(coached.sentences.split(plain(text))) for text in setup)
        if number > MOST_SENTENCES:
            yield Finding(setup[0].span, name=label(exercise), number=str(number))


def jargon(coached: Coached) -> Iterator[Finding]:
    """Find terms of the trade for which no plain word has been heard, in this exercise or one before it."""
    explained: set[str] = set()
    for exercise in coached.exercises:
        texts = joined(texts_of(exercise))
        for term, plainly in coached.words.jargon.items():
            if find(plainly, texts):
                explained.add(term)
            if term in explained:
                continue
            for text in texts_of(exercise):
                if found := find((term,), plain(text)):
                    yield Finding(text.span, term=found, plainly=plainly[0].strip("*"))
                    break
