"""The words that the reviewer looks for, one YAML file a language; a language without a file has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from voicecoach.phrases.pack import find_language
from voicecoach.script import reader

_HERE = Path(__file__).parent

Group = tuple[str, ...]
Groups = Mapping[str, Group]


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language; ``en.yaml`` says what each list is for. A ``*`` stands for any more letters."""

    eyes: Group = ()
    not_eyes: Group = ()
    moving: Group = ()
    going_on: Group = ()
    placed: Group = ()
    warmth: Group = ()
    warm_up: Group = ()
    cool_down: Group = ()
    fetching: Group = ()
    comparing: Group = ()
    things: Groups = field(default_factory=dict)
    worn: Group = ()
    heavy: Group = ()
    places: Groups = field(default_factory=dict)
    parts: Groups = field(default_factory=dict)
    like_a_count: Groups = field(default_factory=dict)
    like_a_count_at_first: Groups = field(default_factory=dict)
    real_counts: Group = ()
    jargon: Groups = field(default_factory=dict)


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the words for a language tag."""
    file = _HERE / f"{find_language(language) or 'none'}.yaml"
    if not file.is_file():
        return Vocabulary()
    root, found = reader.read(file.name, file.read_text("utf-8"))
    if not isinstance(root, reader.Mapping) or found:
        raise ValueError(f"the list of words {file.name} is damaged: {found}")
    return Vocabulary(**{key.text: _plain(value) for key, value in root.entries})


def _plain(node: reader.Node) -> Any:
    match node:
        case reader.Mapping():
            return {key.text: _plain(value) for key, value in node.entries}
        case reader.Sequence():
            return tuple(item.text for item in node.items if isinstance(item, reader.Scalar))
        case _:
            return (node.text,)


def find(words: Iterable[str], text: str) -> str:
    """Return the first of some words or phrases in a text, as it stands there; nothing where there is none."""
    found = pattern(tuple(words)).search(text)
    return found[0] if found else ""


def match(groups: Groups, text: str) -> tuple[str, str]:
    """Return the name of the group of which a word stands first in a text, and that word; nothing for none."""
    found = [(one, name) for name, words in groups.items() if (one := pattern(words).search(text))]
    first, name = min(found, key=lambda pair: pair[0].start(), default=(None, ""))
    return (name, first[0]) if first else ("", "")


@cache
def pattern(words: Group) -> re.Pattern[str]:
    """Return what matches any of some words as a whole word, in upper or lower case."""
    either = "|".join(map(_spelt, sorted(words, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?<![\w'’])(?:{either})(?![\w'’])", re.IGNORECASE)


def _spelt(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")
