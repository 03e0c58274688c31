"""What a script says is shown, and steers neither a terminal nor a CI system; streams that are closed stop nothing."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import pty
import re
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import voicecoach
from tests.cli.running import COMMAND, Run
from voicecoach.cli import main
from voicecoach.cli.printing import StandardStream
from voicecoach.visible import visible

Runner = Callable[..., Run]
BAD = "\x1b]0;owned\x07\r\n::error ::owned\n##[error]owned\n\u202edenwo\u2066\u2028\x9b31m\u200b\x85"
"""A title for the terminal's window, two commands for CI systems, text that runs backwards, and colours."""
QUOTED = json.dumps(BAD, ensure_ascii=True)
SPEAKABLE = "\n::error ::owned\u202edenwo ##[error]owned\u2066\u200b\u2028"
"""As much of it as YAML lets through in a text that is spoken, so that a timeline is made of it."""
SPOKEN = json.dumps(SPEAKABLE, ensure_ascii=True)

WRONG = {
    "a key": f"title: T\n{QUOTED}: 1\nroutine: [exercise: A]\n",
    "a title": f"title: {QUOTED}\nroutine: [exercise: A]\n",
    "a dose": f"title: T\nroutine: [{{exercise: A, do: {QUOTED}}}]\n",
    "an exercise": f"title: T\nexercises: {{{QUOTED}: {{do: 1x4}}}}\nroutine: [nobody, {QUOTED}]\n",
    "a step": f"title: T\nroutine: [{SPOKEN}]\n",
    "a moment": f"title: T\nroutine: [{{exercise: A, cues: {{{SPOKEN}: hello}}}}]\n",
    "a cue": f"title: T\nroutine: [{{exercise: A, cues: {{rep 99: {SPOKEN}}}}}]\n",
    "an include": f"title: T\ninclude: {SPOKEN}\nroutine: [include: {SPOKEN}]\n",
    "a sound": f"title: T\nsounds: {{work: {SPOKEN}, {SPOKEN}: none}}\nroutine: [exercise: A]\n",
    "a language": f"title: T\nlanguage: {SPOKEN}\nroutine: [exercise: A]\n",
    "a voice": f"title: T\nvoice: {{name: {SPOKEN}, {SPOKEN}: 1}}\nroutine: [exercise: A]\n",
    "an anchor": f"title: T\n# {SPEAKABLE[1:]}\nroutine: [*nobody]\n",
}
GOOD = f"""\
title: {SPOKEN}
exercises:
  {SPOKEN}: {{do: 1x4, cues: {{rep 2: {SPOKEN}, rep 3: [{SPOKEN}, two]}}}}
routine:
  - section: {SPOKEN}
    steps: [say: {SPOKEN}, {SPOKEN}]
"""


def hidden(text: str) -> set[str]:
    return {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}


