"""The atoms of an MP4 file: what a player has to know before the sound begins.

They are put together here, and not by a library, for the sake of three things. They stand before the sound, so that a
player that streams can begin at once, though the file is written in one go: the numbers that are known only at the end
have their places beforehand. They say how many samples to drop at both ends, in both ways that players understand. And
chapters are there twice: as a track of text, which Apple's players and those made with its libraries read and which has
no limits, and as Nero's list, which Android's players read and which holds 255.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voicecoach.output.containers.aac import FRAME, PRIMING
from voicecoach.output.lyrics import lines, shown
from voicecoach.output.model import FileOptions, Shelf
from voicecoach.output.tags import GENRE, fitting_chapters, iso_639_2
from voicecoach.timeline.model import Chapter, Timeline

FRAMES_IN_A_CHUNK = 24
"""So many frames have a place of their own in the file: about a second."""

_NERO_BYTES = 127
"""As much of a title as Nero's list holds, in bytes: readers take its length for a number with a sign."""
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_AUDIO, _TEXT = 1, 2
"""The numbers of the tracks."""
_ENABLED, _IN_MOVIE = 1, 2
_IS_TEXT, _IS_JPEG, _IS_NUMBER = 1, 13, 21
_MUSIC, _AUDIOBOOK = 1, 2
_MILLISECONDS = 1000
_TEXT_BYTES = 0xFFFF
_UTF8 = struct.pack(">I4sI", 12, b"encd", 0x100)


@dataclass
class Sound:
    """The frames of the audio track: their sizes, and where each chunk of them is in the file."""

    rate: int
    channels: int
    bitrate: int
    length: int
    config: bytes
    sizes: Sequence[int]
    chunks: Sequence[int]


@dataclass
class Texts:
    """What is known before there is any sound: chapters and tags; ``places`` says where in the file titles are."""

    chapters: tuple[Chapter, ...]
    nero: tuple[Chapter, ...]
    tags: bytes
    language: str
    duration: int
    places: Sequence[int] = field(default=())

    def samples(self) -> list[bytes]:
        """Return the chapters' titles as the text track holds them."""
        titles = [(shown(one.title) or str(number)).encode() for number, one in enumerate(self.chapters, 1)]
        return [struct.pack(">H", len(text)) + text + _UTF8 for text in (_cut(one, _TEXT_BYTES) for one in titles)]

    def lengths(self) -> list[int]:
        """Return how many ms each chapter lasts: until the next one, the last until the end."""
        starts = [min(one.start, self.duration) for one in self.chapters]
        return [end - start for start, end in zip(starts, [*starts[1:], self.duration], strict=True)]


def texts_of(timeline: Timeline, options: FileOptions, shelf: Shelf | None, *, book: bool, gapless: str) -> Texts:
    """Return the chapters and the tags of a routine; ``gapless`` is what iTunes wants to be told of both ends."""
    chapters = fitting_chapters(timeline.chapters, len(timeline.chapters))
    tags = _tags(timeline, options, shelf, book=book, gapless=gapless)
    language = iso_639_2(timeline.language)
    return Texts(chapters, fitting_chapters(timeline.chapters), tags, language, timeline.duration)


def gapless_text(length: int, frames: int) -> str:
    """Return iTunes' words for the samples to drop before and behind ``length`` samples."""
    padding = frames * FRAME - PRIMING - length
    numbers = f"00000000 {PRIMING:08X} {padding:08X} {length:016X}"
    return f" {numbers}{' 00000000' * 8}"


def ftyp(*, book: bool) -> bytes:
    """Return the first atom, which says what kind of file it is."""
    brand = b"M4B " if book else b"M4A "
    others = (brand, b"mp42", b"isom") if not book else (brand, b"M4A ", b"mp42", b"isom")
    return _atom("ftyp", brand, bytes(4), *others)


