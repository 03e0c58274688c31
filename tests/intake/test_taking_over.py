"""Whatever is taken over compiles, says what the source says, and lasts as long; whatever is not is said."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.test_others import values
from tests.intake.boards import BOARDS
from tests.intake.rides import WHOLE, WORKOUTS
from voicecoach.app import Request, Studio, load
from voicecoach.cli import main
from voicecoach.errors import SourceUnreadable
from voicecoach.intake.emit import Prose, quote
from voicecoach.intake.formats import Converted, convert
from voicecoach.script import reader
from voicecoach.script.schema import dump_schema
from voicecoach.timeline.model import Timeline

HERE = Path(__file__).parent / "samples"
SAMPLES = sorted(
    path for path in HERE.iterdir() if path.suffix in (".zwo", ".yaml", ".txt") and path.suffixes[:-1] == []
)
BROKEN = {"cut-off.zwo", "five-k.zwo", "laughs.zwo"}
GOOD = [sample for sample in SAMPLES if sample.name not in BROKEN]
RIDES = [sample for sample in GOOD if sample.suffix == ".zwo"]
W2A = [sample for sample in GOOD if sample.suffix == ".yaml"]
DIPS = "      - {exercise: Dips, do: 5}"
PIECES = [
    b'"',
    b"'",
    b"<",
    b">",
    b"&amp;",
    b": ",
    b" #",
    b"{",
    b"}",
    b"\t",
    b"\n\n",
    b"0",
    b"9999999",
    b"- ",
    b"*a",
    b"x",
    b"%",
]
SECTIONS = (
    "- section: Warm-up\n    steps:\n      - {exercise: Bike, do: 5m}",
    "- section: Main set\n    steps:\n      - {exercise: Dips, do: 5}",
)
ROUNDS = "\n      - circuit: 3\n        steps:\n          - {exercise: Dips, do: 5}"
THOROUGH = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def timeline_of(script: str, folder: Path) -> Timeline:
    """The timeline of a script, spoken by the silent engine; it must have no errors."""
    file = folder / "taken.yaml"
    file.write_text(script, encoding="utf-8")
    loaded = load(Request(str(file), voice="silent"))
    routine, pack = loaded.require()
    with Studio(routine, pack) as studio:
        return studio.timeline()


def taken(sample: Path) -> Converted:
    return convert(sample.name, sample.read_bytes())


def compare(expected: Path, got: str, *, update: bool) -> None:
    if update:
        expected.write_text(got, encoding="utf-8", newline="\n")
    assert expected.is_file(), f"{expected.name} is missing: run with --update-golden, and read what it says"
    assert got == expected.read_text("utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample(
    sample: Path,
    tmp_path: Path,
    update_golden: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copy(sample, tmp_path)
    monkeypatch.chdir(tmp_path)
    code = main(["new", "--from", sample.name, "out.yaml"])
    out, talk = capsys.readouterr()
    compare(HERE / f"{sample.name}.said", talk, update=update_golden)
    assert all(re.match(rf"{re.escape(sample.name)}:\d+:\d+: |  help: ", line) for line in talk.splitlines())
    if sample.name in BROKEN:
        assert (code, out, talk != "") == (1, "", True)
        assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [sample.name]
        return
    assert code == 0
    compare(HERE / f"{sample.name}.script", (tmp_path / "out.yaml").read_text("utf-8"), update=update_golden)
    assert main(["check", "out.yaml"]) == 0
    assert capsys.readouterr().err == ""
    timeline_of(taken(sample).script, tmp_path)


def test_nothing_is_expected_of_a_sample_that_is_not_there() -> None:
    expected = {path.stem for path in HERE.iterdir() if path.suffix in (".said", ".script")}
    assert expected == {sample.name for sample in SAMPLES}
    assert len(list(HERE.glob("*.zwo"))) == 10
    assert len(W2A) == 5


def seconds(element: ElementTree.Element, name: str) -> Decimal:
    value = {key.lower(): text for key, text in element.attrib.items()}.get(name, "")
    return Decimal(value) if re.fullmatch(r"\d+(\.\d+)?", value) and Decimal(value) >= 1 else Decimal(0)


def length_of(ride: Path) -> int:
    """Milliseconds of all blocks, worked out from the XML with another parser."""
    total = Decimal(0)
    for element in ElementTree.fromstring(ride.read_bytes()).iter():
        if element.tag.lower() == "intervalst":
            times = max(1, int(element.attrib.get("Repeat", "1")))
            total += times * (seconds(element, "onduration") + seconds(element, "offduration"))
        elif element.tag.lower() not in ("textevent", "gameplayevent"):
            total += seconds(element, "duration")
    return int(total * 1000)


@pytest.mark.parametrize("ride", RIDES, ids=lambda ride: ride.name)
def test_a_ride_lasts_as_long_as_its_blocks_and_has_no_gap(ride: Path, tmp_path: Path) -> None:
    timeline = timeline_of(taken(ride).script, tmp_path)
    work = [segment for segment in timeline.segments if segment.kind == "work"]
    assert work[-1].end - work[0].start == length_of(ride)
    assert all(one.end == two.start for one, two in pairwise(work))
    assert work[0].start <= 1000


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(WHOLE)
def test_every_whole_ride_lasts_as_long_as_its_blocks(tmp_path: Path, ride: str) -> None:
    file = tmp_path / "ride.zwo"
    file.write_text(ride, encoding="utf-8")
    timeline = timeline_of(taken(file).script, tmp_path)
    work = [segment for segment in timeline.segments if segment.kind == "work"]
    assert work[-1].end - work[0].start == length_of(file)
    assert all(one.end == two.start for one, two in pairwise(work))


def test_the_messages_of_a_ride_come_when_they_should(tmp_path: Path) -> None:
    timeline = timeline_of(taken(HERE / "minute-hills.zwo").script, tmp_path)
    start = next(segment.start for segment in timeline.segments if segment.kind == "work") + 300_000
    for at, message in ((5, "Out of the saddle"), (65, "Sit down and breathe"), (455, "Three done, three to go")):
        said = [event.start - start for event in timeline.events if event.text == message]
        assert len(said) == 1
        assert at * 1000 <= said[0] <= at * 1000 + 4000


@pytest.mark.parametrize(
    ("lines", "heard"),
    [
        (["Keep your heels", "low all the way"], "Keep your heels low all the way"),
        (["One more minute.", "Then rest"], "One more minute. Then rest"),
        (["Halfway there", "Sit up now"], "Halfway there. Sit up now"),
        (["Hold it at", "FTP", "and breathe!", "Nearly done"], "Hold it at FTP and breathe! Nearly done"),
        (["Ready?", "“Go” is", "what I say"], "Ready? “Go” is what I say"),
    ],
)
def test_messages_of_one_instant_are_one_text(lines: list[str], heard: str) -> None:
    events = "".join(f'<textevent y="{at}" message="{line}" timeoffset="9"/>' for at, line in enumerate(lines))
    ride = f"<workout_file><workout><Ramp Duration='60'>{events}</Ramp></workout></workout_file>"
    assert f"at 9s: {heard}\n" in convert("x.zwo", ride.encode()).script


@pytest.mark.parametrize("read", ["- 4s 50% 90rpm\n", "Lunge / 1x1 4s 20kg\n"])
def test_a_long_source_takes_time_in_proportion(read: str) -> None:
    """Twelve thousand remarks were compared with each other once, and took half a minute."""
    with pytest.raises(SourceUnreadable):
        convert("x.txt", (read * 12_000).encode())
    ride = "".join(f"<textevent timeoffset='{at}' message='m' odd='1'/>" for at in range(9_000))
    made = convert(
        "x.zwo", f"<workout_file><workout><Ramp Duration='9000'>{ride}</Ramp></workout></workout_file>".encode()
    )
    assert len(made.remarks) == 9_000


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("- 90s 75% 80-90rpm", "exercise: Steady at 75 %, cadence 80 to 90\n    do: 1m30s\n"),
        ("- 1h2m 60-65%", "exercise: Steady at 60 to 65 %\n    do: 1h2m\n"),
        ("- Spin easy 5m ramp 40%-60%", "exercise: Spin easy from 40 to 60 %\n    do: 5m\n"),
        ("- 2m 300w", "exercise: Steady at 300 watts\n    do: 2m\n"),
        ("- 2m Z3-Z4", "exercise: Steady in zone 3 to 4\n    do: 2m\n"),
        ("- 2m Z2 Pace", "exercise: Steady in pace zone 2\n    do: 2m\n"),
        ("- 2m 90-95% LTHR", "exercise: Steady at 90 to 95 % of threshold heart rate\n    do: 2m\n"),
        ("- 2m 60% MMP 5m", "exercise: Steady at 60 % of your best power over 5m\n    do: 2m\n"),
        ("- 100mtr 2:00/100m Pace", "exercise: Steady, 100mtr at 2:00/100m\n    do: 2m\n"),
        ("- 2km Z2", 'do: 1m\n    cues: {start: "{exercise}"}\n    until: done\n'),
        ("3x\n- 2m 90%", "repeat: 3\n    steps:\n      - exercise: Steady at 90 %\n        do: 2m\n"),
        ("Hills 2x\n- 2m 90%", 'start: "Hills. {exercise}, for {time}"'),
        ("- Lift 10^Now! <!> 1m 90%", "at 10s: Now!\n"),
        ("- 1m freeride", "exercise: Free ride\n"),
    ],
)  # fmt: skip
def test_a_step_of_intervals_icu(line: str, step: str) -> None:
    made = convert("x.txt", line.encode())
    assert (made.format, step in made.script) == ("intervals.icu workout", True), made.script


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Lunge / 3x8 20kg 90s", "exercise: Lunge\n    do: 3x8\n    weight: 20 kg\n    rest: 1m30s\n"),
        ("Lunge / 1x5, 1x3, 2x1 / 2s", "exercise: Lunge\n    do: 5,3,1,1\n    rest: 2s\n"),
        ("Lunge / 1x8 20s 10kg, 1x6 40s 12kg", "do: 8,6\n    weight: [10 kg, 12 kg]\n    rest: 20s,40s\n"),
        ("Lunge / 2x6-9 @7", "{exercise: Lunge, do: 2x6-9, setup: RPE 7.}\n"),
        ("Hang / 2x1 30s|15s", "{exercise: Hang, do: 2x30s, rest: 15s}\n"),
        ("T / used: none / 4x6 9s\nLunge / ...T / 5kg", "do: 4x6\n    weight: 5 kg\n    rest: 9s\n"),
        ("A / 2x5 9s / superset: x\nB / 2x8 / superset: x", "superset: 2\n    steps:\n      - {exercise: A, do: 5}\n"),
        ("Lunge / 2x5 / ! 3x4 / 6s", "{exercise: Lunge, do: 3x4, rest: 6s}\n"),
        ("# Week 1\n## Legs\nLunge / 2x5 6s", "- section: Week 1, Legs\n"),
    ],
)  # fmt: skip
def test_an_exercise_of_liftosaur(line: str, step: str) -> None:
    made = convert("x.txt", line.encode())
    assert (made.format, step in made.script) == ("Liftosaur program", True), made.script


@pytest.mark.parametrize("sample", W2A, ids=lambda sample: sample.name)
def test_a_w2a_workout_has_the_work_and_the_pauses_of_its_source(sample: Path, tmp_path: Path) -> None:
    expected = {
        "anchors.yaml": (30 + 40 + 20 + 40 + 30, 5 * 8),
        "odd.yaml": (30 + Decimal("60.5") + 6, Decimal("1.5")),
        "office-break.yaml": (40 + 60 + 30 + 30, 4 * 10),
        "ruecken.yaml": (90 + 60 + 45, 12 + 12 + 5),
        "two-halves.yaml": (300 + 45 + 120, 3 * 15),
    }[sample.name]
    segments = timeline_of(taken(sample).script, tmp_path).segments
    assert sum(one.end - one.start for one in segments if one.kind == "work") == expected[0] * 1000
    assert sum(one.end - one.start for one in segments if one.kind == "ready") >= expected[1] * 1000


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Clamshell 3x12 each side, rest 30s", "- {exercise: Clamshell, do: 3x12 each side, rest: 30s}"),
        ("10 push-ups", "- {exercise: Push-ups, do: 10}"),
        ("30s plank", "- {exercise: Plank, do: 30s}"),
        ("Squat 5 x 5 @100kg", "- {exercise: Squat, do: 5x5, weight: 100 kg}"),
        ("Goblet squat 3x10 @ 20kg", "- {exercise: Goblet squat, do: 3x10, weight: 20 kg}"),
        ("Row 12,10,8 (40 kg)", "- exercise: Row\n    do: 12,10,8\n    weight: 40 kg"),
        ("Row 3x8 80 lbs", "- {exercise: Row, do: 3x8, weight: 80 lbs}"),
        ("Bench 2x5 60/65 kg", "- exercise: Bench\n    do: 2x5\n    weight: [60 kg, 65 kg]"),
        ("Squat 3x5 10, 11, 12 kg", "- exercise: Squat\n    do: 3x5\n    weight: [10 kg, 11 kg, 12 kg]"),
        ("Squat 3 x 5, 100 kg", "- {exercise: Squat, do: 3x5, weight: 100 kg}"),
        ("Squat 3x5x100kg", "- {exercise: Squat, do: 3x5, weight: 100 kg}"),
        ("Squat 5@60kg, 3@70kg", "- exercise: Squat\n    do: 5,3\n    weight: [60 kg, 70 kg]"),
        ("Press 3x10 2x20kg", "- {exercise: Press, do: 3x10, weight: 2 x 20 kg}"),
        ("Curl 3x10 @ 12,5 kg", "- {exercise: Curl, do: 3x10, weight: 12.5 kg}"),
        ("Farmer hold 3x30s 24kg per hand", "- {exercise: Farmer hold, do: 3x30s, weight: 24 kg per hand}"),
        ("Squat 3x5 @ 80% (100 kg)", "- exercise: Squat\n    do: 3x5\n    weight: 100 kg\n    setup: At 80%."),
        ("Squat 5x5 @ 70/75/80%", "- {exercise: Squat, do: 5x5, setup: At 70/75/80%.}"),
        ("Dips 3x5 @ RPE 8", "- {exercise: Dips, do: 3x5, setup: At RPE 8.}"),
        ("Dips 3x5 @ bodyweight", "- {exercise: Dips, do: 3x5, setup: At bodyweight.}"),
        ("3 rounds:\nRow 5, 7/8/9 kg", "    - exercise: Row\n        do: 3x5\n        weight: [7 kg, 8 kg, 9 kg]"),
        ("21-15-9:\nRow 7/8/9 kg", "    - exercise: Row\n        do: 21,15,9\n        weight: [7 kg, 8 kg, 9 kg]"),
        ("3 rounds:\nDips 30/20/10 s\nRow 5", "    - exercise: Dips\n        do: 30s,20s,10s"),
        ("Bench 3x12,10,8", "- exercise: Bench\n    do: 12,10,8"),
        ("Plank 30s,25s,20s", "- exercise: Plank\n    do: 30s,25s,20s"),
        ("Plank 30/25/20 s, rest 1 min", "- exercise: Plank\n    do: 30s,25s,20s\n    rest: 1m"),
        ("Plank 3x 30-25-20 sec", "- exercise: Plank\n    do: 30s,25s,20s"),
        ("Plank 20s rest 30s", "- {exercise: Plank, do: 20s}\n  - rest: 30s"),
        ("Dead bug 10x10s hold", "- {exercise: Dead bug, do: 10x10s hold}"),
        ("Quad set - 10 x 10 sec holds", "- {exercise: Quad set, do: 10x10s hold}"),
        ("Bridge 3 sets of 5 x 10s holds", "- {exercise: Bridge, do: 3x5x10s hold}"),
        ("Bridge 5 holds of 20s per leg", "- {exercise: Bridge, do: 5x20s hold each side}"),
        ("Plank 3x30s hold", "- {exercise: Plank, do: 3x30s, setup: Hold.}"),
        ("Side plank 1 min both sides", "- {exercise: Side plank, do: 1m each side}"),
        ("Side plank 1 min total, both sides", "- {exercise: Side plank, do: 1m both sides}"),
        ("Lunges 12 in total for both legs", "- {exercise: Lunges, do: 12 both sides}"),
        ("3 sets of 8-12 rows", "- {exercise: Rows, do: 3x8-12}"),
        ("- [ ] Bench 12/10/8", "- exercise: Bench\n    do: 12,10,8"),
        ("Plank 1'30\"", "- {exercise: Plank, do: 1m30s}"),
        ("1. Lunges 10 each leg", "- {exercise: Lunges, do: 10 each side}"),
        ("Squat 3x8 tempo 30X1", "- {exercise: Squat, do: 3x8, tempo: 3-0-X-1}"),
        ("12 alternating lunges", "- {exercise: Lunges, do: 12, sides: alternate}"),
        ("Warm-up\nBike 5 min\n\nMain set:\nDips 5", SECTIONS[0] + "\n\n  " + SECTIONS[1]),
        ("Dips 5\n\nWarm-up: 5 min bike\nRows 5", SECTIONS[0] + "\n  - {exercise: Rows, do: 5}"),
        ("# A\n## Warm-up (easy)\nBike 5 min\n## B", SECTIONS[0].replace("steps:", "steps:\n      # easy")),
        ("W/U:\n- Bike 5 min\nDips 5", SECTIONS[0] + "\n  - {exercise: Dips, do: 5}"),
        ("Dips 5\nMAIN SET\nDips 5\n\n3 rounds:\nDips 5", SECTIONS[1] + ROUNDS),
        ("Dips 5\nCool-down & stretch:\nBike 5 min", SECTIONS[0].replace("Warm-up", "Cool-down & stretch")),
        ("Dips 5\n\nStretch", "- say: Stretch"),
        ("Dips 5\n\nWarm-up\n\nStay warm.", "- say: Warm-up\n  - say: Stay warm."),
        ("Warm-up: 5 min", "- {exercise: Warm-up, do: 5m}"),
        ("No 5x5", '- {exercise: "No", do: 5x5}'),
        ("Rest 2 min\nSquat 5", "- rest: 2m"),
        ("EMOM 10: 12 swings", "- emom: 10m\n    steps:\n      - {exercise: Swings, do: 12}"),
        ("AMRAP 12 min: 5 dips, 10 rows", "- amrap: 12m\n    steps:\n" + DIPS + "\n      - {exercise: Rows, do: 10}"),
        ("Tabata burpees\nSquat 5", "- tabata: 8\n    steps:\n      - exercise: Burpees"),
        ("3 rounds:\n- 5 dips\n- rest 1 min", "- circuit: 3\n    rest_between_rounds: 1m\n    steps:\n" + DIPS),
        ("A1 Dips 3x5\nA2 Rows 3x8", "- superset: 3\n    steps:\n" + DIPS + "\n      - {exercise: Rows, do: 8}"),
    ],
)  # fmt: skip
def test_a_line_as_a_step(line: str, step: str) -> None:
    assert f"\n  {step}\n" in convert("board.txt", line.encode()).script


@pytest.mark.parametrize(
    ("line", "remark", "kept"),
    [
        ("Press 3x5 @ 100/70 kg", "Press: 2 weights are not one for each set", "setup: At 100/70 kg."),
        ("Row 12,10,8, 40 kg", "Row: '12,10,8, 40 kg' is taken as 12,10,8 repetitions with 40 kg", "weight: 40 kg"),
        ("Squat 5 x 100 kg", "Squat: 5 x 100 kg is taken as 5 repetitions", "do: 5, weight: 100 kg"),
        ("3 rounds:\nRow 2x5, 7/8/9 kg\n", "Row: a weight for each round is in its setup", "At 7 kg, 8 kg, 9 kg."),
        ("Bike 30s/20s", "Bike: '30s/20s' is taken as two sets; for work and rest, write a rest", "do: 30s,20s"),
        ("Wall sit 5x20s hold", "Wall sit: 5x20s is taken as 5 sets; as holds of one set it is do: ", "do: 5x20s,"),
        ("Hang hold 10x10s", "Hang hold: 10x10s is taken as 10 sets; as holds of one set", "do: 10x10s}"),
        ("Plank 1 min both sides", "Plank: 'both sides' is taken as each side; if both share", "do: 1m each side"),
        ("Lunges 15 total, both legs", "Lunges: 15 both legs in total cannot be halved", "setup: Both legs, in total."),
        ("Warm-up\nHang 9s\n\nRow 5\n", "'Warm-up' is taken to end above this line", "section: Warm-up"),
        ("EMOM 10: 5 dips\nEMOM 10: bridge 9 holds of 9s", "9x9s hold of Bridge takes longer than a turn", "Dips"),
    ],
)  # fmt: skip
def test_what_may_be_meant_otherwise_is_told(line: str, remark: str, kept: str) -> None:
    made = convert("board.txt", line.encode())
    assert [one.text for one in made.remarks if one.text.startswith(remark)]
    assert kept in made.script


@pytest.mark.parametrize(
    ("board", "head"),
    [
        ("Equipment: kettlebell, mat\nSquat 5", "title: Board\nequipment: [kettlebell, mat]\n"),
        ("Legs\nYou'll need: mat and 2 bands // thin\n\nSquat 5", "# thin\n\ntitle: Legs\nequipment: [mat, 2 bands]"),
        ("# Legs\n## Equipment\n\n- bar (10 kg, or less)\n- mat\n\nSquat 5", '["bar (10 kg, or less)", mat]\n'),
        ("Squat 5\n\nEquipment:\nmat\n1 band\nSquat 5", "title: Board\nequipment: [mat, 1 band]\n\nroutine:\n  - {"),
        ("Equipment: none\nSquat 5", "# Equipment: none\n\ntitle: Board\n\nroutine:\n  - {exercise: Squat, do: 5}\n"),
        ("Warm-up\nBike 5 min\n\nMain set\nSquat 5", "title: Board\n"),
        ("# Stretching\nHang 30s\n", "title: Stretching\n\nroutine:\n  - {exercise: Hang"),
        ("# Workout\n## Warm-up\nHang 30s\n## Main set\nSquat 5", "title: Workout\n\nroutine:\n  - section: Warm-up"),
        ("Workout: 3 rounds\n10 squats", "title: Board\n\nroutine:\n  - section: Workout\n"),
    ],
)  # fmt: skip
def test_what_stands_above_the_routine(board: str, head: str) -> None:
    assert head in convert("board.txt", board.encode()).script


@THOROUGH
@given(BOARDS)
@example("Every 90s for 9 min: squat 1,23 tempo 3010, 5 dips")
@example("AMRAP 12 min: squat 0 total, both legs, 0 squat")
@example("0ROUND\nEMOM0\nsquat 0")
@example("Tabata\n  3 rounds:\n    5 dips")
def test_whatever_stands_on_a_board_compiles(board: str) -> None:
    _takes_over("board.txt", board.encode("utf-8", "replace"))


@THOROUGH
@given(WORKOUTS)
@example("<workout_file><workout><SteadyState Duration='60'/></workout>")
def test_whatever_a_ride_is_compiles(ride: str) -> None:
    _takes_over("ride.zwo", ride.encode("utf-8", "replace"))


def _takes_over(name: str, data: bytes) -> None:
    """It becomes a script, which the reading itself checks, or it is told where it cannot; no third."""
    told: list[str] = []
    try:
        told += map(str, convert(name, data).remarks)
    except SourceUnreadable as error:
        told.append(str(error))
    assert all(re.match(rf"{name}:\d+:\d+: ", one) for one in told)
    assert not any("would be wrong" in one for one in told)


@THOROUGH
@given(st.sampled_from(SAMPLES), st.data())
def test_damaged_samples_are_taken_over_or_refused(sample: Path, data: st.DataObject) -> None:
    damaged = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        cut = data.draw(st.sampled_from([0, 0, 1, 2, 20, 200]))
        damaged[at : at + cut] = data.draw(st.one_of(st.binary(max_size=3), st.sampled_from(PIECES)))
    _takes_over(sample.name, bytes(damaged))


@pytest.mark.parametrize("sample", GOOD, ids=lambda sample: sample.name)
def test_an_editor_accepts_it(sample: Path, tmp_path: Path) -> None:
    script = tmp_path / "taken.yaml"
    script.write_text(taken(sample).script, encoding="utf-8")
    validator = jsonschema.Draft7Validator(json.loads(dump_schema()))
    assert [error.message[:200] for error in validator.iter_errors(values(script))] == []


@THOROUGH
@given(BOARDS.map(lambda text: " ".join(text.split())))
@example("yes")
@example("1:30")
@example("a: b")
@example("# no")
@example("'\"\\")
def test_a_quoted_text_is_read_as_it_was(text: str) -> None:
    text = "".join(one for one in text if one.isprintable())
    for line in (f"key: {quote(Prose(text))}", "{key: " + quote(Prose(text), flow=True) + "}"):
        root, problems = reader.read("text", line)
        assert isinstance(root, reader.Mapping), problems
        value = root.get("key")
        assert isinstance(value, reader.Scalar)
        assert value.text == text
        assert text == "" or not value.is_null
