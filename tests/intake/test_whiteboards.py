"""Whiteboards become the routines that are meant, in whatever words their headers are; nothing is wrong and silent."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.test_taking_over import timeline_of
from tests.intake.whiteboards import BOARDS, SAME, Board
from voicecoach.errors import SourceUnreadable
from voicecoach.intake import usual_forms
from voicecoach.intake.formats import convert
from voicecoach.intake.usual_forms import usual
from voicecoach.units import SECOND

FORMS = Path(usual_forms.__file__).parent / "usual" / "forms.yaml"
INTERVALS = "8 rounds 20/10"
TWO = "\n8 squats\n12 rows\n"
HEADERS = [way for same in SAME for way in same if same[0] != INTERVALS]
WAYS = [(same[0], way) for same in SAME for way in same[1:]]


def routine_of(board: str) -> str:
    """The routine of a board, a step a line, blocks with their steps in brackets."""
    script = convert("board.txt", board.encode()).script
    return "\n".join(map(compact, yaml.load(script, yaml.BaseLoader)["routine"]))


def compact(step: str | dict[str, object]) -> str:
    if isinstance(step, str):
        return step
    own = [str(step[key]) for key in ("exercise", "do") if key in step]
    keys = [f"{key} {value}" for key, value in step.items() if key not in ("exercise", "do", "steps")]
    inner = step.get("steps")
    steps = [f"[{'; '.join(map(compact, inner))}]"] if isinstance(inner, list) else []
    return " ".join([*own, *keys, *steps])


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.style)
def test_a_board_becomes_what_is_right_and_the_rest_is_told(board: Board) -> None:
    made = convert("board.txt", board.text.encode())
    assert routine_of(board.text) == board.routine
    assert tuple(f"{one.span.line}: {one.text}" for one in made.remarks) == board.remarks


@pytest.mark.parametrize(("plain", "way"), WAYS)
def test_a_header_means_the_same_in_other_words(plain: str, way: str) -> None:
    assert routine_of(way + TWO) == routine_of(plain + TWO)
    assert routine_of(way.upper() + TWO) == routine_of(plain + TWO)


@pytest.mark.parametrize(
    ("board", "sets", "seconds"),
    [
        ("3 rounds:\n4 squats\n20s plank", 6, 3 * (4 * 3 + 20)),
        ("6x (run 1 min / walk 2 min)", 12, 6 * (60 + 120)),
        ("4 rounds, 40s on 20s off:\nsquats\nplanks", 8, 8 * 40),
        ("3-2-1\nsquats\nrows", 6, 2 * 3 * (3 + 2 + 1)),
        ("On the 2:00 x 3\n4 squats + 5 rows", 6, 3 * (4 + 5) * 3),
        ("Squat 4\nRow 20s\n\nRepeat 3 times", 6, 3 * (4 * 3 + 20)),
        ("2 x 1 min AMRAP, 30s rest between\n4 squats", 2, 2 * 60),
        ("Time cap: 30 min\n2 rounds for time, 20 min cap:\n4 squats", 2, 2 * 4 * 3),
    ],
)
def test_as_much_is_done_as_the_board_says(board: str, sets: int, seconds: int, tmp_path: Path) -> None:
    timeline = timeline_of(convert("board.txt", board.encode()).script, tmp_path)
    work = [segment for segment in timeline.segments if segment.kind == "work"]
    assert (len(work), sum(one.end - one.start for one in work)) == (sets, seconds * SECOND)


def test_each_usual_form_does_what_its_example_says() -> None:
    forms = yaml.safe_load(FORMS.read_text("utf-8"))
    assert {one["for"]: usual(one["for"]) for one in forms} == {one["for"]: one["read"] for one in forms}


@pytest.mark.parametrize(
    ("board", "routine"),
    [
        ("Sit-ups 2x15-20, 10 lb", "Sit-ups 2x15-20 weight 10 lb"),
        ("Raises 4x8 to 12, 8 kg, 45s rest", "Raises 4x8-12 weight 8 kg rest 45s"),
        ("Squat 3x8-10, 20kg, 22kg, 24kg", "Squat 3x8-10 weight ['20 kg', '22 kg', '24 kg']"),
        ("Squat\nSets: 4\nReps: 8-10\nWeight: 24 kg", "Squat 4x8-10 weight 24 kg"),
        ("Run 1,500m", "Run, 1,500m 1 until done"),
        ("3x1,000m row", "Row, 1,000m 3x1 until done"),
        ("Bridge: 10 reps", "Bridge 10"),
        ("Dips: 6 s, rest 45s\nRow 12 kg", "Dips 6s rest 45s\nRow weight 12 kg"),
        ("Hills: 8 x 35s up, jog down", "Hills: up 8x35s setup Jog down."),
        ("2 rounds, 90s rest b/t rounds:\nDips 9", "circuit 2 rest_between_rounds 1m30s [Dips 9]"),
        ("Dips 9\nMood 8/10", "Dips 9"),
        ("Kniebeuge 9\nBei Schmerzen > 3/10 abbrechen", "Kniebeuge 9"),
        ("Brücke: 12 Wiederholungen", "Brücke 12"),
        ("Row\nSets: 3\nReps: 8\n\nPlank\nSets: 2\nTime: 30 s\nRest: 45 s\n\nDip\nSets: 2\nReps: 9",
         "Row 3x8\nPlank 2x30s rest 45s\nDip 2x9"),
        ("Squat\nSets: 3 (last one light)\nReps: 9", "Squat 3x9 setup Last one light."),
        ("Squat\nSets: 3-4\nReps: 9", "Squat 4x9 setup 3 to 4 sets."),
        ("Squat\nSets: 3\nReps: 9\nTempo: 3-0-1-0", "Squat 3x9 tempo 3-0-1-0"),
        ("Affondi\nSerie: 3\nTempo: 35 s", "Affondi 3x35s"),
        ("Squat\nSets: 3\nReps: 9\nWeight: 18", "Squat 3x9 setup Weight 18."),
        ("Squat\nSets: 3\nReps: 9\nRest: 50s walk about", "Squat 3x9 rest 50s setup Walk about in the rests."),
        ("Work: 40s hard\nRest: 20s walk\nRounds: 2\nDips\nRows",
         "circuit 2 work 40s rest 20s rest_between_rounds 20s [Dips; Rows]"),
        ("Squat // heels down\nSets: 3\nReps: 9", "Squat 3x9"),
        ("Squat 3x8, 60 to 70 kg", "Squat 3x8 weight 60 to 70 kg"),
        ("Lunge 2x9, 8 bis 10 kg", "Lunge 2x9 weight 8 bis 10 kg"),
        ("Dips 9\nRun 30 min, 5 x 20s strides", "Dips 9\nRun 30 min 5x20s setup Strides."),
        ("Row 3x9\nRest between sets 80s", "Row 3x9 rest 1m20s"),
        ("Row 3x9\nRest between sets - 80s", "Row 3x9 rest 1m20s"),
    ],
)  # fmt: skip
def test_a_line_is_what_anybody_would_read(board: str, routine: str) -> None:
    assert routine_of(board) == routine


@pytest.mark.parametrize(
    ("board", "remark"),
    [
        ("4 x 50m back, 20s rest", "1: Back, 50m: a distance has no time"),
        ("Dips 9\nRun 30 min, 5 x 20s strides", "2: Run 30 min: 'Run 30 min' is not understood"),
        ("A1 Dips 2x9\nA2 Rows 2x7, rest 30s\nrest 90s between sets", "2: not taken over: 30"),
        (
            "2 rounds, 30s on 10s off:\n  Dips\n  2 rounds:\n    Rows 7",
            "1: rests and blocks inside of these intervals are left out",
        ),
        ("Squat 5\n\n3 rounds:", "3: '3 rounds:' is taken to speak of line 1"),
        ("Squat 5\n\n\nAMRAP 12", "4: there is nothing to do in this amrap"),
        ("3 sets, all easy:\n\n\nDips 5", "1: there is nothing to do in this circuit"),
        ("AMRAP 9 min, all easy:\n\n\nDips 5", "1: there is nothing to do in this amrap"),
        ("AMRAP:\n5 dips", "1: this amrap has no length; what is in it is done once"),
        ("EMOM\n5 dips\n6 rows", "1: this emom has no length; each of its turns is done once: 2"),
        (
            "As many calories as possible in 9 min:\n5 dips",
            "1: 'As many calories as possible in 9 min:' is not under",
        ),
        ("For 20 minutes:\n5 dips", "1: 'For 20 minutes:' is not understood; what is below is done once"),
        ("Each time the bell rings: 5 dips", "1: 'Each time the bell rings' is not understood; what is behind it"),
        ("Superset:\nCurl 3x10\nDip 4x8", "1: this superset names no number of rounds that all have; it is done"),
        ("3 rounds:\nSquat 3x10\nDip 3x8", "1: 3 rounds of 3 sets are taken as 3 sets in all, one a round"),
        ("3 rounds:\nDips 5\nBreathe through the nose.", "3: no dose in 'Breathe through the nose.': it is only a com"),
        ("Dips 5\nRest as needed", "2: 'Rest as needed' has no length; it is only a comment"),
        ("Dips 5\n\nRest 2 min between rounds", "3: 'Rest 2 min between rounds' stands below no block: one rest is"),
        ("3 rounds:\n" + "a" * 301 + "\n5 dips", "2: a line of 301 characters is left out"),
        ("Every 30s for 10 min:\n20 dips + 20 rows", "1: there is no time for all of these exercises in one turn"),
    ],
)
def test_what_is_not_clear_is_told_with_its_line(board: str, remark: str) -> None:
    told = [f"{one.span.line}: {one.text}" for one in convert("board.txt", board.encode()).remarks]
    assert any(one.startswith(remark) for one in told), told


@settings(deadline=None)
@given(st.sampled_from(HEADERS), st.sampled_from(["", ":", " -", "."]))
def test_a_header_with_nothing_below_is_never_an_exercise(header: str, end: str) -> None:
    made = convert("board.txt", f"Squat 5\n\n\n{header.rstrip(' :')}{end}\n\n\nRow 5".encode())
    assert made.script.count("exercise:") == 2
    assert made.remarks


@pytest.mark.parametrize(
    "line",
    [
        "21-15-9\n",
        "AMRAP 12\n",
        "Words here\n",
        "Words here\n\n",
        "Every thing is odd:\n",
        "Warm-up\n\n",
        "5 dips\n\nrepeat twice\n\n",
        "A1 words\n",
        "Squat 3x5 @ 60 kg, rest 60s\n",
        "Legs\nSquat 5\n",
        "Work: 30s\n",
        "Rest 60s between sets\n",
        "a (b [c] | d\n",
        "6 kg x 8\n",
        "30s work\n",
        "Cindy - 20 min AMRAP\n5 dips\n",
    ],
)
def test_reading_takes_as_long_as_the_board_is(line: str) -> None:
    """Four times the lines take four times as long, where sixteen times would be the square."""
    times = []
    for count in (300, 1200):
        start = time.process_time()
        try:
            convert("board.txt", (line * count + "\n\nSquat 5").encode())
        except SourceUnreadable as error:
            assert "the routine lasts" in str(error)  # noqa: PT017
        times.append(time.process_time() - start)
    assert times[1] < 9 * times[0] + 0.2


def test_blocks_within_blocks_have_an_end() -> None:
    board = "".join(" " * depth + "2 rounds:\n" for depth in range(50)) + " " * 50 + "5 dips\n\nSquat 5"
    assert "blocks within more than 6 others are left out" in str(convert("board.txt", board.encode()).remarks)
