"""Where a sentence ends: at a full stop, ``!`` or ``?`` before a blank, unless a short form or a number has the stop.

This is the one place that decides it for a text as it is written. A text in the words that the voice gets has no short
forms any more, so an engine may cut it at any stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecoach.phrases.pack import Pack


class Sentences:
    """Finds the ends of sentences in a language, by its abbreviations, units and ordinal numbers."""

    def __init__(self, pack: Pack) -> None:
        short = any_of(word for word in pack.abbreviations if "." in word)
        inner = rf"(?<!\w)(?i:{short})(?!\w|{new_sentence(pack)})|\d\s?(?i:{any_of(pack.units)}){unit_stop(pack)}"
        if before := any_of(symbol for symbol in pack.symbols if symbol.endswith(".")):
            inner += rf"|(?<!\w)(?:{before})(?=\s\d)"
        if pack.ordinal_nouns:
            inner += rf"|\d\.\s?\d{{1,2}}\.(?!{new_sentence(pack)})|\d\.(?=\s(?:{any_of(pack.ordinal_nouns)})\b)"
        self._stops = re.compile(rf"(?P<inner>{inner})|[.!?]+(?=\s)")

    def split(self, text: str) -> list[str]:
        """Return the sentences of a text, each with its mark and without blanks around it."""
        starts = [0, *self._ends(text), len(text)]
        parts = (text[start:end].strip() for start, end in pairwise(starts))
        return [part for part in parts if part]

    def capitalised(self, text: str) -> str:
        """Begin each sentence with a capital, in a text on one line."""
        return " ".join(re.sub(r"^[¡¿]?\{?\w", lambda found: found[0].upper(), one) for one in self.split(text))

    def _ends(self, text: str) -> Iterator[int]:
        return (found.end() for found in self._stops.finditer(text) if not found["inner"])


def unit_stop(pack: Pack) -> str:
    """Return a pattern for the full stop of a unit that ends no sentence: "10 Min. Zeit", "30-sec. rest"."""
    stop = r"\.(?=\s+[a-zß-öø-ÿ]|[-,;:)])"
    if pack.shortened:
        ends = "|".join(f"(?<={re.escape(one)})" for one in pack.shortened)
        stop += rf"|(?i:{ends})\.(?!{new_sentence(pack)})(?=\s+\w)"
    return f"(?:{stop})"


def new_sentence(pack: Pack) -> str:
    """Return a pattern for words that can only begin a sentence: "Then" in "mats, bands etc. Then lie down."."""
    return rf"\s+(?:{any_of(pack.sentence_begins)})\b"


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
