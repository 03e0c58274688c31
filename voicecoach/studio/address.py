"""The address of a folder's studio: the same each time, so that a page that is still open goes on with it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import NamedTuple

from voicecoach.resources import read_limited, user_folder

_TOKEN = re.compile(r"[\w-]{20,60}", re.ASCII)
_MOST_BYTES = 1000


class Address(NamedTuple):
    """A port and the secret of the path; 0 and nothing for new ones."""

    port: int = 0
    token: str = ""


def last_address(folder: Path) -> Address:
    """Return where the studio of a folder was served last, as far as that is known."""
    try:
        kept = json.loads(read_limited(_file(folder), _MOST_BYTES))
        port, token = kept["port"], kept["token"]
    except (OSError, ValueError, KeyError, TypeError):
        return Address()
    fits = isinstance(port, int) and 0 < port <= 65_535 and isinstance(token, str) and _TOKEN.fullmatch(token)
    return Address(port, token) if fits else Address()


def remember(folder: Path, address: Address) -> None:
    """Keep an address for the next time, for the eyes of its owner; where that cannot be done, it is another then."""
    file = _file(folder)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as sink:
            json.dump(address._asdict(), sink)
        part.replace(file)
    except OSError:
        return


def _file(folder: Path) -> Path:
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:20]
    return user_folder("data") / "studio" / f"{name}.json"
