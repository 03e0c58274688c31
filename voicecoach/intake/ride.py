"""Blocks of work that follow each other without a gap, and what is said in them.

A script of such blocks can be started together with the ride or run: what a block is, is said in its first seconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

from voicecoach.intake.emit import Entries, Prose, Value
from voicecoach.script.kinds import MAX_TEXT
from voicecoach.units import SECOND, format_duration

MOST_REPEATS = 1_000
RIDE_HEAD: Entries = {
    "prompts": dict.fromkeys(("title", "total", "name", "dose", "half", "encourage"), "no"),
    "defaults": {"ready": "0s"},
}
"""The keys of a script whose blocks name themselves."""
_SHORT = 6 * SECOND
_MOST_WORDS = MAX_TEXT - 100
_ENDS = ".!?…:;"
_AFTER_END = "\"'”’»)"


@dataclass
class RideBlock:
    """A stretch of one kind of work: its spoken name, its length in ms, and messages by their ms from its start.

    ``intro`` is said before the name. Live, one that ``waits`` lasts until a key is pressed.
    """

    name: str
    length: int
    says: dict[int, list[str]] = field(default_factory=dict)
    intro: str = ""
    waits: bool = False

    def step(self) -> Value:
        """Return the block as a step of a script."""
        called = "{exercise}" if self.length < _SHORT or self.waits else "{exercise}, for {time}"
        said = {at: join_lines(self.says[at]) for at in sorted(self.says)}
        opening = ". ".join(text for text in (self.intro.rstrip("."), called, said.pop(0, "")) if text)
        cues: dict[str, Value] = {"start": Prose(opening)}
        cues |= {f"at {format_duration(at)}": Prose(text) for at, text in said.items()}
        step: dict[str, Value] = {"exercise": Prose(self.name), "do": format_duration(self.length), "cues": cues}
        return {**step, "until": "done"} if self.waits else step


def join_lines(lines: Iterable[str]) -> str:
    """Return messages of one instant as one text.

    A line goes on with the one before, unless that has an end mark; a line that begins with a capital after one of
    several words begins a sentence.
    """
    text = ""
    for line in lines:
        if text and not ends_sentence(text) and _begins_sentence(line):
            text += "."
        text += f" {line}" if text else line
    return text


def ends_sentence(text: str) -> bool:
    """Return whether a text has an end mark, which quotes and brackets may follow."""
    return text.rstrip(_AFTER_END).endswith(tuple(_ENDS))


def _begins_sentence(line: str) -> bool:
    """Return whether a line begins with a capital and is not written in capitals, such as ``FTP`` or ``I``."""
    first = line.split()[0].strip("\"'“‘«(")
    return first[:1].isupper() and not first.isupper()


class Messages:
    """The places for messages in blocks that follow each other."""

    def __init__(self, blocks: Sequence[RideBlock]) -> None:
        self._blocks = blocks
        self._ends = list(accumulate(block.length for block in blocks))

    def say(self, at: int, text: str) -> bool:
        """Add a message ``at`` ms after the first block starts; return False where it has no place."""
        number = bisect_right(self._ends, at)
        if number == len(self._blocks):
            return False
        texts = self._blocks[number].says.setdefault(at - (self._ends[number - 1] if number else 0), [])
        if sum(map(len, texts)) + len(text) > _MOST_WORDS:
            return False
        texts.append(text)
        return True


def fold_blocks(groups: Iterable[Sequence[RideBlock]]) -> Iterator[Value]:
    """Yield the steps, with equal groups that follow each other as one ``repeat``."""
    steps = [[block.step() for block in group] for group in groups]
    for group, same in groupby(steps):
        times = len(list(same))
        if times == 1 or len(group) == 1:
            yield from group * times
        else:
            yield from (
                {"repeat": str(min(MOST_REPEATS, times - done)), "steps": group}
                for done in range(0, times, MOST_REPEATS)
            )
