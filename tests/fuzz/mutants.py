"""Mutants of the shipped and the golden scripts: what a slip, a bad merge or a curious person makes of them.

Each is made by a few random steps from one script, from a seed, so that any of them can be made again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from voicecoach.resources import shipped

FOLDERS = (shipped("scripts"), Path(__file__).parents[1] / "golden" / "ok")

ODD = (
    "\ufeff",
    "\x85",
    "\u2028",
    "\u202e",
    "\u0301",
    "\x00",
    "\x07",
    "\U0001f4aa",
    "漢字",
    "\xa0",
    "\t",
    "\r",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "<<: ",
    "#",
    "'",
    '"',
    "|",
    ">",
    "%",
    "@",
    "`",
    "? ",
    ": ",
    "- ",
    "---\n",
    "...\n",
    "~",
    "null",
)
VALUES = (
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "0.0000001",
    "1:99",
    "99:99:99",
    "10-5",
    "0x12",
    "3x",
    "x3",
    "12,,8",
    "NaN",
    ".inf",
    "yes",
    "off",
    "[]",
    "{}",
    "[a, [b, [c]]]",
    "{a: {b: c}}",
    "1000x1000",
    "100x1000",
    "3x10000s",
    "24h",
    "500ms",
    "0s",
    "''",
    '" "',
    "at",
    "every 0",
    "last 0",
    "30X0",
    "0000",
    "{nobody}",
    "{side",
    "[5h]",
    "each each",
    "set 0",
)

Step = Callable[[list[str], random.Random], list[str]]


def drop(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    return lines[:at] + lines[at + rng.randint(1, 3) :]


def double(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    return lines[: at + 1] + lines[at:]


def swap(lines: list[str], rng: random.Random) -> list[str]:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines = list(lines)
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def indent(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    moved = " " * rng.randint(1, 3) + lines[at] if rng.random() < 0.6 else lines[at][rng.randint(1, 2) :]
    return [*lines[:at], moved, *lines[at + 1 :]]


def cut(lines: list[str], rng: random.Random) -> list[str]:
    text = "\n".join(lines)
    return text[: rng.randrange(len(text) + 1)].split("\n")


def insert(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    column = rng.randint(0, len(lines[at]))
    return [*lines[:at], lines[at][:column] + rng.choice(ODD) + lines[at][column:], *lines[at + 1 :]]


def revalue(lines: list[str], rng: random.Random) -> list[str]:
    """Another kind of value for a key."""
    at = rng.randrange(len(lines))
    changed = re.sub(r"(: ).*$", lambda found: found[1] + rng.choice(VALUES), lines[at], count=1)
    return [*lines[:at], changed, *lines[at + 1 :]]


def rename(lines: list[str], rng: random.Random) -> list[str]:
    """A slip in a word."""
    at = rng.randrange(len(lines))
    words = list(re.finditer(r"\w{2,}", lines[at]))
    if not words:
        return lines
    word = rng.choice(words)
    place = rng.randrange(word.start(), word.end() - 1)
    line = lines[at]
    slipped = line[:place] + line[place + 1] + line[place] + line[place + 2 :]
    return [*lines[:at], slipped, *lines[at + 1 :]]


def renumber(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    changed = re.sub(r"\d+", lambda _: str(rng.choice((0, 1, 7, 10**3, 10**6, 10**12))), lines[at], count=1)
    return [*lines[:at], changed, *lines[at + 1 :]]


def nest(lines: list[str], rng: random.Random) -> list[str]:
    depth = rng.choice((5, 63, 65, 3000))
    at = rng.randrange(len(lines))
    key = lines[at].split(":")[0]
    return [*lines[:at], f"{key}: " + "[" * depth + "]" * depth, *lines[at + 1 :]]


def alias(lines: list[str], rng: random.Random) -> list[str]:
    """Ten aliases of ten aliases: a few lines that stand for very many."""
    bomb = ["bomb:", "  - &b0 [x, x]"] + [
        f"  - &b{level} [{', '.join([f'*b{level - 1}'] * 10)}]" for level in range(1, rng.randint(2, 9))
    ]
    at = rng.choice((0, len(lines)))
    return [*lines[:at], *bomb, *lines[at:]]


STEPS: tuple[Step, ...] = (
    drop,
    drop,
    double,
    swap,
    indent,
    cut,
    insert,
    insert,
    revalue,
    revalue,
    revalue,
    rename,
    rename,
    renumber,
    renumber,
    nest,
    alias,
)


def mutants(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """``count`` (name, text) pairs; the name says how to make it again."""
    paths = [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))]
    originals = [(path.stem, path.read_text("utf-8")) for path in paths]
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        name, text = rng.choice(originals)
        lines = text.split("\n")
        for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
            lines = rng.choice(STEPS)(lines, rng) or [""]
        yield f"{seed}/{number} of {name}", "\n".join(lines)
