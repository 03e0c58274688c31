from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.builders import bare, clamshell, run, say, tone
from voicecoach.output.drawing import content
from voicecoach.output.model import FileOptions
from voicecoach.timeline.model import Chapter, Segment, Timeline

NAME = "{http://www.w3.org/2000/svg}"


def svg(timeline: Timeline) -> str:
    return content(timeline, FileOptions()).decode()


def tips(timeline: Timeline) -> list[str]:
    return [title.text or "" for title in ET.fromstring(svg(timeline)).iter(f"{NAME}title")]


def test_everything_has_a_tooltip_with_its_time() -> None:
    timeline = clamshell()
    found = tips(timeline)[1:]
    assert len(found) == len(timeline.events) + len(timeline.segments) + len(timeline.chapters)
    assert "0:06.500 to 0:07.400  switch: Switch sides." in found
    assert "0:02.000 to 0:02.150  tone: countdown" in found
    assert "0:03.000 to 0:06.500  work: Clamshell · 1 · right" in found
    assert "0:06.500 to 0:11.500  chapter: Left & <right>" in found


def test_sides_have_two_tones_of_a_colour() -> None:
    groups = ET.fromstring(svg(clamshell())).findall(f"{NAME}g")
    fills = {g[0].text: g[1].get("fill") for g in groups if "work: " in (g[0].text or "")}
    assert len(fills) == len(set(fills.values())) == 2


def test_a_minute_is_a_row_and_what_spans_rows_is_cut() -> None:
    timeline = Timeline("", "en", 150_000, (), (Segment("work", "Plank", 30_000, 150_000),), ())
    groups = ET.fromstring(svg(timeline)).findall(f"{NAME}g")
    work = [g[1] for g in groups if "work: " in (g[0].text or "")]
    boxes = [(float(box.get("x", 0)), float(box.get("y", 0)), float(box.get("width", 0))) for box in work]
    assert len(boxes) == 3
    assert [box[1] for box in boxes] == sorted({box[1] for box in boxes})
    assert [round(box[2] / boxes[0][2], 1) for box in boxes] == [1, 2, 1]
    assert boxes[1][0] == boxes[2][0] < boxes[0][0]


@pytest.mark.parametrize("instant", [0, 59_999, 60_000, 60_001, 120_000])
def test_nothing_lies_outside_of_the_page(instant: int) -> None:
    end = instant + 500
    events = (say("cue", "a rather long sentence", instant, end), tone("bell", instant, end))
    timeline = Timeline("", "en", end, events, (Segment("work", "x", 0, end),), (Chapter("c", instant, end),))
    root = ET.fromstring(svg(timeline))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for box in root.iter(f"{NAME}rect"):
        assert 0 <= float(box.get("x", 0)) <= float(box.get("x", 0)) + float(box.get("width", 0)) <= width
        assert 0 <= float(box.get("y", 0)) <= float(box.get("y", 0)) + float(box.get("height", 0)) <= height


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_valid_xml(text: str) -> None:
    timeline = Timeline(
        text, "en", 1000, (say("cue", text, 0, 900),), (Segment("work", text, 0, 1000),), (Chapter(text, 0, 1000),)
    )
    assert ET.fromstring(svg(timeline)).tag == f"{NAME}svg"


def test_the_drawing_stands_alone() -> None:
    text = svg(clamshell())
    assert re.findall(r"https?://[^\"<]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<script|@import|@font-face|href|url\(", text)
    assert text == svg(clamshell())


@pytest.mark.parametrize("timeline", [bare(0), bare(1), clamshell(), bare(3_600_000)], ids=["0", "1 ms", "12 s", "1 h"])
def test_a_rasteriser_draws_it(tmp_path: Path, timeline: Timeline) -> None:
    drawing, picture = tmp_path / "a.svg", tmp_path / "a.png"
    drawing.write_text(svg(timeline), encoding="utf-8")
    assert run("rsvg-convert", drawing, "-o", picture) == ""
    assert picture.read_bytes().startswith(b"\x89PNG")
