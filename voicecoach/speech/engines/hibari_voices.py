"""hibari's voices: the one in its package, and further ones fetched into the user's own folder.

The package lists them all (``assets/voices.json``): language, size and SHA-256 of each model, and where it lies.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from voicecoach.errors import EngineFailed
from voicecoach.resources import user_folder
from voicecoach.speech.engine import Voice

if TYPE_CHECKING:
    from voicecoach.speech.engines.download import Progress

ENGINE = "hibari"
NAMES = ("heart", "fenrir", "kore", "emma", "fable")
COLLECTION = "https://huggingface.co/maureesewilliams/hibari/resolve/main/voices"


class KnownVoice(NamedTuple):
    """A voice that hibari has. ``model`` is its file, or will be once it is fetched."""

    voice: Voice
    model: Path
    size: int
    sha256: str
    bundled: bool
    british: bool
    remote: str

    @property
    def here(self) -> bool:
        """Return whether its model is on this machine, whole and readable."""
        with suppress(OSError):
            return self.model.is_file() and self.model.stat().st_size == self.size
        return False


def known_voices() -> tuple[KnownVoice, ...]:
    """Return every voice there is, the bundled one first. Raises EngineFailed where hibari is not installed."""
    spec = find_spec("hibari")
    if spec is None or spec.origin is None:
        raise EngineFailed("hibari is not installed", "pip install hibari-tts")
    assets = Path(spec.origin).with_name("assets")
    listed = json.loads((assets / "voices.json").read_text("utf-8"))
    found = []
    for name, one in listed.items():
        bundled = bool(one.get("bundled"))
        model = assets / one["file"] if bundled else user_folder("data") / "voices" / ENGINE / f"{name}.onnx"
        voice = Voice(name, name, one["language"], ENGINE, one["gender"])
        found.append(KnownVoice(voice, model, int(one["bytes"]), one["sha256"], bundled, one["british"], one["file"]))
    return tuple(sorted(found, key=lambda one: not one.bundled))


def fetch_voice(known: KnownVoice, progress: Progress | None = None) -> Path:
    """Fetch a voice into the user's folder and check its SHA-256; return the path of its model.

    Raises EnvironmentFault where it cannot be reached or is another file, OutputFailed where it cannot be kept.
    """
    from voicecoach.speech.engines.download import MIRROR, Download, fetch, keeping

    mirror = os.environ.get(MIRROR, "").rstrip("/")
    base = f"{mirror}/{ENGINE}" if mirror else COLLECTION
    with keeping(known.voice.name, known.model.parent):
        fetch(Download(f"{base}/{known.remote}", known.model, known.size, "sha256", known.sha256), progress)
    return known.model
