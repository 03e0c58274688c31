from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.script.files import check_files, exercises_in, made_of, reps_of
from voicecoach.app import DiskFiles
from voicecoach.script.checker import Overrides
from voicecoach.script.model import Rest, Say
from voicecoach.script.reader import MAX_BYTES
from voicecoach.script.reading import MAX_INCLUDES

LIBRARY = """\
title: Library
defaults: {rest: 45s, do: 2x6}
prompts: {half: no}
exercises:
  squat: {say: deep squat}
  lunge: {do: 3x8 each side, ready: 12s}
routine:
  - say: Library words.
  - squat
  - rest: 20s
  - lunge
  - squat: 1x4
"""


def codes(files: dict[str, str], main: str = "main.yaml") -> list[tuple[str, str, int, int]]:
    _, found = check_files(files, main=main)
    return [(one.code, one.span.file, one.span.line, one.span.column) for one in found]


def test_a_library_brings_exercises_and_no_steps() -> None:
    routine = made_of("title: Main\ninclude: library.yaml\nroutine: [lunge, squat: 5]\n", library=LIBRARY)
    assert [(one.key, one.sets, reps_of(one)) for one in exercises_in(routine.blocks)] == [
        ("lunge", 3, (8, 8, 8)),
        ("squat", 1, (5,)),
    ]
    assert len(routine.blocks) == 2
    assert routine.title.text == "Main"


def test_an_included_exercise_keeps_the_defaults_and_prompts_of_its_own_file() -> None:
    main = """\
        title: Main
        include: library.yaml
        defaults: {rest: 10s, do: 5x5}
        prompts: {last: no}
        exercises: {own: {}}
        routine: [squat, own]
        """
    squat, own = exercises_in(made_of(main, library=LIBRARY).blocks)
    assert (squat.rests, squat.sets, reps_of(squat)) == ((45_000,), 2, (6, 6))
    assert (own.rests, own.sets) == ((10_000,), 5)
    assert (squat.prompts.half, squat.prompts.last) == (False, True)
    assert (own.prompts.half, own.prompts.last) == (None, False)
    assert squat.say.text == "deep squat"


def test_an_own_definition_wins_over_the_library() -> None:
    main = "title: Main\ninclude: library.yaml\nexercises: {Squat: {say: mine}}\nroutine: [squat]\n"
    (squat,) = exercises_in(made_of(main, library=LIBRARY).blocks)
    assert squat.say.text == "mine"


def test_the_last_of_several_libraries_wins() -> None:
    first = "exercises: {a: {say: first a}, b: {say: first b}}\n"
    second = "exercises: {b: {say: second b}}\n"
    main = "title: Main\ninclude: [first.yaml, second.yaml]\nroutine: [a, b]\n"
    routine = made_of(main, first=first, second=second)
    assert [one.say.text for one in exercises_in(routine.blocks)] == ["first a", "second b"]


def test_libraries_include_libraries() -> None:
    middle = "include: library.yaml\n"
    (squat,) = exercises_in(
        made_of("title: M\ninclude: middle.yaml\nroutine: [squat]\n", library=LIBRARY, middle=middle).blocks
    )
    assert squat.rests == (45_000,)


def test_an_include_step_brings_the_steps_in_order() -> None:
    main = "title: Main\nroutine:\n  - say: Mine.\n  - include: library.yaml\n  - say: Mine again.\n"
    blocks = made_of(main, library=LIBRARY).blocks
    assert [block.text.text for block in blocks if isinstance(block, Say)] == ["Mine.", "Library words.", "Mine again."]
    assert [(one.key, reps_of(one)) for one in exercises_in(blocks)] == [
        ("squat", (6, 6)),
        ("lunge", (8, 8, 8)),
        ("squat", (4,)),
    ]
    assert [block.length for block in blocks if isinstance(block, Rest)] == [20_000]


def test_only_and_sets_of_an_include_step() -> None:
    main = "title: Main\nroutine:\n  - {include: library.yaml, only: [SQUAT], sets: 3}\n"
    blocks = made_of(main, library=LIBRARY).blocks
    assert [(one.key, one.sets, reps_of(one)) for one in exercises_in(blocks)] == [
        ("squat", 3, (6, 6, 6)),
        ("squat", 3, (4, 4, 4)),
    ]
    assert len(blocks) == 2


def test_sets_reach_through_an_include_within_an_include() -> None:
    middle = "title: Middle\nroutine:\n  - include: library.yaml\n"
    main = "title: Main\nroutine:\n  - {include: middle.yaml, only: lunge, sets: 1}\n"
    (lunge,) = exercises_in(made_of(main, library=LIBRARY, middle=middle).blocks)
    assert (lunge.key, lunge.sets) == ("lunge", 1)


def test_the_same_file_may_be_included_twice() -> None:
    main = "title: Main\nroutine:\n" + "  - {include: library.yaml, only: lunge}\n" * 2
    assert [one.key for one in exercises_in(made_of(main, library=LIBRARY).blocks)] == ["lunge", "lunge"]


def test_the_level_settles_what_is_included() -> None:
    part = "title: P\nroutine:\n  - {exercise: A, do: 1x10-20}\n"
    main = "title: M\nroutine: [include: part.yaml]\n"
    for level, reps in (("easy", 10), ("normal", 15), ("hard", 20)):
        (made,) = exercises_in(made_of(main, Overrides(level=level), part=part).blocks)  # type: ignore[arg-type]
        assert reps_of(made) == (reps,)


