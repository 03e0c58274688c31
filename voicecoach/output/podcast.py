"""A podcast feed over the files of a folder: RSS, chapters as JSON and a cover, for any web space.

It is made of nothing but the files, their names, tags and times: the same folder gives the same bytes.
"""

from __future__ import annotations

import html
import ipaddress
import json
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from voicecoach.errors import UsageError
from voicecoach.output.drawing import FORBIDDEN_IN_XML
from voicecoach.output.folder import write_folder
from voicecoach.output.lyrics import shown
from voicecoach.output.picture import for_podcast
from voicecoach.output.read_tags import FileTags, read_tags
from voicecoach.output.split import read_playlist
from voicecoach.timeline.model import Chapter
from voicecoach.units import format_clock

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FEED, COVER = "feed.xml", "feed-cover.jpg"
TYPES = MappingProxyType({".mp3": "audio/mpeg", ".m4a": "audio/x-m4a", ".m4b": "audio/x-m4a", ".opus": "audio/ogg"})
"""The media type of each kind of file that podcast players play."""
_PICTURES = (".jpg", ".jpeg", ".png")
_LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_UNPLAYED = (".wav", ".flac")
_GENERATOR = "voicecoach"
_ATOM, _ITUNES, _PODCAST = (
    "http://www.w3.org/2005/Atom",
    "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "https://podcastindex.org/namespace/1.0",
)
_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcasts' identities, which are made of their addresses."""
_ENOUGH_TO_SEE_WHOSE = 4096
_LOCAL = ("local", "localhost", "lan", "home", "internal", "box", "intranet", "localdomain", "arpa")


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """Where the folder will be on the web (``url`` ends with a slash), and what the podcast says of itself.

    Without a ``title`` or an ``author`` the files tell them. ``image`` is a picture in the folder.
    """

    url: str
    title: str = ""
    author: str = ""
    description: str = ""
    language: str = "en"
    image: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """A file of the feed: its tags, when it was made, and how many bytes it has."""

    path: Path
    tags: FileTags
    made: datetime
    size: int

    @property
    def title(self) -> str:
        """Return what it is called."""
        return _clean(self.tags.title) or _clean(self.path.stem) or self.path.suffix

    @property
    def chapters_file(self) -> str:
        """Return the name of its chapters' file."""
        return f"{self.path.name}.chapters.json"


@dataclass(frozen=True, slots=True)
class Feed:
    """The names of the files that were written, the titles of the episodes in order, and the files left out."""

    files: tuple[str, ...]
    episodes: tuple[str, ...]
    skipped: tuple[str, ...]


def check_address(url: str) -> tuple[str, list[str]]:
    """Return an address of a folder with a slash at its end, and what will not work with it.

    Raises ``UsageError`` where it is none.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.username or parts.password:
        raise UsageError("the address of a feed is public, and this one holds a password", "leave NAME:PASSWORD@ out")
    odd = re.search(r"\s", host) or re.search(r"%(?![0-9A-Fa-f]{2})", url) or not url.isprintable()
    if odd or parts.query or parts.fragment or parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{url} is not the address of a folder", "write it as https://example.org/workouts/")
    if parts.path.lower().endswith((".xml", *TYPES)):
        raise UsageError(f"{url} is the address of a file", "name that of the folder that holds the files")
    warnings = []
    if _is_local(host):
        warnings.append(f"{host} is on a local network: podcast players refuse feeds there")
    elif parts.scheme == "http":
        warnings.append("many players take only addresses that begin with https")
    place = quote(parts.path.rstrip("/"), safe="/@!$&'()*+,;=:%~")
    return f"{parts.scheme}://{_in_ascii(parts.netloc)}{place}/", warnings


def _in_ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise UsageError(f"{host} is not the name of a host", "write it as https://example.org/workouts/") from error


def _is_local(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in _LOCAL


def write_feed(folder: Path, options: FeedOptions) -> Feed:
    """Write the feed of a folder into it, with what belongs to it.

    Raises ``UsageError``, ``SoundUnreadable`` or ``OutputFailed``.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", "name the folder that holds the rendered files")
    if not _LANGUAGE.fullmatch(options.language):
        raise UsageError(f"'{options.language}' is not the tag of a language", "write it as en or pt-BR")
    _check_whose(folder / FEED)
    paths, skipped, title = _sounds(folder)
    episodes = list(_episodes(paths, serial=bool(title)))
    if not episodes:
        raise UsageError(f"{folder} has no file that a podcast player plays", f"render some there: {', '.join(TYPES)}")
    files = {one.chapters_file: _chapters(one) for one in episodes if one.tags.chapters}
    image = options.image or COVER
    if options.image:
        if Path(image).suffix.lower() not in _PICTURES or Path(image).name != image or not (folder / image).is_file():
            raise UsageError(f"there is no picture {image} in {folder}", f"name one there: {', '.join(_PICTURES)}")
    elif cover := next((found for one in episodes if (found := for_podcast(one.tags.cover))), None):
        files[COVER] = cover
    else:
        image = ""
    files[FEED] = _document(episodes, options, title or folder.resolve().name, image, serial=bool(title))
    with write_folder(folder) as made:
        for name, content in files.items():
            made.write(name, content)
    return Feed(tuple(files), tuple(one.title for one in episodes), tuple(one.name for one in skipped))


def _check_whose(feed: Path) -> None:
    """Raise ``UsageError`` where somebody else's feed would be replaced."""
    try:
        with feed.open("rb") as file:
            head = file.read(_ENOUGH_TO_SEE_WHOSE)
    except OSError:
        return
    if f"<generator>{_GENERATOR}</generator>".encode() not in head:
        raise UsageError(
            f"{feed} is there already, and voicecoach has not written it", "move it, or name another folder"
        )


