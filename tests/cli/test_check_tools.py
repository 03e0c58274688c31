"""``check`` for tools and editors: JSON, GitHub, mending and watching."""

from __future__ import annotations

import copy
import json
import os
import pty
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.running import COMMAND, SHORT, Run
from voicecoach.diagnostics import Diagnostic, Span, as_github

Runner = Callable[..., Run]
PLACE = {key: {"type": "integer", "minimum": 1} for key in ("line", "column", "end_line", "end_column")}
PLACE |= {"message": {"type": "string", "minLength": 1}, "file": {"type": "string", "minLength": 1}}
PROBLEM: dict[str, Any] = {
    **PLACE,
    "code": {"type": "string", "pattern": "^[a-z-]+$"},
    "severity": {"enum": ["error", "warning"]},
    "help": {"type": "string"},
    "related": {"type": "array", "items": {"properties": PLACE, "required": [*PLACE], "additionalProperties": False}},
}
CONTRACT: dict[str, Any] = {
    "properties": {
        "voicecoach_check": {"const": 1},
        "script": {"type": "string"},
        "errors": {"type": "integer", "minimum": 0},
        "warnings": {"type": "integer", "minimum": 0},
        "time": {"type": "string"},
        "diagnostics": {
            "type": "array",
            "items": {"properties": PROBLEM, "required": [*PROBLEM], "additionalProperties": False},
        },
    },
    "required": ["voicecoach_check", "script", "errors", "warnings", "diagnostics"],
    "additionalProperties": False,
}
REVIEWED: dict[str, Any] = copy.deepcopy(CONTRACT)
REVIEWED["properties"]["notes"] = {"type": "integer", "minimum": 0}
REVIEWED["properties"]["diagnostics"]["items"]["properties"]["severity"]["enum"].append("note")
WRONG = "title: One\ntitle: Two\nroutine:\n  - {exercise: A, do: 1x3, tempoo: 1-0-1, cues: {rep 9: go}}\n"


