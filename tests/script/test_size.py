"""The largest routine that is made, and the smallest that is not."""

from __future__ import annotations

import pytest

from tests.script.files import check_files
from voicecoach.script.checker import Options
from voicecoach.script.size import MAX_EVENTS, measure_blocks


def codes_of(routine: str, options: Options | None = None, head: str = "") -> list[str]:
    routine_, found = check_files({"main.yaml": f"title: t\n{head}\nroutine: {routine}\n"}, options)
    assert (routine_ is None) == bool(found)
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("routine", "codes"),
    [
        ("[{repeat: 24, steps: [rest: 60m]}]", []),
        ("[{repeat: 24, steps: [rest: 60m]}, rest: 1ms]", ["too-long"]),
        ("[{exercise: wait, time: 24h, ready: 0s}]", []),
        ("[{exercise: wait, time: 24h, ready: 1s}]", ["too-long"]),
        ("[{exercise: wait, sets: 2, time: 12h, ready: 0s, rest: 0s}]", []),
        ("[{exercise: wait, sets: 2, time: 12h, ready: 0s, rest: 1s}]", ["too-long"]),
    ],
)
def test_a_day_and_not_more(routine: str, codes: list[str]) -> None:
    assert codes_of(routine) == codes


def test_a_slow_pace_makes_a_day_of_less() -> None:
    assert codes_of("[{repeat: 6, steps: [rest: 60m]}]", head="pace: 0.25") == []
    assert codes_of("[{repeat: 6, steps: [rest: 60m]}, rest: 1s]", head="pace: 0.25") == ["too-long"]


def test_so_many_events_and_not_more() -> None:
    """A rest is reckoned at eight events, a tone at one, and each time through a repeat at one."""
    hundred = ", ".join(["rest: 0s"] * 12 + ["tone: bell"] * 3)
    assert MAX_EVENTS == 100_000
    assert codes_of(f"[{{repeat: 1000, steps: [{hundred}]}}]") == []
    assert codes_of(f"[{{repeat: 1000, steps: [{hundred}]}}, tone: bell]") == ["too-many-events"]


def test_repeats_multiply() -> None:
    """A million is refused before anything is laid out."""
    routine = "[{repeat: 1000, steps: [{repeat: 1000, steps: [tone: bell]}]}]"
    assert codes_of(routine) == ["too-long", "too-many-events"]


@pytest.mark.parametrize(
    ("cue", "times"), [("start", 1), ("every 4", 250), ("every 3", 333), ("rep 5", 1), ("last 3", 1), ("half", 1)]
)
def test_a_cue_counts_as_often_as_it_comes(cue: str, times: int) -> None:
    texts = [
        f"title: t\nroutine: [{{exercise: squat, do: 1x1000, cues: {cues}}}]\n" for cues in ("none", f"{{{cue}: up}}")
    ]
    plain, cued = (check_files({"main.yaml": text})[0] for text in texts)
    assert plain is not None
    assert cued is not None
    assert measure_blocks(cued.blocks).events - measure_blocks(plain.blocks).events == times
