"""Music: what plays under a routine, in a value or a block at the top of the script or of a section."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from voicecoach.diagnostics import Span, nearest
from voicecoach.script import reader
from voicecoach.script.kinds import (
    FALSE,
    TEXT,
    Key,
    Kind,
    Problems,
    Read,
    Schema,
    choice,
    decimal,
    duration,
    either,
    list_of,
    object_schema,
    read_keys,
    refuse,
)
from voicecoach.script.model import BEDS, Music, MusicBed, MusicFile, MusicFiles, MusicSource, Text
from voicecoach.script.reader import Node, Scalar
from voicecoach.units import HOUR

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
SLOWEST_BPM, QUICKEST_BPM = 30, 300


def _beats() -> Kind[Decimal]:
    """Return the kind of a tempo: ``128``, ``127.9 bpm``."""
    number = decimal(Decimal(SLOWEST_BPM), Decimal(QUICKEST_BPM), "beats a minute")
    written = {"type": "string", "pattern": r"^\s*[0-9]*\.?[0-9]+\s*([bB][pP][mM])?\s*$"}
    return replace(
        number,
        schema={"anyOf": [*number.schema["anyOf"], written]},
        parse=lambda text: number.parse(re.sub(r"\s*bpm$", "", text, flags=re.IGNORECASE)),
    )


_TEMPO = (
    Key(
        "bpm",
        _beats(),
        "the tempo of own music: it is stretched a little, so that its beat falls on the count",
    ),
    Key("first_beat", duration(high=HOUR), "where in the file a bar begins: 0.35s; where its sound does"),
)
SONG = (Key("file", TEXT, "a sound file, a folder or a playlist"), *_TEMPO)
_NODE: Kind[Node] = Kind("", {}, from_node=lambda node, _: node)
_FILE = replace(_NODE, expects="a sound file", schema=either(TEXT, Kind("", object_schema(SONG))))
_SOURCE = (
    Key("bed", _BED, "music that voicecoach makes, with its beat on the count: pulse, march, drone or waves"),
    Key("file", list_of(_FILE), "own music: a sound file, a folder of them or an .m3u8 playlist, or several"),
    *_TEMPO,
)
_NAME: Schema = {**TEXT.schema, "examples": list(BEDS)}
_PART: Schema = {"anyOf": [_NAME, object_schema(_SOURCE)]}
_PART_KIND = replace(_NODE, expects="music", schema=_PART)
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
    read = read_keys(node, keys, problems, "music:")
    values = {name: one.value for name, one in read.items()}
    whole = _described(node, read, places, problems)
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
    read = read_keys(node, _SOURCE, problems, "music")
    if not any(name in read for name in ("bed", "file")) and len(problems.found) == before:
        problems.add("missing-key", f"music needs bed: or file:, {EXPECTS}", node.span)
    return _described(node, read, places, problems)


def _described(
    node: reader.Mapping, read: dict[str, Read[Any]], places: Places, problems: Problems
) -> MusicSource | None:
    """Return the source that the keys of a block describe."""
    if "bed" in read and "file" in read:
        problems.add(
            "conflict", "bed: and file: exclude each other", node.span, help="use work: and rest: for two kinds"
        )
        return None
    if not any(name.text == "file" for name, _ in node.entries):
        help_ = "a bed finds its beat by itself" if "bed" in read else "it is the tempo of a song: name the file too"
        for name in (name for name in ("bpm", "first_beat") if name in read):
            problems.add("conflict", f"{name}: is for a file:", read[name].key_span, help=help_)
        return MusicBed(read["bed"].value) if "bed" in read else None
    if "file" not in read:
        return None
    tempo = _tempo(node, read, problems)
    found = [song for one in read["file"].value if (song := _song(one, tempo, places, problems))]
    return MusicFiles(tuple(found))


_Tempo = tuple[Decimal | None, int | None]


def _tempo(
    node: reader.Mapping, read: dict[str, Read[Any]], problems: Problems, usual: _Tempo = (None, None)
) -> _Tempo:
    """Return the ``bpm`` and the ``first_beat`` that a block says, or the ``usual``."""
    bpm = read["bpm"].value if "bpm" in read else usual[0]
    if "first_beat" not in read:
        return bpm, None if "bpm" in read else usual[1]
    if bpm is None and not any(name.text == "bpm" for name, _ in node.entries):
        help_ = "write bpm: too, the beats a minute of the song"
        problems.add("missing-key", "first_beat: needs bpm:", read["first_beat"].key_span, help=help_)
    return bpm, read["first_beat"].value


def _song(node: Node, usual: _Tempo, places: Places, problems: Problems) -> MusicFile | None:
    """Return a file of a list, with the tempo that its own block says, or else the ``usual``."""
    if not isinstance(node, reader.Mapping):
        text, tempo = TEXT.read(node, problems), usual
    else:
        read = read_keys(node, SONG, problems, "a file of music")
        if not any(name.text == "file" for name, _ in node.entries):
            problems.add("missing-key", "a file of music needs file:", node.span, help="{file: a.mp3, bpm: 128}")
        text = read["file"].value if "file" in read else None
        tempo = _tempo(node, read, problems, usual)
    path = _path(text, places, problems) if text else None
    return MusicFile(path, *tempo, node.span) if path else None


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
    return MusicFiles((MusicFile(path, span=node.span),)) if path else None


def _path(text: Text, places: Places, problems: Problems) -> str | None:
    if re.match(r"[a-z]{2,}://", text.text, re.IGNORECASE):
        message = "music is played from files on this computer, not from the network"
        problems.add("missing-music", message, text.span, help="download it, and name the file")
        return None
    path = places.beside(text.text, text.span)
    if path and not places.exists(path) and not places.is_folder(path):
        beds = f"a path is relative to the script; made beds: {', '.join(BEDS)}"
        help_ = nearest(text.text, BEDS).question or beds
        problems.add("missing-music", f"there is no music {path}", text.span, help=help_)
        return None
    return path
