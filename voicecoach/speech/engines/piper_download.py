"""Fetching Piper's voices onto this machine, from the collection that the project keeps at Hugging Face.

The collection has a list, ``voices.json``, with the size and MD5 of each file.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.diagnostics import nearest
from voicecoach.errors import VoiceNotFound
from voicecoach.speech.engines.download import MIRROR, Download, Progress, fetch, keeping, open_url, unreachable
from voicecoach.speech.engines.piper_voices import SUFFIX, described_by, voices_folder

COLLECTION = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
_LIST = "voices.json"
_MOST_LIST_BYTES = 20_000_000
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """One file of a voice, as the collection's list describes it."""

    path: str
    size: int
    md5: str

    @property
    def name(self) -> str:
        """Return its name there, without folders."""
        return self.path.rpartition("/")[2]


def fetch_voice(wanted: str, progress: Progress | None = None) -> Path:
    """Fetch a voice (``de_DE-thorsten-medium``) into the user's folder of voices; return the path of its model.

    Raises VoiceNotFound where the collection has none of that name, EnvironmentFault where it cannot be reached or
    sends something else than its list says, OutputFailed where the files cannot be written.
    """
    base = os.environ.get(MIRROR, COLLECTION).rstrip("/")
    key, parts = _parts(_listing(base), wanted)
    folder = voices_folder()
    with keeping(wanted, folder):
        # The model comes last: a voice is there once its model is.
        for part in sorted(parts, key=lambda part: part.path.endswith(SUFFIX)):
            target = folder / (part.name if part.name != "MODEL_CARD" else f"{key}.MODEL_CARD")
            fetch(Download(f"{base}/{urllib.parse.quote(part.path)}", target, part.size, "md5", part.md5), progress)
    return folder / f"{key}{SUFFIX}"


def licence_of(model: Path) -> str:
    """Return the licence that a fetched voice's card names, or nothing."""
    with contextlib.suppress(OSError):
        card = model.with_suffix(".MODEL_CARD").read_text("utf-8", "replace")
        found = re.search(r"licen[sc]e:\s*(.+)", card, re.IGNORECASE)
        return found[1].strip() if found else ""
    return ""


def _listing(base: str) -> Mapping[str, Any]:
    with open_url(f"{base}/{_LIST}") as answer:
        try:
            listed = json.loads(answer.read(_MOST_LIST_BYTES))
        except (ValueError, http.client.HTTPException, OSError) as error:
            raise unreachable(base, f"its {_LIST} cannot be read: {error}") from error
    if not isinstance(listed, dict):
        raise unreachable(base, f"its {_LIST} is no list of voices")
    return listed


def _parts(listed: Mapping[str, Any], wanted: str) -> tuple[str, list[CollectionFile]]:
    named = {str(alias): key for key, one in listed.items() for alias in one.get("aliases", ())}
    named |= {key.partition("-")[2].rpartition("-")[0]: key for key in reversed(list(listed))}
    key = wanted if wanted in listed else named.get(wanted, "")
    if not key or not _SAFE.fullmatch(key):
        meant = nearest(wanted, listed)
        start = wanted.replace("-", "_").partition("_")[0]
        near = [name for name in listed if name.startswith(f"{start}_")][:12]
        some = f"there are {len(listed)}, such as {_some(listed)}"
        some = f"for '{start}' there are: {', '.join(near)}" if near else some
        remedy = " ".join(filter(None, (meant.question, some)))
        raise VoiceNotFound(f"the collection of Piper's voices has none named '{wanted}'", remedy, meant)
    try:
        files = listed[key]["files"].items()
        parts = [CollectionFile(path, int(one["size_bytes"]), str(one["md5_digest"]).lower()) for path, one in files]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise VoiceNotFound(f"the collection's list does not say what '{key}' is made of", "choose another") from error
    model = f"{key}{SUFFIX}"
    kept = [part for part in parts if part.name in (model, described_by(Path(model)).name)]
    if len(kept) != 2 or any(".." in part.path for part in kept):
        raise VoiceNotFound(f"the collection's list has no model and description for '{key}'", "choose another")
    card = [part for part in parts if part.name == "MODEL_CARD" and ".." not in part.path][:1]
    return key, kept + card


def _some(listed: Mapping[str, Any]) -> str:
    return ", ".join(sorted(listed)[:: max(1, len(listed) // 8)])
