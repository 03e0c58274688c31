"""Which speech engines there are: the ones shipped, and any that an installed package offers.

A package offers one with an entry point in the group ``voicecoach.engines``; its name is what scripts call it.
The shipped ones are found without that table, which goes stale in a checkout, and cannot be shadowed by it.
"""

from __future__ import annotations

import importlib
from importlib.metadata import EntryPoint, entry_points

from voicecoach.diagnostics import did_you_mean
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import Engine

GROUP = "voicecoach.engines"
AUTO = "auto"
BUILT_IN = (
    ("pyttsx3", "voicecoach.speech.engines.pyttsx3_engine:Pyttsx3Engine"),
    ("silent", "voicecoach.speech.engines.silent:SilentEngine"),
)
PREFERRED = ("pyttsx3",)
"""What ``auto`` tries, best first: the first of these that is offered is taken."""
_PARTS = ("name", "audible", "identity", "voices", "resolve", "speak", "close")


def engine_names() -> tuple[str, ...]:
    """Every engine that a script may name, the shipped ones first."""
    shipped = tuple(name for name, _ in BUILT_IN)
    return shipped + tuple(sorted({point.name for point in _offered()} - set(shipped)))


def open_engine(name: str = AUTO) -> Engine:
    """The engine called ``name`` (``auto`` or empty: the best there is), not yet started.

    Raises VoiceNotFound where there is none of that name, EngineFailed where its package is broken.
    """
    if name in (AUTO, ""):
        names = engine_names()
        name = next(preferred for preferred in PREFERRED if preferred in names)
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
