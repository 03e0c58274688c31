"""Music: what plays under a routine, in a value or a block at the top of the script or of a section."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from voicecoach.diagnostics import Span, did_you_mean
from voicecoach.script import reader
from voicecoach.script.kinds import (
    FALSE,
    TEXT,
    Key,
    Kind,
    Problems,
    Schema,
    choice,
    list_of,
    object_schema,
    read_keys,
    refuse,
)
from voicecoach.script.model import BEDS, Music, MusicBed, MusicFiles, MusicSource, Text
from voicecoach.script.reader import Node, Scalar

SOFTEST_DB, LOUDEST_DB = -30, 10
DEEPEST_DUCK_DB = 30


def _decibels(low: int, high: int) -> Kind[Decimal]:
    """Return the kind of a level in dB: ``-3``, ``+2.5 dB``."""

    def parse(text: str) -> Decimal | None:
        match = re.fullmatch(r"([+−-]?\d{1,3}(?:\.\d{1,3})?)\s*(?:db)?", text, re.IGNORECASE)
        try:
            value = Decimal(match[1].replace("−", "-")) if match else None
        except InvalidOperation:
            return None
        return value if value is not None and low <= value <= high else None

    written = {"type": "string", "pattern": r"^\s*[+−-]?[0-9]{1,3}(\.[0-9]{1,3})?\s*([dD][bB])?\s*$"}
    schema: Schema = {"anyOf": [{"type": "number", "minimum": low, "maximum": high}, written]}
    return Kind(f"a level from {low} to {high} dB", schema, parse)


GAIN = _decibels(SOFTEST_DB, LOUDEST_DB)
_BED = choice(*BEDS)
_SOURCE = (
    Key("bed", _BED, "music that voicecoach makes, with its beat on the count: pulse, march, drone or waves"),
    Key("file", list_of(TEXT), "own music: a sound file, a folder of them or an .m3u8 playlist, or several"),
)
_NAME: Schema = {**TEXT.schema, "examples": list(BEDS)}
_PART: Schema = {"anyOf": [_NAME, object_schema(_SOURCE)]}
_PART_KIND: Kind[Node] = Kind("music", _PART, from_node=lambda node, _: node)
SECTION_MUSIC = (
    *_SOURCE,
    Key("work", _PART_KIND, "what plays in work, where that is something else"),
    Key("rest", _PART_KIND, "what plays in rests, where that is something else"),
    Key("during", choice("all", "work", "rest"), "when it plays: all, work or rest"),
)
MUSIC = (
    *SECTION_MUSIC,
    Key("gain", GAIN, "how much louder or softer than usual: -3 dB"),
    Key(
        "duck",
        _decibels(0, DEEPEST_DUCK_DB),
        "how much softer it is while the coach speaks: 7 dB unless said otherwise",
    ),
)
MUSIC_SCHEMA: Schema = {"anyOf": [_NAME, object_schema(MUSIC)]}
SECTION_MUSIC_SCHEMA: Schema = {"anyOf": [_NAME, object_schema(SECTION_MUSIC)]}
EXPECTS = f"a bed ({', '.join(BEDS)}), a sound file, a folder or a playlist, or none"
NO_MUSIC = ("none", *FALSE)


class Places(NamedTuple):
    """Where files are: the path of a name as the script means it, and whether there is such a file or folder."""

    beside: Callable[[str, Span], str | None]
    exists: Callable[[str], bool]
    is_folder: Callable[[str], bool]


def read_music(node: Node, places: Places, problems: Problems, keys: tuple[Key, ...] = MUSIC) -> Music:
    """Return what plays, from a name or a block of ``keys``."""
    if not isinstance(node, reader.Mapping):
        source = _named(node, places, problems)
        return Music(source, source)
    before = len(problems.found)
    values = {name: read.value for name, read in read_keys(node, keys, problems, "music:").items()}
    whole = _described(node, values, places, problems)
    parts = {part: _part(values[part], places, problems) if part in values else whole for part in ("work", "rest")}
    if not any(name in values for name in ("bed", "file", "work", "rest")) and len(problems.found) == before:
        problems.add("missing-key", f"music: needs bed: or file:, {EXPECTS}", node.span)
    match values.get("during"):
        case "work" if "rest" not in values:
            parts["rest"] = None
        case "rest" if "work" not in values:
            parts["work"] = None
        case "work" | "rest" as during:
            other = "rest" if during == "work" else "work"
            message = f"during: {during} and {other}: exclude each other"
            problems.add("conflict", message, node.span, help=f"leave one of them out, or say {other}: none")
        case _:
            pass
    music = Music(parts["work"], parts["rest"])
    return music._replace(**{name: values[name] for name in ("gain", "duck") if name in values})


def _part(node: Node, places: Places, problems: Problems) -> MusicSource | None:
    if not isinstance(node, reader.Mapping):
        return _named(node, places, problems)
    before = len(problems.found)
    values = {name: read.value for name, read in read_keys(node, _SOURCE, problems, "music").items()}
    if not any(name in values for name in ("bed", "file")) and len(problems.found) == before:
        problems.add("missing-key", f"music needs bed: or file:, {EXPECTS}", node.span)
    return _described(node, values, places, problems)


def _described(
    node: reader.Mapping, values: dict[str, object], places: Places, problems: Problems
) -> MusicSource | None:
    """Return the source that the keys of a block describe."""
    if "bed" in values and "file" in values:
        problems.add(
            "conflict", "bed: and file: exclude each other", node.span, help="use work: and rest: for two kinds"
        )
        return None
    if "bed" in values:
        return MusicBed(str(values["bed"]))
    files = values.get("file")
    if not isinstance(files, tuple):
        return None
    found = [path for text in files if (path := _path(text, places, problems))]
    return MusicFiles(tuple(found), node.span)


def _named(node: Node, places: Places, problems: Problems) -> MusicSource | None:
    if not isinstance(node, Scalar) or node.is_null:
        refuse(node, EXPECTS, problems)
        return None
    text = " ".join(node.text.split())
    if text.lower() in NO_MUSIC:
        return None
    if text.lower() in BEDS:
        return MusicBed(text.lower())
    path = _path(Text(node.text.strip(), node.span), places, problems)
    return MusicFiles((path,), span=node.span) if path else None


def _path(text: Text, places: Places, problems: Problems) -> str | None:
    if re.match(r"[a-z]{2,}://", text.text, re.IGNORECASE):
        message = "music is played from files on this computer, not from the network"
        problems.add("missing-music", message, text.span, help="download it, and name the file")
        return None
    path = places.beside(text.text, text.span)
    if path and not places.exists(path) and not places.is_folder(path):
        close = did_you_mean(text.text, BEDS)
        help_ = close if close.startswith("did") else f"a path is relative to the script; made beds: {', '.join(BEDS)}"
        problems.add("missing-music", f"there is no music {path}", text.span, help=help_)
        return None
    return path
