"""A program as a voice: what it gets, what it must write, and that words stay words."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voicecoach.app import Request, Studio, load
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import EngineCrashed
from voicecoach.speech.engines.command import CommandEngine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for a speaking program is a POSIX script")

SPEAKER = """\
#!{python}
import json, math, os, struct, sys, time, wave
arguments = sys.argv[1:]
open({log!r}, "a").write(json.dumps([arguments, "" if sys.stdin is None else sys.stdin.read()]) + "\\n")
count = open({log!r}).read().count("\\n")
{harm}
if "-w" in arguments:
    with wave.open(arguments[arguments.index("-w") + 1], "wb") as out:
        out.setnchannels(1); out.setsampwidth(2); out.setframerate(22050)
        frames = 2205 * max(1, sum(map(len, arguments[2:])) // 3)
        out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n * 0.2))) for n in range(frames)))
"""
EVIL = (
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "| touch pwned", "&& touch pwned", "> pwned", "a\ntouch pwned",
    "' ; touch pwned ; '", '" ; touch pwned ; "', "{out}", "%PATH%", "~ * ? [a-z]", "\\", "-w pwned", "--version", "-",
    "@file",
)  # fmt: skip


@pytest.fixture
def speaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A program ``speaker`` on the PATH that notes what it gets; its log."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"

    def make(harm: str = "", name: str = "speaker") -> Path:
        program = programs / name
        program.write_text(SPEAKER.format(python=sys.executable, log=str(log), harm=harm))
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
        return log

    return make


def noted(log: Path) -> list[tuple[list[str], str]]:
    import json

    return [tuple(json.loads(line)) for line in log.read_text().splitlines()]


def say(template: str, text: str = "three sets", patience: float = 20) -> CommandEngine:
    engine = CommandEngine(template, patience)
    engine.speak(text, engine.resolve("", "en").id, 150)
    return engine


def test_the_program_gets_its_words_as_one_argument(speaker: Callable[..., Path]) -> None:
    log = speaker()
    say("speaker -w {out} -s {rate} -- {text}", "three sets of 'twelve'")
    ((arguments, said),) = noted(log)
    assert arguments[0] == "-w"
    assert arguments[2:] == ["-s", "150", "--", "three sets of 'twelve'"]
    assert said == ""
    assert not Path(arguments[1]).exists()


def test_words_may_be_part_of_an_argument_or_come_on_stdin(speaker: Callable[..., Path]) -> None:
    log = speaker()
    say("speaker -w {out} 'say={text}; {text}'", "go {out}")
    say("speaker -w {out}", "größer werden")
    (first, _), (second, said) = noted(log)
    assert first[2:] == ["say=go {out}; go {out}"]
    assert second[2:] == []
    assert said == "größer werden"


@pytest.mark.parametrize("text", EVIL, ids=ascii)
@pytest.mark.parametrize(
    "template", ["speaker -w {out} {text}", "speaker -w {out} -- {text}", 'speaker -w {out} "{text}"']
)
def test_no_words_become_anything_else(speaker: Callable[..., Path], template: str, text: str, tmp_path: Path) -> None:
    log = speaker()
    engine = CommandEngine(template)
    engine.speak(f"{text}", template, 150)
    for arguments, _ in noted(log) if log.exists() else []:
        words = arguments[3:] if "--" in template else arguments[2:]
        assert len(words) == 1
        assert words[0].strip() == text.replace("\n", " ").strip()
        assert not words[0].startswith(("-", "@"))
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.parametrize("program", ["sh -c", "/bin/sh -c", "bash -c", "env sh -c", "busybox sh -c"])
def test_a_shell_is_no_voice(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineFailed, match=r"would read words as commands|is not here") as caught:
        say(f"{program} 'touch pwned {{out}} {{text}}'")
    assert caught.value.remedy
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("speaker {text}", "where to write"),
        ("no-such-program -w {out} {text}", "'no-such-program'.* is not here"),
        ("speaker 'a -w {out} {text}", "cannot be read"),
    ],
)
def test_a_template_that_cannot_work_is_told(speaker: Callable[..., Path], template: str, reason: str) -> None:
    speaker()
    with pytest.raises(EngineFailed, match=reason) as caught:
        say(template)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("sys.exit('no such voice')", "ended with 1: no such voice"),
        ("sys.exit(0)", "no WAV file"),
        ("open(arguments[1], 'w').write('no sound'); sys.exit(0)", "no WAV file"),
    ],
)
def test_what_the_program_does_wrong_is_told(speaker: Callable[..., Path], harm: str, reason: str) -> None:
    speaker(harm)
    with pytest.raises(EngineFailed, match=reason) as caught:
        say("speaker -w {out} -- {text}")
    assert "'three sets'" in str(caught.value)


@pytest.mark.parametrize("harm", ["time.sleep(600)", "os.abort()"])
def test_a_program_that_hangs_or_dies_is_tried_twice(speaker: Callable[..., Path], harm: str) -> None:
    log = speaker(f"if count == 1: {harm}")
    say("speaker -w {out} -- {text}", patience=1)
    assert len(noted(log)) == 2
    speaker(harm)
    with pytest.raises(EngineCrashed, match="twice"):
        say("speaker -w {out} -- {text}", patience=0.5)


def test_another_command_is_never_taken_from_a_name(speaker: Callable[..., Path]) -> None:
    speaker()
    engine = CommandEngine("speaker -w {out} -- {text}")
    with pytest.raises(VoiceNotFound):
        engine.resolve("touch {out} {text}", "en")
    with pytest.raises(EngineFailed):
        engine.speak("one", "touch {out} {text}", 150)
    with pytest.raises(VoiceNotFound, match="no program") as caught:
        CommandEngine().resolve("touch {out} {text}", "en")
    assert "--allow-command" in caught.value.remedy


def test_another_program_is_another_sound(speaker: Callable[..., Path]) -> None:
    speaker()
    engine = CommandEngine("speaker -w {out} -- {text}")
    before = engine.identity()
    speaker("pass # newer")
    assert engine.identity() != before


SCRIPT = """\
title: Hello
voice: {engine: command, command: "speaker -w {out} -- {text}"}
routine:
  - say: Hello there.
