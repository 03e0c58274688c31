"""The colours of cover and drawing: a hue for each exercise, a tint for its second side."""

from __future__ import annotations

from types import MappingProxyType

from voicecoach.timeline.model import Segment, Timeline

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
HUES: tuple[Colour, ...] = (
    (255, 111, 97),
    (255, 159, 67),
    (250, 208, 74),
    (126, 211, 108),
    (52, 199, 176),
    (74, 168, 255),
    (140, 128, 255),
    (240, 120, 190),
)
KINDS: MappingProxyType[str, Colour] = MappingProxyType(
    {"rest": (166, 177, 196), "ready": (201, 188, 158), "switch": (188, 168, 222), "say": (186, 186, 186)}
)


def hues(timeline: Timeline) -> dict[str, Colour]:
    """Choose a colour for each exercise that is worked at, in order of appearance, spread over the circle of hues."""
    names = list(dict.fromkeys(name_of(s) for s in timeline.segments if s.kind == "work"))
    spread = max(1, len(HUES) // max(1, len(names)))
    return {name: HUES[index * spread % len(HUES)] for index, name in enumerate(names)}


def second_sides(timeline: Timeline) -> frozenset[tuple[str, str]]:
    """Return the (exercise, side) pairs that are not the exercise's first side, which pictures tell apart."""
    first: dict[str, str] = {}
    for segment in timeline.segments:
        if segment.side:
            first.setdefault(name_of(segment), segment.side)
    return frozenset((name_of(s), s.side) for s in timeline.segments if s.side and first[name_of(s)] != s.side)


def name_of(segment: Segment) -> str:
    """Return what tells one exercise's segments from another's."""
    return segment.exercise or segment.label


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Mix ``colour`` with ``share`` (0 to 1) of ``other``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def css(colour: Colour) -> str:
    """Write the colour as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
