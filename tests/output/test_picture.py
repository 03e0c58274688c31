from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.output.builders import bare, clamshell
from voicecoach.output.palette import HUES, hues, second_sides
from voicecoach.output.picture import cover
from voicecoach.timeline.model import Segment, Timeline

TITLES = [
    "Band glutes",
    "",
    "Übung für Größe — Łódź",
    "朝のストレッチ",
    "🌅🌅🌅",
    "w" * 3000,
    "two\nlines \x00 \ud800",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "A complete one-hour evening strength and mobility programme for hips, shoulders and the lower back " * 4,
]


def pixels(timeline: Timeline) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(cover(timeline))).convert("RGB")).astype(int)


@pytest.mark.parametrize("title", TITLES, ids=lambda title: f"{zlib.crc32(title.encode(errors='replace')):08x}")
def test_a_cover_is_a_baseline_jpeg_that_players_take(title: str) -> None:
    data = cover(clamshell(title))
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size, image.mode) == ("JPEG", (1000, 1000), "RGB")
    assert not image.info.get("progressive")
    assert len(data) < 150_000
    assert cover(clamshell(title)) == data


def test_the_ring_shows_work_in_colour_where_it_happens() -> None:
    half = Timeline("", "en", 60_000, (), (Segment("work", "a", 0, 30_000), Segment("rest", "r", 30_000, 60_000)), ())
    image = pixels(half)
    assert np.abs(image[500, 900] - HUES[0]).max() < 25  # a quarter past: work
    assert image[500, 100].max() < 90  # a quarter to: rest


def test_two_exercises_have_two_colours_and_the_second_side_is_told_apart() -> None:
    timeline = clamshell()
    assert second_sides(timeline) == {("clamshell", "left")}
    more = (*timeline.segments, Segment("work", "Bridge", 12_000, 13_000))
    assert len(set(hues(Timeline("", "en", 13_000, (), more, ())).values())) == 2


def test_titles_change_the_picture_but_stay_inside_the_ring() -> None:
    plain, titled = pixels(clamshell("")), pixels(clamshell("w" * 200))
    y, x = np.nonzero(np.abs(plain - titled).max(axis=2) > 120)
    assert len(x) > 500
    assert np.hypot(x - 500, y - 500).max() < 338


def test_what_no_font_has_is_left_out_rather_than_boxed() -> None:
    unassigned = pixels(clamshell("\U0010fffd\u0378"))
    y, x = np.nonzero(unassigned.min(axis=2) > 200)
    assert len(x) > 500  # the minutes
    assert (y < 560).all()  # and no title below them


@pytest.mark.parametrize("timeline", [bare(0), bare(59_000), bare(36_000_000), Timeline("", "en", 0, (), (), ())])
def test_odd_routines_have_covers_too(timeline: Timeline) -> None:
    assert len(cover(timeline)) > 1000


def test_a_thousand_short_sets_fit() -> None:
    kinds = ("work", "rest")
    segments = tuple(Segment(kinds[n % 2], f"e{n % 7}", n * 1800, (n + 1) * 1800) for n in range(2000))  # type: ignore[arg-type]
    assert len(cover(Timeline("Long", "en", 3_600_000, (), segments, ()))) < 150_000
