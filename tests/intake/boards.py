"""Lines as coaches write them, in every combination that Hypothesis can think of."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.intake.whiteboards import SAME

NAMES = st.sampled_from(
    ["squat", "Push-ups", "Plank", "KB swing", "Child's pose", "Row: slow", "no", "Half-way", "déjà vu", "Rest"]
)
COUNTS = st.integers(0, 1200).map(str)
TIMES = st.sampled_from(
    ["30s", "1 min", "1'30\"", "2:00", "45 sec", "0s", "90 minutes", "1h", "20", "1.5 min", "99:99"]
)
RANGES = st.tuples(COUNTS, COUNTS).map("-".join)
LISTS = st.lists(st.integers(0, 60).map(str), min_size=2, max_size=5).flatmap(
    lambda parts: st.sampled_from([",", "/", "-", ", "]).map(lambda between: between.join(parts))
)
TIME_LISTS = st.lists(TIMES, min_size=2, max_size=4).flatmap(
    lambda parts: st.sampled_from([",", "/", ", "]).map(lambda between: between.join(parts))
)
AMOUNTS = st.one_of(
    COUNTS, TIMES, RANGES, LISTS, TIME_LISTS, st.sampled_from(["max", "AMRAP", "400m", "50 cal", "failure"])
)
DOSES = st.one_of(AMOUNTS, st.tuples(COUNTS, AMOUNTS).map("x".join), st.tuples(COUNTS, AMOUNTS).map(" sets of ".join))
EXTRAS = st.sampled_from(
    [
        "",
        " each side",
        " both sides",
        " total, both legs",
        " hold",
        " holds",
        " x 10",
        " 40 kg",
        " @ 60/65/70 kg",
        ", 20, 25 lb",
        " 12,5 kg",
        " 2x20kg",
        " @100kg",
        " @ RPE 8",
        " tempo 3010",
        " tempo 000",
        " @30X1",
        ", rest 30s",
        " (chest up)",
        " // a note",
        " /leg",
        " @{",
        " alt.",
    ]
)
EXERCISES = st.one_of(
    st.tuples(NAMES, st.just(" "), DOSES, EXTRAS, EXTRAS).map("".join),
    st.tuples(DOSES, st.just(" "), NAMES, EXTRAS).map("".join),
    NAMES,
)
RESTS = st.tuples(st.sampled_from(["Rest ", "rest: ", "Pause "]), TIMES).map("".join)
HEADERS = st.one_of(
    st.sampled_from([way for same in SAME for way in same]),
    st.tuples(COUNTS, st.sampled_from([" rounds:", "x:", " RFT", " rounds, rest 1 min between rounds"])).map("".join),
    st.tuples(
        st.sampled_from(["EMOM ", "AMRAP ", "E2MOM ", "Tabata ", "Superset ", "Circuit x", "EMOM 7 - "]), COUNTS
    ).map("".join),
    st.tuples(
        st.sampled_from(["EMOM 10: ", "AMRAP 12 min: ", "Tabata: ", "Every 90s for 9 min: ", "3 rounds: "]),
        EXERCISES,
        st.just(", "),
        EXERCISES,
    ).map("".join),
)
PARTS = ["Warm-up", "## Warm up", "Main set:", "Workout", "Cooldown:", "**Stretching**", "Equipment: mat", "You need:"]
OTHERS = st.sampled_from(
    [
        "",
        "",
        "# Heading",
        *PARTS,
        "## Strength:",
        "---",
        "Well done!",
        "Title: Legs",
        "!!!",
        "???",
        "- [ ] ",
        "Bold **text**",
    ]
)
MARKS = st.sampled_from(["", "", "- ", "* ", "1. ", "2) ", "A1 ", "A2 ", "B1. ", "  ", "    - ", "\t", "[x] ", "• "])
LINES = st.one_of(EXERCISES, EXERCISES, RESTS, HEADERS, OTHERS, st.text(max_size=30))
BOARDS = st.lists(st.tuples(MARKS, LINES).map("".join), max_size=25).map("\n".join)
