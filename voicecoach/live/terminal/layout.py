"""Where things stand on a screen of any size: a pure function from a view to lines of styled text.

The number gets the most room. What matters least gives way first: blank lines, the keys, the title, and so on down
to one line on which the number still stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from voicecoach.live.bindings import BINDINGS
from voicecoach.live.terminal import digits, words
from voicecoach.live.terminal.cells import clean, fit, plain_ascii, wrap
from voicecoach.live.view import View
from voicecoach.text_width import width
from voicecoach.timeline.model import SegmentKind

Style = Literal["plain", "dim", "strong", "work", "rest", "ready", "switch", "say", "banner", "alert"]
_SMALL_ROWS, _SMALL_COLUMNS = 7, 24
_MARGIN_FROM = 60
_AIRY_ROWS = 12
_HINTS = "space pause · n next · p back · s set again · r more rest · c again · + - pace · ? keys · q quit"


class Piece(NamedTuple):
    """A text in one style."""

    text: str
    style: Style = "plain"


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line with the order in which it gives way: the higher ``spare``, the sooner. 0 stays."""

    line: Line
    spare: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large the screen is in cells, and whether it shows more than ASCII."""

    columns: int
    rows: int
    blocks: bool = True

    @property
    def margin(self) -> int:
        """Cells left free on both sides."""
        return 2 if self.columns >= _MARGIN_FROM else 0

    @property
    def inner(self) -> int:
        """Cells between the margins."""
        return self.columns - 2 * self.margin


def compose(view: View, sheet: Sheet) -> list[Line]:
    """Exactly ``sheet.rows`` lines, each exactly ``sheet.columns`` cells wide."""
    if view.help:
        lines = _help(view, sheet)
    elif sheet.rows < _SMALL_ROWS or sheet.columns < _SMALL_COLUMNS:
        lines = _small(view, sheet)
    else:
        lines = _full(view, sheet)
    return [_filled(line, sheet) for line in (lines + [()] * sheet.rows)[: sheet.rows]]


def _full(view: View, sheet: Sheet) -> list[Line]:
    above, below = _above(view, sheet), _below(view, sheet)
    wanted = max(3 if sheet.blocks else 5, sheet.rows // 2)
    while sheet.rows - len(above) - len(below) < wanted:
        least = max(above + below, key=lambda item: item.spare)
        if not least.spare:
            break
        (above if least in above else below).remove(least)
    room = max(0, sheet.rows - len(above) - len(below))
    return [item.line for item in above] + _centre(view, sheet, room) + [item.line for item in below]


def _above(view: View, sheet: Sheet) -> list[Item]:
    colour = _colour(view)
    place = words.place_of(view)
    title = clean(view.title) if words.name_of(view) != clean(view.title) else ""
    head = [Piece(words.kind_of(view), colour), Piece(f"  {place}" if place else "", "strong")]
    if sheet.columns < _MARGIN_FROM and place:
        head[1] = Piece("  " + place.replace(" of ", "/").replace(" side", ""), "strong")
    return [
        Item(_between([Piece(title, "dim")], [Piece(words.pace_of(view), "dim")], sheet), 7),
        Item((), 9),
        Item(_between([Piece(words.name_of(view), "strong")], [], sheet), 0),
        Item(_between(head, [], sheet), 0),
        Item((), 8),
    ]


def _below(view: View, sheet: Sheet) -> list[Item]:
    items = [Item((), 10)]
    if view.state != "finished":
        items += _going_on(view, sheet)
    items += [Item(_between([Piece(line, "alert")], [], sheet), 0) for line in _messages(view, sheet)]
    return items + _foot(view, sheet)


def _messages(view: View, sheet: Sheet) -> list[str]:
    """As much of the message as a quarter of the screen holds."""
    room, lines = max(1, sheet.rows // 4), list[str]()
    for line in words.messages_of(view):
        lines += wrap(line, sheet.inner, room - len(lines))
    return lines


def _going_on(view: View, sheet: Sheet) -> list[Item]:
    items = []
    if view.kind != "say":
        items.append(Item(_piece_bar(view, sheet), 2))
    if view.next:
        following = [Piece("Next  ", "dim"), Piece(clean(view.next), "strong")]
        items.append(Item(_between(following, [], sheet), 1))
    if view.kind != "say":
        caption = f"\N{LEFT DOUBLE QUOTATION MARK}{clean(view.caption)}\N{RIGHT DOUBLE QUOTATION MARK}"
        items.append(Item(_between([Piece(caption if view.caption else "")], [], sheet), 4))
    return [*items, Item((), 11), Item(_whole_bar(view, sheet), 3)]


def _foot(view: View, sheet: Sheet) -> list[Item]:
    """The keys, or a beam of the same height: so that nothing above moves when the routine is paused."""
    banner = words.banner_of(view)
    if not banner:
        return [Item((), 6), Item(_between([Piece(_hints(sheet), "dim")], [], sheet), 5), Item((), 7)]
    text = words.short_banner_of(view) if width(banner) > sheet.inner else banner
    return [Item(_beam("", sheet), 6), Item(_beam(text, sheet), 0), Item(_beam("", sheet), 7)]


def _centre(view: View, sheet: Sheet, rows: int) -> list[Line]:
    """The middle of the screen, exactly ``rows`` high: the number, or the words where there is nothing to count."""
    if view.state == "finished":
        text, style = [words.clock(view.elapsed)], _colour(view)
        block = [(line, style) for line in digits.draw(text[0], _tallest(rows), sheet.inner, blocks=sheet.blocks)]
        lines = [[Piece(line, style)] for line, style in block]
    elif view.kind == "say":
        lines = [[Piece(line, "say")] for line in wrap(clean(view.caption), min(sheet.inner, 60), rows)]
    else:
        lines = _number(view, sheet, rows)
    top = (rows - len(lines)) // 2
    return [()] * top + [_centred(line, sheet) for line in lines] + [()] * (rows - top - len(lines))


def _number(view: View, sheet: Sheet, rows: int) -> list[list[Piece]]:
    number, unit = words.number_of(view)
    style: Style = "dim" if view.state in {"paused", "holding"} else _colour(view)
    counted = view.kind == "work" and view.reps is not None
    # As wide as the widest number of the piece, so that the digits keep their size and place.
    longest = max(len(number), len(str(view.reps))) if counted else 2
    widest = number if ":" in number else "0" * longest
    aside = sheet.inner - (width(unit) + 2) * (2 if sheet.columns >= _MARGIN_FROM else 1)
    high = len(digits.draw(widest, _tallest(rows), aside, blocks=sheet.blocks))
    big = digits.draw(number, high, aside, blocks=sheet.blocks)
    if not big:
        return [[Piece(f"{number} {unit}".rstrip(), style)]]
    wide = width(digits.draw(widest, high, aside, blocks=sheet.blocks)[0])
    small = _companion(view, sheet, rows=high, room=sheet.inner - wide) if counted else []
    beside = small or [unit]
    lines = [[Piece(f"{line:>{wide}}", style)] for line in big]
    for line, more in zip(lines[-len(beside) :], beside, strict=True):
        line.append(Piece(f"  {more}", "dim"))
    wide = max(width("".join(piece.text for piece in line)) for line in lines)
    for line in lines:
        line.append(Piece(" " * (wide - width("".join(piece.text for piece in line)))))
    return lines


def _companion(view: View, sheet: Sheet, rows: int, room: int) -> list[str]:
    """How many repetitions there are, at some forty per cent of the size, where that is still large."""
    high = rows * 2 // 5
    if high < (3 if sheet.blocks else 5):
        return []
    small = digits.draw(str(view.reps), high, room - 6, blocks=sheet.blocks)
    return [("of " if number == len(small) - 1 else "   ") + line for number, line in enumerate(small)]


def _tallest(rows: int) -> int:
    """Leave a line of air around digits where there is room for it."""
    return rows if rows < _AIRY_ROWS else rows - 2


def _small(view: View, sheet: Sheet) -> list[Line]:
    """For a screen too small for a picture: what matters most first."""
    number, unit = words.number_of(view)
    banner = words.short_banner_of(view)
    counted = number if view.kind == "say" else f"{number} {unit}"
    first = [Piece(banner, "banner"), Piece(" ")] if banner else []
    parts: list[list[Piece]] = [
        [
            *first,
            Piece(counted, _colour(view)),
            Piece(f" {words.kind_of(view)}"),
            Piece(f" {words.name_of(view)}", "strong"),
        ],
        *([Piece(line, "alert")] for line in words.messages_of(view)),
        [Piece(words.place_of(view).replace(" side", ""))],
        [Piece(f"Next {clean(view.next)}" if view.next else "")],
        [Piece(f"{words.clock(view.total - view.elapsed)} left in all", "dim")],
        [Piece(clean(view.caption))],
    ]
    return [_between(part, [], sheet) for part in parts if any(piece.text for piece in part)]


def _help(view: View, sheet: Sheet) -> list[Line]:
    if sheet.rows < len(BINDINGS):
        return [(Piece(line),) for line in wrap(_HINTS.replace(" · ", ", "), sheet.inner, sheet.rows)]
    wide = max(width(binding.shown) for binding in BINDINGS) + 2
    head = _between([Piece("Keys", "strong")], [Piece(words.short_banner_of(view), "banner")], sheet)
    lines = [_between([Piece(f"{one.shown:<{wide}}", "strong"), Piece(one.words)], [], sheet) for one in BINDINGS]
    return [head, (), *lines] if sheet.rows >= len(lines) + 2 else lines


def _piece_bar(view: View, sheet: Sheet) -> Line:
    if view.left is None:
        return _between([Piece("until you press space")], [], sheet)
    text = f"{words.clock(view.left)} left"
    return _bar(view.spent, view.piece or 0, _colour(view), text, sheet)


def _whole_bar(view: View, sheet: Sheet) -> Line:
    text = f"{words.clock(view.total - view.elapsed)} left in all"
    return _bar(view.elapsed, view.total, "plain", text, sheet)


def _bar(done: int, of: int, style: Style, text: str, sheet: Sheet) -> Line:
    """The text stands at the left in a column of one width, so that both bars begin alike."""
    room = min(19 if sheet.margin else 17, sheet.inner)
    full, empty, ends = ("━", "─", ("", "")) if sheet.blocks else ("#", "-", ("[", "]"))
    long = sheet.inner - room - len(ends[0]) - len(ends[1])
    if long < 6:
        return _between([Piece(text)], [], sheet)
    filled = min(long, done * long // of) if of > 0 else 0
    bar = [Piece(ends[0], "dim"), Piece(full * filled, style), Piece(empty * (long - filled), "dim")]
    return _between([Piece(text + " " * (room - width(text))), *bar, Piece(ends[1], "dim")], [], sheet)


def _beam(text: str, sheet: Sheet) -> Line:
    """A beam from edge to edge."""
    text = fit(text, sheet.columns)
    left = (sheet.columns - width(text)) // 2
    return (Piece(" " * left + text + " " * (sheet.columns - left - width(text)), "banner"),)


def _hints(sheet: Sheet) -> str:
    """As many of the keys as fit whole, the way to all of them among them."""
    hints = _HINTS.split(" · ")
    while len(hints) > 1 and width(" · ".join(hints)) > sheet.inner:
        del hints[-3 if len(hints) > 2 else 0]
    return " · ".join(hints)


def _colour(view: View) -> SegmentKind:
    return "work" if view.state == "finished" else view.kind


def _centred(pieces: Iterable[Piece], sheet: Sheet) -> Line:
    pieces = tuple(pieces)
    left = (sheet.columns - sum(width(piece.text) for piece in pieces)) // 2
    return (Piece(" " * max(0, left)), *pieces)


def _between(left: list[Piece], right: list[Piece], sheet: Sheet) -> Line:
    """Text at the left margin, cut where it must be, and text at the right one, which is never cut."""
    tail = sum(width(piece.text) for piece in right)
    room = max(0, sheet.inner - tail - (2 if tail else 0))
    line, used = [Piece(" " * sheet.margin)], 0
    for piece in left:
        text = fit(piece.text, room - used)
        line.append(Piece(text, piece.style))
        used += width(text)
        if text != piece.text:
            break
    return (*line, Piece(" " * max(0, sheet.inner - tail - used)), *right)


def _filled(line: Line, sheet: Sheet) -> Line:
    """Exactly as wide as the screen, in characters that it can show."""
    pieces = [piece if sheet.blocks else Piece(plain_ascii(piece.text), piece.style) for piece in line]
    full: list[Piece] = []
    used = 0
    for piece in pieces:
        text = piece.text if used + width(piece.text) <= sheet.columns else fit(piece.text, sheet.columns - used, "")
        full.append(Piece(text, piece.style))
        used += width(text)
    return (*(piece for piece in full if piece.text), Piece(" " * (sheet.columns - used)))
