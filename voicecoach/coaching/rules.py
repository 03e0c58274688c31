"""The rules of the reviewer, one row each: what it is called, what a listener will miss, what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from voicecoach.coaching import heard, written
from voicecoach.coaching.coached import Coached, Finding


class Rule(NamedTuple):
    """A kind of finding. The message and the help have ``{blanks}``, which each finding fills in."""

    code: str
    message: str
    help: str
    find: Callable[[Coached], Iterator[Finding]]


RULES = (
    Rule(
        "no-movement",
        "nothing says what the body does in '{name}'",
        "movement: the start, the path, the end and the way back, in one to four short sentences",
        written.no_movement,
    ),
    Rule(
        "no-position",
        "nothing says in which position '{name}' begins",
        "setup: how to stand, sit or lie, and where hands and feet are",
        written.no_position,
    ),
    Rule(
        "needs-eyes",
        "'{words}' points to something that a listener cannot see",
        "name the part of the body and the direction",
        written.needs_eyes,
    ),
    Rule(
        "no-side",
        "'{name}' has two sides, and no text of it says what is right or left",
        'side_words: "{{side}} leg", or {{side}} or {{right/left}} in the set-up, the movement or a cue',
        written.no_side,
    ),
    Rule(
        "unannounced-switch",
        "'{name}' changes sides, and nobody says so before it is time",
        "leave switch_ahead on, or write a cue for last or 10s left",
        written.unannounced_switch,
    ),
    Rule(
        "untold",
        "for {time} nobody could say what the body should do in '{name}'",
        "say it in setup: or movement:, which are heard before the work",
        heard.untold,
    ),
    Rule(
        "heard-too-often",
        "'{words}' is heard {number} times",
        "give the moment a list of several cues, or only: set 1",
        heard.heard_too_often,
    ),
    Rule(
        "sounds-like",
        "'{words}' is heard as '{like}' among counts",
        "use another word, or say it in the set-up or in the rest",
        heard.sounds_like,
    ),
    Rule(
        "long-cue",
        "a cue of {number} words is too long among counts: '{words}'",
        "the key word first, up to eight words; the rest belongs in movement:",
        heard.long_cue,
    ),
    Rule(
        "too-many-cues",
        "{number} cues in {reps} repetitions of '{name}' are more than anybody can follow",
        "one in three or four repetitions, such as every 4",
        heard.too_many_cues,
    ),
    Rule(
        "long-setup",
        "the set-up of '{name}' has {number} sentences, more than anybody keeps in mind",
        "three at most: what the body does belongs in movement:, what has to be fetched in equipment: or move:",
        written.long_setup,
    ),
    Rule(
        "not-fetched",
        "'{name}' needs a {thing}, and nobody has said to fetch it",
        "equipment: at the top of the script, move: in the exercise, or an opening say:",
        written.not_fetched,
    ),
    Rule(
        "not-moved",
        "the {thing} moves from {before} to {after} for '{name}', without time for it",
        "move: {{say: what goes where, time: 10s}}",
        written.not_moved,
    ),
    Rule(
        "jargon",
        "'{term}' is jargon, and no plain word says the same",
        "say it in plain words, such as '{plainly}', or beside the term",
        written.jargon,
    ),
    Rule(
        "no-safety",
        "'{name}' is done with a {thing}, and nothing in the routine is about safety",
        "safety: what may hurt and when to stop, at the top of the script or in the exercise",
        written.no_safety,
    ),
    Rule(
        "no-warm-up",
        "the routine lasts more than ten minutes, and it begins with '{name}', without a warm-up",
        "begin with easy movement, or say in an opening say: that the body has to be warm",
        written.no_warm_up,
    ),
    Rule(
        "no-end",
        "the routine lasts more than ten minutes, and it ends with '{name}', without a cool-down or a closing word",
        "end with a stretch or easy movement, or with a say: that tells what to do now",
        written.no_end,
    ),
)
"""In the order of the documentation."""
CODES = tuple(rule.code for rule in RULES)