def moov(sound: Sound, texts: Texts) -> bytes:
    """Return all that is not sound. Its size depends on how many frames, chunks and chapters there are alone."""
    head = _full(
        "mvhd",
        struct.pack(">IIII", 0, 0, sound.rate, sound.length),
        struct.pack(">IH10x", 0x10000, 0x100),
        _MATRIX,
        bytes(24),
        struct.pack(">I", _TEXT + 1),
    )
    chapters = _chapter_track(sound, texts) if texts.chapters else b""
    known = _atom("udta", _nero(texts.nero), texts.tags)
    return _atom("moov", head, _audio_track(sound, texts), chapters, known)


def _audio_track(sound: Sound, texts: Texts) -> bytes:
    played = PRIMING + sound.length
    media_length = len(sound.sizes) * FRAME
    points_at = _atom("tref", _atom("chap", struct.pack(">I", _TEXT))) if texts.chapters else b""
    full, rest = divmod(len(sound.sizes), FRAMES_IN_A_CHUNK)
    runs = [(1, FRAMES_IN_A_CHUNK)] * bool(full) + [(full + 1, rest)] * bool(rest)
    last = FRAME - (media_length - played)
    times = [(len(sound.sizes) - 1, FRAME), (1, last)] if last != FRAME else [(len(sound.sizes), FRAME)]
    table = _atom(
        "stbl",
        _full("stsd", struct.pack(">I", 1), _mp4a(sound)),
        _pairs("stts", times),
        _full("stsc", struct.pack(">I", len(runs)), *(struct.pack(">III", *run, 1) for run in runs)),
        _full("stsz", struct.pack(">II", 0, len(sound.sizes)), _numbers(sound.sizes)),
        _full("stco", struct.pack(">I", len(sound.chunks)), _numbers(sound.chunks)),
        _full("sgpd", b"roll", struct.pack(">IIh", 2, 1, -1), version=1),
        _full("sbgp", b"roll", struct.pack(">III", 1, len(sound.sizes), 1)),
    )
    return _atom(
        "trak",
        _track_head(_AUDIO, sound.length, _ENABLED | _IN_MOVIE, 0x100),
        _played(sound.length, PRIMING),
        points_at,
        _media(sound.rate, played, texts.language, b"soun", _full("smhd", bytes(4)), table),
    )


def _mp4a(sound: Sound) -> bytes:
    """Return the description of AAC: the numbers of its stream, and the decoder's configuration."""
    bits = 1000 * sound.bitrate
    decoder = _descriptor(4, struct.pack(">BBBHII", 0x40, 0x15, 0, 0, bits, bits), _descriptor(5, sound.config))
    stream = _full("esds", _descriptor(3, struct.pack(">HB", _AUDIO, 0), decoder, _descriptor(6, b"\x02")))
    plain = struct.pack(">6xH8xHHHHHH", 1, sound.channels, 16, 0, 0, min(sound.rate, 0xFFFF), 0)
    return _atom("mp4a", plain, stream)


