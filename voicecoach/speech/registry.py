"""The speech engines: the built-in ones, and any that an installed package offers.

A built-in engine is one module and one row of :data:`BUILT_IN`. A package offers an engine with an entry point in the
group ``voicecoach.engines``; its name is what scripts call it. No package can replace a built-in engine.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from voicecoach.diagnostics import nearest
from voicecoach.errors import EngineFailed, VoiceNotFetched, VoiceNotFound
from voicecoach.speech.choice import COMMAND
from voicecoach.speech.engine import Engine

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "voicecoach.engines"
AUTO = "auto"


class BuiltIn(NamedTuple):
    """A built-in engine: what scripts call it, where its class is, and what is special about it.

    ``auto`` may choose it unless ``on_demand``. The voices of a ``natural`` one sound like people.
    """

    name: str
    module: str
    attribute: str
    natural: bool = False
    on_demand: bool = False


BUILT_IN = (
    BuiltIn("hibari", "hibari_engine", "HibariEngine", natural=True),
    BuiltIn("piper", "piper_engine", "PiperEngine", natural=True),
    BuiltIn("pico", "pico_engine", "PicoEngine"),
    BuiltIn("pyttsx3", "pyttsx3_engine", "Pyttsx3Engine"),
    BuiltIn("command", "command", "CommandEngine", on_demand=True),
    BuiltIn("silent", "silent", "SilentEngine", on_demand=True),
)
PREFERRED = tuple(one.name for one in BUILT_IN if not one.on_demand)
"""What ``auto`` tries, best first: the first that is installed and has the voices; the last comes with voicecoach."""
INCLUDED = "hibari"
"""The natural voice of a plain installation: if it does not work, that is reported. Others are installed by choice."""
CHOICE = "VOICECOACH_ENGINE"
"""The environment variable that says what ``auto`` means."""
_PARTS = ("name", "audible", "identity", "voices", "resolve", "speak", "close")


def engine_names() -> tuple[str, ...]:
    """Return every engine that a script may name, the built-in ones first."""
    built_in = tuple(one.name for one in BUILT_IN)
    return built_in + tuple(sorted({point.name for point in _offered()} - set(built_in)))


def open_engine(
    name: str = AUTO,
    language: str = "en",
    names: Iterable[str] = ("",),
    *,
    command: str = "",
    warn: Callable[[str], None] | None = None,
    likely: Engine | None = None,
) -> Engine:
    """Open the engine called ``name``, without starting it; ``command`` is what the engine of that name runs.

    ``auto``, or no name, means the one that the user's environment names, otherwise the best that has a voice for each
    of ``names`` (an empty one: any that speaks ``language``). ``warn`` is called where :data:`INCLUDED` would have been
    best and does not work on this machine. ``likely`` is an engine that was opened beforehand, and is used if it fits.
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
    """Return the first of :data:`PREFERRED` that has all voices; where none has, the last, which is slow to ask."""
    failed, absent = "", None
    for preferred in PREFERRED:
        engine = _open(preferred, likely)
        missing = _missing(engine, names, language) if absent or preferred != PREFERRED[-1] else None
        if missing is None:
            if warn and failed:
                warn(f"{failed}; {preferred} speaks instead")
            return engine
        engine.close()
        if isinstance(missing, VoiceNotFound) and (isinstance(missing, VoiceNotFetched) or missing.near.close):
            absent = absent or missing
        elif isinstance(missing, EngineFailed) and preferred == INCLUDED:
            failed = str(missing)
    assert absent is not None, "the last engine is asked only where an earlier one knows the voice, or one like it"
    raise absent


def _missing(engine: Engine, names: Iterable[str], language: str) -> VoiceNotFound | EngineFailed | None:
    """Return why the engine cannot speak with all of these voices, or None; first of all, that one can be fetched."""
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
    if built_in := next((one for one in BUILT_IN if one.name == name), None):
        module = importlib.import_module(f"voicecoach.speech.engines.{built_in.module}")
        engine: Engine = getattr(module, built_in.attribute)()
        return engine
    point = next((point for point in _offered() if point.name == name), None)
    if point is None:
        known = ", ".join((AUTO, *engine_names()))
        near = nearest(name, (AUTO, *engine_names()))
        remedy = f"{near.question} (there are: {known})" if near.close else f"there are: {known}"
        raise VoiceNotFound(f"there is no speech engine '{name}'", remedy, near)
    return _load(point)


def _offered() -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points

    return tuple(entry_points(group=GROUP))


def _load(point: EntryPoint) -> Engine:
    """Load the engine of another package; whatever fails is reported with the package's name."""
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
