"""The words of whiteboards in all languages, one YAML file each: of doses, sides and rests, and of headers.

A line may be in any of them: what is looked for are the words of all languages together.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from voicecoach.script import reader

_HERE = Path(__file__).parent
_COUNTED = ("sets", "reps", "hours", "minutes", "seconds", "rounds")


@cache
def _files() -> dict[str, reader.Mapping]:
    """Return the file of each language."""
    found = {}
    for file in sorted(_HERE.glob("*.yaml")):
        root, problems = reader.read(file.name, file.read_text("utf-8"))
        if not isinstance(root, reader.Mapping) or problems:
            raise ValueError(f"the list of words {file.name} is damaged: {problems}")
        found[file.stem] = root
    return found


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return for each language the words of each list, in lower case."""
    return {
        language: {key.text: _texts(value) for key, value in root.entries if isinstance(value, reader.Sequence)}
        for language, root in _files().items()
    }


def _texts(node: reader.Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, reader.Sequence) else ()
    return tuple(item.text.lower() for item in items if isinstance(item, reader.Scalar))


@cache
def any_in_header(topic: str) -> str:
    """Return a pattern of all words of headers of a topic, such as ``rounds``, in every language; the longest first."""
    headers = [root.get("headers") for root in _files().values()]
    words = {word for one in headers if isinstance(one, reader.Mapping) for word in _patterns(one.get(topic))}
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


def _patterns(node: reader.Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, reader.Sequence) else ()
    return tuple(item.text for item in items if isinstance(item, reader.Scalar))


@cache
def number_words() -> dict[str, int]:
    """Return the numbers that headers have in words, in every language."""
    lists = [root.get("numbers") for root in _files().values()]
    return {
        key.text: int(value.text)
        for one in lists
        if isinstance(one, reader.Mapping)
        for key, value in one.entries
        if isinstance(value, reader.Scalar)
    }


@cache
def any_of(*names: str) -> str:
    """Return a pattern of the words of some lists, such as ``sets``, in every language; the longest is tried first."""
    words = {word for lists in _lists().values() for name in names for word in lists.get(name, ())}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


@cache
def first_words(*names: str) -> frozenset[str]:
    """Return the first word of each entry of some lists, in every language: without any of them, none can be there."""
    entries = [word for lists in _lists().values() for name in names for word in lists.get(name, ())]
    return frozenset(found[0] for word in entries if (found := re.search(r"[^\W\d_]+", word)))


@cache
def grammar_words() -> frozenset[str]:
    """Return every word that may give a line its meaning instead of being said."""
    lists = ("sets", "of", "reps", "hours", "minutes", "seconds", "each", "both", "limbs", "rest", "between", "rounds")
    return frozenset(
        part
        for words in _lists().values()
        for name in (*lists, "holds", "total", "meaning")
        for word in words.get(name, ())
        for part in re.findall(r"[^\W\d_]+", word)
    )


def language_of(text: str) -> tuple[str, ...]:
    """Return the languages whose words for doses, sides and rests a text has: several where they cannot be told apart.

    Nothing where they are English, or of different languages.
    """
    text = text.lower()
    rest = any_of("rest")
    patterns = (
        rf"\d\s*(?P<word>{any_of(*_COUNTED)})(?!\w)",
        rf"\b(?P<word>{any_of('each')})\s+(?P<other>{any_of('limbs')})\b",
        rf"\b(?P<word>{rest})\b[\s:]*\d",
        rf"\d[^\d\n]{{0,20}}?\b(?P<word>{rest})\b",
    )
    seen = {word for pattern in patterns for found in re.finditer(pattern, text) for word in found.groups() if word}
    known = {
        name: {word for key, words in lists.items() if key != "whole" for word in words}
        for name, lists in _lists().items()
    }
    foreign = {word for word in seen if word not in known["en"]}
    possible = [name for name in known if name != "en" and foreign and foreign <= known[name]]
    if len(possible) < 2:
        return tuple(possible)
    possible.append("en")
    words = Counter(re.findall(r"[^\W\d_]+", text))
    common = {name: set(_lists()[name]["common"]) for name in possible}
    shared = set.intersection(*common.values())
    counts = {name: sum(words[word] for word in common[name] - shared) for name in possible}
    most = max(counts.values())
    return tuple(name for name in possible[:-1] if counts[name] == most > counts["en"]) or tuple(possible[:-1]) * (
        not most
    )
