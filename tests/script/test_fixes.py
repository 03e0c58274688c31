from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.script.files import MemoryFiles
from voicecoach.diagnostics import Diagnostic
from voicecoach.script.checker import check
from voicecoach.script.fixes import State, changed, repair
from voicecoach.script.repairs import quoted

STEPS = "title: T\nexercises:\n  squat: {do: 1x5}\nroutine:\n  - squat\n"


def mended(**texts: str) -> State:
    files = {f"{stem}.yaml": text for stem, text in texts.items()}

    def look(others: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        return check("main.yaml", MemoryFiles({**files, **others}))[1]

    return repair(files, look)


def of(text: str) -> str:
    return mended(main=text).texts["main.yaml"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("- say: Ready: go", '- say: "Ready: go"'),
        ("- say: Ready:", '- say: "Ready:"'),
        ("- say: Ready: go  # now: or never", '- say: "Ready: go"  # now: or never'),
        ('- say: He said: "go"', "- say: 'He said: \"go\"'"),
        ("- say: It's: \\o/", "- say: 'It''s: \\o/'"),
        ("- {say: Ready: go}", '- {say: "Ready: go"}'),
        ("- say: {exercise} is next", '- say: "{exercise} is next"'),
        ("- say: {exercise}", '- say: "{exercise}"'),
        ("- say: [0.5s] and go", '- say: "[0.5s] and go"'),
        ("- say: *now*", '- say: "*now*"'),
        ("- say: &go", '- say: "&go"'),
        ("- say: &go and breathe", '- say: "&go and breathe"'),
        ("- say: Take band #3 and go", '- say: "Take band #3 and go"'),
        ("- squat: 1x3 #easy", "- squat: 1x3 # easy"),
        ("- say: %50 of it", '- say: "%50 of it"'),
        ("- say: @home", '- say: "@home"'),
        ("- say: `go`", '- say: "`go`"'),
        ("- say: !Go", '- say: "!Go"'),
        ("- say: > go", '- say: "> go"'),
        ("- say: | go", '- say: "| go"'),
        ("- say: - go", '- say: "- go"'),
        ('- say: "go" she said', "- say: '\"go\" she said'"),
        ('- say: "go', '- say: "go"'),
        ("- say: 'tis time", '- say: "\'tis time"'),
        ("- say: Ready: go\n      and go on", '- say: "Ready: go\n      and go on"'),
        ("- Say: go", "- say: go"),
        ("- REST: 10s", "- rest: 10s"),
        ("- sqat: 1x3", "- squat: 1x3"),
        ("- 'sqat'", "- 'squat'"),
        ("- squat: {sets: 2, resst: 5s}", "- squat: {sets: 2, rest: 5s}"),
        ("- squat: {sides: each, switchAfter: set}", "- squat: {sides: each, switch_after: set}"),
        ("- squat: {setup: [Note: knees, feet]}", '- squat: {setup: ["Note: knees", feet]}'),
        ("- squat: {cues: {every 4: chest: up, last: go}}", '- squat: {cues: {every 4: "chest: up", last: go}}'),
        ("- squat: {cues: {rep 2: {reps} in all}}", '- squat: {cues: {rep 2: "{reps} in all"}}'),
        ("- squat: {cues: {evry 2: up}}", "- squat: {cues: {every 2: up}}"),
        (
            "- squat: {tempo: {up: 1s, down: 1s}, cues: {at dwn every 2: slow}}",
            "- squat: {tempo: {up: 1s, down: 1s}, cues: {at down every 2: slow}}",
        ),
        ("- squat:\n\t\tdo: 1x3", "- squat:\n        do: 1x3"),
    ],
)
def test_what_is_safe_is_mended_and_stays_so(wrong: str, right: str) -> None:
    assert of(f"{STEPS}  {wrong}\n  - say: end\n") == f"{STEPS}  {right}\n  - say: end\n"
    assert mended(main=f"{STEPS}  {right}\n").found == ()


@pytest.mark.parametrize(
    "doubtful",
    [
        "- rest: soon",
        "- rest: 30s: long",
        "- say: [go",
        "- squat: {sides: [left, right}",
        "- hops: 3x10",
        "- title: !!str x",
        "- squat: {rep: 2s, tempoo: 2-0-1}",
        "- say: #1",
        "- say: 'hello",
        "- squat: {reps: 5, time: 10s}",
        "- squat: 1x3\n    rest: 20s",
    ],
)
def test_what_is_doubtful_stays_as_it_is(doubtful: str) -> None:
    text = f"{STEPS}  {doubtful}\n  - say: end\n"
    state = mended(main=text)
    assert (state.texts["main.yaml"], state.done) == (text, ())
    assert state.found


def test_everything_else_stays_as_it_is() -> None:
    text = STEPS.replace("\n", "\r\n") + "  -   say:  Ready: go \t # why:\xa0not\r\n\r\n...\r\n"
    assert of(text) == text.replace("Ready: go", '"Ready: go"')


def test_what_a_mend_uncovers_is_mended_with_it() -> None:
    state = mended(main="title: T\nroutin:\n  - say: a: b\n  - exercise: A\n    tempoo: 2-0-1\n    cuse: {rep 2: go}\n")
    assert state.found == ()
    assert {one.line for one in state.done} == {2, 3, 5, 6}


def test_a_mend_that_uncovers_what_nothing_mends_is_left() -> None:
    text = "title: T\nroutin:\n  - rest: soon\n  - rest: later\n"
    assert of(text) == text


def test_two_words_as_near_are_for_a_person_to_choose() -> None:
    text = f"{STEPS}  - exercise: A\n    resp: 3\n"
    state = mended(main=text)
    assert state.texts["main.yaml"] == text
    assert "' or '" in state.found[0].help


def test_included_files_are_mended_too() -> None:
    before = {"main": "title: T\ninclude: lib.yaml\nroutine: [bridge]\n", "lib": "exercises:\n  bridge: {dso: 3x3}\n"}
    state = mended(**before)
    assert state.found == ()
    assert changed({f"{stem}.yaml": text for stem, text in before.items()}, state.texts) == ["lib.yaml"]
    assert [(one.file, one.line) for one in state.done] == [("lib.yaml", 2)]


@pytest.mark.parametrize("text", ["plain: text", 'he "said"', "it's", "back\\slash", '"', "'"])
def test_quotes_mean_nothing_but_the_text(text: str) -> None:
    import yaml

    assert yaml.safe_load(quoted(text)) == text


def test_many_slips_of_one_kind_are_mended_together() -> None:
    """One by one, each would cost a check of the whole script, and most would be left."""
    slips = "".join(f"  - say: lap {number} #{number}\n  - squat: 1x3 #easy\n" for number in range(300))
    text = of(f"{STEPS}{slips}")
    assert (text.count('"lap '), text.count("1x3 # easy")) == (300, 300)
