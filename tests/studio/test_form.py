"""A change of the form is an edit of the text that changes the value alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from tests.studio.conftest import Client
from voicecoach.app import Request, load
from voicecoach.diagnostics import Diagnostic
from voicecoach.resources import shipped
from voicecoach.script import reader
from voicecoach.script.reader import Node
from voicecoach.script.repairs import Repair
from voicecoach.studio.exercises import at_path, exercise_at, exercises_of
from voicecoach.studio.form import edit, form
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.words import tree

TEXT = """\
title: A
defaults: {rest: 45s}
exercises:
  clamshell:  # my favourite
    do: 3x12
    tempo: {open: 1s, close: 1s}   # slow
    setup:
      - Lie down.
      - Knees bent.
    cues:
      rep 5: "keep still"
      every 4: [a b, c d]
  plank:
  bridge: {sets: 3, reps: 10, movement: {say: Up and down., short: up}}
routine:
  - clamshell
  - clamshell: 2x10
  - bridge: {rest: 20s}
  - plank
  - circuit: 2
    steps: [clamshell, bridge]
  - exercise: Squat # x
    do: 12
    # a comment

  - rest: 10s
"""
CHANGES = [
    (4, "do", "4x10", "    do: 4x10"),
    (12, "tempo/open", "2s", "    tempo: {open: 2s, close: 1s}   # slow"),
    (4, "tempo", "3-1-1-0", "    tempo: 3-1-1-0   # slow"),
    (4, "setup/1", 'Knees: bent, "so"', "      - 'Knees: bent, \"so\"'"),
    (4, "cues/rep 5", "go # on", '      rep 5: "go # on"'),
    (4, "cues/every 4/1", "x, y", '      every 4: [a b, "x, y"]'),
    (4, "cues/half", "half!", "      half: half!"),
    (4, "rest", "20s", "    rest: 20s"),
    (13, "do", "3x40s", "  plank: {do: 3x40s}"),
    (14, "movement/say", "Up, down", '  bridge: {sets: 3, reps: 10, movement: {say: "Up, down", short: up}}'),
    (14, "movement/short", "", "  bridge: {sets: 3, reps: 10, movement: {say: Up and down.}}"),
    (16, "do", "2x8", "  - clamshell: 2x8"),
    (16, "cues/half", "well", "  - clamshell: {cues: {half: well}}"),
    (17, "rest", "10s", "  - clamshell: {do: 2x10, rest: 10s}"),
    (17, "do", "", "  - clamshell"),
    (18, "do", "2x5", "  - bridge: {rest: 20s, do: 2x5}"),
    (18, "rest", "", "  - bridge"),
    (21, "do", "2x5", "    steps: [clamshell: 2x5, bridge]"),
    (22, "rest", "20s", "    rest: 20s"),
    (23, "say", "{side} no: x", '    say: "{side} no: x"'),
    (23, "tempo", "{down: 2s, up: 1s}", "    tempo: {down: 2s, up: 1s}"),
]


def check(text: str) -> tuple[Diagnostic, ...]:
    return load(Request("a.yaml"), {"a.yaml": text}, planned=False).diagnostics


def changed(line: int, key: str, value: str) -> list[str]:
    """The lines that are new after a change."""
    text = TEXT
    if key == "say":
        text = text.replace("    do: 12\n", "    do: 12\n    sides: each\n")
    after = Repair("", tuple(edit(text, line, key, value, check))).apply(text)
    assert [one.code for one in check(after) if one.severity == "error"] == []
    return [one for one in after.split("\n") if one not in text.split("\n")]


@pytest.mark.parametrize(("line", "key", "value", "wanted"), CHANGES)
def test_a_change_is_one_line_as_a_person_would_write_it(line: int, key: str, value: str, wanted: str) -> None:
    assert changed(line, key, value) == ([wanted] if wanted not in TEXT.split("\n") else [])


@pytest.mark.parametrize(("line", "key"), [(4, "setup/0"), (4, "cues/rep 5"), (4, "do"), (4, "cues/every 4/0")])
def test_what_is_emptied_is_taken_away(line: int, key: str) -> None:
    after = Repair("", tuple(edit(TEXT, line, key, "", check))).apply(TEXT)
    assert len(after) < len(TEXT)
    assert after.count("#") == TEXT.count("#")


@pytest.mark.parametrize(
    ("line", "key", "value", "why"),
    [
        (4, "rest", "soon", "expected a duration"),
        (4, "do", "3x", "expected a dose"),
        (22, "do", "15x", "expected a dose"),
        (4, "do", "3x12: {", "expected a dose"),
        (2, "do", "3x12", "no exercise"),
        (4, "nonsense", "x", "unknown key"),
        (4, "cues/never", "x", "never"),
        (4, "setup/7", "x", "cannot be added"),
        (4, "do/x/y", "x", "cannot be added"),
        (4, "", "x", "unknown key"),
        (4, "say", "{", "stray|brace|nothing to say"),
        (4, "say", "\x07", "characters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(line: int, key: str, value: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        edit(TEXT, line, key, value, check)


def test_the_form_shows_what_holds_and_what_is_written() -> None:
    shown = form(TEXT, 18, {})
    assert shown is not None
    assert (shown["exercise"], shown["first_line"], shown["last_line"], shown["definition"]) == ("bridge", 18, 18, 14)
    fields = {one["key"]: (one["value"], one["written"]) for one in shown["fields"]}
    assert fields["rest"] == ("20s", True)
    assert fields["do"] == ("3x10", False)
    assert fields["movement"] == ("Up and down.", False)
    assert form(TEXT, 1, {}) is None
    assert form("{", 1, {}) is None
    squat = form(TEXT, 23, {})
    assert squat is not None
    assert (squat["first_line"], squat["last_line"]) == (22, 23)
    sides = next(one for one in squat["fields"] if one["key"] == "sides")
    assert (sides["kind"], sides["value"], sides["choices"][:2]) == ("choice", "none", ["none", "each"])
    other = form("title: A\nroutine:\n  - row\n", 3, {"lib": "exercises:\n  row: {do: 5x5, rest: 2m}\n"})
    assert other is not None
    assert ("rest", "2m") in [(one["key"], one["value"]) for one in other["fields"]]


WORDS = (
    "Keep your ribs down.",
    "slowly: like this",
    "it's # 1",
    "yes",
    "12",
    "{reps} more",
    'say "go"',
    "a, b [c]",
    "ünïcode 🏋",
)
VALUES = {
    "dose": ("3x12", "2x8-10", "12,10,8", "4", "3x40s", "30s,20s"),
    "time": ("20s", "1m", "0:45", "90"),
    "tempo": ("3-1-1-0", "30X0", "{down: 2s, up: 1s}"),
    "words": WORDS,
}


def leaves(node: Node | None, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every single value and key of a script by where it stands."""
    if isinstance(node, reader.Scalar):
        yield path, " ".join(node.text.split())
    elif isinstance(node, reader.Sequence):
        for number, item in enumerate(node.items):
            yield from leaves(item, (*path, number))
    elif node is not None:
        for key, value in node.entries:
            yield (*path, key.text, "key"), key.text
            yield from leaves(value, (*path, key.text))


