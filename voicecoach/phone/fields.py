"""Fields of HTTP about a file: which part of it is asked for (RFC 9110), and under which name it is saved."""

from __future__ import annotations

import re
from email.message import Message
from urllib.parse import quote

_RANGE = re.compile(r"bytes\s*=[\s,]*(\d{0,18})\s*-\s*(\d{0,18})[\s,]*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The part begins behind the end of the file."""


def wanted(headers: Message, size: int, etag: str, modified: str) -> tuple[int, int] | None:
    """Return the part [first, last) of ``size`` bytes that is asked for, or None where the whole has to be sent.

    That is so without a range, with one that is none, with several at once, and where the phone has begun to fetch
    another version than the one with this ``etag`` (which is strong) and date. Raises ``Unsatisfiable``.
    """
    version = headers.get("If-Range")
    if version is not None and version.strip() not in (etag, modified):
        return None
    return part_of(headers.get("Range", ""), size)


def part_of(range_: str, size: int) -> tuple[int, int] | None:
    """Return the part [first, last) of ``size`` bytes that a ``Range`` means, or None where the whole has to be sent.

    Raises ``Unsatisfiable``.
    """
    found = _RANGE.fullmatch(range_.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size
    else:
        first, last = int(found[1]), int(found[2]) + 1 if found[2] else size
        if last <= first and found[2]:
            return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last, size)


def is_known(headers: Message, etag: str) -> bool:
    """Return whether the phone has this version already, and says so."""
    known = headers.get("If-None-Match")
    if known is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
    return "*" in tags or etag in tags


def saved_as(name: str) -> str:
    """Return the ``Content-Disposition`` that names a download, for old programs in ASCII too."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
