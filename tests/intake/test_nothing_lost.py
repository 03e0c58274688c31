"""Every word of a board is in the script, a comment or a remark, and there is no work but that of its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from tests.intake.known_boards import BLOCKS, BOARDS, EXAMPLES, Known, KnownBlock
from tests.timeline.compiling import checked
from voicecoach.errors import SourceUnreadable
from voicecoach.intake.board_words import grammar_words
from voicecoach.intake.formats import Converted, convert
from voicecoach.script.notation import parse_do
from voicecoach.units import SECOND, parse_duration

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


def done_in(steps: Sequence[Any], times: int = 1, work: int = 0) -> Iterator[tuple[str, int]]:
    """Each exercise with its repetitions or seconds in all the rounds or turns of its block.

    ``work`` is the seconds of a station that has no dose of its own.
    """
    for step in steps:
        if isinstance(step, str) or ("do" not in step and "exercise" in step):
            yield step if isinstance(step, str) else step["exercise"], times * work
        elif "steps" in step:
            count = next((int(step[key]) for key in ("circuit", "superset", "repeat") if key in step), 1)
            own = (parse_duration(str(step["work"])) or 0) // SECOND if "work" in step else work
            if "emom" in step:
                every = parse_duration(str(step.get("every", "1m"))) or 0
                count = (parse_duration(str(step["emom"])) or 0) // every // len(step["steps"])
            if "tabata" in step:
                count, own = int(step["tabata"]) // len(step["steps"]), own or 20
            yield from done_in(step["steps"], times * count, own)
        elif "exercise" in step:
            dose = parse_do(str(step["do"]))
            assert dose
            amounts = [one.low // SECOND for one in dose.time] or [one.low for one in dose.reps]
            amount = amounts[0] * (dose.sets or 1) if len(amounts) == 1 else sum(amounts)
            rounds = times if len(amounts) == 1 else 1
            yield step["exercise"], rounds * amount * (2 if dose.each_side else 1)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(BLOCKS)
def test_a_block_keeps_its_work_its_rests_and_its_words(blocks: list[KnownBlock]) -> None:
    text = "\n\n".join(block.text for block in blocks)
    made = made_of(text)
    assert [one for one in checked(made.script)[1] if one.severity == "error"] == []
    done = Counter[str]()
    for name, amount in done_in(yaml.safe_load(made.script)["routine"]):
        done[name] += amount
    wanted = Counter[str]()
    for block in blocks:
        wanted.update(block.work)
        assert block.rest in made.script, (text, made.script)
        assert block.note in made.script, (text, made.script)
    assert done == wanted, (text, made.script)
    assert not any("not taken over" in one.text for one in made.remarks), (text, made.remarks)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Step-up: 2x6 each leg (low bench)", "- {exercise: Step-up, do: 2x6 each side, setup: Low bench.}"),
        ("Curl: 2x9 slow", '- {exercise: "Curl: slow", do: 2x9}'),
        ("Finisher: 40 lunges", "# Finisher\n  - {exercise: Lunges, do: 40}"),
        ("Dips 4x7, every set slower", "- {exercise: Dips, do: 4x7, setup: Every set slower.}"),
        ("Press 3x6 (light, 50/35 kg)", "- {exercise: Press, do: 3x6, setup: Light. At 50/35 kg.}"),
        ("Press 3x8 (4 each side)", "- {exercise: Press, do: 3x8 both sides}"),
        ("Walk 6 min 4 km/h", "- {exercise: Walk, do: 6m, setup: 4 km/h.}"),
        ("Chin-ups 4x4 +8 kg", '- {exercise: Chin-ups, do: 4x4, weight: "+8 kg"}'),
        ("Chin-ups 4x4 -8 kg", '- {exercise: Chin-ups, do: 4x4, weight: "-8 kg"}'),
        ("Swing 3x20 rest 60s/45s", "do: 3x20\n    rest: 1m,45s"),
        ("90/90 switch 40s", '- {exercise: 90/90 switch, do: 40s}'),
        ("Time: 30 min\nSquat 5", "# Time: 30 min\n  - {exercise: Squat, do: 5}"),
        ("Overhead press\n40 kg x 5\n45 kg x 3", "Overhead press\n    do: 5,3\n    weight: [40 kg, 45 kg]"),
        ("| Move | Sets | Reps | Rest |\n|--|--|--|--|\n| Row | 3 | 7 | 50s |", "Row, do: 3x7, rest: 50s}"),
        ("Lift\tSets\tReps\tWeight\nRow\t3\t7\t30 kg", "- {exercise: Row, do: 3x7, weight: 30 kg}"),
        ("3x7 [Row](https://example.com/a)", "# Row: https://example.com/a\n\ntitle: Board\n"),
        ("---\ntitle: Legs\nmade: 2020-02-02\n---\nSquat 5", "# made: 2020-02-02\n\ntitle: Legs\n"),
        ("Liegestütze 3 Sätze à 9 Wdh, 40 Sek. Pause", "language: de\n\nroutine:\n  - {exercise: Liegestütze, do: 3x9"),
        ("Dips: 4 sets, 9 reps", "- {exercise: Dips, do: 4x9}"),
        ("Dips 9, rows 8, jumps 7", "- {exercise: Rows, do: 8}\n  - {exercise: Jumps, do: 7}"),
        ("6 to 9 dips", "- {exercise: Dips, do: 6-9}"),
        ("Dips: 12, rest 40s", "- {exercise: Dips, do: 12}\n  - rest: 40s"),
        ("Squat: 5 s, rest 45s\nTime cap: 25 min\nRow: 5", "# Time cap: 25 min\n  - {exercise: Row, do: 5}"),
        ("Week 3\nSquat: 2x5, 60 sec rest", "- {exercise: Squat, do: 2x5, rest: 1m}"),
        ("Dips 9\nHeel drop: 8 times", "- {exercise: Heel drop, do: 8}"),
        ("Row 3x9\n\nHang: 4x20s, rest 50s\n\nSquat 5", "Hang, do: 4x20s, rest: 50s}\n  - {exercise: Squat"),
        ("Row 3x9\n\nHang: 4x20s, rest 50s", "Row, do: 3x9}\n  - {exercise: Hang, do: 4x20s, rest: 50s}"),
        ("5 x 4 min, 60 sec jog", "Run\n    do: 5x4m\n    rest: 1m\n    setup: Jog in the rests."),
        ("5 x 4 Min. zügig, 1 Min. Trabpause", "do: 5x4m\n    rest: 1m\n    setup: Trabpause."),
        ("10x25m underwater", "Underwater, 25m\n    do: 10x1\n    until: done"),
        ("Curl 8-12 x 3", "- {exercise: Curl, do: 3x8-12}"),
        ("Curl 8-12x3x14kg", "- {exercise: Curl, do: 3x8-12, weight: 14 kg}"),
        ("Squat 9 x 3 sets x 70 kg", "- {exercise: Squat, do: 3x9, weight: 70 kg}"),
        ("Row 3x9\nRest between sets: 1 min", "- {exercise: Row, do: 3x9, rest: 1m}"),
        ("Time cap: 9 min\n- Dips: 6 (at 60% of 1RM), rest 40s", "setup: At 60% of 1RM.}\n  - rest: 40s"),
        ("dreimal:\n4 dips\n5 rows", "- circuit: 3"),
        ("AMRAP 9\n// slowly\n4 dips\n5 rows", "# slowly\n"),
        ("Fentes 3 séries de 9, par côté, repos 40 s", "- {exercise: Fentes, do: 3x9 each side, rest: 40s}"),
        ("Zancadas 3 series de 9 repeticiones, descanso 40 s", "- {exercise: Zancadas, do: 3x9, rest: 40s}"),
        ("Affondi 3 serie da 9 per gamba, recupero 40 s", "- {exercise: Affondi, do: 3x9 each side, rest: 40s}"),
        ("Lunges 3 sets van 9, elke kant, 40 s rust", "- {exercise: Lunges, do: 3x9 each side, rest: 40s}"),
        ("Prancha 3 séries de 9 repetições, descanso de 40 s", "- {exercise: Prancha, do: 3x9, rest: 40s}"),
    ],
)  # fmt: skip
def test_an_everyday_line(line: str, kept: str) -> None:
    assert kept in made_of(line).script


@pytest.mark.parametrize(
    ("line", "remark", "kept"),
    [
        ("Hang 3x20s,15s", "not understood, and only a comment: Hang 3x20s,15s", "# Hang 3x20s,15s"),
        ("Hang 0x9 sec holds", "not understood, and only a comment: Hang 0x9 sec", "# Hang 0x9 sec holds"),
        ("Rest 1-2 min", "'Rest 1-2 min' is taken as 1m", "- rest: 1m"),
        ("6 breaths each pose", "not understood, and only a comment: 6 breaths", "# 6 breaths each pose"),
        ("Bench 3x5 then 7", "Bench: 'then 7' is not understood, and stands", "setup: Then 7."),
        ("Bench (60/40 kg)", "no dose for Bench: ten repetitions", "- {exercise: Bench, setup: At 60/40 kg.}"),
        ("Bench 3x20 total", "Bench: 'total': 20 in total is done as 20, without", "setup: Total."),
        ("Bench 2x5 60/40 kg", "Bench: 60/40 kg is taken as a weight for each of", "weight: [60 kg, 40 kg]"),
        ("Bench 5x5 rest 60/40 s", "Bench: 'rest 60/40 s' is not a rest for each set", "setup: Rest 60/40 s."),
        ("Goal: 50 squats", "'Goal: 50 squats' is taken as words about the whole", "# Goal: 50 squats"),
        ("3 séries de 12 pompes", "of which language are the words? Write language: fr or pt-BR", "Pompes, do: 3x12"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_told_at_its_line(line: str, remark: str, kept: str) -> None:
    made = made_of(f"Dips 5\n{line}")
    assert [one for one in made.remarks if one.text.startswith(remark)]
    assert kept in made.script


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Bridge 15x (2 sets)", {"exercise": "Bridge", "do": "2x15"}),
        ("Squat 12 reps x 3 sets", {"exercise": "Squat", "do": "3x12"}),
        ("Bridge 10 reps, 3 sets", {"exercise": "Bridge", "do": "3x10"}),
        ("Plank 30 sec, 3 times", {"exercise": "Plank", "do": "3x30s"}),
        ("Calf stretch: hold 30 sec, repeat 3 times, each side", {"exercise": "Calf stretch", "do": "3x30s each side"}),
        ("Dead bug 2 sets, 10 per side", {"exercise": "Dead bug", "do": "2x10 each side"}),
        ("Side plank 20-30s x2 each", {"exercise": "Side plank", "do": "2x20s-30s each side"}),
        ("Bird dog 3x8/side, 5s hold", {"exercise": "Bird dog", "do": "3x8 each side", "setup": "5s hold."}),
        ("Bridge x 15, hold 2 sec", {"exercise": "Bridge", "do": 15, "setup": "Hold 2 sec."}),
        ("Bench press: 60kg x 8, 8, 6", {"exercise": "Bench press", "do": "8,8,6", "weight": "60 kg"}),
        ("Einbeinstand li/re 2 x 45 Sek", {"exercise": "Einbeinstand", "do": "2x45s each side"}),
        (
            "Puente 3x15 con pausa de 2 s arriba",
            {"exercise": "Puente", "do": "3x15", "setup": "Con pausa de 2 s arriba."},
        ),
        (":30 hollow hold", {"exercise": "Hollow hold", "do": "30s"}),
    ],
)
def test_everyday_forms_of_a_dose(line: str, step: dict[str, Any]) -> None:
    made = made_of(f"Friday\n\n{line}\nSquat 3x10\n")
    assert yaml.safe_load(made.script)["routine"][0] == step