def test_two_hundred_random_edits_change_the_value_alone() -> None:
    """Nothing else of the nodes and nothing outside of the edited stretch is different, and the script still checks."""
    draw = random.Random(16)
    done = refused = 0
    names = ("hello", "five-by-five", "tabata", "yoga-flow")
    texts = {name: (shipped("scripts") / f"{name}.yaml").read_text("utf-8") for name in names}
    known = {name: {(one.code, one.message) for one in check_of(name, text)} for name, text in texts.items()}
    while done < 200:
        assert refused < 400
        name = draw.choice(list(texts))
        text = texts[name]
        line = draw.choice([one.lines[0] for one in exercises_of(tree(text))])
        shown = form(text, line, {})
        assert shown is not None
        field = draw.choice([one for one in shown["fields"] if one["written"]] or shown["fields"])
        value = draw.choice(field["choices"] or VALUES[field["kind"]])
        try:
            edits = edit(text, line, field["key"], value, lambda text, name=name: check_of(name, text))
        except Refusal:  # such as repetitions for a list of times: the checker has the last word
            refused += 1
            continue
        done += 1
        after = Repair("", tuple(edits)).apply(text)
        if not edits:
            assert field["value"] == value
            continue
        (only,) = edits
        assert after == text[: only.start] + only.text + text[only.end :]
        assert not {(one.code, one.message) for one in check_of(name, after) if one.severity == "error"} - known[name]
        before, now = dict(leaves(tree(text))), dict(leaves(tree(after)))
        different = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        if field["written"] and field["kind"] != "tempo":
            assert len(different) == 1, (name, line, field["key"], value)
            written = exercise_at(tree(after), line)
            assert written is not None
            found = written.value if at_path(written.block, tuple(field["key"].split("/"))) is None else None
            assert found is None or isinstance(found, reader.Scalar)
        assert after.count("#") - only.text.count("#") == text.count("#") - text[only.start : only.end].count("#")


