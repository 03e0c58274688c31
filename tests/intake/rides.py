"""Trees of Zwift workouts, whole, odd and damaged."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

VALUES = st.one_of(
    st.integers(-5, 4000).map(str),
    st.decimals(-1, 5, places=3).map(str),
    st.sampled_from(["", "abc", "1e5", "999999999999", "0.0001", "NaN", " 60 ", "٣"]),
)
TEXTS = st.one_of(
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="￾￿"), max_size=40),
    st.sampled_from(["{time}", "[5s]", "a: b # c", "no", "1:30", "- x", "'", '"', "%", "* * *", "x" * 2100]),
)
NAMES = ("Duration", "Power", "PowerLow", "PowerHigh", "Cadence", "CadenceLow", "Zone", "pace", "Text", "duration2")
INTERVAL = ("Repeat", "OnDuration", "OffDuration", "OnPower", "OffPower", "CadenceResting", "PowerOnLow")
TAGS = ("Warmup", "Cooldown", "Ramp", "SteadyState", "FreeRide", "MaxEffort", "steadystate", "Unknown", "RestDay")


def element(tag: str, attributes: dict[str, str], inside: str = "") -> str:
    """An element as text."""
    told = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{told}>{inside}</{tag}>" if inside else f"<{tag}{told}/>"


EVENTS = st.builds(
    lambda tag, at, text, kind: element(tag, {kind: at, "message": text}),
    st.sampled_from(["textevent", "TextEvent"]),
    VALUES,
    TEXTS,
    st.sampled_from(["timeoffset", "TimeOffset", "distoffset"]),
)
INSIDE = st.lists(EVENTS, max_size=4).map("".join)
PLAIN = st.builds(
    lambda tag, length, more, inside: element(tag, {**more, "Duration": length}, inside),
    st.sampled_from(TAGS),
    st.one_of(st.integers(1, 600).map(str), VALUES),
    st.dictionaries(st.sampled_from(NAMES[1:]), st.one_of(VALUES, TEXTS), max_size=4),
    INSIDE,
)
LENGTHS = st.integers(1, 400).map(str)
MESSAGES = st.lists(
    st.builds(
        lambda at, text: element("textevent", {"timeoffset": str(at), "message": text}),
        st.integers(0, 400),
        st.sampled_from(
            ["Go", "Hold this, it will not last for ever", "One more minute of this, and then you can sit up"]
        ),
    ),
    max_size=3,
).map("".join)
WHOLE = st.lists(
    st.one_of(
        st.builds(
            lambda tag, length, inside: element(tag, {"Duration": length, "Power": "0.75"}, inside),
            st.sampled_from(TAGS[:6]),
            LENGTHS,
            MESSAGES,
        ),
        st.builds(
            lambda times, on, off, inside: element(
                "IntervalsT", {"Repeat": str(times), "OnDuration": on, "OffDuration": off, "OnPower": "1.2"}, inside
            ),
            st.integers(1, 5),
            LENGTHS,
            LENGTHS,
            MESSAGES,
        ),
    ),
    min_size=1,
    max_size=6,
).map(lambda blocks: f"<workout_file><workout>{''.join(blocks)}</workout></workout_file>")
INTERVALS = st.builds(
    lambda more, inside: element("IntervalsT", {"OnDuration": "30", **more}, inside),
    st.dictionaries(st.sampled_from(INTERVAL), VALUES, max_size=6),
    INSIDE,
)
WORKOUTS = st.builds(
    lambda name, blocks: f"<workout_file><name>{name}</name><workout>{''.join(blocks)}</workout></workout_file>",
    st.sampled_from(["Ride", "", "A: b", "{", "1:30", "!!!"]),
    st.lists(st.one_of(PLAIN, PLAIN, INTERVALS, EVENTS), max_size=8),
)
