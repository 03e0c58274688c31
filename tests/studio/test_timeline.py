"""The page sees what the checker and the compiler say, each thing with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.studio.conftest import SHORT, Client
from voicecoach.phrases.wording import Wording, Words
from voicecoach.resources import shipped, shipped_routines
from voicecoach.studio.desk import Desk, Tweak
from voicecoach.studio.folder import Folder
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.voices import Voices


def test_a_script_without_problems(client: Client) -> None:
    assert client.post("check", name="short.yaml", text=SHORT) == {"diagnostics": []}
    answer = client.post("timeline", name="short.yaml", text=SHORT)
    timeline = answer["timeline"]
    assert answer["diagnostics"] == []
    assert (timeline["title"], timeline["levels"]) == ("Short", ["easy", "normal", "hard"])
    assert timeline["length_ms"] == timeline["plain_length_ms"] == timeline["segments"][-1]["end"]
    work = next(one for one in timeline["segments"] if one["kind"] == "work")
    assert (work["line"], len(work["reps"])) == (3, 4)
    counts = [one for one in timeline["events"] if one["role"] == "count"]
    assert [one["start"] for one in counts][:2] == work["reps"][:2]


def test_problems_stand_where_the_editor_has_them(client: Client) -> None:
    text = "title: L A\nroutine:\n  - exercise: 'LL'\n    tempoo: 3-1-1-0\n  - {rest: 3x, xL: 1}\n"
    text = text.replace("L", "\N{WEIGHT LIFTER}")
    found = client.post("check", name="short.yaml", text=text)["diagnostics"]
    places = [(one["line"], one["column"], one["end_line"], one["end_column"], one["code"]) for one in found]
    assert places == [(4, 5, 4, 11, "unknown-key"), (5, 12, 5, 14, "wrong-value"), (5, 16, 5, 19, "unknown-key")]
    assert found[0]["fixes"] == [
        {
            "label": "'tempoo' becomes 'tempo'",
            "edits": [{"line": 4, "column": 5, "end_line": 4, "end_column": 11, "text": "tempo"}],
        }
    ]
    assert client.post("timeline", name="short.yaml", text=text) == {"diagnostics": found, "timeline": None}


def test_a_line_break_of_yaml_alone_is_none_of_the_editor(client: Client) -> None:
    text = "title: A # \u2028routin: []\nroutine: []\n"
    found = client.post("check", name="short.yaml", text=text)["diagnostics"]
    assert [(one["line"], one["column"]) for one in found if one["code"] == "unknown-key"] == [(1, 13)]


def test_a_text_that_cannot_be_read_is_mended_only_where_that_helps(client: Client) -> None:
    text = "title: A\nroutine:\n  - say: Ready: go\n"
    (found,) = client.post("check", name="short.yaml", text=text)["diagnostics"]
    assert found["code"] == "yaml-syntax"
    assert [edit["text"] for edit in found["fixes"][0]["edits"]] == ['"Ready: go"']


@pytest.mark.parametrize(
    "lost", ["title: A", "routine:", "- repeat: 2", "steps:", "exercise: Long lunge", "cues:", "at 5s:", "do: 40s"]
)
def test_a_colon_that_is_missing_is_offered(client: Client, lost: str) -> None:
    text = (
        "title: A\nroutine:\n  - repeat: 2\n    steps:\n      - exercise: Long lunge\n        do: 40s\n"
        "        cues:\n          at 5s: [knee out, hips low]\n          half: slowly\n"
    )
    broken = text.replace(lost, lost.replace(":", ""), 1)
    found = client.post("check", name="short.yaml", text=broken)["diagnostics"]
    (fix,) = next(one["fixes"] for one in found if one["code"] == "yaml-syntax")
    (edit,) = fix["edits"]
    lines = broken.split("\n")
    line = lines[edit["line"] - 1]
    lines[edit["line"] - 1] = line[: edit["column"] - 1] + edit["text"] + line[edit["end_column"] - 1 :]
    assert "\n".join(lines) == text


def test_what_only_the_plan_shows_comes_with_the_timeline(client: Client) -> None:
    text = SHORT + "  - say: Next is {weight}.\n"
    assert client.post("check", name="short.yaml", text=text)["diagnostics"] == []
    answer = client.post("timeline", name="short.yaml", text=text)
    assert [one["code"] for one in answer["diagnostics"]] == ["placeholder-empty"]
    assert answer["timeline"] is None


def test_pace_level_and_minutes_change_the_length(client: Client) -> None:
    text = SHORT.replace("1x4", "3x8-12")

    def length(**pace: object) -> tuple[int, int]:
        found = client.post("timeline", name="short.yaml", text=text, pace=pace)["timeline"]
        return found["length_ms"], found["plain_length_ms"]

    plain, own = length()
    assert plain == own
    assert length(movement=2)[0] < plain < length(rest=0.5)[0]
    assert length(level="easy")[0] < plain < length(level="hard")[0]
    fitted = client.post("timeline", name="short.yaml", text=text, pace={"minutes": "2:20"})["timeline"]
    assert abs(fitted["length_ms"] - 140_000) < 1_500
    assert (fitted["plain_length_ms"], len(fitted["remarks"])) == (plain, 1)
    far = client.post("timeline", name="short.yaml", text=text, pace={"minutes": 60})["timeline"]
    assert far["length_ms"] == plain
    assert "cannot be made to last" in far["remarks"][0]
    for wrong in ({"movement": 9}, {"rest": "x"}, {"level": "no"}, {"minutes": "soon"}, {"rest": True}, [], "x"):
        assert ("error" in client.post("timeline", name="short.yaml", text=text, pace=wrong)) == bool(wrong)


def test_what_did_not_fit_is_told_with_its_time(client: Client) -> None:
    text = SHORT + "    cues: {rep 2: " + "this is far too long to be said between two counts " * 4 + "}\n"
    timeline = client.post("timeline", name="short.yaml", text=text)["timeline"]
    (note,) = timeline["notes"]
    work = next(one for one in timeline["segments"] if one["kind"] == "work")
    assert (note["code"], note["line"], note["at"]) == ("cue-dropped", 6, work["start"])


def test_an_included_script_is_seen_where_it_is_brought_in(client: Client, folder: Path) -> None:
    (folder / "lib.yaml").write_text("exercises:\n  squat: {do: 2x5, tempoo: 1}\n", "utf-8")
    text = "title: A\ninclude: lib.yaml\nroutine: [squat]\n"
    (found,) = client.post("check", name="short.yaml", text=text)["diagnostics"]
    assert (found["line"], found["code"]) == (2, "unknown-key")
    assert "lib.yaml:2" in found["message"]
    (folder / "lib.yaml").write_text("exercises:\n  squat: {do: 2x5}\n", "utf-8")
    assert client.post("check", name="short.yaml", text=text)["diagnostics"] == []
    events = client.post("timeline", name="short.yaml", text=text)["timeline"]["events"]
    assert {one["line"] for one in events if one["role"] == "count"} == {3}


def test_a_timeline_that_nobody_waits_for_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types on while it is laid out; another page waits for its own."""
    script = desk.script("short.yaml", SHORT)
    fill = Wording.text

    def type_on(wording: Wording, template: str, values: Mapping[str, str]) -> Words:
        desk.check(script, typing)
        return fill(wording, template, values)

    monkeypatch.setattr(Wording, "text", type_on)
    typing = "another page"
    assert desk.timeline(script, Tweak(), "this page")["timeline"]
    typing = "this page"
    with pytest.raises(Refusal, match="meanwhile"):
        desk.timeline(desk.script("short.yaml", SHORT + "# typed\n"), Tweak(), "this page")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    voices = Voices(print)
    yield Desk(Folder(shipped("scripts")), voices, "silent")
    voices.close()


@pytest.mark.parametrize("name", shipped_routines())
def test_each_event_of_a_shipped_routine_has_its_line(desk: Desk, name: str) -> None:
    """It is the line where its words or its exercise are written, or else one of the step that is done."""
    file = shipped("scripts") / f"{name}.yaml"
    text = file.read_text("utf-8")
    script = desk.script(file.name, text)
    seen = desk.timeline(script, Tweak())["timeline"]
    events = desk.made(desk.checked(script), Tweak()).compiled.timeline.events
    assert len(seen["events"]) == len(events) > 30
    lines = text.split("\n")
    for event, one in zip(events, seen["events"], strict=True):
        segment = seen["segments"][one["segment"]]
        assert segment["start"] <= one["start"] < segment["end"] or one is seen["events"][-1]
        if event.source is not None and event.source.file == script.file:
            assert one["line"] == event.source.line
        else:
            assert one["line"] == segment["line"]
        assert lines[one["line"] - 1].strip(" #")
