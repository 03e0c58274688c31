"""Completion and explanation know what the language page knows, wherever a person writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT
from tests.studio.conftest import Client
from voicecoach.script.schema import find_names
from voicecoach.studio.context import context
from voicecoach.studio.words import complete, hover

HEAD = "title: A\nexercises:\n  clamshell:\n    tempo: {open: 1s, close: 1s}\n  bridge: {do: 3x3}\nroutine:\n"
SHEET = re.search(r"## Cheat-sheet.*?```yaml\n(.*?)```", (ROOT / "docs/language.md").read_text("utf-8"), re.DOTALL)
OWN = ("tempo", "lexicon", "phrases", "sounds", "exercises")
NAMES = find_names([("", HEAD)])


def offered(marked: str) -> list[str]:
    """What may stand at the mark."""
    at = marked.index("|")
    text = marked.replace("|", "", 1)
    start, options = complete(text, at, NAMES, ("other.yaml",))
    assert start <= at
    return [one["insert"] for one in options]


@pytest.mark.parametrize(
    ("marked", "some"),
    [
        ("|", ["title: ", "exercises:\n  ", "routine:\n  - "]),
        ("title: A\nrou|", ["routine:\n  - "]),
        (HEAD + "  - |", ["clamshell", "bridge", "exercise: ", "rest: ", "circuit: "]),
        (HEAD + "- cl|\n", ["clamshell"]),
        (HEAD + "  - clamshell: {do: 3x12, re|", ["rest: ", "reps: "]),
        (HEAD + "  - exercise: Squat\n    |\n  - bridge\n", ["do: ", "cues:\n      "]),
        (HEAD + "  - exercise: |", ["clamshell", "bridge"]),
        (HEAD + "  - exercise: Squat\n    cues:\n      |\n    do: 3x12\n", ["rep 5: ", "at open: ", "10s left: "]),
        (HEAD + "  - exercise: Squat\n    cues: {rep 5: {say: a,\n      |", ["tone: ", "only: "]),
        (HEAD + "  - circuit:\n    rounds: 3\n    |", ["steps:\n      - ", "rest_between_rounds: "]),
        (HEAD + "  - circuit: 3\n    steps: [clamshell, |", ["bridge"]),
        (HEAD + "  - repeat: 2\n    |", ["steps:\n      - "]),
        (HEAD + "  - clamshell: {count: |", ["up", "last 5"]),
        (HEAD + "  - clamshell: {breathing: {in: |", ["open", "close"]),
        ("style: |", ["quiet", "plain", "lively"]),
        ("music: |", ["pulse", "waves"]),
        ("prompts: {dose: |", ["yes", "no"]),
        ("include: |", ["other.yaml"]),
        ("include: [a.yaml, |", ["other.yaml"]),
        ("language: |", ["de", "pt-BR"]),
        ("defaults:\n  |", ["rest: ", "ready: "]),
        ("ti|: A", ["title"]),
    ],
)
def test_what_may_stand_there_is_offered(marked: str, some: list[str]) -> None:
    assert set(some) <= set(offered(marked))


@pytest.mark.parametrize(
    "marked",
    ["# ti|", "title: A # n|", "title: |", "title: 'a |", HEAD + "  - say: >\n      long wo|", "title: A\n  - {x: [|"],
)
def test_nothing_is_offered_where_nothing_is_known(marked: str) -> None:
    assert offered(marked) == []


def test_what_stands_there_is_not_offered_again() -> None:
    assert {"do: ", "rest: "}.isdisjoint(offered(HEAD + "  - exercise: Squat\n    do: 3x12\n    |\n    rest: 30s\n"))
    assert "title: " not in offered("|\ntitle: A\n")
    assert offered("prompts: {dose: |").count("yes") == 1


def keys_of_the_sheet() -> list[Any]:
    assert SHEET
    keys = re.finditer(r"(?:^|[{,]|- )\s*([a-z_]+|rep 5|every 4|last 3|at squeeze): ", SHEET[1], re.MULTILINE)
    return [pytest.param(one.start(1), one[1], id=f"{number} {one[1]}") for number, one in enumerate(keys)]


@pytest.mark.parametrize(("at", "key"), keys_of_the_sheet())
def test_each_key_of_the_cheat_sheet_is_offered_and_explained_where_it_stands(at: int, key: str) -> None:
    """Phases, exercises and words of a lexicon are the writer's own: they are not in the tables."""
    assert SHEET
    text = SHEET[1]
    names = find_names([("", text)])
    here = context(text, at)
    if here is None or (here.way and here.way[-1][0] in OWN) or key in names.exercises:
        return
    before = text[:at] + "|" + text[at + len(key) :]
    _, options = complete(before.replace("|", "", 1), at, names)
    assert key in [one["label"] for one in options] or key in ("rep 5", "every 4", "last 3")
    said = hover(text, at + 1, names)
    assert said is not None
    assert text[said.start : said.end] == key


def test_the_page_is_told_in_places_of_its_own(client: Client, folder: Path) -> None:
    text = "# \N{WEIGHT LIFTER}\ntitle: A\nroutine:\n  - exercise: \N{WEIGHT LIFTER} B\n    tem"
    (folder / "more.yaml").write_text("title: B\n", "utf-8")
    found = client.post("complete", text=text, line=5, column=8)
    assert (found["from"], "tempo" in [one["label"] for one in found["options"]]) == (5, True)
    told = client.post("hover", text=text + "po: 3-1-1-0\n", line=5, column=6)
    assert (told["from"], told["to"], told["text"][:6]) == (5, 10, "tempo:")
    assert client.post("hover", text=text, line=1, column=1) is None
    assert "error" in client.post("hover", text=text, line=0, column=1)
    assert "more.yaml" in [
        one["label"] for one in client.post("complete", text="include: ", line=1, column=10)["options"]
    ]


def test_a_step_tells_what_the_exercise_is() -> None:
    text = HEAD + "  - bridge: {rest: 20s}\n"
    said = hover(text, text.rindex("bridge") + 1, NAMES)
    assert said is not None
    assert said.text == "defined in line 5\nbridge: {do: 3x3}"


def test_any_place_of_any_text_can_be_asked_about() -> None:
    """Also in what is no YAML: nothing is refused, and nothing fails."""
    for text in (
        HEAD + "  - {a: [b, 'c\n\t- |\n ]]}}: :\n-\n- - - x: \"\\",
        "{[}]" * 50,
        "- " * 300 + "x",
        ":\n: :\n\n\n",
    ):
        for at in range(len(text) + 1):
            complete(text, at, NAMES)
        hover(text, len(text) // 2, NAMES)
