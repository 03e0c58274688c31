from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import BROKEN, SHORT, Run

Runner = Callable[..., Run]
LANGUAGE_DE = ["--language", "de"]


def test_a_good_script_is_a_result_on_stdout(run: Runner) -> None:
    assert run("check", "short.yaml") == Run(0, "short.yaml: no errors\n", "")


def test_all_problems_are_talk_and_exit_code_1(run: Runner, desk: Path) -> None:
    (desk / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    for command in (["check"], ["show"], ["show", "--json"], ["render"]):
        done = run(*command, "broken.yaml")
        assert (done.code, done.out) == (1, "")
        assert "broken.yaml:2:1: error[unknown-key]: unknown key 'routin'" in done.talk
        assert "did you mean 'routine'?" in done.talk
        assert "error[missing-key]" in done.talk
        assert done.talk.endswith("2 errors\n")
    assert not (desk / "broken.mp3").exists()


def test_warnings_do_not_end_a_command(run: Runner, desk: Path) -> None:
    (desk / "short.yaml").write_text(SHORT + "    cues: {rep 9: chest up}\n", encoding="utf-8")
    done = run("check", "short.yaml")
    assert (done.code, done.out) == (0, "short.yaml: no errors, 1 warning(s)\n")
    assert "warning[cue-never]" in done.talk


@pytest.mark.parametrize("command", ["check", "show", "render"])
def test_a_script_that_is_not_there(run: Runner, command: str) -> None:
    done = run(command, "shrot.yaml")
    assert (done.code, done.out) == (2, "")
    assert "there is no routine script 'shrot.yaml'" in done.talk
    assert "short.yaml" in done.talk
    assert "band-glutes" in done.talk


@pytest.mark.parametrize(("wrong", "meant"), [("mobilty", "mobility"), ("band-glute", "band-glutes")])
def test_a_wrong_name_is_answered_with_the_one_that_is_meant(run: Runner, desk: Path, wrong: str, meant: str) -> None:
    (desk / "mobility.yml").write_text("title: Mobility\nroutine: []\n", encoding="utf-8")
    assert f"did you mean '{meant}'?" in run("check", wrong).talk


def test_a_folder_is_no_script(run: Runner, desk: Path) -> None:
    done = run("check", desk)
    assert (done.code, done.out) == (2, "")
    assert "is a folder" in done.talk
    assert "short.yaml" in done.talk


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_script_that_may_not_be_read(run: Runner, desk: Path) -> None:
    (desk / "short.yaml").chmod(0)
    done = run("check", "short.yaml")
    assert done.code == 1
    assert "error[unreadable]" in done.talk
    assert "Permission denied" in done.talk


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"- a\n- b\n", b"{" * 100_000])
def test_files_that_are_no_scripts(run: Runner, desk: Path, data: bytes) -> None:
    (desk / "odd.yaml").write_bytes(data)
    done = run("check", "odd.yaml")
    assert (done.code, done.out) == (1, "")
    assert "odd.yaml:1:1" in done.talk or "odd.yaml:1:" in done.talk


def test_the_table_names_everything_that_is_heard(run: Runner) -> None:
    done = run("show", "short.yaml", "--voice", "silent")
    table = done.out.splitlines()
    assert done.code == 0
    assert table[0].startswith("Short: 0:")
    assert "── Bridge ──" in table
    counts = ("one", "two", "two more", "last one")
    assert tuple(heard for line in table if (heard := line.split("  ")[-1]) in counts) == counts
    assert sum("♪ countdown" in line for line in table) == 3
    assert table[-1].endswith("end")


def test_json_is_clean_whatever_is_said_about_it(run: Runner, desk: Path) -> None:
    (desk / "short.yaml").write_text(SHORT.replace("8s", "1s").replace("Short", "Kürzer"), encoding="utf-8")
    done = run("show", "short.yaml", "--voice", "silent", "--json", PYTHONIOENCODING="ascii")
    timeline = json.loads(done.out)
    assert timeline["title"] == "Kürzer"
    assert [note["code"] for note in timeline["notes"]] == ["grown"]
    assert "note[grown]" in done.talk