def _chapter_track(sound: Sound, texts: Texts) -> bytes:
    samples = texts.samples()
    font = _atom("ftab", struct.pack(">HHB", 1, 1, 0))
    description = _atom("text", struct.pack(">6xH", 1), struct.pack(">I18xH6x", 1, 1), font)
    table = _atom(
        "stbl",
        _full("stsd", struct.pack(">I", 1), description),
        _pairs("stts", [(1, length) for length in texts.lengths()]),
        _full("stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        _full("stsz", struct.pack(">II", 0, len(samples)), _numbers([len(one) for one in samples])),
        _full("stco", struct.pack(">I", len(samples)), _numbers(texts.places or [0] * len(samples))),
    )
    least = _full("gmin", struct.pack(">HHHHhH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    header = _atom("gmhd", least, _atom("text", _MATRIX))
    return _atom(
        "trak",
        _track_head(_TEXT, sound.length, _IN_MOVIE, 0),
        _played(sound.length, 0),
        _media(_MILLISECONDS, texts.duration, texts.language, b"text", header, table),
    )


def _track_head(number: int, length: int, flags: int, volume: int) -> bytes:
    times = struct.pack(">IIIxxxxI8x", 0, 0, number, length)
    return _full("tkhd", times, struct.pack(">hhHxx", 0, 0, volume), _MATRIX, bytes(8), flags=flags)


def _played(length: int, begin: int) -> bytes:
    """Return the list that says which stretch of a track is played."""
    return _atom("edts", _full("elst", struct.pack(">IIiHH", 1, length, begin, 1, 0)))


def _media(scale: int, length: int, language: str, kind: bytes, header: bytes, table: bytes) -> bytes:
    packed = 0
    for letter in language:
        packed = packed << 5 | (ord(letter) - 0x60)
    reference = _atom("dinf", _full("dref", struct.pack(">I", 1), _full("url ", flags=1)))
    return _atom(
        "mdia",
        _full("mdhd", struct.pack(">IIIIHH", 0, 0, scale, length, packed, 0)),
        _full("hdlr", struct.pack(">4x4s12x", kind), b"voicecoach\0"),
        _atom("minf", header, reference, table),
    )


def _nero(chapters: Sequence[Chapter]) -> bytes:
    """Return Nero's list of chapters, in units of 100 ns."""
    if not chapters:
        return b""
    entries = []
    for number, chapter in enumerate(chapters, 1):
        title = _cut((shown(chapter.title) or str(number)).encode(), _NERO_BYTES)
        entries.append(struct.pack(">QB", chapter.start * 10_000, len(title)) + title)
    return _full("chpl", struct.pack(">IB", 0, len(entries)), *entries, version=1)


def _tags(timeline: Timeline, options: FileOptions, shelf: Shelf | None, *, book: bool, gapless: str) -> bytes:
    texts = {
        b"\xa9nam": shown(timeline.title),
        b"\xa9ART": shown(options.artist),
        b"aART": shown(options.artist),
        b"\xa9alb": shown(options.album),
        b"\xa9gen": GENRE,
        b"\xa9too": "voicecoach",
        b"\xa9lyr": "\n".join(line.text for line in lines(timeline)),
    }
    items = [_item(name, _IS_TEXT, text.encode()) for name, text in texts.items() if text]
    items.append(_item(b"stik", _IS_NUMBER, bytes([_AUDIOBOOK if book else _MUSIC])))
    items.append(_item(b"pgap", _IS_NUMBER, b"\x01"))
    if options.cover:
        from voicecoach.output.picture import kept_cover

        items.append(_item(b"covr", _IS_JPEG, kept_cover(timeline, shelf)))
    named = _full("mean", b"com.apple.iTunes"), _full("name", b"iTunSMPB"), _data(_IS_TEXT, gapless.encode())
    items.append(_atom("----", *named))
    handler = _full("hdlr", struct.pack(">4x4s4s8x", b"mdir", b"appl"), b"\0")
    return _full("meta", handler, _atom("ilst", *items))


def _item(name: bytes, kind: int, value: bytes) -> bytes:
    content = _data(kind, value)
    return struct.pack(">I4s", 8 + len(content), name) + content


def _data(kind: int, value: bytes) -> bytes:
    return _atom("data", struct.pack(">II", kind, 0), value)


def _cut(text: bytes, most: int) -> bytes:
    """Shorten UTF-8 to ``most`` bytes, between two letters."""
    return text if len(text) <= most else text[: most - 3].decode(errors="ignore").rstrip().encode() + "…".encode()


def _descriptor(tag: int, *content: bytes) -> bytes:
    data = b"".join(content)
    size = len(data)
    return bytes([tag, *(size >> shift & 0x7F | 0x80 for shift in (21, 14, 7)), size & 0x7F]) + data


def _pairs(name: str, pairs: Sequence[tuple[int, int]]) -> bytes:
    return _full(name, struct.pack(">I", len(pairs)), *(struct.pack(">II", *pair) for pair in pairs))


def _numbers(values: Iterable[int]) -> bytes:
    """Return numbers of 32 bits; there may be millions."""
    numbers = array("I", values)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _full(name: str, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return _atom(name, struct.pack(">I", version << 24 | flags), *content)


def _atom(name: str, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I4s", 8 + len(data), name.encode("latin-1")) + data
