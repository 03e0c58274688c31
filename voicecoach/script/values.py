"""Values of the top of a script that are more than one scalar: voices, pace, texts by name, sound files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from voicecoach.diagnostics import Span, nearest
from voicecoach.script import reader
from voicecoach.script.keys import MINUTES, MINUTES_LENGTH, PACE, SWITCHES, WORDINGS
from voicecoach.script.kinds import FALSE, TEXT, Key, Problems, Read, expect_mapping, read_keys, refuse
from voicecoach.script.model import SOUNDS, Minutes, Pace, SoundFile, Text, VoiceChoice
from voicecoach.script.reader import Node, Scalar

_PACE_KEY = next(key for key in PACE if key.name == "move")

Beside = Callable[[str, Span], str | None]
"""Returns the path of a name as the script means it, or None after a report."""


def read_voice(read: Read[Any] | None, keys: tuple[Key, ...], beside: Beside, problems: Problems) -> VoiceChoice:
    """Return who speaks, from a name or a block of ``keys``."""
    if read is None:
        return VoiceChoice()
    if isinstance(read.value, Scalar):
        name = TEXT.read(read.value, problems)
        return VoiceChoice(name=name.text if name else "", span=read.span)
    mapping = expect_mapping(read.value, ", ".join(key.name for key in keys), problems)
    values = read_keys(mapping, keys, problems, "a voice") if mapping else {}
    places = {key: inner.value.span for key, inner in values.items() if key in ("name", "engine")}
    voice = VoiceChoice(span=places.get("name", read.span), engine_span=places.get("engine"))
    for key, inner in values.items():
        voice = replace(voice, **{key: inner.value if key == "rate" else inner.value.text})
    if voice.name.endswith(".onnx") and (path := beside(voice.name, values["name"].span)):
        voice = replace(voice, name=path)
    if (voice.engine == "command") != bool(voice.command):
        message = "engine: command and command: belong together"
        problems.add("conflict", message, read.span, help="voice: {engine: command, command: a program}")
    return voice


def read_minutes(node: Node | None, problems: Problems) -> Minutes:
    """Return how long the routine is to last, from a length or a block."""
    if node is None:
        return Minutes()
    if isinstance(node, reader.Mapping):
        values = read_keys(node, MINUTES, problems, "minutes:")
        span = values["length"].span if "length" in values else None
        return Minutes(**{name: read.value for name, read in values.items()}, span=span)
    return Minutes(MINUTES_LENGTH.read(node, problems) or 0, span=node.span)


def read_pace(node: Node | None, problems: Problems) -> Pace:
    """Return the pace, from one speed or one each for movement and rests."""
    if isinstance(node, reader.Mapping):
        values = read_keys(node, PACE, problems, "pace")
        return Pace(**{key: read.value for key, read in values.items()})
    value = _PACE_KEY.kind.read(node, problems) if node is not None else None
    return Pace(value, value) if isinstance(value, Decimal) else Pace()


def read_texts(node: Node | None, what: str, problems: Problems) -> tuple[tuple[str, Text], ...]:
    """Return texts by name."""
    mapping = expect_mapping(node, what, problems) if node is not None else None
    read = [(key.text, TEXT.read(value, problems)) for key, value in mapping.entries] if mapping else []
    return tuple((key, text) for key, text in read if text is not None)


def read_phrases(node: Node | None, problems: Problems) -> tuple[tuple[str, Text], ...]:
    """Return the wordings of prompts by name; a list of them is several pairs."""
    mapping = expect_mapping(node, "phrases by name", problems) if node is not None else None
    entries = [entry for entry in mapping.entries if not _switches_off(*entry, problems)] if mapping else []
    read = [(key.text, WORDINGS.read(value, problems)) for key, value in entries]
    return tuple((key, text) for key, texts in read for text in texts or ())


def _switches_off(key: Scalar, value: Node, problems: Problems) -> bool:
    """Whether a phrase is given no words, after a report that says where prompts are switched off."""
    if not isinstance(value, Scalar) or value.text.strip().lower() not in ("", "~", "null", "none", *FALSE):
        return False
    switch = SWITCHES.get(key.text)
    help_ = f"to hear nothing, write prompts: {{{switch}: no}}" if switch else "it needs words of its own"
    problems.add("wrong-value", f"phrases: gives '{key.text}' no words", value.span, help=help_)
    return True


def read_sounds(
    node: Node | None, beside: Beside, exists: Callable[[str], bool], problems: Problems
) -> tuple[SoundFile, ...]:
    """Return the user's own files by the meaning of a sound."""
    mapping = expect_mapping(node, "meanings and sound files", problems) if node is not None else None
    found = []
    for key, value in mapping.entries if mapping else ():
        if key.text not in SOUNDS:
            help_ = nearest(key.text, SOUNDS)
            problems.add("unknown-sound", f"there is no sound called '{key.text}'", key.span, help=help_)
            continue
        if not isinstance(value, Scalar) or value.is_null:
            refuse(value, "a sound file, or off", problems)
            continue
        path = None if value.text.lower() in FALSE else beside(value.text, value.span)
        if path and not exists(path):
            message = f"there is no sound file {path}"
            problems.add("missing-sound", message, value.span, help="sound files are relative to the script")
        found.append(SoundFile(key.text, path, value.span))
    return tuple(found)
