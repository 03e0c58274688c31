"""The cover: the routine's own shape as a clock face, so that workouts can be told apart in a list of albums.

The whole circle is the whole routine, from twelve o'clock. Work stands out as bars in the exercise's colour, the second
side in a lighter tone and a step lower; rests and changes are the thin line between. In the middle: minutes and title.
"""

from __future__ import annotations

import io
import math
import unicodedata
import zlib
from types import MappingProxyType
from typing import TYPE_CHECKING

from voicecoach.output.lyrics import shown
from voicecoach.output.model import Shelf
from voicecoach.output.palette import WHITE, Colour, hues, mix, name_of, second_sides
from voicecoach.timeline.model import Segment, Timeline
from voicecoach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIZE = 1000
"""Pixels of the cover's width and height; players ask for 600 to 1400."""

PODCAST_SIZES = (1400, 3000)
"""The least and the most pixels of a podcast's cover, in the rules of Apple's directory."""

DRAWING = 2
"""Part of a kept cover's key: raise it with any change to how covers look."""

_FINE = 2
_CENTRE = SIZE * _FINE / 2
_TRACK = (366, 376)
_WORK = (338, 474)
_WORK_SECOND_SIDE = (338, 446)
_ROUND = 7
_GAP = 5
_GROUNDS: tuple[Colour, ...] = ((24, 32, 74), (10, 50, 62), (58, 24, 70), (16, 54, 44), (70, 30, 40), (14, 42, 84))
_TITLE_SIZES = (76, 66, 58, 50, 44, 38, 34)
_TITLE_ROOM = (18, 238)
_MAX_BYTES = 150_000
_MAX_PODCAST_BYTES = 500_000
_PLAIN = MappingProxyType(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"'}
)
_FALLBACK_FONTS = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "Arial Unicode.ttf",
    "arial.ttf",
    "Arial.ttf",
    "NotoSansCJK-Regular.ttc",
    "Hiragino Sans GB.ttc",
    "YuGothM.ttc",
    "msyh.ttc",
)