def test_paths_are_relative_to_the_file_that_includes() -> None:
    files = {
        "routines/main.yaml": "title: M\ninclude: ../parts/middle.yaml\nroutine: [squat]\n",
        "parts/middle.yaml": "include: deep/library.yaml\n",
        "parts/deep/library.yaml": LIBRARY,
    }
    routine, found = check_files(files, main="routines/main.yaml")
    assert routine is not None, found
    assert exercises_in(routine.blocks)[0].say.span.file == "parts/deep/library.yaml"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: M\ninclude: nowhere.yaml\nroutine: [exercise: A]\n", (2, 10)),
        ("title: M\nroutine:\n  - exercise: A\n  - include: nowhere.yaml\n", (4, 14)),
    ],
)
def test_a_missing_file_is_reported_where_it_is_included(text: str, place: tuple[int, int]) -> None:
    assert codes({"main.yaml": text}) == [("unreadable", "main.yaml", *place)]


def test_a_missing_main_file() -> None:
    assert codes({}) == [("unreadable", "main.yaml", 1, 1)]


def test_a_file_that_includes_itself() -> None:
    text = "title: M\ninclude: main.yaml\nroutine: [exercise: A]\n"
    assert codes({"main.yaml": text}) == [("include-cycle", "main.yaml", 2, 10)]


@pytest.mark.parametrize("form", ["include: {}\nroutine: [exercise: A]\n", "routine:\n  - include: {}\n"])
def test_a_circle_is_named_from_end_to_end(form: str) -> None:
    files = {
        "main.yaml": "title: M\n" + form.format("one.yaml"),
        "one.yaml": "title: O\n" + form.format("two.yaml"),
        "two.yaml": "title: T\n" + form.format("one.yaml"),
    }
    _, found = check_files(files)
    assert [(one.code, one.span.file) for one in found] == [("include-cycle", "two.yaml")]
    assert "one.yaml → two.yaml → one.yaml" in found[0].message


def test_what_is_wrong_in_an_included_file_is_reported_there_and_last() -> None:
    files = {
        "main.yaml": "title: M\ninclude: library.yaml\nroutine: [squat, nothing]\n",
        "library.yaml": "exercises:\n  squat: {rst: 5s}\n",
    }
    assert codes(files) == [("unknown-exercise", "main.yaml", 3, 18), ("unknown-key", "library.yaml", 2, 11)]


def test_only_of_an_exercise_that_the_file_does_not_have() -> None:
    files = {"main.yaml": "title: M\nroutine:\n  - {include: library.yaml, only: [squad]}\n", "library.yaml": LIBRARY}
    _, found = check_files(files)
    assert "unknown-exercise" in [one.code for one in found]
    assert "did you mean 'squat'?" in next(one.help for one in found if one.code == "unknown-exercise")


def test_a_library_has_no_steps_to_include() -> None:
    files = {"main.yaml": "title: M\nroutine: [include: a.yaml]\n", "a.yaml": "exercises: {x: {}}\n"}
    assert codes(files)[0] == ("empty-routine", "main.yaml", 2, 20)


@pytest.mark.parametrize(("number", "expected"), [(MAX_INCLUDES, []), (MAX_INCLUDES + 1, ["too-many-includes"])])
def test_so_many_includes_and_no_more(number: int, expected: list[str]) -> None:
    files = {
        "main.yaml": "title: M\nroutine:\n" + "  - include: a.yaml\n" * number,
        "a.yaml": "title: A\nroutine: [exercise: A]\n",
    }
    assert [code for code, *_ in codes(files)] == expected


@pytest.mark.parametrize("form", ["include: {}\nroutine: [exercise: A]\n", "routine:\n  - include: {}\n"])
@pytest.mark.parametrize("text", ["root:x:0:0\n", "password: hunter2\n", "- hunter2\n", "hunter2: [\n", "\x00hunter2"])
def test_an_included_file_that_is_no_script_keeps_its_lines_to_itself(form: str, text: str) -> None:
    _, found = check_files({"main.yaml": "title: M\n" + form.format("private.txt"), "private.txt": text})
    assert ("unreadable", "main.yaml") in [(one.code, one.span.file) for one in found]
    assert "private.txt is no routine script" in found[0].message
    assert not any("hunter2" in one.message or one.span.file == "private.txt" for one in found)


def test_an_included_script_with_a_mistake_shows_it() -> None:
    files = {
        "main.yaml": "title: M\ninclude: library.yaml\nroutine: [a]\n",
        "library.yaml": "exercises: {a: {}}\nb: 1\n",
    }
    assert codes(files) == [("unknown-key", "library.yaml", 2, 1)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_only_plain_files_are_read_and_no_more_than_is_allowed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with (tmp_path / "endless.yaml").open("wb") as file:
        file.write(b"title: T\n")
        file.truncate(8 << 30)
    files = DiskFiles()
    for name in ("pipe.yaml", "/dev/zero", "."):
        with pytest.raises(OSError, match="not a file"):
            files.text(str(tmp_path / name))
    assert len(files.text(str(tmp_path / "endless.yaml"))) <= 2 * MAX_BYTES + 1
