"""Tags that phones read: the title, the length, a cover, chapters to jump to, and lyrics that follow the voice.

ID3v2.3 with UTF-16, whole before the first audio byte: the version and order that every player copes with.
``mutagen`` builds each of ID3's fields (its "frames") alone, and this module puts them together, because
mutagen orders chapters by size, and some players then list them out of time.
"""

from __future__ import annotations

import heapq
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from voicecoach.output.formats import MAX_CHAPTERS
from voicecoach.output.lrc import timed_text
from voicecoach.output.lyrics import LyricLine, lines, shown
from voicecoach.output.model import FileOptions, Part, Shelf
from voicecoach.timeline.model import Chapter, Timeline

GENRE = "Workout"

_NO_OFFSET = 0xFFFFFFFF
_HEADER_BYTES = 10
_LANGUAGES = (
    "ar ara,bg bul,ca cat,cs ces,cy cym,da dan,de deu,el ell,en eng,eo epo,es spa,et est,eu eus,fa fas,fi fin,"
    "fr fra,ga gle,gl glg,he heb,hi hin,hr hrv,hu hun,id ind,is isl,it ita,ja jpn,ka kat,ko kor,la lat,lt lit,"
    "lv lav,mk mkd,ms msa,mt mlt,nb nob,nl nld,nn nno,no nor,pl pol,pt por,ro ron,ru rus,sk slk,sl slv,sq sqi,"
    "sr srp,sv swe,sw swa,ta tam,th tha,tr tur,uk ukr,ur urd,vi vie,zh zho"
)


def id3(
    timeline: Timeline, options: FileOptions, length: int, shelf: Shelf | None = None, part: Part | None = None
) -> bytes:
    """Return the whole tag for ``length`` ms of audio; the same timeline and options give the same bytes.

    A ``part`` of a routine has its number, and the cover of the whole.
    """
    data = b"".join(_rendered(field) for field in _fields(timeline, options, length, shelf, part))
    size = len(data)
    synchsafe = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + synchsafe + data


def fitting_chapters(chapters: Sequence[Chapter], most: int = MAX_CHAPTERS) -> tuple[Chapter, ...]:
    """Return the chapters in time order: while there are more than ``most``, the shortest joins the one before it.

    The first one begins at 0, with the title: editors of chapters refuse a beginning that belongs to none.
    """
    kept = dict(enumerate(sorted(chapters, key=lambda chapter: (chapter.start, chapter.end))))
    before = {number: number - 1 for number in kept}
    after = {number: number + 1 for number in kept}
    shortest = [(one.end - one.start, number) for number, one in kept.items() if number]
    heapq.heapify(shortest)
    while len(kept) > most:
        length, number = heapq.heappop(shortest)
        one = kept.get(number)
        if one is None or one.end - one.start != length:
            continue  # it has joined another, or others have joined it
        previous, following = before[number], after[number]
        kept[previous] = replace(kept[previous], end=max(kept[previous].end, one.end))
        del kept[number]
        after[previous], before[following] = following, previous
        if previous:
            heapq.heappush(shortest, (kept[previous].end - kept[previous].start, previous))
    return tuple(replace(one, start=0) if number == 0 else one for number, one in kept.items())


def iso_639_2(language: str) -> str:
    """Return three letters for a BCP 47 language, as ID3 wants them; ``und`` for a language not in the table."""
    first = language.replace("_", "-").split("-")[0].lower()
    if len(first) == 3 and first.isascii() and first.isalpha():
        return first
    return dict(pair.split() for pair in _LANGUAGES.split(",")).get(first, "und")


def _fields(
    timeline: Timeline, options: FileOptions, length: int, shelf: Shelf | None, part: Part | None
) -> Iterator[Any]:
    mutagen = _mutagen()
    language = iso_639_2(timeline.language)
    texts = {
        mutagen.TIT2: shown(timeline.title),
        mutagen.TPE1: shown(options.artist),
        mutagen.TALB: shown(options.album),
        mutagen.TRCK: f"{part.number}/{part.count}" if part else "",
        mutagen.TCON: GENRE,
        mutagen.TLEN: str(length),
        mutagen.TLAN: language,
    }
    yield from (field(text=text) for field, text in texts.items() if text)
    yield from _chapter_fields(fitting_chapters(timeline.chapters), length)
    if shown_lines := lines(timeline):
        yield from _lyric_fields(shown_lines, language)
    if options.cover:
        from voicecoach.output.picture import kept_cover

        picture = kept_cover(part.whole if part else timeline, shelf)
        yield mutagen.APIC(mime="image/jpeg", type=mutagen.PictureType.COVER_FRONT, desc="", data=picture)


def _chapter_fields(chapters: Sequence[Chapter], length: int) -> Iterator[Any]:
    mutagen = _mutagen()
    if not chapters:
        return
    yield mutagen.CTOC(
        element_id="toc",
        flags=mutagen.CTOCFlags.TOP_LEVEL | mutagen.CTOCFlags.ORDERED,
        child_element_ids=[f"chp{number}" for number in range(len(chapters))],
        sub_frames=[mutagen.TIT2(text="Contents")],
    )
    for number, chapter in enumerate(chapters):
        yield mutagen.CHAP(
            element_id=f"chp{number}",
            start_time=min(chapter.start, length),
            end_time=min(chapter.end, length),
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[mutagen.TIT2(text=shown(chapter.title) or str(number + 1))],
        )


def _lyric_fields(shown_lines: tuple[LyricLine, ...], language: str) -> Iterator[Any]:
    mutagen = _mutagen()
    yield mutagen.USLT(lang=language, desc="", text=timed_text(shown_lines))
    yield mutagen.SYLT(
        encoding=mutagen.Encoding.UTF16,
        lang=language,
        format=2,  # times in milliseconds
        type=1,  # lyrics
        desc="",
        text=[(line.text, line.start) for line in shown_lines],
    )


def _rendered(field: Any) -> bytes:
    """Return the field as mutagen writes it into a tag of its own."""
    mutagen = _mutagen()
    tag, file = mutagen.ID3(), io.BytesIO()
    tag.add(field)
    tag.update_to_v23()
    tag.save(file, v1=mutagen.ID3v1SaveOptions.REMOVE, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[_HEADER_BYTES:]


def _mutagen() -> Any:
    """Import its module of fields, which has no types."""
    from mutagen import id3

    return id3
