"""Small scripts that once came out wrong, each found by the random ones of `test_truths`, and each with its reason."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest

from tests.timeline.made import FILE, OneFile, check_text, lay_out
from tests.timeline.routines import Voice
from voicecoach.script.checker import check
from voicecoach.timeline.fit_work import faster
from voicecoach.timeline.model import Phrase, Timeline

QUICK = Voice(seed=0, longest=40, tones=(30,), deaf=True)
SILENT_TONES = Voice(seed=0, longest=40, tones=(0,), deaf=True)


def timeline_of(text: str, voice: Voice = QUICK, level: str = "normal") -> Timeline:
    return lay_out(check_text("title: t\nprompts: no\n" + dedent(text), level), voice)


def said(timeline: Timeline) -> list[str]:
    return [event.text for event in timeline.spoken()]


def works(timeline: Timeline) -> list[int]:
    return [segment.end - segment.start for segment in timeline.segments if segment.kind == "work"]


@pytest.mark.parametrize("rate", [60, 67, 150, 151, 399])
def test_faster_is_never_more_than_it_says(rate: int) -> None:
    """150 became 188, which is more than 1.25 times as fast."""
    assert faster(Phrase("up", rate), 125).rate <= rate * Decimal("1.25")


def test_a_note_about_a_count_points_at_the_script_where_the_tick_is_silent() -> None:
    """There was no event to take the place from, so the note had no file."""
    slow = Voice(seed=0, longest=6000, tones=(0,), deaf=True)
    timeline = timeline_of(
        """\
        routine:
          - {exercise: squat, do: 1x9, rep: 300ms}
        """,
        slow,
    )
    ticked = [note for note in timeline.notes if note.code == "count-ticked"]
    assert [note.span.file for note in ticked] == [FILE]
    assert [note.span.line for note in ticked] == [4]


def test_a_rest_does_not_grow_for_a_countdown_that_nobody_hears() -> None:
    text = """\
        routine:
          - exercise: squat
            sets: 1
            reps: 1
            rep: 1s
            ready: 0s
            prompts: {countdown: 3}
            setup: Stand.
        """
    quiet, heard = timeline_of(text, SILENT_TONES), timeline_of(text)
    ready = [[one.end - one.start for one in made.segments if one.kind == "ready"] for made in (quiet, heard)]
    assert ready[0][0] < 1000, "what is said takes 40 ms"
    assert ready[1][0] >= 3000, "three-two-one takes three seconds"


def test_a_timed_set_shorter_than_one_repetition_has_no_repetitions() -> None:
    """A cue tied to one ended in a traceback."""
    text = (
        "title: t\nroutine:\n  - {exercise: hold, time: 1s, rep: 1.5s, cues: {rep 1: now, last: then, every 2: so}}\n"
    )
    routine, found = check(FILE, OneFile(text))
    assert routine is not None
    assert {one.code for one in found} == {"cue-never"}
    assert not {"now", "then", "so"} & set(said(lay_out(routine, QUICK)))


def test_a_step_wins_over_the_easier_form_of_its_exercise() -> None:
    text = """\
        exercises:
          squat: {do: 3x12, rep: 1s, easier: {reps: 5}}
        routine:
          - squat: 1x7
          - squat
        """
    assert works(timeline_of(text, level="easy")) == [7000, 5000, 5000, 5000]


@pytest.mark.parametrize("rest", ["0s", "1ms", "999ms"])
def test_a_rest_of_less_than_a_second_is_not_announced(rest: str) -> None:
    """'Rest. Zero seconds.' made it grow."""
    text = f"prompts: {{rest: yes}}\nroutine: [{{exercise: squat, do: 2x1, rest: {rest}}}, {{rest: {rest}}}]\n"
    assert not [text for text in said(lay_out(check_text("title: t\n" + text), QUICK)) if text.startswith("Rest.")]


def test_what_may_be_left_out_does_not_make_a_rest_grow() -> None:
    """Five seconds were counted down in a rest of five, and 'Rest. Five seconds.' and the tone came on top."""
    text = "title: t\nprompts: {side: no, set: no, countdown: 5}\nroutine: [{exercise: squat, do: 2x1, rest: 5s}]\n"
    timeline = lay_out(check_text(text), QUICK)
    rests = [one.end - one.start for one in timeline.segments if one.kind == "rest"]
    assert rests == [5000]
    assert len([event for event in timeline.events if "/set2/pause/countdown" in event.id]) == 4


def test_a_cue_for_one_side_is_heard_on_alternating_work() -> None:
    text = """\
        routine:
          - exercise: lunge
            do: 1x6
            rep: 3s
            sides: alternate
            count: none
            cues:
              every 2: {say: "{side} knee down", only: left}
              rep 1: {say: "{side} foot forward", only: right}
              rep 3: {say: never, only: left}
        """
    heard = [(event.rep, event.side, event.text) for event in timeline_of(text).spoken() if event.role == "cue"]
    assert heard == [(1, "right", "right foot forward"), (2, "left", "left knee down"), (4, "left", "left knee down")]


def test_one_moment_has_one_cue() -> None:
    """The last one won, silently; at the change of sides, two events had one id."""
    text = "title: t\nroutine: [{exercise: squat, cues: {every 4: a, Every 4: b, 'every  4': c, rest: d, REST: e}}]\n"
    routine, found = check(FILE, OneFile(text))
    assert routine is None
    assert [one.code for one in found] == ["duplicate-key"] * 3
    assert all(one.related for one in found)


def test_repeats_around_nothing_are_too_many_all_the_same() -> None:
    """They took for ever: a thousand times a thousand times… nothing."""
    nothing = "[]"
    for _ in range(8):
        nothing = f"[{{repeat: 1000, steps: {nothing}}}]"
    routine, found = check(FILE, OneFile(f"title: t\nroutine: {nothing}\n"))
    assert routine is None
    assert found


def test_a_thousand_long_sayings_are_longer_than_a_day() -> None:
    """Each passed for a second."""
    words = "word " * 390
    routine, found = check(FILE, OneFile(f'title: t\nroutine: [{{repeat: 1000, steps: [say: "{words}"]}}]\n'))
    assert routine is None
    assert [one.code for one in found] == ["too-long"]


def test_a_switch_is_announced_ahead_in_every_order_of_sides() -> None:
    """With all sets on one side first, it came as a surprise."""
    text = "prompts: {{switch_ahead: yes}}\nroutine: [{{exercise: lunge, do: 2x8 each side, switch_after: {}}}]\n"
    for order, changes in (("set", 2), ("exercise", 1)):
        timeline = lay_out(check_text("title: t\n" + text.format(order)), QUICK)
        soon = [event.id for event in timeline.events if event.id.endswith("/switch-soon")]
        assert len(soon) == changes, order