@lru_cache(maxsize=64)
def check_of(name: str, text: str) -> tuple[Diagnostic, ...]:
    file = str(shipped("scripts") / f"{name}.yaml")
    return load(Request(file), {file: text}, planned=False).diagnostics


def test_the_page_gets_form_and_edits_in_places_of_its_own(client: Client, folder: Path) -> None:
    text = "# 🏋\ntitle: A\nroutine:\n  - {exercise: 🏋 B, do: 3x3, rest: 9s}\n"
    (folder / "short.yaml").write_text(text, "utf-8")
    assert client.post("form", text=text, line=4)["exercise"] == "🏋 B"
    assert client.post("form", text=text, line=1) is None
    assert client.post("edit", text=text, line=4, key="do", value="3x5")["edits"] == [
        {"line": 4, "column": 26, "end_line": 4, "end_column": 29, "text": "3x5"}
    ]
    assert "expected a dose" in client.post("edit", text=text, line=4, key="do", value="x")["error"]
    assert "error" in client.post("edit", text=text, line=4, key="do", value=5)


@pytest.mark.parametrize(
    ("head", "pace", "wanted"),
    [
        ("title: A # x\n", {"movement": 1.2, "rest": 1.2}, "title: A # x\npace: 1.2\n"),
        ("title: A\npace: 2 # fast\n", {"rest": 0.5}, "title: A\npace: {move: 2, rest: 0.5} # fast\n"),
        ("title: A\n", {"minutes": 12}, "title: A\nminutes: 12\n"),
        ("title: A\nminutes: {length: 5, movement: yes}\n", {"minutes": "3m30s"},
         "title: A\nminutes: {length: 3m30s, movement: yes}\n"),
        ("title: A\n", {}, "title: A\n"),
        ("title: >\n  A\n  B\n", {"movement": 0.5, "minutes": 3},
         "title: >\n  A\n  B\npace: {move: 0.5, rest: 1}\nminutes: 3\n"),
    ],
)  # fmt: skip
def test_a_pace_is_written_into_the_script(client: Client, head: str, pace: dict[str, object], wanted: str) -> None:
    rest = "routine:\n  - exercise: Squat\n    do: 3x12\n"
    answer = client.post("pace", name="short.yaml", text=head + rest, pace=pace)
    lines = (head + rest).split("\n")
    for one in reversed(answer["edits"]):
        assert one["line"] == one["end_line"]
        line = lines[one["line"] - 1]
        lines[one["line"] - 1] = line[: one["column"] - 1] + one["text"] + line[one["end_column"] - 1 :]
    assert "\n".join(lines) == wanted + rest
    assert "level" in client.post("pace", name="short.yaml", text=head + rest, pace={"level": "hard"})["remarks"][0]
