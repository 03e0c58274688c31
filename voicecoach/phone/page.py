"""The page that a phone shows: an article for each file, which lets it be downloaded even without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType
from urllib.parse import quote

from voicecoach.output.lyrics import shown
from voicecoach.phone.offers import Offer
from voicecoach.timeline.model import Chapter
from voicecoach.units import format_clock, megabytes

_ASSETS = Path(__file__).parent / "assets"
_TYPES: Mapping[str, str] = MappingProxyType(
    {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
)


def assets() -> dict[str, tuple[str, bytes]]:
    """Return the modules and styles of the page by their names, each with its media type."""
    files = sorted(path for path in _ASSETS.iterdir() if path.suffix in _TYPES)
    return {path.name: (_TYPES[path.suffix], path.read_bytes()) for path in files}


def page(offers: Sequence[Offer]) -> str:
    """Return the page as HTML."""
    one = len(offers) == 1
    several = f"{len(offers)} {'parts' if all(offer.part for offer in offers) else 'workouts'}"
    heading = "" if one else f"<h1>{several}</h1>"
    return _template("page.html").substitute(
        title=escape(offers[0].title if one else several),
        heading=heading,
        workouts="\n".join(_workout(number, offer, 1 if one else 2) for number, offer in enumerate(offers)),
    )


def _workout(number: int, offer: Offer, level: int) -> str:
    chapters = offer.tags.chapters
    facts = [format_clock(offer.tags.length), megabytes(offer.size)]
    facts += [f"{len(chapters)} chapters" if len(chapters) > 1 else "1 chapter"] if chapters else []
    cover = f'<img class="cover" src="cover/{number}" alt="" width="1000" height="1000">' if offer.cover[0] else ""
    return _template("workout.html").substitute(
        number=number,
        level=level,
        below=level + 1,
        title=escape(offer.title),
        artist=escape(shown(offer.tags.artist)),
        length=offer.tags.length,
        size=offer.size,
        type=offer.type,
        etag=escape(offer.etag),
        part="data-part" if offer.part else "",
        facts=" · ".join(facts),
        cover=cover,
        name=escape(offer.name),
        save=escape(f"save/{number}/{quote(offer.name)}"),
        hidden="" if chapters else "hidden",
        chapters="\n".join(map(_chapter, chapters)),
    )


def _chapter(chapter: Chapter) -> str:
    title = escape(shown(chapter.title)) or "…"
    return (
        f'<li><button type="button" data-start="{chapter.start}" disabled>'
        f'<span class="time">{format_clock(chapter.start)}</span> <bdi>{title}</bdi></button></li>'
    )


def _template(name: str) -> Template:
    return Template((_ASSETS / name).read_text("utf-8"))
