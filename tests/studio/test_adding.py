"""Exercises are added to a routine as people write them on a whiteboard."""

import pytest

from voicecoach.intake.formats import convert
from voicecoach.script.repairs import Repair
from voicecoach.studio.adding import add
from voicecoach.studio.refusal import Refusal

HEAD = "title: A\nroutine:\n"


def added(text: str, board: str) -> str:
    return Repair("", tuple(add(text, convert("board.txt", board.encode(), name="x").script, lambda _: ()))).apply(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  - squat\n", "  - squat\n  - {exercise: Plank, do: 3x40s}\n"),
        ("- squat", "- squat\n- {exercise: Plank, do: 3x40s}"),
        ("  - squat  # mine\n\n# the end\n", "  - squat  # mine\n  - {exercise: Plank, do: 3x40s}\n\n# the end\n"),
        (
            "    - exercise: Squat\n      cues:\n        rep 2: |\n          a\n          b\n\nalbum: B\n",
            "    - exercise: Squat\n      cues:\n        rep 2: |\n          a\n          b\n"
            "    - {exercise: Plank, do: 3x40s}\n\nalbum: B\n",
        ),
    ],
)
def test_it_stands_after_the_last_step(before, after):
    assert added(HEAD + before, "Plank 3x40s") == HEAD + after


def test_several_lines_are_several_steps():
    text = added(HEAD + "  - squat\n", "Plank 3x40s\nRow 3x8 @ 20 kg, 90s rest")
    assert text.count("  - ") == 3
    assert "  - exercise: Row\n    do: 3x8\n    weight: 20 kg\n    rest: 1m30s\n" in text


@pytest.mark.parametrize(
    "before", ["title: A\nroutine: [squat]\n", "title: A\n", "title: A\nroutine:\n", "", "[", "- a"]
)
def test_where_there_is_no_place_for_it_nothing_is_changed(before):
    with pytest.raises(Refusal):
        added(before, "Plank 3x40s")
