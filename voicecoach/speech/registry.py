"""Which speech engines there are: the ones shipped, and any that an installed package offers.

A package offers one with an entry point in the group ``voicecoach.engines``; its name is what scripts call it.
The shipped ones are found without that table, which goes stale in a checkout, and cannot be shadowed by it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from voicecoach.diagnostics import did_you_mean
from voicecoach.errors import EngineFailed, VoiceNotFetched, VoiceNotFound
from voicecoach.speech.choice import COMMAND
from voicecoach.speech.engine import Engine

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "voicecoach.engines"
AUTO = "auto"
BUILT_IN = (
    ("hibari", "voicecoach.speech.engines.hibari_engine:HibariEngine"),
    ("piper", "voicecoach.speech.engines.piper_engine:PiperEngine"),
    ("pico", "voicecoach.speech.engines.pico_engine:PicoEngine"),
    ("pyttsx3", "voicecoach.speech.engines.pyttsx3_engine:Pyttsx3Engine"),
    ("command", "voicecoach.speech.engines.command:CommandEngine"),
    ("silent", "voicecoach.speech.engines.silent:SilentEngine"),
)
PREFERRED = ("hibari", "piper", "pico", "pyttsx3")
"""What ``auto`` tries, best first: the first that is installed and has the voices; the last comes with voicecoach."""
BROUGHT_ALONG = "hibari"
"""The natural voice of a plain installation, whose absence is worth a word; others are there only by choice."""
CHOICE = "VOICECOACH_ENGINE"
"""The environment variable that says what ``auto`` means."""
_PARTS = ("name", "audible", "identity", "voices", "resolve", "speak", "close")


def engine_names() -> tuple[str, ...]:
    """Every engine that a script may name, the shipped ones first."""
    shipped = tuple(name for name, _ in BUILT_IN)
    return shipped + tuple(sorted({point.name for point in _offered()} - set(shipped)))


def open_engine(
    name: str = AUTO,
    language: str = "en",
    names: Iterable[str] = ("",),
    *,
    command: str = "",
    warn: Callable[[str], None] | None = None,
    likely: Engine | None = None,
) -> Engine:
    """The engine called ``name``, not yet started; ``command`` is the one program that the engine of that name may run.

    ``auto``, or no name, means the one that the user's environment names, otherwise the best that has a voice for each
    of ``names`` (an empty one: any that speaks ``language``). ``warn`` is told where the one that comes along and would
    have been best does not work on this machine. ``likely`` is an engine made beforehand, taken where it is the one.
    Raises VoiceNotFound where there is none of that name, EngineFailed where its package is broken.
    """
    if name == COMMAND:
        from voicecoach.speech.engines.command import CommandEngine

        return CommandEngine(command)
    if name not in (AUTO, ""):
        return _open(name, likely)
    chosen = os.environ.get(CHOICE, AUTO)
    if chosen not in (AUTO, ""):
        return _open(chosen)
    return _best(language, tuple(names), warn, likely)


def _best(language: str, names: tuple[str, ...], warn: Callable[[str], None] | None, likely: Engine | None) -> Engine:
    """The first of :data:`PREFERRED` that has all voices; its last, which may be slow to ask, where none has."""
    failed, absent = "", None
    for preferred in PREFERRED:
        engine = _open(preferred, likely)
        missing = _missing(engine, names, language) if absent or preferred != PREFERRED[-1] else None
        if missing is None:
            if warn and failed:
                warn(f"{failed}; {preferred} speaks instead")
            return engine
        engine.close()
        if isinstance(missing, VoiceNotFound) and (isinstance(missing, VoiceNotFetched) or "did you" in missing.remedy):
            absent = absent or missing
        elif isinstance(missing, EngineFailed) and preferred == BROUGHT_ALONG:
            failed = str(missing)
    assert absent is not None, "the last engine is asked only where an earlier one knows the voice, or one like it"
    raise absent


def _missing(engine: Engine, names: Iterable[str], language: str) -> VoiceNotFound | EngineFailed | None:
    """Why the engine cannot speak with all of these voices, or None; a voice that can be fetched is named first."""
    found: list[VoiceNotFound | EngineFailed] = []
    for wanted in names:
        try:
            engine.resolve(wanted, language)
        except (VoiceNotFound, EngineFailed) as missing:  # noqa: PERF203 (a handful of names)
            found.append(missing)
    return min(found, key=lambda one: not isinstance(one, VoiceNotFetched), default=None)


def _open(name: str, likely: Engine | None = None) -> Engine:
    if likely is not None and likely.name == name:
        return likely
    shipped = dict(BUILT_IN)
    if name in shipped:
        module, _, attribute = shipped[name].partition(":")
        engine: Engine = getattr(importlib.import_module(module), attribute)()
        return engine
    point = next((point for point in _offered() if point.name == name), None)
    if point is None:
        known = ", ".join((AUTO, *engine_names()))
        hint = did_you_mean(name, (AUTO, *engine_names()))
        remedy = f"{hint} (there are: {known})" if hint.startswith("did") else f"there are: {known}"
        raise VoiceNotFound(f"there is no speech engine '{name}'", remedy)
    return _load(point)


def _offered() -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points

    return tuple(entry_points(group=GROUP))


def _load(point: EntryPoint) -> Engine:
    """Whatever a foreign package does wrong while it is loaded is its own fault, and is told with its name."""
    package = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
    remedy = f"update or remove that package, or choose another engine: {', '.join(engine_names())}"
    try:
        engine: Engine = point.load()()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        message = f"the speech engine '{point.name}' of the package {package} cannot be loaded ({reason})"
        raise EngineFailed(message, remedy) from error
    missing = [part for part in _PARTS if not hasattr(engine, part)]
    if missing:
        message = f"the speech engine '{point.name}' of the package {package} is incomplete: no {', '.join(missing)}"
        raise EngineFailed(message, remedy)
    return engine