def _sounds(folder: Path) -> tuple[list[Path], list[Path], str]:
    """Return the files of a feed, those of sound that no player plays, and a title.

    A folder that was written with a playlist has the playlist's title and order, if nothing else is in it; any other
    has the order of names, and no title.
    """
    found = [one for one in sorted(folder.iterdir()) if one.is_file() and not one.name.startswith(".")]
    known = {one.name: one for one in found if one.suffix.lower() in TYPES}
    skipped = [one for one in found if one.suffix.lower() in _UNPLAYED]
    title, names = read_playlist(folder)
    if set(names) == set(known):
        return [known[name] for name in names], skipped, title
    return list(known.values()), skipped, ""


def _episodes(paths: Sequence[Path], *, serial: bool) -> Iterator[Episode]:
    """Yield the files with the times when they were made; those of a series are a minute apart, to keep their order."""
    times = [datetime.fromtimestamp(int(one.stat().st_mtime), timezone.utc) for one in paths]
    if serial:
        times = [max(times) - timedelta(minutes=len(times) - 1 - number) for number in range(len(times))]
    for path, made in zip(paths, times, strict=True):
        yield Episode(path, read_tags(path), made, path.stat().st_size)


def _chapters(episode: Episode) -> bytes:
    """Return an episode's chapters as podcast players read them beside a file; the first begins at 0."""
    found = [
        {"startTime": _seconds(one.start if number else 0), "title": _clean(one.title) or str(number + 1)}
        for number, one in enumerate(episode.tags.chapters)
    ]
    content = {"version": "1.2.0", "title": episode.title, "chapters": found}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _seconds(milliseconds: int) -> float | int:
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000


def _document(episodes: Sequence[Episode], options: FeedOptions, name: str, image: str, *, serial: bool) -> bytes:
    from xml.etree import ElementTree

    for prefix, namespace in (("atom", _ATOM), ("itunes", _ITUNES), ("podcast", _PODCAST)):
        ElementTree.register_namespace(prefix, namespace)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _describe(_Writer(channel), episodes, options, name, image, serial=serial)
    for number, episode in enumerate(episodes, 1):
        item = _Writer(ElementTree.SubElement(channel, "item"))
        _describe_episode(item, episode, options.url, number if serial else 0)
    ElementTree.indent(root)
    document: str = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


class _Writer:
    """Adds elements to one, in order."""

    def __init__(self, parent: Element) -> None:
        self._parent = parent

    def put(self, name: str, content: str = "", space: str = "", **attributes: str) -> _Writer:
        """Add an element with some text."""
        from xml.etree.ElementTree import SubElement

        made = SubElement(self._parent, f"{{{space}}}{name}" if space else name, attributes)
        made.text = _clean(content) or None
        return _Writer(made)


def _describe(
    channel: _Writer, episodes: Sequence[Episode], options: FeedOptions, name: str, image: str, *, serial: bool
) -> None:
    title = _clean(options.title) or _clean(name) or "Workouts"
    author = _clean(options.author) or next(
        (one.tags.artist for one in episodes if _clean(one.tags.artist)), _GENERATOR
    )
    workouts = "1 workout" if len(episodes) == 1 else f"{len(episodes)} {'parts' if serial else 'workouts'}"
    channel.put("title", title)
    channel.put("link", options.url)
    channel.put("description", _clean(options.description) or f"{title}: {workouts}, coached by a voice.")
    channel.put("language", options.language)
    channel.put("generator", _GENERATOR)
    channel.put("lastBuildDate", format_datetime(max(one.made for one in episodes)))
    channel.put("link", space=_ATOM, href=options.url + FEED, rel="self", type="application/rss+xml")
    channel.put("author", author, _ITUNES)
    channel.put("type", "serial" if serial else "episodic", _ITUNES)
    channel.put("explicit", "false", _ITUNES)
    channel.put("block", "Yes", _ITUNES)
    channel.put("category", space=_ITUNES, text="Health & Fitness").put("category", space=_ITUNES, text="Fitness")
    if image:
        channel.put("image", space=_ITUNES, href=_address(options.url, image))
    address = (options.url + FEED).partition("://")[2]
    channel.put("guid", str(uuid.uuid5(_GUIDS, address)), _PODCAST)


def _describe_episode(item: _Writer, episode: Episode, url: str, number: int) -> None:
    address = _address(url, episode.path.name)
    item.put("title", episode.title)
    item.put("description", "".join(f"<p>{html.escape(line)}</p>" for line in _contents(episode)))
    item.put("guid", address, isPermaLink="false")
    item.put("pubDate", format_datetime(episode.made))
    item.put("enclosure", url=address, length=str(episode.size), type=TYPES[episode.path.suffix.lower()])
    item.put("duration", str(max(1, round(episode.tags.length / 1000))), _ITUNES)
    item.put("explicit", "false", _ITUNES)
    item.put("episodeType", "full", _ITUNES)
    if number:
        item.put("episode", str(number), _ITUNES)
    if episode.tags.chapters:
        chapters = _address(url, episode.chapters_file)
        item.put("chapters", space=_PODCAST, url=chapters, type="application/json+chapters")


def _clean(text: str) -> str:
    """Return a text on one line, without what XML cannot hold."""
    return FORBIDDEN_IN_XML.sub("", shown(text)).strip()


def _address(url: str, name: str) -> str:
    return url + quote(os.fsencode(name))


def _contents(episode: Episode) -> Iterator[str]:
    """Yield the length, and when each chapter begins, which players make links of."""
    yield f"{episode.title}, {format_clock(episode.tags.length)}."
    chapters: tuple[Chapter, ...] = episode.tags.chapters
    yield from (
        f"{format_clock(one.start if number else 0)} {_clean(one.title)}" for number, one in enumerate(chapters)
    )
