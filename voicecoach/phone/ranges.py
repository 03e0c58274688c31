"""Which part of a file a request is for: ``Range``, ``If-Range`` and ``If-None-Match`` of RFC 9110."""

from __future__ import annotations

import re
from email.message import Message

_RANGE = re.compile(r"bytes\s*=[\s,]*(\d{0,18})\s*-\s*(\d{0,18})[\s,]*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The part begins behind the end of the file."""


def wanted(headers: Message, size: int, etag: str, modified: str) -> tuple[int, int] | None:
    """Return the part [first, last) of ``size`` bytes that is asked for, or None where the whole has to be sent.

    That is so without a range, with one that is none, with several at once, and where the phone has begun to fetch
    another version than the one with this ``etag`` (which is strong) and date. Raises ``Unsatisfiable``.
    """
    range_, version = headers.get("Range"), headers.get("If-Range")
    if range_ is None or (version is not None and version.strip() not in (etag, modified)):
        return None
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