def cover(timeline: Timeline) -> bytes:
    """Draw a baseline JPEG, 1000 x 1000, below 150 kB; the same timeline gives the same bytes with the same Pillow."""
    from PIL import Image, ImageDraw

    ground = _GROUNDS[zlib.crc32(timeline.title.encode(errors="replace")) % len(_GROUNDS)]
    image = _backdrop(ground).resize((SIZE * _FINE, SIZE * _FINE), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(image)
    _draw_ring(draw, timeline, ground)
    _draw_middle(draw, timeline)
    return _jpeg(image.reduce(_FINE))


def kept_cover(timeline: Timeline, shelf: Shelf | None) -> bytes:
    """Return :func:`cover`, from ``shelf`` where the same picture was drawn before."""
    drawn = [(one.kind, one.label, one.start, one.end, one.exercise, one.set, one.side) for one in timeline.segments]
    key = repr(("cover", DRAWING, timeline.title, timeline.duration, drawn))
    kept = shelf.load(key) if shelf else None
    if kept is None:
        kept = cover(timeline)
        if shelf:
            shelf.store(key, kept)
    return kept


def for_podcast(picture: bytes) -> bytes | None:
    """Return a cover as podcasts need theirs, a square JPEG of 1400 pixels or more; None where it is no picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as found:
            image = found.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    wanted = min(max(side, PODCAST_SIZES[0]), PODCAST_SIZES[1])
    square = image.resize((wanted, wanted), Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    return _jpeg(square, _MAX_PODCAST_BYTES)


def _jpeg(image: Image, most: int = _MAX_BYTES) -> bytes:
    for quality in (90, 80, 70, 55, 40, 25):
        file = io.BytesIO()
        image.save(
            file, "JPEG", quality=quality, subsampling=0 if quality > 75 else 2, optimize=True, progressive=False
        )
        if file.tell() < most:
            break
    return file.getvalue()


def _backdrop(ground: Colour) -> Image:
    """Draw a soft light from the middle outwards."""
    from PIL import Image, ImageOps

    light = Image.radial_gradient("L").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    return ImageOps.colorize(light, mix(ground, WHITE, 0.06), mix(ground, (7, 8, 16), 0.93))


def _draw_ring(draw: ImageDraw, timeline: Timeline, ground: Colour) -> None:
    colours, second = hues(timeline), second_sides(timeline)
    total = max([timeline.duration, *(segment.end for segment in timeline.segments)], default=0)
    box = _box(sum(_TRACK) / 2)
    track = (_TRACK[1] - _TRACK[0]) * _FINE
    draw.arc(box, 0, 360, mix(ground, WHITE, 0.2), track)
    if not total:
        return
    for segment in timeline.segments:
        start, end = (360 * instant / total - 90 for instant in (segment.start, segment.end))
        if segment.kind in ("ready", "switch") and end - start > 0.2:
            draw.arc(box, start, end, mix(ground, WHITE, 0.42), track)
    for segment in timeline.segments:
        if segment.kind == "work":
            _draw_bar(draw, segment, total, colours[name_of(segment)], (name_of(segment), segment.side) in second)


def _draw_bar(draw: ImageDraw, segment: Segment, total: int, colour: Colour, lighter: bool) -> None:  # noqa: FBT001
    """Draw a ring sector with round corners: two crossing sectors, each smaller one way, and a disc in each corner."""
    low, high = _WORK_SECOND_SIDE if lighter else _WORK
    fill = mix(colour, WHITE, 0.42) if lighter else colour
    start, end = (2 * math.pi * instant / total - math.pi / 2 for instant in (segment.start, segment.end))
    free = (end - start) * low
    gap = _GAP / 2 if free > 3 * _GAP else 0
    rounding = min(_ROUND, max(1.0, free / 2 - gap))
    draw.polygon(_sector(low, high, start, end, gap + rounding), fill=fill)
    draw.polygon(_sector(low + rounding, high - rounding, start, end, gap), fill=fill)
    for x, y in _corners(low + rounding, high - rounding, start, end, gap + rounding):
        reach = rounding * _FINE
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)


def _corners(low: float, high: float, start: float, end: float, inset: float) -> list[tuple[float, float]]:
    outline = _sector(low, high, start, end, inset)
    half = len(outline) // 2
    return [outline[0], outline[half - 1], outline[half], outline[-1]]


def _sector(low: float, high: float, start: float, end: float, inset: float) -> list[tuple[float, float]]:
    """Return the outline of a ring sector, ``inset`` pixels (not degrees) in from both of its straight edges."""
    steps = max(2, math.ceil((end - start) * 90))
    outline = []
    for radius, forward in ((high, True), (low, False)):
        margin = inset / radius if end - start > 2 * inset / radius else (end - start) / 2
        first, last = (start + margin, end - margin) if forward else (end - margin, start + margin)
        for step in range(steps + 1):
            angle = first + (last - first) * step / steps
            outline.append(_at(radius, angle))
    return outline


def _at(radius: float, angle: float) -> tuple[float, float]:
    return _CENTRE + radius * _FINE * math.cos(angle), _CENTRE + radius * _FINE * math.sin(angle)


def _box(radius: float) -> tuple[float, float, float, float]:
    width = (_TRACK[1] - _TRACK[0]) / 2
    low, high = _CENTRE - (radius + width) * _FINE, _CENTRE + (radius + width) * _FINE
    return low, low, high, high


def _draw_middle(draw: ImageDraw, timeline: Timeline) -> None:
    if timeline.duration < MINUTE:
        number, unit = str(round(timeline.duration / SECOND)), "s"
    else:
        number, unit = str((timeline.duration + MINUTE // 2) // MINUTE), "min"
    title, name = _readable(timeline.title)
    up = 96 if title else 20
    large, small = _font(250), _font(66)
    wide = draw.textlength(number, large) + 18 * _FINE + draw.textlength(unit, small)
    x, base = _CENTRE - wide / 2, _CENTRE + (70 - up) * _FINE
    draw.text((x, base), number, WHITE, large, anchor="ls", stroke_width=3 * _FINE, stroke_fill=WHITE)
    draw.text((_CENTRE + wide / 2, base), unit, mix(WHITE, (0, 0, 0), 0.3), small, anchor="rs", stroke_width=_FINE // 2)
    if title:
        _draw_title(draw, title, name)


def _draw_title(draw: ImageDraw, title: str, name: str) -> None:
    """Draw the title in the lower half of the ring, as large as it fits; at the smallest size it is cut."""
    top, bottom = (SIZE / 2 + y for y in _TITLE_ROOM)
    for size in _TITLE_SIZES:
        font, height = _font(size, name), size * 1.14
        room = int((bottom - top) // height)
        wrapped = _wrap(draw, title, font, top, height, room)
        if wrapped is not None:
            break
    else:
        wrapped = _cut(draw, title, font, top, height, room)
    start = top + max(0.0, (bottom - top - len(wrapped) * height) / 4)
    for number, line in enumerate(wrapped):
        y = (start + (number + 0.5) * height) * _FINE
        draw.text((_CENTRE, y), line, mix(WHITE, (0, 0, 0), 0.06), font, anchor="mm")


def _wrap(draw: ImageDraw, title: str, font: FreeTypeFont, top: float, height: float, room: int) -> list[str] | None:
    """Break the title into at most ``room`` lines that fit the circle's chords; None where that cannot be done."""
    wrapped = [""]
    for word in title.split():
        longer = f"{wrapped[-1]} {word}".strip()
        if draw.textlength(longer, font) <= _chord(top, height, len(wrapped)):
            wrapped[-1] = longer
        elif len(wrapped) < room and draw.textlength(word, font) <= _chord(top, height, len(wrapped) + 1):
            wrapped.append(word)
        else:
            return None
    return wrapped


def _cut(draw: ImageDraw, title: str, font: FreeTypeFont, top: float, height: float, room: int) -> list[str]:
    """Return as many whole characters as fit, broken anywhere, the last line ending in dots."""
    wrapped, rest = [], title
    for number in range(1, room + 1):
        chord = _chord(top, height, number)
        ending = "..." if number == room else ""
        fits = len(rest)
        if draw.textlength(rest[:400], font) > chord or fits > 400:
            fits = max(1, sum(draw.textlength(rest[:n] + ending, font) <= chord for n in range(1, min(400, len(rest)))))
            space = rest.rfind(" ", fits // 2, fits + 1)
            fits = space if space > 0 and not ending else fits
            wrapped.append(rest[:fits].rstrip() + ending)
        else:
            return [*wrapped, rest]
        rest = rest[fits:].lstrip()
    return wrapped


def _chord(top: float, height: float, number: int) -> float:
    """Return the width, in drawn pixels, inside the ring at the lower edge of line ``number`` (from 1)."""
    below = abs(top + number * height - SIZE / 2)
    radius = _WORK[0] - 22
    return 2 * math.sqrt(max(0.0, radius * radius - below * below)) * _FINE


def _font(size: int, name: str = "") -> FreeTypeFont:
    """Load Pillow's own font, which has the letters of English, or a font of this machine; OSError without it."""
    from PIL import ImageFont

    if name:
        return ImageFont.truetype(name, size * _FINE)
    return ImageFont.load_default(size * _FINE)  # type: ignore[return-value]


def _readable(title: str) -> tuple[str, str]:
    """Return the title and the name of a font that has all its characters, so that none becomes a box.

    Emoji and the like are dropped. Where no font suffices, accents go; where most would be lost, the title is empty.
    """
    title = unicodedata.normalize("NFC", shown(title)[:500])
    title = " ".join("".join(c for c in title if _is_writing(c)).split())
    for name in ("", *_FALLBACK_FONTS):
        if title and _covered(title, name) == title:
            return title, name
    kept = _covered(title, "")
    letters, shown_ones = (sum(character.isalnum() for character in text) for text in (title, kept))
    return (kept, "") if shown_ones and shown_ones * 3 >= letters * 2 else ("", "")


def _is_writing(character: str) -> bool:
    return unicodedata.category(character) not in ("So", "Cn", "Co", "Cf") and character not in "\ufe0e\ufe0f"


def _covered(title: str, name: str) -> str:
    """Return what of ``title`` the named font can show, with plainer characters for others; empty without the font."""
    try:
        font = _font(20, name)
    except OSError:
        return ""
    missing = _glyph(font, "\uffff")
    kept = ""
    for character in title:
        for candidate in (character, _PLAIN.get(character, ""), unicodedata.normalize("NFKD", character)[:1]):
            if candidate and all(c == " " or _glyph(font, c) not in (missing, b"") for c in candidate):
                kept += candidate
                break
    return " ".join(kept.split())


def _glyph(font: FreeTypeFont, character: str) -> bytes:
    return bytes(font.getmask(character))
