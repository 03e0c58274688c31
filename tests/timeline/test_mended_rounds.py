"""Small scripts of rounds that once came out wrong, each with its reason."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.timeline.made import FILE, OneFile, lay_out
from tests.timeline.test_mended import QUICK, said, timeline_of
from voicecoach.script.checker import check
from voicecoach.timeline.model import Timeline

TALK = "prompts: {title: no, total: no, done: no}\n"


def starts(timeline: Timeline) -> list[int]:
    return [segment.start for segment in timeline.segments if segment.kind == "work"]


def gaps(timeline: Timeline) -> list[int]:
    return [later - earlier for earlier, later in pairwise(starts(timeline))]


def codes(text: str) -> list[str]:
    return [one.code for one in check(FILE, OneFile("title: t\n" + text))[1]]


def spoken(text: str) -> list[str]:
    routine, found = check(FILE, OneFile("title: t\n" + TALK + text))
    assert routine is not None, found
    return [line for line in said(lay_out(routine, QUICK)) if not line[0].islower()]


@pytest.mark.parametrize("aside", ["say: Stand tall.", "tone: bell", "rest: 5s"])
@pytest.mark.parametrize("place", ["first", "last", "nested"])
def test_what_an_emom_says_and_rests_comes_out_of_its_minute(aside: str, place: str) -> None:
    """The rest of the minute came before it, so that each turn began later than the one before."""
    steps = {
        "first": f"[{aside}, squat]",
        "last": f"[squat, {aside}]",
        "nested": f"[{{repeat: 1, steps: [{aside}, squat]}}]",
    }
    text = f"exercises: {{squat: {{do: 5}}}}\nroutine: [{{emom: 3m, steps: {steps[place]}}}]\n"
    assert gaps(timeline_of(text)) == [60_000, 60_000]


def test_an_emom_may_begin_with_an_emom() -> None:
    """One clock forgot its beginning over the other's, and there was a traceback."""
    text = """\
        exercises: {squat: {do: 5, rep: 1s}, dip: {do: 5, rep: 1s}}
        routine:
          - emom: 4m
            every: 2m
            steps: [{emom: {time: 60s, every: 30s, steps: [squat]}}, dip]
        """
    timeline = timeline_of(text)
    assert [at - starts(timeline)[0] for at in starts(timeline)] == [0, 30_000, 120_000]


def test_a_minute_full_of_work_is_not_made_longer_for_a_tone_or_a_countdown() -> None:
    """The rest tone and three-two-one took seconds from a clock that promised not to drift."""
    text = "prompts: {countdown: 3, go: yes}\nroutine: [{emom: {time: 4m, steps: [{exercise: bike, do: 60s}]}}]\n"
    routine, _ = check(FILE, OneFile("title: t\n" + text))
    assert routine is not None
    timeline = lay_out(routine, QUICK)
    assert gaps(timeline) == [60_000] * 3
    assert not [note for note in timeline.notes if note.code == "grown"]


def test_a_rest_after_an_emom_begins_when_its_time_is_up() -> None:
    """ "Rest. One minute." was said at the end of the work, twenty seconds early."""
    text = "routine: [{emom: {time: 2m, steps: [{exercise: bike, do: 40s}]}}, rest: 1m, {exercise: squat}]\n"
    routine, _ = check(FILE, OneFile("title: t\n" + TALK + text))
    assert routine is not None
    timeline = lay_out(routine, QUICK)
    told = next(event.start for event in timeline.spoken() if event.text == "Rest. One minute.")
    assert 0 <= told - (starts(timeline)[0] + 120_000) < 1_000


def test_two_rests_in_a_row_are_told_as_one() -> None:
    """ "Rest. Fifteen seconds. Next: dip. Rest. Thirty seconds. Next: dip." was said."""
    text = "routine: [{circuit: {rounds: 1, rest: 15s, steps: [exercise: squat, rest: 30s, exercise: dip]}}]\n"
    assert [line for line in spoken(text) if line.startswith(("Rest", "Next"))] == [
        "Rest. Forty-five seconds.",
        "Next: dip.",
    ]


