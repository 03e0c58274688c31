"""Every word of a board is in the script, a comment or a remark, and there is no work but that of its lines."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from tests.intake.known_boards import BOARDS, EXAMPLES, Known
from tests.timeline.compiling import checked
from voicecoach.errors import SourceUnreadable
from voicecoach.intake.board_words import grammar_words
from voicecoach.intake.formats import Converted, convert
from voicecoach.script.notation import parse_do
from voicecoach.units import SECOND

WORD = re.compile(r"[^\W\d_]{2,}")
Work = tuple[int, int, bool]


def made_of(board: str) -> Converted:
    return convert("board.txt", board.encode())


def work_in(steps: Sequence[dict[str, Any]]) -> Iterator[Work]:
    """The sets, the seconds or repetitions, and whether they are seconds, of each exercise that says how much."""
    for step in steps:
        yield from work_in(step.get("steps", ()))
        if "do" in step and not step.get("until"):
            dose = parse_do(str(step["do"]))
            assert dose
            assert not dose.each_side
            assert not dose.both_sides
            amount = dose.time[0].low // SECOND if dose.time else dose.reps[0].low
            yield dose.sets or 1, amount, bool(dose.time)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(BOARDS)
def test_a_board_keeps_its_words_and_its_work(board: list[tuple[str, Known]]) -> None:
    text = "\n".join(mark + line.text for mark, line in board)
    try:
        made = made_of(text)
    except SourceUnreadable:
        assert not any(line.sets for _, line in board)
        return
    assert [one for one in checked(made.script)[1] if one.severity == "error"] == []
    told = {
        number: " ".join(one.text for one in made.remarks if one.span.line == number)
        for number in range(len(board) + 2)
    }
    script = Counter(WORD.findall(made.script.casefold()))
    left = Counter(work_in(yaml.safe_load(made.script)["routine"]))
    for number, (_, line) in enumerate(board, 1):
        for word in WORD.findall(line.text.casefold()):
            assert script[word] or word in told[number].casefold() or word in grammar_words(), (text, made.script)
        own = (line.sets, line.amount, line.timed)
        if line.sets and left[own]:
            left[own] -= 1
        elif line.sets:
            assert "not understood" in told[number], (text, made.script, told)
    assert not +left, (text, made.script)
