"""pyttsx3, the default engine: the system's own voices on macOS and Windows, the bundled espeak-ng everywhere else.

pyttsx3 itself lives in worker processes (:mod:`voicecoach.speech.engines.pyttsx3_worker`), started with the
first phrase that no cache holds. A worker that dies or hangs costs one phrase one retry.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from voicecoach.audio.clip import Clip
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import ANY_LANGUAGE, Voice, choose
from voicecoach.speech.engines.pool import PooledEngine
from voicecoach.speech.engines.recording import joined, read_aiff, read_wave
from voicecoach.speech.engines.texts import pieces, speakable
from voicecoach.speech.engines.versions import version

_SCRIPT = Path(__file__).with_name("pyttsx3_worker.py")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 20.0, 0.05
_ALARM_AFTER_S = 5.0


class Pyttsx3Engine(PooledEngine):
    """Speech by pyttsx3 2.99. ``patience`` is how many seconds a phrase may take, on top of 50 ms a character."""

    name = "pyttsx3"

    def __init__(self, patience: float = _PATIENCE_S) -> None:
        super().__init__(_SCRIPT, patience, _PATIENCE_PER_CHARACTER_S)
        self._listing: tuple[tuple[Voice, ...], frozenset[str]] | None = None

    def identity(self, voice: str = "") -> str:  # noqa: ARG002
        """Name the versions of pyttsx3 and of what speaks: the bundled espeak-ng, or the system."""
        try:
            parts = [f"pyttsx3 {version('pyttsx3', 'pyttsx3')}"]
            if sys.platform in ("darwin", "win32"):
                import platform

                parts.append(f"{platform.system()} {platform.mac_ver()[0] or platform.version()}")
            else:
                parts.append(f"espeakng-loader {version('espeakng-loader', 'espeakng_loader')} {os.uname().machine}")
        except ModuleNotFoundError as missing:
            message = f"the speech engine 'pyttsx3' needs the package {missing.name}, which is not installed"
            raise EngineFailed(message, f"install it: pip install {missing.name}") from None
        return " · ".join(parts)

    def voices(self) -> tuple[Voice, ...]:
        """List every voice; starts a worker the first time."""
        return self._list()[0]

    def resolve(self, name: str, language: str) -> Voice:
        """Resolve as the protocol says; with espeak-ng a name may end in one of its variants: ``en-us+f3``."""
        return self._chosen(name, language, *self._list())

    def look_up(self, name: str, language: str) -> Voice | None:
        """Resolve by the names in espeak-ng's files; None where the system's own voices are spoken with."""
        if sys.platform in ("darwin", "win32"):
            return None
        self.identity()
        return self._chosen(name, language, *espeak_voices())

    def _chosen(self, name: str, language: str, voices: tuple[Voice, ...], variants: frozenset[str]) -> Voice:
        plain, plus, variant = name.partition("+")
        if not plus or not variants or any(voice.name == name for voice in voices):
            return choose(voices, name, language, self.name)
        voice = choose(voices, plain.strip(), language, self.name)
        known = {word.casefold(): word for word in variants}
        exact = known.get(variant.strip().casefold())
        if exact is None:
            message = f"the speech engine '{self.name}' has no voice variant '+{variant}'"
            raise VoiceNotFound(message, f"variants: {', '.join(sorted(variants, key=str.casefold))}")
        return Voice(f"{voice.id}+{exact}", f"{voice.name}, {exact}", voice.language, self.name)

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """Speak as the protocol says; long texts are spoken sentence by sentence."""
        return joined([self._say(piece, voice, rate) for piece in pieces(speakable(text))])

    def _list(self) -> tuple[tuple[Voice, ...], frozenset[str]]:
        if self._listing is None:
            with self._pool.reply({"do": "voices"}, self._patience, "list its voices") as reply:
                listed = tuple(
                    Voice(item["id"], item["name"], item["language"] or "und", self.name, item["gender"])
                    for item in reply.answer["voices"]
                )
                self._listing = (listed, frozenset(reply.answer["variants"]))
        return self._listing

    def _say(self, text: str, voice: str, rate: int) -> Clip:
        deadline = self._patience + len(text) * self._a_character + _ALARM_AFTER_S
        request: dict[str, object] = {"do": "speak", "voice": voice, "rate": rate, "deadline": deadline}
        suffix, read = (".aiff", read_aiff) if sys.platform == "darwin" else (".wav", read_wave)
        return self._recorded(text, voice, request, suffix=suffix, read=read, kind=voice)[0]


def espeak_voices() -> tuple[tuple[Voice, ...], frozenset[str]]:
    """Return the voices and variants of the bundled espeak-ng as its files name them, in the order of the worker."""
    spec = find_spec("espeakng_loader")
    data = Path(spec.origin if spec and spec.origin else "").with_name("espeak-ng-data")
    files = sorted(path for path in (data / "lang").rglob("*") if path.is_file())
    listed = [_described(path, path.relative_to(data / "lang").as_posix().lower()) for path in files]
    listed.sort(key=lambda voice: (voice.id != "gmw/en-us", voice.id.rpartition("/")[2]))
    return tuple(listed), frozenset(path.name for path in (data / "voices" / "!v").iterdir())


def _described(file: Path, identifier: str) -> Voice:
    """Return the voice of a file, whose lines are a keyword and its value."""
    lines = [line.partition("//")[0].split(maxsplit=1) for line in file.read_text("utf-8").splitlines()]
    values = dict(line for line in reversed(lines) if len(line) == 2)
    language = values.get("language", ANY_LANGUAGE).split()[0]
    return Voice(identifier, values.get("name", identifier).strip(), language, Pyttsx3Engine.name)
