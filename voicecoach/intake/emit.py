"""Writing steps as the text of a script, as a coach would have typed it.

Short steps stand on one line, long ones a key a line. Words are quoted where some reader of YAML would misread them; a
script's own notation (``3x12``, ``1m30s``) needs no quotes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, Union

from voicecoach.intake.foreign_text import clean

WIDTH = 100
_PLAIN = re.compile(r"[^\W_](?:[^:#\n]|:(?!\s|$)|(?<!\s)#)*")
_MISREAD = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n"
    r"|[-+]?[0-9][0-9_,.:]*(?:e[-+]?[0-9]+)?|0x[0-9a-f_]+|0o?[0-7_]+|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*",
    re.IGNORECASE,
)
_FLOW = re.compile(r"[,\[\]{}]")


class Prose(str):
    """What a person wrote, to be spoken or shown, and quoted if necessary."""

    __slots__ = ()


class Comment(str):
    """A comment among the steps, for people who read the script; ``line`` is where it stands in the source, or 0."""

    line = 0


class Heading(Comment):
    """A comment that begins a part of the routine."""


class Step(dict[str, "Value"]):
    """A step that knows the ``line`` of the source from which it was read."""

    def __init__(self, entries: Mapping[str, Value], line: int) -> None:
        super().__init__(entries)
        self.line = line


Value: TypeAlias = Union[str, "Entries", "Sequence[Value]"]
Entries: TypeAlias = Mapping[str, Value]


def capital(text: str) -> str:
    """Return a text with a capital first letter, and all others as they are."""
    return text[:1].upper() + text[1:]


def emit_script(comments: Sequence[str], head: Entries, steps: Sequence[Value]) -> str:
    """Write the text of a script: comments on top, the keys of ``head``, and the steps of its routine."""
    lines = [line for text in comments for line in emit_comment(text, "")]
    lines += [""] if lines else []
    for key, value in head.items():
        lines += _entry(key, value, "")
    return "\n".join([*lines, "", "routine:", *_items(steps, "  ")]) + "\n"


def emit_comment(text: str, indent: str) -> Iterator[str]:
    """Write a comment, broken into lines."""
    for line in textwrap.wrap(
        clean(text).lstrip("# "), WIDTH - len(indent), break_long_words=False, break_on_hyphens=False
    ):
        yield f"{indent}# {line}"


def quote(text: str, *, flow: bool = False) -> str:
    """Write a scalar so that YAML reads this very text."""
    if not isinstance(text, Prose):
        return f'"{text}"' if flow and _FLOW.search(text) else text
    plain = _PLAIN.fullmatch(text) and text == text.strip() and not _MISREAD.fullmatch(text)
    if plain and not (flow and _FLOW.search(text)):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _entry(key: str, value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{indent}{key}: {quote(value)}"
    elif (short := _on_one_line(value, most=1 if key == "cues" else 9)) and len(indent) + len(key) + 2 + len(
        short
    ) <= WIDTH:
        yield f"{indent}{key}: {short}"
    else:
        yield f"{indent}{key}:"
        if isinstance(value, Mapping):
            for name, inner in value.items():
                yield from _entry(name, inner, indent + "  ")
        else:
            yield from _items(value, indent + "  ")


def _items(items: Sequence[Value], indent: str) -> Iterator[str]:
    for number, item in enumerate(items):
        if isinstance(item, Comment):
            if number and isinstance(item, Heading):
                yield ""
            yield from emit_comment(item, indent)
        elif isinstance(item, str):
            yield f"{indent}- {quote(item)}"
        elif isinstance(item, Mapping):
            if number and "section" in item:
                yield ""
            yield from _step(item, indent)


def _step(step: Entries, indent: str) -> Iterator[str]:
    short = _on_one_line(step) if 2 <= len(step) <= 3 and all(isinstance(one, str) for one in step.values()) else ""
    if short and len(indent) + 2 + len(short) <= WIDTH - 10 and "," not in "".join(map(str, step.values())):
        yield f"{indent}- {short}"
        return
    lines = [line for key, value in step.items() for line in _entry(key, value, indent + "  ")]
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _on_one_line(value: Value, most: int = 9) -> str:
    """Write a list of what persons wrote, or a block of at most so many texts, in flow form; else nothing."""
    if not isinstance(value, Mapping) and all(isinstance(one, Prose) for one in value):
        return "[" + ", ".join(quote(one, flow=True) for one in value if isinstance(one, Prose)) + "]"
    if isinstance(value, Mapping) and len(value) <= most and all(isinstance(one, str) for one in value.values()):
        return "{" + ", ".join(f"{key}: {quote(str_, flow=True)}" for key, str_ in _texts(value)) + "}"
    return ""


def _texts(value: Entries) -> Iterator[tuple[str, str]]:
    return ((key, one) for key, one in value.items() if isinstance(one, str))
