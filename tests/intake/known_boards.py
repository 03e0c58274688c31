"""Made boards of which each line is known: what work it is, or that it is none.

``HYPOTHESIS_PROFILE`` chooses how many boards: ``dev`` 60, ``ci`` 300, ``nightly`` 5,000.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.timeline.scripts import PROFILE

EXAMPLES = {"dev": 60, "ci": 100, "nightly": 5_000}[PROFILE]
NAMES = (
    "Squat", "Push-up", "Ring row", "Box step-up", "Goblet squat", "Dead bug", "Glute bridge", "KB swing",
    "Child's pose", "Bent-over row", "Hip hinge", "Calf raise", "Kniebeugen", "Fentes", "Zancadas", "Copenhagen plank",
)  # fmt: skip
NOTES = (
    "slow", "knee-high box", "chest up", "RPE 8", "3x/day", "each set heavier", "at 70% of 1RM", "2 s pause at the top",
    "tall, and calm", "light band", "hold 3 seconds", "week 2", "24 in box", "140 bpm", "5:30/km",
)  # fmt: skip
WEIGHTS = ("12 kg", "@ 60 kg", "60/40 kg", "95/65 lbs", "(24/16kg)", "+10 kg", "2x20kg", "@ 12,5 kg", "60/65/70 kg")
WHOLE = (
    "Time cap: 25 minutes", "Duration: 40 min", "Total time: 30 min", "Level: 2", "Calories: 300", "Date: 2024-03-04",
    "Goal: 5 rounds", "Estimated time 45 min", "Week 3", "Heart rate: 120-140", "Dauer: 30 Minuten", "Niveau: 3",
    "45 minutes in total", "page 12", "RPE 8", "Score: 143", "4 March 2024",
)  # fmt: skip
MARKS = ("", "", "", "- ", "* ", "1. ", "2) ", "- [ ] ", "[x] ", "• ")


@dataclass(frozen=True)
class Known:
    """A line and its work: the sets, and the seconds or the repetitions of each; no sets where it is none."""

    text: str
    sets: int = 0
    amount: int = 0
    timed: bool = False


@st.composite
def exercises(draw: st.DrawFn) -> Known:
    """A line with one dose, its words before or behind it, and what else coaches write beside it."""
    name, sets, amount = draw(st.sampled_from(NAMES)), draw(st.integers(1, 6)), draw(st.integers(5, 40))
    timed = draw(st.booleans())
    unit = draw(st.sampled_from([" s", "s", " sec", " Sek.", " seconds", " segundos"])) if timed else ""
    reps = "" if timed else draw(st.sampled_from(["", " reps", " Wdh", " repeticiones"]))
    forms = [f"{sets}x{amount}{unit}{reps}", f"{sets} x {amount}{unit}{reps}", f"{sets} sets of {amount}{unit}{reps}"]
    forms += [f"{sets} Sätze à {amount}{unit}{reps}", f"{sets} séries de {amount}{unit}{reps}"]
    dose = draw(st.sampled_from(forms if sets > 1 else [f"{amount}{unit}{reps}"]))
    weight = draw(st.sampled_from(["", "", *WEIGHTS]))
    note = draw(st.sampled_from(["", "", *NOTES]))
    rest = draw(
        st.sampled_from(["", "", ", rest 45s", ", 60 sec rest", ", 30 Sek. Pause", ", rest 1 min between sets"])
    )
    extra = f" {weight}".rstrip() + (f" ({note})" if note else "") + rest
    line = draw(
        st.sampled_from(
            [f"{name}: {dose}{extra}", f"{name} {dose}{extra}", f"{name} - {dose}{extra}", f"{dose} {name}{extra}"]
        )
    )
    return Known(line, sets, amount, timed)


LINES = st.one_of(
    exercises(),
    exercises(),
    st.sampled_from(WHOLE).map(Known),
    st.sampled_from(["Breathe out as you stand up.", "Keep your ribs down!", "**Strength**", "## Legs and core"]).map(
        Known
    ),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(WEIGHTS[:5])).map(" ".join).map(Known),
)
BOARDS = st.lists(st.tuples(st.sampled_from(MARKS), LINES), min_size=1, max_size=8)


@dataclass(frozen=True)
class KnownBlock:
    """A block with the repetitions or seconds of each exercise in all its rounds, and the rest and note that it has."""

    text: str
    work: dict[str, int]
    rest: str
    note: str


@st.composite
def blocks(draw: st.DrawFn) -> KnownBlock:
    """Rounds, a superset, an EMOM or an AMRAP of two exercises, with a rest or without, and a comment."""
    first, second = draw(st.lists(st.sampled_from(NAMES[:12]), min_size=2, max_size=2, unique=True))
    reps, seconds, rounds = draw(st.integers(2, 9)), draw(st.integers(10, 30)), draw(st.integers(2, 6))
    kind = draw(st.sampled_from(["rounds", "superset", "emom", "amrap"]))
    each = draw(st.booleans()) and kind == "rounds"
    note = draw(st.sampled_from(["", "breathe calmly"]))
    rest = draw(st.sampled_from(["", "45s", "1m30s"])) if kind in ("rounds", "superset") else ""
    header = {
        "rounds": draw(st.sampled_from([f"{rounds} rounds:", f"{rounds} rounds for time", f"Circuit x{rounds}:"])),
        "superset": f"Superset {rounds}x:",
        "emom": draw(st.sampled_from([f"EMOM {2 * rounds}:", f"Every minute for {2 * rounds} min:"])),
        "amrap": f"AMRAP {rounds} min:",
    }[kind]
    lines = [header, *([f"// {note}"] if note else [])]
    lines += [f"{reps} {first}{' each side' if each else ''}", f"{second} {seconds}s"]
    lines += [f"Rest {rest} between rounds"] if rest else []
    times = 1 if kind == "amrap" else rounds
    return KnownBlock("\n".join(lines), {first: times * reps * (2 if each else 1), second: times * seconds}, rest, note)


@st.composite
def blocks_with_a_dose(draw: st.DrawFn) -> KnownBlock:
    """Intervals, a tabata or a ladder of two exercises, which have their dose from the header."""
    names = draw(st.lists(st.sampled_from(NAMES[:12]), min_size=2, max_size=2, unique=True))
    rounds, seconds = draw(st.integers(2, 6)), draw(st.integers(3, 9)) * 5
    step = draw(st.integers(1, 5))
    amount, headers = draw(
        st.sampled_from(
            [
                (
                    rounds * seconds,
                    [
                        f"{rounds} rounds, {seconds}s on / 15s off:",
                        f"{rounds} rounds\n{seconds}s work / 15s rest",
                        f"Work: {seconds}s\nRest: 15s\nRounds: {rounds}",
                        f"{seconds}/15 x {rounds}",
                    ],
                ),
                (rounds * 20, [f"Tabata, {2 * rounds} rounds:", f"Tabata {2 * rounds}x:"]),
                (6 * step, [f"{3 * step}-{2 * step}-{step}", f"For time: {3 * step}-{2 * step}-{step}"]),
            ]
        )
    )
    return KnownBlock("\n".join([draw(st.sampled_from(headers)), *names]), dict.fromkeys(names, amount), "", "")


BLOCKS = st.lists(st.one_of(blocks(), blocks_with_a_dose()), min_size=1, max_size=3)
