"""The tree of blocks: what a block holds, and one way through all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voicecoach.errors import assert_never
from voicecoach.script.model import Amrap, Block, BothSides, Exercise, Repeat, Rest, Rounds, Say, Section, Tone


def children(block: Block) -> tuple[Block, ...]:
    """Return the steps within a block, none of a single step."""
    match block:
        case Exercise() | Rest() | Say() | Tone():
            return ()
        case Repeat() | BothSides() | Rounds() | Amrap() | Section():
            return block.steps
        case _:
            return assert_never(block)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block, each before the steps within it."""
    for block in blocks:
        yield block
        yield from walk(children(block))


def has_work(block: Block) -> bool:
    """Return whether there is anything to do in a step."""
    return any(isinstance(inner, (Exercise, Amrap)) for inner in walk((block,)))