def clean(text: str) -> None:
    """Assert that nothing in a text is hidden save ends of lines, and no line but our own is a command."""
    assert not hidden(text), ascii(text)
    others = re.sub(r"^::(error|warning) (file|title)=.*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"^\s*::|##\[", others, re.MULTILINE), ascii(text)


Command = Callable[..., str]


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process, which is quick, and return all that it printed; JSON is on its own."""

    def output(*words: str) -> str:
        main(words)
        out, talk = capsys.readouterr()
        clean(out)
        clean(talk)
        return out if out.startswith("{") else out + talk

    return output


@pytest.mark.parametrize("options", [(), ("--format", "github"), ("--format", "json"), ("--fix",), ("--coaching",)])
@pytest.mark.parametrize("part", WRONG)
def test_what_is_wrong_is_shown_and_not_obeyed(
    output: Command, desk: Path, part: str, options: tuple[str, ...]
) -> None:
    (desk / "wrong.yaml").write_text(
        WRONG[part].replace("title: T", "tilte: T") if options == ("--fix",) else WRONG[part]
    )
    said = output("check", "wrong.yaml", *options)
    assert "wrong.yaml" in said
    if "json" in options:
        assert json.loads(said)["diagnostics"]


@pytest.mark.parametrize(
    "command",
    [
        ("check", "{}"),
        ("check", "{}", "--coaching"),
        ("check", "{}", "--format", "github"),
        ("check", "{}", "--only", BAD),
        ("check", "{}", "--set", f"{BAD}=1"),
        ("check", "{}", "--language", BAD),
        ("show", "{}", "--voice", "silent"),
        ("show", "{}", "--voice", BAD),
        ("show", "{}", "--voice", "silent", "--json"),
        ("show", "{}", "--voice", "silent", "--svg", "{}.svg"),
        ("show", "{}", "--minutes", BAD),
        ("render", "{}", "--voice", "silent", "-o", "{}.mp3", "--lrc"),
        ("render", "{}", "-o", "{}.flac"),
        ("play", "{}", "--voice", "silent", "--output", "silent", "--plain", "--pace", "4"),
        ("schema", "--for", "{}"),
        ("new", "{}"),
        ("new", "{}.yaml", "--title", BAD),
        ("new", "--from", "{}"),
        ("voices", "--engine", BAD),
        ("voices", "--try", BAD),
        ("check", "{}", "--level", BAD),
        ("check", "{}", BAD),
        (BAD,),
        ("check", f"no{BAD}"),
    ],
    ids=lambda words: " ".join(words).replace(BAD, "BAD"),
)
def test_no_command_obeys_the_script_or_its_name(
    output: Command, desk: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECOACH_DATA", str(desk / "data"))
    name = SPEAKABLE.strip() + ".yaml"
    (desk / name).write_text(GOOD, encoding="utf-8")
    words = [word.format(name) if word.startswith("{}") else word for word in command]
    said = output(*words)
    assert said
    if "--json" in words:
        assert json.loads(said)["title"].startswith("::error ::owned\u202e")
    for beside in desk.glob("*.lrc"):
        assert all(line.startswith("[") for line in beside.read_text("utf-8").splitlines())
    output("history")


@pytest.mark.parametrize("options", [["check", "--fix"], ["play", "--voice", "silent", "--output", "silent"]])
def test_a_terminal_gets_our_own_styles_only(desk: Path, options: list[str]) -> None:
    (desk / "it.yaml").write_text(GOOD.replace("routine:", "Routine:") if "--fix" in options else GOOD, "utf-8")
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, *options, "it.yaml"], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while data := os.read(ours, 4096):
            seen += data
            if b"[y/N]" in data or b"Next" in data:
                os.write(ours, b"n\n" if "--fix" in options else b"q")
    process.wait(timeout=60)
    os.close(ours)
    assert b"owned" in seen
    assert not hidden(re.sub(r"\x1b\[[\d;?]*[mHJKhl]", "", seen.decode().replace("\r", "")))


def test_text_that_can_be_seen_is_left_alone() -> None:
    for text in ("Ausfallschritt, 3×10 — „gut“", "腹筋 😀", "e\u0301", "1 000\u202f000\u00a0kg", "C:\\new"):
        assert visible(text) == text
    assert visible("a\tb\x1b\ud800\U000e0001") == "a\\tb\\x1b\\ud800\\U000e0001"
    stream = io.StringIO()
    StandardStream(stream).write("a ::x\n::x\n  ::x\n##[x] a\n##vso[x]\n## x [y]\n")
    assert stream.getvalue() == "a ::x\n\\x3a:x\n  \\x3a:x\n\\x23#[x] a\n\\x23#vso[x]\n## x [y]\n"


CLOSED = {
    "no output": ">&-",
    "no messages": "2>&-",
    "no input": "<&-",
    "nothing": ">&- 2>&- <&-",
    "no reader": "| true",
    "full messages": "2>/dev/full",
}


@pytest.mark.parametrize("streams", CLOSED.values(), ids=CLOSED)
def test_a_closed_stream_loses_words_and_no_work(desk: Path, streams: str) -> None:
    command = " ".join(COMMAND)
    jobs = ("render short.yaml -o short.mp3", "new mine.yaml", "check short.yaml --fix --yes")
    for job in jobs:
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {command} {job} {streams}"], capture_output=True, timeout=60
        )
        assert done.returncode == 0, (job, done.stderr)
        assert b"Traceback" not in done.stderr
        assert b"ignored" not in done.stderr
    assert (desk / "short.mp3").stat().st_size > 1000
    assert (desk / "mine.yaml").exists()
    assert not list(desk.glob(".*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_is_told(desk: Path) -> None:
    for job in (["show", "short.yaml"], ["--help"], ["render", "short.yaml", "-o", "short.mp3"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([*COMMAND, *job], stdout=full, stderr=subprocess.PIPE, timeout=60)
        assert done.returncode == 3
        assert b"No space left on device" in done.stderr
    assert (desk / "short.mp3").exists()


def test_a_character_set_without_the_characters_gets_escapes(run: Runner, desk: Path) -> None:
    (desk / "übung.yaml").write_text("title: Übung\nroutine: [{exercise: Kniebeuge ♥, do: 1x4}, nichts]\n", "utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = run("check", "übung.yaml", **plain)
    assert done.code == 1
    assert done.talk.isascii()
    assert "Kniebeuge \\u2665" in done.talk
    data = run("check", "übung.yaml", "--format", "json", **plain)
    assert json.loads(data.out)["errors"] == 1


def test_everything_that_is_printed_goes_through_one_module() -> None:
    for module in Path(voicecoach.__file__).parent.rglob("*.py"):
        if module.name.endswith("_worker.py") or module.name == "serving.py":
            continue  # a process of its own, which answers over a pipe
        calls = [node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)]
        printing = [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
        assert not printing, f"{module}:{printing}: use say or tell of voicecoach.cli.printing"
