"""The shipped routines keep to the prescriptions that they stand for.

Each is compiled with the silent engine, whose speech has lengths that can be worked out by hand, and its segments are
held against the prescription as it is publicly known.
"""

from __future__ import annotations

from itertools import accumulate, chain, pairwise

import pytest

from voicecoach.app import Request, Studio, load
from voicecoach.resources import shipped
from voicecoach.script.checker import Overrides
from voicecoach.timeline.model import Segment, Timeline
from voicecoach.units import MINUTE, SECOND

ROUTINES = sorted(path.stem for path in shipped("scripts").glob("*.yaml"))


def compiled(name: str, **options: object) -> Timeline:
    routine, pack = load(Request(name, Overrides(**options), voice="silent")).require()  # type: ignore[arg-type]
    with Studio(routine, pack) as studio:
        return studio.timeline()


def worked(timeline: Timeline, *names: str) -> list[Segment]:
    """All work, or that of some exercises."""
    return [one for one in timeline.segments if one.kind == "work" and (not names or one.exercise in names)]


def stretches(timeline: Timeline, *names: str) -> list[tuple[str, int]]:
    """What happens from the first to the last work of some exercises, rest joined with the time to get ready."""
    first, *_, last = worked(timeline, *names)
    found: list[tuple[str, int]] = []
    for one in timeline.segments:
        if first.start <= one.start <= last.start:
            kind = "rest" if one.kind == "ready" else one.kind
            before = found.pop()[1] if found and (found[-1][0], kind) == ("rest", "rest") else 0
            found.append((kind, before + one.end - one.start))
    return found


def starts(segments: list[Segment]) -> list[int]:
    return [one.start for one in segments]


@pytest.mark.parametrize("name", ROUTINES)
@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
def test_nothing_grows_and_every_cue_fits(name: str, level: str) -> None:
    assert not compiled(name, level=level).notes


def test_seven_minute_circuit() -> None:
    """Klika and Jordan 2013: twelve exercises of 30 s with 10 s between; both sides of the last within its 30 s."""
    prescribed = [("work", 30 * SECOND), ("rest", 10 * SECOND)] * 12
    found = stretches(compiled("seven-minute-circuit"))
    *most, right, change, left = found
    assert most == prescribed[:-2]
    assert [right[0], change[0], left[0]] == ["work", "switch", "work"]
    assert right[1] == left[1]
    assert right[1] + change[1] + left[1] == 30 * SECOND
    assert sum(length for _, length in found) == 7 * MINUTE + 50 * SECOND


def test_the_stations_of_the_seven_minute_circuit() -> None:
    names = list(dict.fromkeys(one.exercise for one in worked(compiled("seven-minute-circuit"))))
    assert names == [
        *("jumping jacks", "wall sit", "push-ups", "crunches", "step-ups", "squats"),
        *("chair dips", "plank", "high knees", "lunges", "push-up and rotation", "side plank"),
    ]


@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
def test_tabata(level: str) -> None:
    """Tabata 1996: 20 s of work and 10 s of rest, eight times, after a warm-up."""
    timeline = compiled("tabata", level=level)
    prescribed = [("work", 20 * SECOND), ("rest", 10 * SECOND)] * 8
    assert stretches(timeline, "squat thrust") == prescribed[:-1]
    warm_up, *_, cool_down = worked(timeline)
    assert (warm_up.exercise, cool_down.exercise) == ("warm-up", "cool-down")


COUCH = [5 * MINUTE, *[60 * SECOND, 90 * SECOND] * 8]


def test_couch_to_5k() -> None:
    """Week one: five minutes brisk, then 60 s of running and 90 s of walking eight times, then five minutes easy."""
    timeline = compiled("couch-to-5k-week-1")
    work = worked(timeline)
    assert [one.exercise for one in work] == ["brisk walk", *["run", "walk"] * 8, "easy walk"]
    planned = [work[0].start + at for at in accumulate(COUCH, initial=0)]
    assert [abs(at - plan) < SECOND for at, plan in zip(starts(work), planned, strict=True)] == [True] * 18
    assert work[-1].end - work[-1].start == 5 * MINUTE


