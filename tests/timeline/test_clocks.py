"""An emom keeps its clock, whatever its stations say, rest and do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.compiling import timeline_of
from tests.timeline.scripts import some

ASIDES = ("say: Stand tall.", "tone: bell", "rest: 5s", "rest: 0s")
STATIONS = (
    "{exercise: squat, do: 3}",
    "{exercise: kick, do: 2 each side, switch: 3s}",
    "{exercise: plank, do: 20s, ready: 30s, setup: Elbows under your shoulders.}",
    "{repeat: 2, steps: [exercise: hop, rest: 4s]}",
    "{repeat: 1, steps: [say: Up again., exercise: jump]}",
    "{sides: each, steps: [{exercise: raise, do: 2}]}",
    "{superset: 2, rest_between_rounds: 5s, steps: [{exercise: curl, do: 1}]}",
)
PROMPTS = ("prompts: no", "prompts: {countdown: 10}", "prompts: {total: no}")


@some(5)
@given(
    st.lists(st.lists(st.sampled_from(ASIDES), max_size=2), min_size=4, max_size=4),
    st.lists(st.sampled_from(STATIONS), min_size=1, max_size=3),
    st.sampled_from((120, 300)),
    st.sampled_from(PROMPTS),
)
def test_turns_begin_on_their_instants_and_an_emom_lasts_its_time(
    asides: list[list[str]], stations: list[str], every: int, prompts: str
) -> None:
    """Each station may say and rest something before it, and the last one after it too."""
    steps = [step for before, station in zip(asides, stations, strict=False) for step in (*before, station)]
    emom = f"{{emom: {every * 4}s, every: {every}s, steps: [{', '.join([*steps, *asides[3]])}]}}"
    timeline = timeline_of(f"title: t\n{prompts}\nroutine: [{emom}, exercise: after]\n")
    works = [segment.start for segment in timeline.segments if segment.kind == "work"]
    due = [works[0] + turn * every * 1000 for turn in range(5)]
    assert set(due[:4]) <= set(works)
    assert due[4] in {segment.end for segment in timeline.segments}
    assert max(works[:-1]) < due[4] <= works[-1]
