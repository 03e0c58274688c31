from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output import antennapod
from tests.output.builders import clamshell, say
from voicecoach.cli.parser import CHAPTERS
from voicecoach.output.chapters import Fineness, with_chapters
from voicecoach.output.formats import ANY_NUMBER, MAX_CHAPTERS
from voicecoach.output.lyrics import shown
from voicecoach.output.model import FileOptions
from voicecoach.output.tags import id3
from voicecoach.timeline.model import Chapter, Segment, Timeline

LONG = 40_000


def drilled(sets: int, sides: tuple[str, ...] = ("right", "left"), rest: int = 30_000, exercises: int = 1) -> Timeline:
    """Exercises of some sets on each side, and before each work a pause that ends with words nine seconds long."""
    segments, chapters, events, at = [], [], [], 5000
    for exercise in range(exercises):
        name, first = f"Row {exercise + 1}", at
        for number in range(1, sets + 1):
            for side in sides:
                events.append(say("next", "now", at + rest - 12_000, at + rest - 3000))
                segments.append(Segment("rest", "rest", at, at + rest, exercise=name))
                segments.append(Segment("work", name, at + rest, at + rest + LONG, name, number, side))
                at += rest + LONG
        chapters.append(Chapter(name, first, at))
    return Timeline("Drill", "en", at, tuple(events), tuple(segments), tuple(chapters))


def titles(timeline: Timeline, fineness: Fineness) -> list[str]:
    return [one.title for one in with_chapters(timeline, fineness)[0].chapters]


def test_the_command_line_offers_all_there_are() -> None:
    assert get_args(Fineness) == CHAPTERS


def test_a_chapter_for_each_exercise_set_or_side() -> None:
    timeline = drilled(2)
    assert with_chapters(timeline, "exercise") == (timeline, "")
    assert titles(timeline, "set") == ["Row 1 · 1", "Row 1 · 2"]
    assert titles(timeline, "side") == [f"Row 1 · {number} · {side}" for number in (1, 2) for side in ("right", "left")]
    assert titles(drilled(1), "set") == ["Row 1"], "what is always the same is left out"
    assert titles(drilled(1), "side") == ["Row 1 · right", "Row 1 · left"]
    assert titles(drilled(3, sides=("",)), "side") == ["Row 1 · 1", "Row 1 · 2", "Row 1 · 3"]


def test_a_set_begins_ten_seconds_before_its_work_and_cuts_no_sentence() -> None:
    changed, _ = with_chapters(drilled(2, sides=("",)), "set")
    first, second = changed.chapters
    work = [one for one in changed.segments if one.kind == "work"]
    assert (first.start, second.end) == (5000, changed.duration)
    assert first.end == second.start == work[1].start - 12_000, "where the sentence begins that is spoken by then"
    assert with_chapters(drilled(2, rest=4000, sides=("",)), "set")[0].chapters[1].start == work[0].end - 26_000


def test_a_slow_repetition_that_only_shows_the_movement_has_none() -> None:
    timeline = drilled(1)
    shows = Segment("work", "Row 1", 4000, 5000, "Row 1", None, "right")
    shown_first = Timeline(
        "x", "en", timeline.duration, (), (shows, *timeline.segments), (Chapter("Row 1", 0, 145_000),)
    )
    assert titles(shown_first, "side") == ["Row 1 · right", "Row 1 · left"]


@given(
    sets=st.integers(1, 5), exercises=st.integers(1, 4), rest=st.integers(0, 40_000), fineness=st.sampled_from(CHAPTERS)
)
@settings(deadline=None, max_examples=40)
def test_finer_chapters_fill_those_of_the_exercises(sets: int, exercises: int, rest: int, fineness: Fineness) -> None:
    timeline = drilled(sets, rest=rest, exercises=exercises)
    chapters = with_chapters(timeline, fineness)[0].chapters
    assert [one.end for one in chapters[:-1]] == [one.start for one in chapters[1:]]
    assert {one.start for one in timeline.chapters} <= {one.start for one in chapters}
    assert all(one.start < one.end for one in chapters)


def test_more_than_a_file_can_have_are_coarser_and_it_is_said() -> None:
    timeline = drilled(20, exercises=10)
    changed, said = with_chapters(timeline, "side")
    assert len(changed.chapters) == 200
    assert said == "a file of this format has at most 255 chapters, and this one would have 400: each set has one"
    assert with_chapters(timeline, "set") == (changed, "")
    changed, said = with_chapters(drilled(30, exercises=10), "side")
    assert (len(changed.chapters), said.rpartition(": ")[2]) == (10, "each exercise has one")
    many = drilled(1, exercises=300)
    changed, said = with_chapters(many, "side")
    assert changed == many
    assert said == "a file of this format has at most 255 chapters: of 300, the shortest share one"
    assert with_chapters(timeline, "side", 100)[1].startswith("a file of this format has at most 100 chapters")
    assert len(with_chapters(timeline, "side", ANY_NUMBER)[0].chapters) == 400
    read = antennapod.chapters(id3(many, FileOptions(cover=False), many.duration))
    assert len(read) == MAX_CHAPTERS


def test_antennapod_reads_every_chapter_from_zero_on_to_the_millisecond() -> None:
    awkward = ["Left/right: 12/10/8 \\ ?*", "\U0001f9b5 Leg day \U0001f4aa\U0001f3fd", "w" * 100, "日本語", "", "a\nb"]
    chapters = tuple(Chapter(title, 1000 + 1501 * n, 2501 + 1501 * n) for n, title in enumerate(awkward))
    timeline = Timeline("x", "en", chapters[-1].end, (), (), chapters)
    read = antennapod.chapters(id3(timeline, FileOptions(), timeline.duration))
    starts = [0, *(one.start for one in chapters[1:])]
    assert read == [
        (start, shown(one.title) or str(n)) for n, (start, one) in enumerate(zip(starts, chapters, strict=True), 1)
    ]
    whole = clamshell()
    assert [start for start, _ in antennapod.chapters(id3(whole, FileOptions(), whole.duration))] == [0, 6500, 11_500]