def test_every_change_of_couch_to_5k_is_told_ten_seconds_ahead() -> None:
    timeline = compiled("couch-to-5k-week-1")
    changes = [one for one in worked(timeline) if one.exercise != "brisk walk"]
    spoken = {event.start: event.text for event in timeline.spoken()}
    told = [spoken.get(one.start - 10 * SECOND, "").lower() for one in changes]
    assert told == [f"{one.exercise} in ten seconds." for one in changes]
    now = [spoken[one.start].lower().removeprefix("now ") for one in changes]
    assert [said.startswith(f"{one.exercise}.") for said, one in zip(now, changes, strict=True)] == [True] * 17


def test_five_by_five() -> None:
    """Five sets of five of three lifts, three minutes between the sets, lighter sets first."""
    timeline = compiled("five-by-five")
    for lift, ramp in (("squat", "squat ramp"), ("bench press", "bench ramp"), ("row", "row ramp")):
        sets = worked(timeline, lift)
        assert [after.start - before.end for before, after in pairwise(sets)] == [3 * MINUTE] * 4
        counts = [event.set for event in timeline.events if event.exercise == lift and event.role in ("count", "last")]
        assert [counts.count(number) for number in range(1, 6)] == [5] * 5
        assert worked(timeline, ramp)[-1].end < sets[0].start


def test_shoulder_session() -> None:
    """Ten holds of ten seconds on each side."""
    timeline = compiled("shoulder-physio")
    sides = worked(timeline, "external rotation hold")
    assert [one.side for one in sides] == ["right", "left"]
    counted = ("count", "last")
    for side in sides:
        told = [one for one in timeline.events if one.exercise == side.exercise and one.side == side.side]
        held = [event.start for event in told if event.role in counted]
        released = [event.start for event in told if event.text == "relax"]
        assert [end - start for start, end in zip(held, released, strict=True)] == [10 * SECOND] * 10


@pytest.mark.parametrize(("pace", "breath"), [("1", 4_000), ("0.8", 5_000)])
def test_sun_salutation(pace: str, breath: int) -> None:
    """One movement a breath, and five breaths in the dog of each of five rounds."""
    timeline = compiled("yoga-flow", sets=(f"pace={pace}",))
    dogs = worked(timeline, "dog")
    assert [one.end - one.start for one in dogs] == [5 * 2 * breath] * 5
    spoken = [event.text for event in timeline.spoken() if event.exercise in ("salute", "return") and event.rep]
    breaths = [text.partition(",")[0] for text in spoken]
    assert breaths == ["inhale", "exhale"] * (len(breaths) // 2)
    assert len(breaths) == 5 * 10


@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
@pytest.mark.parametrize("pace", ["0.8", "1", "1.25"])
def test_kettlebell_emom(level: str, pace: str) -> None:
    """A new exercise each minute on the minute, three of them in turn, for twelve minutes."""
    timeline = compiled("kettlebell-emom", level=level, sets=(f"pace={pace}",))
    work = [one for one in worked(timeline, "swing", "goblet squat", "press") if one.side != "left"]
    assert [one.exercise for one in work] == ["swing", "goblet squat", "press"] * 4
    assert [at - work[0].start for at in starts(work)] == [minute * MINUTE for minute in range(12)]


@pytest.mark.parametrize(("level", "rounds"), [("easy", 10), ("normal", 15), ("hard", 20)])
def test_box_breathing(level: str, rounds: int) -> None:
    """In, hold, out, hold, each for four seconds."""
    timeline = compiled("box-breathing", level=level)
    (work,) = worked(timeline)
    told = [event for event in timeline.spoken() if work.start <= event.start < work.end]
    assert [event.start - work.start for event in told] == [beat * 4 * SECOND for beat in range(rounds * 4)]
    words = [event.text.replace(",", "").split() for event in told]
    assert [next(word for word in said if word in ("in", "hold", "out")) for said in words] == [
        *chain.from_iterable([("in", "hold", "out", "hold")] * rounds)
    ]