def test_json_keeps_its_contract(run: Runner, desk: Path) -> None:
    (desk / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    done = run("check", "wrong.yaml", "--format", "json")
    report = json.loads(done.out)
    jsonschema.validate(report, CONTRACT)
    assert (done.code, done.talk) == (1, "")
    assert (report["script"], report["errors"], report["warnings"]) == ("wrong.yaml", 2, 1)
    assert [one["code"] for one in report["diagnostics"]] == ["duplicate-key", "unknown-key", "cue-never"]
    assert report["diagnostics"][0]["related"][0]["line"] == 1
    where = [report["diagnostics"][1][key] for key in ("file", "line", "column", "end_line", "end_column")]
    assert where == ["wrong.yaml", 4, 28, 4, 34]


def test_json_of_a_good_script(run: Runner) -> None:
    done = run("check", "short.yaml", "--format", "json")
    assert json.loads(done.out) == {
        "voicecoach_check": 1, "script": "short.yaml", "errors": 0, "warnings": 0, "diagnostics": []
    }  # fmt: skip
    assert (done.code, done.talk) == (0, "")


def test_a_review_is_no_error_in_any_format(run: Runner) -> None:
    people = run("check", "short.yaml", "--coaching")
    assert (people.code, people.out) == (0, "short.yaml: no errors, 2 notes on coaching\n")
    assert "short.yaml:3:15: note[no-movement]: nothing says what the body does in 'Bridge'" in people.talk
    assert "help: movement: the start" in people.talk
    data = run("check", "short.yaml", "--coaching", "--format", "json")
    report = json.loads(data.out)
    jsonschema.validate(report, REVIEWED)
    assert (data.code, report["errors"], report["warnings"], report["notes"]) == (0, 0, 0, 2)
    github = run("check", "short.yaml", "--coaching", "--format", "github")
    assert github.out.startswith("::notice file=short.yaml,line=3,col=15,endLine=3,endColumn=21,title=voicecoach no-m")
    assert (github.code, github.out.splitlines()[-1]) == (0, "short.yaml: no errors, 2 notes on coaching")


def test_a_script_with_errors_is_not_reviewed(run: Runner, desk: Path) -> None:
    (desk / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    assert run("check", "wrong.yaml", "--coaching") == run("check", "wrong.yaml")


def test_a_review_after_mending(run: Runner, desk: Path) -> None:
    (desk / "wrong.yaml").write_text(SHORT.replace("ready", "raedy"), encoding="utf-8")
    done = run("check", "wrong.yaml", "--fix", "--yes", "--coaching")
    assert (done.code, done.out.splitlines()[-1]) == (0, "wrong.yaml: no errors, 2 notes on coaching")


def test_what_is_no_matter_of_a_script_is_not_in_the_report(run: Runner) -> None:
    done = run("check", "nowhere.yaml", "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert "nowhere.yaml" in done.talk


def test_github_shows_each_problem_at_its_line(run: Runner, desk: Path) -> None:
    (desk / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    done = run("check", "wrong.yaml", "--format", "github", "--set", "nobody.reps=3")
    lines = done.out.splitlines()
    place = "file=wrong.yaml,line=4,col=28,endLine=4,endColumn=34,title=voicecoach unknown-key"
    assert (done.code, done.talk) == (1, "")
    assert f"::error {place}::unknown key 'tempoo' in an exercise%0Ahelp: did you mean 'tempo'?" in lines
    assert any(line.startswith("::warning file=wrong.yaml,line=4,") for line in lines)
    assert any(line.startswith("::error title=voicecoach unknown-path::--set") for line in lines)


def test_github_is_not_fooled_by_what_a_script_says() -> None:
    odd = Diagnostic("code", "50%\r\n::error::x, y: z", Span("a,b:c%.yaml", 1, 2, 3, 4), "note", "a\nb")
    told = as_github(odd)
    assert told.splitlines() == [told]
    assert told.startswith("::notice file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=")
    assert told.endswith("::50%25%0D%0A::error::x, y: z%0Ahelp: a%0Ab")


BAD = b"title: Warm up: easy  # as it is\r\nroutine:\r\n  - exercise: Bridge\r\n    reeps: 4\r\n"
GOOD = b'title: "Warm up: easy"  # as it is\r\nroutine:\r\n  - exercise: Bridge\r\n    reps: 4\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_fix_mends_and_keeps_everything_else(run: Runner, desk: Path, encoding: str) -> None:
    script = desk / "mine.yaml"
    script.write_bytes(BAD.decode().encode(encoding))
    script.chmod(0o640)
    (desk / "link.yaml").symlink_to(script)
    shown = run("check", "--fix", "link.yaml")
    assert shown.code == 1
    assert '\n-title: Warm up: easy  # as it is\n+title: "Warm up: easy"  # as it is\n' in shown.out
    assert "--fix --yes" in shown.talk
    assert script.read_bytes() == BAD.decode().encode(encoding)
    done = run("check", "--fix", "--yes", "link.yaml")
    assert (done.code, done.talk) == (0, "")
    assert done.out.endswith("repaired: link.yaml\nlink.yaml: no errors\n")
    assert script.read_bytes() == GOOD.decode().encode(encoding)
    assert script.stat().st_mode & 0o777 == 0o640
    assert (desk / "link.yaml").is_symlink()
    assert run("check", "--fix", "link.yaml") == Run(0, "link.yaml: no errors\n", "")
    assert sorted(path.name for path in desk.iterdir()) == ["link.yaml", "mine.yaml", "short.yaml"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("{engine: hibari, name: hart}", "{engine: hibari, name: heart}"),
        ("{engine: hibary, name: heart}", "{engine: hibari, name: heart}"),
        ("hibari:Hart", "hibari:heart"),
    ],
)
def test_fix_mends_a_misspelt_voice(wrong: str, right: str, run: Runner, desk: Path) -> None:
    (desk / "script.yaml").write_text(f"title: V\nvoice: {wrong}\nroutine: [exercise: Squat]\n")
    assert run("check", "script.yaml", "--fix", "--yes").code == 0
    assert f"voice: {right}\n" in (desk / "script.yaml").read_text()


def test_fix_mends_what_hid_a_problem_that_it_cannot_mend(run: Runner, desk: Path) -> None:
    steps = "[{exercise: Squat, doo: 2x5}, {exercise: Lunge, cues: {rep 2: round {round}}}]"
    (desk / "script.yaml").write_text(f"title: T\nroutine: {steps}\n".replace("round {round}", "'round {round}'"))
    done = run("check", "script.yaml", "--fix", "--yes")
    assert "'doo' becomes 'do'" in done.out
    assert "error[placeholder-empty]: {round} stands for nothing here" in done.talk


def test_one_run_tells_of_voices_lengths_and_placeholders_beside_other_errors(run: Runner, desk: Path) -> None:
    cues = "{rep 2: '{side} knee', rep 3: '{exersise}', rpe 4: go}"
    (desk / "script.yaml").write_text(
        f"title: T\nvoice: hibari:hart\nminutes: 90\nroutine: [{{exercise: Squat, cues: {cues}}}]\n"
    )
    told = re.findall(r"^script\.yaml:(\d+):.*?: \w+\[(.*?)\]", run("check", "script.yaml").talk, re.MULTILINE)
    of_words = ["placeholder-empty", "unknown-placeholder", "unknown-moment"]
    assert told == [("2", "unknown-voice"), ("3", "out-of-reach"), *(("4", code) for code in of_words)]


def test_fix_leaves_what_it_cannot_mend_and_reports_it(run: Runner, desk: Path) -> None:
    (desk / "mine.yaml").write_text(SHORT.replace("do: 1x4", "doo: 1x4").replace("8s", "soon"), encoding="utf-8")
    done = run("check", "--fix", "-y", "mine.yaml")
    assert done.code == 1
    assert "repaired: mine.yaml" in done.out
    assert done.talk.endswith("1 error\n")
    assert "error[wrong-value]" in done.talk
    again = run("check", "--fix", "-y", "mine.yaml")
    assert (again.code, again.out, again.talk) == (1, "", done.talk)


@pytest.mark.parametrize("options", [["--yes"], ["--fix", "--watch"], ["--fix", "--format", "json"]])
def test_options_that_do_not_go_together(run: Runner, options: list[str]) -> None:
    assert run("check", "short.yaml", *options).code == 2


@pytest.mark.skipif(os.name != "posix", reason="terminals of Unix")
@pytest.mark.parametrize(("answer", "code", "after"), [("y", 0, GOOD), ("n", 1, BAD), ("", 1, BAD)])
def test_fix_asks_at_a_terminal(desk: Path, answer: str, code: int, after: bytes) -> None:
    (desk / "mine.yaml").write_bytes(BAD)
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "check", "--fix", "mine.yaml"],
        stdin=follower, stdout=follower, stderr=subprocess.PIPE, env={**os.environ, "TERM": "xterm", "NO_COLOR": ""},
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(leader, 4096)
    os.write(leader, f"{answer}\n".encode())
    process.communicate(timeout=60)
    assert process.returncode == code
    os.close(leader)
    assert b"\x1b[32m+title" in shown
    assert (desk / "mine.yaml").read_bytes() == after


@contextmanager
def watching(*options: str) -> Iterator[Callable[[str], str]]:
    """A watch that is running, and a way to wait for a line that it prints; it ends as Ctrl-C ends it."""
    process = subprocess.Popen(
        [*COMMAND, "check", "--watch", "mine.yaml", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None

    def wait_for(pattern: str) -> str:
        assert process.stdout is not None
        for line in process.stdout:
            if re.search(pattern, line):
                return line
        raise AssertionError(f"it ended before it said {pattern}")

    try:
        yield wait_for
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[0]
        assert (process.returncode, rest) == (0, "")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


WATCHED = "title: T\ninclude: lib.yaml\nroutine: [bridge]\n"
LIBRARY = "exercises: {bridge: {do: 1x3}}\n"


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.usefixtures("open_to_signals")
def test_watch_reports_however_a_file_is_saved(desk: Path) -> None:
    mine, library = desk / "mine.yaml", desk / "lib.yaml"
    mine.write_text(WATCHED, encoding="utf-8")
    with watching() as wait_for:
        wait_for(r"error\[unreadable\]: lib.yaml")
        wait_for(r"^\d\d:\d\d:\d\d mine.yaml: 2 errors$")
        library.write_text(LIBRARY, encoding="utf-8")
        wait_for(r"^\d\d:\d\d:\d\d mine.yaml: no errors$")
        (desk / "aside").write_text(WATCHED.replace("[bridge]", "[brigde]"), encoding="utf-8")
        (desk / "aside").replace(mine)
        wait_for("unknown-exercise")
        wait_for("1 error$")
        mine.unlink()
        time.sleep(0.1)
        mine.write_text("", encoding="utf-8")
        with mine.open("a", encoding="utf-8") as file:
            file.write(WATCHED)
        wait_for("no errors$")
        library.write_text(LIBRARY.replace("do", "dooo"), encoding="utf-8")
        wait_for("^lib.yaml:1:22: error")
        wait_for("1 error$")


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.usefixtures("open_to_signals")
def test_watch_for_tools_is_one_object_a_line(desk: Path) -> None:
    (desk / "mine.yaml").write_text(SHORT, encoding="utf-8")
    with watching("--format", "json") as wait_for:
        first = json.loads(wait_for("^{"))
        (desk / "mine.yaml").write_text(WRONG, encoding="utf-8")
        second = json.loads(wait_for("^{"))
    for report in (first, second):
        jsonschema.validate(report, CONTRACT)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", report["time"])
    assert (first["errors"], second["errors"]) == (0, 2)
