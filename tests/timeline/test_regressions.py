"""Small scripts that once came out wrong and that no page of ``tests/golden`` can show, each with its reason."""

from __future__ import annotations

from tests.timeline.compiling import FILE, QUICK, USUAL_RATE, RandomVoice, SteadyVoice, checked, timeline_of
from voicecoach.timeline.model import Phrase

SILENT_TONES = RandomVoice(seed=0, longest=40, tones=(0,), deaf=True)


def test_a_note_about_a_count_points_at_the_script_where_the_tick_is_silent() -> None:
    """There was no event to take the place from, so the note had no file."""
    slow = RandomVoice(seed=0, longest=6000, tones=(0,), deaf=True)
    timeline = timeline_of("title: t\nroutine:\n  - {exercise: squat, do: 1x9, rep: 300ms}\n", slow)
    places = [(note.span.file, note.span.line) for note in timeline.notes if note.code == "count-ticked"]
    assert places == [(FILE, 3)]


def test_a_rest_does_not_grow_for_a_countdown_that_nobody_hears() -> None:
    exercise = "{exercise: squat, do: 1x1, rep: 1s, ready: 0s, setup: Stand., prompts: {countdown: 3}}"
    ready = []
    for voice in (SILENT_TONES, QUICK):
        segments = timeline_of(f"title: t\nprompts: no\nroutine: [{exercise}]\n", voice).segments
        ready += [one.end - one.start for one in segments if one.kind == "ready"]
    assert ready[0] < 1000, "what is said takes 40 ms"
    assert ready[1] >= 3000, "three-two-one takes three seconds"


def test_repeats_around_nothing_are_too_many_all_the_same() -> None:
    """They took for ever: a thousand times a thousand times… nothing."""
    nothing = "[]"
    for _ in range(8):
        nothing = f"[{{repeat: 1000, steps: {nothing}}}]"
    routine, found = checked(f"title: t\nroutine: {nothing}\n")
    assert routine is None
    assert "too-many-events" in {one.code for one in found}


def test_a_tone_is_heard_once_at_an_instant() -> None:
    made = timeline_of(
        "title: T\nroutine: [{exercise: Sit, do: 40s, cues: {at 20s: {tone: bell}, half: {tone: bell, say: half}}}]\n"
    )
    assert [one.sound for one in made.events].count("bell") == 1
    assert [one.text for one in made.spoken()].count("half") == 1


def test_a_count_that_takes_far_longer_than_its_room_is_not_spoken_faster_as_well() -> None:
    """Counting to 3,600 in seconds spoke three times as many phrases as it needed."""
    hurried = set[str]()

    class Listening(SteadyVoice):
        def speech(self, phrase: Phrase) -> int:
            if phrase.rate > USUAL_RATE:
                hurried.add(phrase.text)
            return super().speech(phrase)

    timeline_of("title: t\nprompts: no\nroutine:\n  - {exercise: squat, do: 1x78, rep: 400ms}\n", Listening())
    assert "eight" not in hurried, "fits at its own rate"
    assert "seventy" in hurried, "420 ms: a little faster, and it fits"
    assert "seventy-seven" not in hurried, "780 ms never fit in 400"