"""


def voice_of(tmp_path: Path, text: str = SCRIPT, **options: object) -> tuple[str, str]:
    script = tmp_path / "routine.yaml"
    script.write_text(text)
    routine, pack = load(Request(str(script), **options)).require()  # type: ignore[arg-type]
    with Studio(routine, pack) as studio:
        studio.timeline()
        return studio.engine.name, studio.voice


def test_a_scripts_command_runs_only_where_it_is_allowed(speaker: Callable[..., Path], tmp_path: Path) -> None:
    log = speaker()
    with pytest.raises(VoiceNotFound, match="no program to run"):
        voice_of(tmp_path)
    assert voice_of(tmp_path, voice="pyttsx3")[0] == "pyttsx3"
    assert voice_of(tmp_path, voice="en-gb")[0] == "pyttsx3"
    with pytest.raises(VoiceNotFound, match="no program to run"):
        voice_of(tmp_path, voice="command")
    assert not log.exists()
    assert voice_of(tmp_path, allow_command=True) == ("command", "speaker (command)")
    assert noted(log)


def test_a_command_on_the_command_line_is_allowed_and_a_scripts_is_not(
    speaker: Callable[..., Path], tmp_path: Path
) -> None:
    log = speaker()
    other = speaker(name="mine")
    text = SCRIPT.replace("speaker -w", "evil -w")
    assert voice_of(tmp_path, text, voice="command:mine -w {out} {text}") == ("command", "mine (command)")
    assert all(arguments[0] == "-w" for arguments, _ in noted(other))
    assert log == other


def test_a_cue_cannot_name_a_command(speaker: Callable[..., Path], tmp_path: Path) -> None:
    log = speaker()
    text = (
        "title: x\nroutine:\n  - exercise: Squat\n    do: 1x2\n"
        "    cues: {rep 2: {say: now, voice: 'speaker -w {out} evil {text}'}}\n"
    )
    with pytest.raises(VoiceNotFound):
        voice_of(tmp_path, text, voice="command:speaker -w {out} {text}")
    with pytest.raises(VoiceNotFound):
        voice_of(tmp_path, text, voice="pyttsx3")
    assert not log.exists() or all("evil" not in arguments for arguments, _ in noted(log))


def test_sound_comes_back_as_it_was_written(speaker: Callable[..., Path]) -> None:
    speaker()
    template = "speaker -w {out} -- {text}"
    engine = CommandEngine(template)
    clip = engine.speak("three sets", template, 150)
    assert clip.rate == 22050
    assert float(np.abs(clip.samples).max()) > 0.2
    assert engine.speak("...", template, 150).duration == 0