def test_a_drawing_is_well_formed(run: Runner, desk: Path) -> None:
    done = run("show", "short.yaml", "--voice", "silent", "--svg", "short.svg")
    assert (done.code, done.out) == (0, "")
    assert "short.svg" in done.talk
    root = ET.fromstring((desk / "short.svg").read_text("utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Bridge" in "".join(root.itertext())


def test_a_drawing_needs_a_name_that_says_so(run: Runner, desk: Path) -> None:
    assert run("show", "short.yaml", "--svg", "short.yaml").code == 2
    assert (desk / "short.yaml").read_text("utf-8") == SHORT


def test_strict_makes_errors_of_what_did_not_fit(run: Runner, desk: Path) -> None:
    words = (
        "a sentence that is far too long for a gap between two repetitions of three seconds each, and then some more"
    )
    (desk / "short.yaml").write_text(SHORT + f"    cues: {{rep 2: {words!r}}}\n", encoding="utf-8")
    assert run("show", "short.yaml", "--voice", "silent").code == 0
    for command in ("show", "render"):
        done = run(command, "short.yaml", "--voice", "silent", "--strict")
        assert done.code == 1
        assert "short.yaml:6:19: error[cue-" in done.talk
    assert not (desk / "short.mp3").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "short.yaml", "--pace", "0"],
        ["show", "short.yaml", "--pace", "fast"],
        ["show", "short.yaml", "--pace", "nan"],
        ["show", "short.yaml", "--rate", "1000"],
        ["show", "short.yaml", "--level", "medium"],
        ["render", "short.yaml", "-o", "short.ogg"],
        ["render", "short.yaml", "--bitrate", "65"],
        ["render", "short.yaml", "--sample-rate", "100"],
        ["dance"],
        ["check"],
    ],
    ids=" ".join,
)
def test_usage(run: Runner, desk: Path, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.talk
    assert sorted(path.name for path in desk.iterdir()) == ["short.yaml"]


def test_a_language_from_the_command_line(run: Runner) -> None:
    """It brings the words of that language, wherever the script has none of its own, and is no change to be told."""
    english, german = (run("show", "short.yaml", "--json", "--voice", "silent", *more) for more in ([], LANGUAGE_DE))
    assert json.loads(english.out)["language"] == "en"
    assert json.loads(german.out)["language"] == "de"
    texts = [event.get("text") for event in json.loads(german.out)["events"]]
    assert {"Vier Wiederholungen.", "eins", "zwei", "letzte", "Fertig. Gut gemacht."} <= set(texts)
    rendered = run("render", "short.yaml", "--voice", "silent", *LANGUAGE_DE)
    assert (rendered.code, "→" in rendered.talk) == (0, False)


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("tlh", "warning[no-pack]: there is no phrase pack for 'tlh'"),
        ("klingon!", "error[wrong-value]: expected a"),
    ],
)
def test_a_language_that_is_none(run: Runner, tag: str, told: str) -> None:
    done = run("check", "short.yaml", "--language", tag)
    assert f"--language {tag}:1:1: {told}" in done.talk
    assert done.code == ("error" in told)


@pytest.mark.parametrize("arguments", [["--set", "bridge.reps"], ["--set", "nobody.reps=3"], ["--only", "squat"]])
def test_tweaks_that_meet_nothing(run: Runner, arguments: list[str]) -> None:
    done = run("check", "short.yaml", *arguments)
    assert done.code == 1
    assert "error[" in done.talk


@pytest.mark.parametrize(
    "name", ["hello", "hello.yaml", "band-glutes", "glute-burner", "glute-burner-presses", "finisher"]
)
def test_shipped_routines_are_found_by_name(run: Runner, name: str) -> None:
    assert run("check", name) == Run(0, f"{name}: no errors\n", "")


def test_a_file_here_comes_before_a_shipped_one(run: Runner, desk: Path) -> None:
    (desk / "hello.yaml").write_text(SHORT, encoding="utf-8")
    assert run("show", "hello.yaml", "--voice", "silent").out.startswith("Short")


def test_show_prints_the_words_that_the_voice_gets(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "bell.yaml").write_text("title: Bell\nprompts: no\nroutine:\n  - say: fetch a 12-kg bell\n", "utf-8")
    table, data = (
        run("show", "bell.yaml", "--voice", "silent", "--spoken", *more, cwd=tmp_path) for more in ([], ["--json"])
    )
    assert table.out.split(maxsplit=1)[1].strip() == "fetch a twelve kilogram bell"
    (event,) = (one for one in json.loads(data.out)["events"] if one["kind"] == "say")
    assert (event["text"], event["spoken"]) == ("fetch a 12-kg bell", "fetch a twelve kilogram bell")
