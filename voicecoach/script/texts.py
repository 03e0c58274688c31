"""What may stand inside a text: ``{placeholder}``, ``{written|spoken}`` and ``[0.5s]``.

A text is cut into parts once; the checker complains with them, and the phrases room fills them in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voicecoach.diagnostics import did_you_mean
from voicecoach.script.kinds import TEXT, Kind, Problems
from voicecoach.script.model import Text
from voicecoach.script.reader import Node

PLACEHOLDERS = ("exercise", "reps", "set", "sets", "side", "time", "next", "remaining", "total")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """Plain words, a placeholder's name, or words written one way (``text``) and ``spoken`` another."""

    kind: Literal["words", "placeholder", "respelt"]
    text: str
    spoken: str = ""


def split_text(text: str) -> Iterator[Part]:
    """The parts of a text, in order; braces that mean nothing stay words."""
    end = 0
    for match in _BRACES.finditer(text):
        if match.start() > end:
            yield Part("words", text[end : match.start()])
        written, bar, spoken = match[1].partition("|")
        yield Part("respelt", written, spoken.strip()) if bar else Part("placeholder", written.strip())
        end = match.end()
    if end < len(text):
        yield Part("words", text[end:])


def placeholders(text: str) -> set[str]:
    """The names that a text wants filled in."""
    return {part.text for part in split_text(text) if part.kind == "placeholder"}


def check_text(text: Text, known: tuple[str, ...], problems: Problems) -> None:
    """Report placeholders that do not exist, and stray braces."""
    for part in split_text(text.text):
        if part.kind == "placeholder" and part.text not in known:
            help_ = did_you_mean(part.text, known) + "; {written|spoken} says a word another way"
            problems.add("unknown-placeholder", f"there is no placeholder {{{part.text}}}", text.span, help=help_)
        elif part.kind == "words" and ("{" in part.text or "}" in part.text):
            problems.add("unknown-placeholder", "a brace here is not closed, or not opened", text.span)


def _read_speech(node: Node, problems: Problems) -> Text | None:
    text = TEXT.read(node, problems)
    if text is not None:
        check_text(text, PLACEHOLDERS, problems)
    return text


SPEECH: Kind[Text] = Kind("a text", TEXT.schema, from_node=_read_speech)