def test_a_known_station_is_just_named() -> None:
    """In the last round it was "Last exercise", and before it "Next", where everyone knew the order."""
    steps = "[{exercise: row, setup: Sit.}, exercise: dip]"
    text = f"routine: [{{superset: {{rounds: 2, rest_between_rounds: 5s, steps: {steps}}}}}]\n"
    assert spoken(text) == [
        "Two rounds.", "First: row.", "Ten repetitions.", "Sit.", "Next: dip.", "Ten repetitions.", "Last round.",
        "Row.", "Dip.",
    ]  # fmt: skip


def test_what_has_been_explained_in_a_round_is_not_explained_again_in_the_next() -> None:
    """A tabata inside of a circuit told its intervals, and its stations their set-ups, in each round anew."""
    tabata = "{tabata: {rounds: 2, steps: [{exercise: hop, setup: Feet together.}]}}"
    text = f"routine: [{{circuit: {{rounds: 3, steps: [{tabata}]}}}}]\n"
    lines = spoken(text)
    assert lines.count("Feet together.") == 1
    assert lines.count("Twenty seconds of work, ten seconds of rest.") == 1
    assert [line for line in lines if "round" in line.lower()][1:] == [
        "Two rounds.", "Last round.", "Round two of three.", "Last round.", "Last round.", "Last round.",
    ]  # fmt: skip


def test_rounds_that_are_not_whole_are_announced_all_the_same() -> None:
    """With eight intervals of three exercises nobody knew where they were."""
    text = "routine: [{tabata: {rounds: 8, steps: [exercise: a, exercise: b, exercise: c]}}]\n"
    assert [line for line in spoken(text) if "ound" in line] == ["Round two of three.", "Last round."]


def test_the_only_station_of_the_last_block_is_the_last_exercise() -> None:
    text = "routine: [exercise: squat, {tabata: {steps: [exercise: hop]}}]\n"
    assert "Last exercise: hop." in spoken(text)


def test_a_station_of_an_amrap_has_its_dose_within_a_sentence() -> None:
    """It was "Step-up: Eight repetitions, each side.", with a capital."""
    text = "routine: [{amrap: 3m, steps: [{exercise: Step-up, do: 8 each side}]}]\n"
    assert "Step-up: eight repetitions, each side." in spoken(text)


@pytest.mark.parametrize(
    "steps",
    [
        "[{exercise: a, do: 30s}, rest: 40s]",
        "[rest: 40s, {exercise: a, do: 30s}]",
        "[{repeat: 2, steps: [{exercise: a, do: 30s}]}]",
        "[{sides: each, steps: [{exercise: a, do: 30s}]}]",
        "[{tabata: {rounds: 3, steps: [exercise: a]}}]",
        "[{emom: {time: 2m, steps: [{exercise: a, do: 30s}]}}]",
        "[{amrap: 90s, steps: [exercise: a]}]",
    ],
)
def test_no_station_is_too_long_for_its_turn_whatever_it_is(steps: str) -> None:
    """Only exercises were looked at, and not the rests beside them."""
    assert codes(f"routine: [{{emom: 3m, steps: {steps}}}]\n") == ["turn-too-short"]


def test_a_turn_is_as_long_as_the_dose_of_its_round() -> None:
    """The longest dose counted, though its round never came."""
    text = "routine: [{{emom: {}m, steps: [{{exercise: a, do: '10,15,25', rep: 3s}}]}}]\n"
    assert "turn-too-short" not in codes(text.format(2))
    assert "turn-too-short" in codes(text.format(3))


def test_a_station_without_work_is_an_error() -> None:
    text = "routine: [{emom: 2m, steps: [{repeat: 2, steps: [rest: 5s]}, {exercise: a}]}]\n"
    assert codes(text) == ["empty-routine"]
