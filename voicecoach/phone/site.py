"""Everything that can be asked for, by its path: no part of a request ever becomes the name of a file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voicecoach.phone.fetched import Way
from voicecoach.phone.offers import Offer
from voicecoach.phone.page import assets, page


@dataclass(frozen=True, slots=True)
class Content:
    """What stands at a path: bytes with their media type, or an offered file and where it goes."""

    type: str
    data: bytes = field(default=b"", repr=False)
    offer: Offer | None = None
    way: Way = Way.PLAY
    is_page: bool = False


class Site:
    """The page and its files, below a path that nobody guesses."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(9)
        self._table: Mapping[str, Content] = {}

    def fill(self, offers: Sequence[Offer]) -> None:
        """Put files and their page there; before, there is nothing."""
        table = {name: Content(kind, data) for name, (kind, data) in assets().items()}
        table[""] = Content("text/html; charset=utf-8", page(offers).encode(), is_page=True)
        for number, offer in enumerate(offers):
            table[f"play/{number}"] = Content(offer.type, offer=offer, way=Way.PLAY)
            table[f"save/{number}/{offer.name}"] = Content(offer.type, offer=offer, way=Way.SAVE)
            picture, kind = offer.cover
            if picture:
                table[f"cover/{number}"] = Content(kind, picture)
        self._table = table

    def clear(self) -> None:
        """Offer nothing any more, to nobody who is still connected either."""
        self._table = {}

    def find(self, path: str) -> Content | None:
        """Return what stands at the path of a request; without the right token, nothing does."""
        token, _, rest = path.removeprefix("/").partition("/")
        if not secrets.compare_digest(token.encode(errors="replace"), self.token.encode()):
            return None
        return self._table.get(rest)
