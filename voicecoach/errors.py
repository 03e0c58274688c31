"""What can go wrong outside a script, and the exit code that each kind ends with.

::

    VoicecoachError
     ├─ ScriptError         1  the script is wrong; carries every diagnostic
     ├─ TooMuchToSay        1  texts grow beyond all bounds with what is filled in
     ├─ SourceUnreadable    1  a file of another format that cannot be converted
     ├─ UsageError          2  the command line asks for what cannot be done
     └─ EnvironmentFault    3  something on this machine is missing or broken
         ├─ VoiceNotFound        the named voice or engine is not here
         │   └─ VoiceNotFetched  it is known, and can be fetched
         ├─ EngineFailed         it hung, died, or gave no audio
         ├─ SoundUnreadable      a sound file that cannot be decoded here
         ├─ EncoderMissing       a format that needs a package that is not here
         ├─ DeviceMissing        there is nothing to play on
         └─ OutputFailed         the file cannot be written

Each message says what happened, and ``remedy`` what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from voicecoach.diagnostics import Diagnostic, Near


class VoicecoachError(Exception):
    """Base of everything that voicecoach reports without a traceback."""

    exit_code = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class ScriptError(VoicecoachError):
    """The script cannot be compiled; ``diagnostics`` holds every reason found."""

    exit_code = 1

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} problem(s) in the script")
        self.diagnostics = tuple(diagnostics)


class TooMuchToSay(VoicecoachError):
    """A text, or all of them, would take longer to say than anybody listens; ``text`` is as the script has it."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "", text: str = "", code: str = "text-too-long") -> None:
        super().__init__(message, remedy)
        self.text, self.code = text, code


class SourceUnreadable(VoicecoachError):
    """A file of another format cannot be converted to a script; the message begins with ``file:line:column``."""

    exit_code = 1


class UsageError(VoicecoachError):
    """The command line asks for what cannot be done."""

    exit_code = 2


class EnvironmentFault(VoicecoachError):
    """Something on this machine is missing or broken."""


class VoiceNotFound(EnvironmentFault):
    """No such engine or voice; the message lists what there is, and ``near`` has those that are nearly so called."""

    def __init__(self, message: str, remedy: str = "", near: Near | None = None) -> None:
        super().__init__(message, remedy)
        self.near = near or Near()


class VoiceNotFetched(VoiceNotFound):
    """The voice is known but not on this machine; the remedy is the command that fetches it."""


class EngineFailed(EnvironmentFault):
    """An engine hung, died or gave no audio for a phrase; the message names the voice."""


class SoundUnreadable(EnvironmentFault):
    """A sound file is missing, damaged, or of a kind that needs ffmpeg."""


class EncoderMissing(EnvironmentFault):
    """A format needs a package that comes with an extra; the remedy is the command that installs it."""


class DeviceMissing(EnvironmentFault):
    """No sound device can be opened; the message says what was tried."""


class OutputFailed(EnvironmentFault):
    """A file cannot be written; whatever was there before is untouched."""


def assert_never(value: NoReturn) -> NoReturn:
    """Stand where no value can arrive, so that a type checker complains of a case that was forgotten.

    `typing` has it from Python 3.11 on.
    """
    raise AssertionError(f"this case was forgotten: {value!r}")
