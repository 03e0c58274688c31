"""What a speech engine is to the rest of voicecoach, and how a voice is found by what a person calls it.

A third party adds an engine by publishing a class that fits :class:`Engine` under the entry point group
``voicecoach.engines``; the shared contract test says whether it behaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from voicecoach.audio.clip import Clip
from voicecoach.diagnostics import nearest
from voicecoach.errors import EngineFailed, VoiceNotFound

ANY_LANGUAGE = "und"
_SAME_LANGUAGE = {"zh": "cmn", "no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "fil", "fil": "tl"}
_NEAREST_ACCENT = {
    "es-419": "ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve",
    "en-gb": "au ie in mt nz sg za",
    "pt-pt": "ao cv mz",
}
"""The accent that other regions understand best, after CLDR's parent locales."""
_MOST_LISTED = 12


class Voice(NamedTuple):
    """One voice of an engine. ``id`` is the engine's own; ``language`` is BCP 47, ``und`` where it speaks any."""

    id: str
    name: str
    language: str
    engine: str
    gender: str = ""


class EngineCrashed(EngineFailed):
    """The engine died or hung on a phrase, in a fresh process too: because of the phrase, or of the engine."""


class Engine(Protocol):
    """Turns words into sound. Its class is called without arguments, and must not start anything heavy when it is.

    ``audible`` is False for an engine whose clips are silent on purpose, so that nobody looks for speech in
    them. ``speak`` may be called from several threads at once. An engine may also have ``reads_phonemes = True``: then
    its texts hold pronunciations as ``{word|/IPA/}``, where others get the word. And it may have ``look_up(name,
    language)``, which is ``resolve`` without starting anything, and returns None where only starting it could tell:
    `check` asks it for the voices that a script names.
    """

    name: str
    audible: bool

    def identity(self, voice: str = "") -> str:
        """Name the versions of all that shapes the sound, without starting the engine; part of each clip's cache key.

        With the id of a ``voice``, also the version of its files; without one, that of all that decides what
        :meth:`resolve` returns. Raises EngineFailed where the engine is not installed.
        """

    def voices(self) -> tuple[Voice, ...]:
        """List every voice, the preferred ones first; raises EngineFailed where they cannot be listed."""

    def resolve(self, name: str, language: str) -> Voice:
        """Return the voice of that id, name or language, or the best for ``language`` where ``name`` is empty.

        Raises VoiceNotFound, naming what was asked and what there is.
        """

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """Speak ``text`` with the voice of that id at ``rate`` words a minute: raw, at the engine's own sample rate.

        Raises EngineFailed, naming engine, voice and text. A text without words gives an empty or silent clip.
        """

    def close(self) -> None:
        """End every process the engine started; using it again starts it again."""


def choose(voices: Iterable[Voice], name: str, language: str, engine: str) -> Voice:
    """Return the voice meant by ``name``, or the first that speaks ``language``: what :meth:`Engine.resolve` promises.

    A name may be an id, a name as listed, a language, or the last part of an id (``en-us-nyc`` for
    ``gmw/en-us-nyc``), looked for in this order; case does not matter.
    """
    voices = tuple(voices)
    found = _named(voices, name) if name else _speaking(voices, language)
    if found:
        return found
    if not name:
        raise VoiceNotFound(
            f"the speech engine '{engine}' has no voice for the language '{language}'",
            f"{_languages(voices)}; {_rest(voices)}",
        )
    near = [voice for voice in voices if _matches(voice.language, language)]
    meant = nearest(name, {word for voice in voices for word in (voice.id, voice.name, _short(voice.id))})
    there_are = "; ".join(filter(None, (_listed(near, language), "" if near else _languages(voices), _rest(voices))))
    remedy = f"{meant.question} {there_are}".lstrip()
    raise VoiceNotFound(f"the speech engine '{engine}' has no voice '{name}'", remedy, meant)


def _named(voices: tuple[Voice, ...], name: str) -> Voice | None:
    wanted = name.strip().casefold()
    for voice in voices:
        if wanted in (voice.id.casefold(), voice.name.casefold()):
            return voice
    if any(_tag(name) in (_tag(voice.language), _base(voice.language)) for voice in voices):
        return _speaking(voices, name)
    return next((voice for voice in voices if _short(voice.id).casefold() == wanted), None)


def _speaking(voices: tuple[Voice, ...], language: str) -> Voice | None:
    """Return the first voice of the closest fit. A bare language means its usual accent, the first in the list."""
    wanted = _tag(language)
    base = _base(wanted)
    regional = [voice for voice in voices if "-" in wanted and _tag(voice.language) == wanted]
    own = [voice for voice in voices if _base(voice.language) == base]
    near = [voice for voice in own if wanted[3:] in _NEAREST_ACCENT.get(_tag(voice.language), "").split()]
    plain = [voice for voice in own if "-" in wanted and _tag(voice.language) == base]
    kin = [voice for voice in voices if _base(voice.language) == _SAME_LANGUAGE.get(base, base)]
    any_language = [voice for voice in voices if voice.language == ANY_LANGUAGE]
    return next(iter(regional + near + plain + own + kin + any_language), None)


def _matches(tag: str, language: str) -> bool:
    base = _base(language)
    return _base(tag) in (base, _SAME_LANGUAGE.get(base, base), ANY_LANGUAGE)


def _tag(language: str) -> str:
    return language.strip().replace("_", "-").casefold()


def _base(language: str) -> str:
    return _tag(language).partition("-")[0]


def _short(identifier: str) -> str:
    return identifier.rpartition("/")[2]


def _listed(voices: list[Voice], language: str) -> str:
    if not voices:
        return f"there is none for '{language}'"
    shown = ", ".join(f"{_short(voice.id)} ({voice.name})" for voice in voices[:_MOST_LISTED])
    more = f" and {len(voices) - _MOST_LISTED} more" if len(voices) > _MOST_LISTED else ""
    return f"for '{language}' there are: {shown}{more}"


def _languages(voices: tuple[Voice, ...]) -> str:
    return f"languages spoken: {', '.join(sorted({_base(voice.language) for voice in voices})) or 'none'}"


def _rest(voices: tuple[Voice, ...]) -> str:
    if not voices:
        return "add a voice in the system's speech settings"
    return f"`voicecoach voices` lists all {len(voices)}" if len(voices) > 1 else "leave the name out to have that one"
