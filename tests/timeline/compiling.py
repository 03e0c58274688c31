"""From the text of a script to its timeline: the only place where these tests touch the compiler."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from voicecoach.compiler import compile_timeline
from voicecoach.diagnostics import Diagnostic
from voicecoach.phrases.pack import Pack, load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import Overrides, check
from voicecoach.script.model import Pace, Routine, Text
from voicecoach.timeline.model import Measure, Phrase, Timeline

FILE = "routine.yaml"
USUAL_RATE = 150


class SteadyVoice:
    """60 ms a character, as the silent engine speaks, and every tone lasts 200 ms: lengths to be worked out by hand."""

    def speech(self, phrase: Phrase) -> int:
        return (len(phrase.text) * 60 * USUAL_RATE + phrase.rate // 2) // phrase.rate

    def tone(self, sound: str) -> int:
        return 0 if sound == "wake" else 200


@dataclass(frozen=True)
class RandomVoice:
    """Says everything in a length that only the words decide; ``deaf`` ones do not heed a faster rate."""

    seed: int
    longest: int
    tones: tuple[int, ...]
    deaf: bool

    def speech(self, phrase: Phrase) -> int:
        said = f"{self.seed} {phrase.voice} {phrase.text}".encode()
        length = 40 + zlib.crc32(said) % (self.longest - 39)
        return length if self.deaf else max(1, length * USUAL_RATE // phrase.rate)

    def tone(self, sound: str) -> int:
        return self.tones[zlib.crc32(f"{self.seed} {sound}".encode()) % len(self.tones)]


QUICK = RandomVoice(seed=0, longest=40, tones=(30,), deaf=True)
"""Says anything in 40 ms, so that nothing has to grow."""


class _OneFile:
    """A script that is not on a disk."""

    def __init__(self, text: str) -> None:
        self.content = text

    def text(self, file: str) -> str:
        if file != FILE:
            raise OSError(f"{file} cannot be read")
        return self.content

    def beside(self, file: str, name: str) -> str:
        return name

    def exists(self, path: str) -> bool:
        return False

    def is_folder(self, path: str) -> bool:
        return False


def checked(
    text: str,
    level: str = "normal",
    pace: str = "",
    only: str = "",
    sets: tuple[str, ...] = (),
    fewer: int = 0,
    at: Pace | None = None,
) -> tuple[Routine | None, list[Diagnostic]]:
    """What the checker makes of a script, with the values of ``--level``, ``--pace``, ``--only`` and ``--set``.

    Or with ``fewer`` sets ``at`` a pace, as ``--minutes`` finds them.
    """
    fast = Pace(Decimal(pace), Decimal(pace)) if pace else at
    names = tuple(name for name in only.split(",") if name)
    return check(FILE, _OneFile(text), Overrides(level, fast, sets, names, fewer=fewer))  # type: ignore[arg-type]


def routine_of(text: str, level: str = "normal", pace: str = "", only: str = "", sets: tuple[str, ...] = ()) -> Routine:
    routine, found = checked(text, level, pace, only, sets)
    assert routine is not None, (found, text)
    return routine


@lru_cache
def _pack(language: str, phrases: tuple[tuple[str, Text], ...]) -> Pack:
    pack, found = load_pack(language, phrases)
    assert not found
    return pack


def lay_out(routine: Routine, voice: Measure = QUICK) -> Timeline:
    return compile_timeline(routine, Wording(_pack(routine.language, routine.phrases), routine.lexicon), voice)


def timeline_of(text: str, voice: Measure = QUICK, level: str = "normal", pace: str = "", only: str = "") -> Timeline:
    return lay_out(routine_of(text, level, pace, only), voice)
