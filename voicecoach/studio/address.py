"""The address of a folder's studio, which stays the same: a page that is still open finds a studio that came back.

It is kept where only this person can read it, for as many folders as were opened last.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from pathlib import Path
from typing import NamedTuple

from voicecoach.resources import user_folder

_MOST_FOLDERS = 20
_TOKEN = re.compile(r"[\w-]{24,64}", re.ASCII)


class Address(NamedTuple):
    """A port, 0 for any, and the secret in the path."""

    port: int
    token: str


def new_address() -> Address:
    """Return an address that nobody had before."""
    return Address(0, secrets.token_urlsafe(18))


def remembered(folder: Path) -> Address:
    """Return the address that the studio of a folder had the last time, or a new one."""
    found = _read().get(str(folder.resolve()))
    port, token = found if isinstance(found, list) and len(found) == 2 else (0, "")
    if not isinstance(port, int) or not 1024 <= port < 1 << 16 or not _TOKEN.fullmatch(str(token)):
        return new_address()
    return Address(port, token)


def remember(folder: Path, address: Address) -> None:
    """Keep the address of a folder's studio; where that cannot be done, the next one is another."""
    name, kept = str(folder.resolve()), _read()
    kept.pop(name, None)  # what is kept is in the order in which it was opened
    kept = dict(list({**kept, name: list(address)}.items())[-_MOST_FOLDERS:])
    path = _file()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file)
        aside.replace(path)


def _file() -> Path:
    return user_folder("data") / "studio.json"


def _read() -> dict[str, object]:
    try:
        kept = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
