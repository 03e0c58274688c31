"""A program as a voice: any that writes a WAV file: ``espeak-ng -w {out} -- {text}``, ``say -o {out} -- {text}``.

The program is started directly. The template is split into arguments first, and words are put into arguments
afterwards, so no word can become an argument, a redirection or a second command; there is no shell that could read
them. A script's template is run only if the person at the command line allows it; :mod:`voicecoach.app` sees to that,
and this engine knows no template but its own.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from voicecoach.audio.clip import Clip
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import ANY_LANGUAGE, EngineCrashed, Voice
from voicecoach.speech.engines.recording import joined, read_wave
from voicecoach.speech.engines.texts import pieces, shortened, speakable

_PLACE = re.compile(r"\{(text|out|rate)\}")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 20.0, 0.1
_SHELLS = frozenset(
    {"sh", "bash", "dash", "ash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox", "cmd", "powershell", "pwsh", "env"}
)
_BATCH = (".bat", ".cmd")


class CommandEngine:
    """The voice that ``template`` makes; without one there is none.

    In the template ``{out}`` is the WAV file to write (16 bits), ``{text}`` the words, which come on stdin where it is
    missing, and ``{rate}`` the words a minute. ``patience`` is how many seconds a phrase may take, on top of 100 ms
    a character.
    """

    name = "command"
    audible = True

    def __init__(self, template: str = "", patience: float = _PATIENCE_S) -> None:
        self._template, self._patience = template, patience

    def identity(self, voice: str = "") -> str:  # noqa: ARG002
        """Name the program's file and its state; the template itself is the voice."""
        if not self._template:
            return self.name
        program = Path(self._program(self._arguments()))
        state = program.stat()
        return f"{self.name} {program} {state.st_size} {state.st_mtime_ns}"

    def voices(self) -> tuple[Voice, ...]:
        """List the one voice, if there is a template."""
        if not self._template:
            return ()
        return (Voice(self._template, self._template.split()[0], ANY_LANGUAGE, self.name),)

    def resolve(self, name: str, language: str) -> Voice:  # noqa: ARG002
        """Return the one voice; raises VoiceNotFound for any other name: a name never becomes a command."""
        for voice in self.voices():
            if name.casefold() in ("", voice.id.casefold(), voice.name.casefold()):
                return voice
        if self._template:
            raise VoiceNotFound(f"the speech engine 'command' has no voice '{name}'", f"it has '{self._template}' only")
        message = "the speech engine 'command' was given no program to run"
        raise VoiceNotFound(
            message, "--voice 'command:espeak-ng -w {out} -- {text}', or --allow-command for a script's"
        )

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """Speak as the protocol says; long texts are spoken sentence by sentence."""
        if voice != self._template:
            raise self._failure(text, f"'{voice}' is not the program that was allowed")
        return joined([self._say(part, rate) for part in pieces(speakable(text))])

    def close(self) -> None:
        """Do nothing: no process lives longer than a phrase."""

    def _arguments(self) -> list[str]:
        try:
            arguments = shlex.split(self._template)
        except ValueError as error:
            raise EngineFailed(f"the command '{self._template}' cannot be read: {error}", "mend its quotes") from None
        if not arguments or "{out}" not in self._template:
            message = f"the command '{self._template}' does not say where to write sound"
            raise EngineFailed(message, "name a program and {out}: espeak-ng -w {out} -- {text}")
        return arguments

    def _program(self, arguments: list[str]) -> str:
        program = shutil.which(arguments[0])
        if program is None:
            raise EngineFailed(
                f"the program '{arguments[0]}' of the voice is not here", "install it, or write its path"
            )
        file = Path(program)
        if file.stem.casefold() in _SHELLS or file.suffix.casefold() in _BATCH:
            message = f"'{arguments[0]}' would read words as commands, and is not run"
            raise EngineFailed(message, "name the program that speaks, not a shell")
        return program

    def _say(self, text: str, rate: int) -> Clip:
        arguments = self._arguments()
        program = self._program(arguments)
        with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
            out = Path(folder) / "phrase.wav"
            # Programs take what begins with a dash for an option, even where nobody wrote "--" before it.
            values = {"text": f" {text}" if text.startswith(("-", "/", "@", "+")) else text, "out": str(out)}
            values["rate"] = str(rate)
            filled = [_PLACE.sub(lambda place: values[place[1]], argument) for argument in arguments[1:]]
            said = b"" if "{text}" in self._template else text.encode("utf-8", "replace")
            reason = self._run([program, *filled], said, text) and self._run([program, *filled], said, text)
            if reason:
                raise EngineCrashed(*self._told(text, f"{reason}, twice"))
            try:
                return read_wave(out)
            except (OSError, EOFError, ValueError) as error:
                raise self._failure(text, f"it wrote no WAV file of 16 bits: {error}") from error

    def _run(self, arguments: list[str], said: bytes, text: str) -> str:
        """Run once, in a session of its own; return why that must be repeated, or nothing."""
        try:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise self._failure(text, str(error)) from error
        deadline = self._patience + len(text) * _PATIENCE_PER_CHARACTER_S
        try:
            _, complaints = process.communicate(said, deadline)
        except subprocess.TimeoutExpired:
            end(process)
            return f"it did not end within {deadline:g} s"
        except BaseException:
            end(process)
            raise
        if process.returncode < 0:
            return f"it was ended by signal {-process.returncode}"
        if process.returncode:
            last = complaints.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise self._failure(text, ": ".join([f"it ended with {process.returncode}", *last]))
        return ""

    def _failure(self, text: str, reason: str) -> EngineFailed:
        return EngineFailed(*self._told(text, reason))

    def _told(self, text: str, reason: str) -> tuple[str, str]:
        message = f"the voice '{self._template}' could not say '{shortened(text)}': {reason}"
        return message, "try the command yourself, with words for {text} and a file for {out}"


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it started, now."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()
