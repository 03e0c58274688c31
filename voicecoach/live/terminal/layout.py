"""Where things stand on a screen of any size: a pure function from a view to lines of styled text.

The number gets the most room. What matters least gives way first: blank lines, the keys, the title, and so on down
to one line on which the number still stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from voicecoach.live.bindings import EXPLAINED
from voicecoach.live.terminal import digits, words
from voicecoach.live.terminal.cells import clean, fit, plain_ascii, wrap
from voicecoach.live.view import View
from voicecoach.text_width import width
from voicecoach.timeline.model import SegmentKind

Style = Literal["plain", "dim", "strong", "work", "rest", "ready", "switch", "say", "banner", "alert"]
_SMALL_ROWS, _SMALL_COLUMNS = 7, 24
_MARGIN_FROM = 60
_AIRY_ROWS = 12
_HINTS = "space pause · n next · p back · s set again · r more rest · c again · l list · + - pace · ? keys · q quit"


class Styled(NamedTuple):
    """A text in one style."""

    text: str
    style: Style = "plain"


Row = tuple[Styled, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A row with the order in which it gives way: the higher ``spare``, the sooner. 0 stays."""

    row: Row
    spare: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large the screen is in cells, and whether it shows more than ASCII."""

    columns: int
    rows: int
    blocks: bool = True

    @property
    def margin(self) -> int:
        """Return how many cells are free on both sides."""
        return 2 if self.columns >= _MARGIN_FROM else 0

    @property
    def inner(self) -> int:
        """Return how many cells there are between the margins."""
        return self.columns - 2 * self.margin


def lay_out(view: View, sheet: Sheet) -> list[Row]:
    """Lay a view out in exactly ``sheet.rows`` rows, each exactly ``sheet.columns`` cells wide."""
    if view.help:
        rows = _help(view, sheet)
    elif view.choices:
        rows = _list(view, sheet)
    elif sheet.rows < _SMALL_ROWS or sheet.columns < _SMALL_COLUMNS:
        rows = _small(view, sheet)
    else:
        rows = _full(view, sheet)
    return [_filled(row, sheet) for row in (rows + [()] * sheet.rows)[: sheet.rows]]


def _full(view: View, sheet: Sheet) -> list[Row]:
    above, below = _above(view, sheet), _below(view, sheet)
    wanted = max(3 if sheet.blocks else 5, sheet.rows // 2)
    while sheet.rows - len(above) - len(below) < wanted:
        least = max(above + below, key=lambda item: item.spare)
        if not least.spare:
            break
        (above if least in above else below).remove(least)
    room = max(0, sheet.rows - len(above) - len(below))
    return [item.row for item in above] + _centre(view, sheet, room) + [item.row for item in below]


def _above(view: View, sheet: Sheet) -> list[Item]:
    colour = _colour(view)
    place = words.place_of(view)
    title = clean(view.title) if words.name_of(view) != clean(view.title) else ""
    head = [Styled(words.kind_of(view), colour), Styled(f"  {place}" if place else "", "strong")]
    if sheet.columns < _MARGIN_FROM and place:
        head[1] = Styled("  " + place.replace(" of ", "/").replace(" side", ""), "strong")
    return [
        Item(_between([Styled(title, "dim")], [Styled(words.pace_of(view), "dim")], sheet), 7),
        Item((), 9),
        Item(_between([Styled(words.name_of(view), "strong")], [], sheet), 0),
        Item(_between(head, [], sheet), 0),
        Item((), 8),
    ]


def _below(view: View, sheet: Sheet) -> list[Item]:
    items = [Item((), 10)]
    if view.state != "finished":
        items += _going_on(view, sheet)
    items += [Item(_between([Styled(line, "alert")], [], sheet), 0) for line in _messages(view, sheet)]
    return items + _foot(view, sheet)


def _messages(view: View, sheet: Sheet) -> list[str]:
    """Wrap as much of the message as a quarter of the screen holds."""
    room, lines = max(1, sheet.rows // 4), list[str]()
    for line in words.messages_of(view):
        lines += wrap(line, sheet.inner, room - len(lines))
    return lines


def _going_on(view: View, sheet: Sheet) -> list[Item]:
    items = []
    if view.kind != "say":
        items.append(Item(_segment_bar(view, sheet), 2))
    if view.next:
        following = [Styled("Next  ", "dim"), Styled(clean(view.next), "strong")]
        items.append(Item(_between(following, [], sheet), 1))
    if view.kind != "say":
        caption = f"\N{LEFT DOUBLE QUOTATION MARK}{clean(view.caption)}\N{RIGHT DOUBLE QUOTATION MARK}"
        items.append(Item(_between([Styled(caption if view.caption else "")], [], sheet), 4))
    return [*items, Item((), 11), Item(_whole_bar(view, sheet), 3)]


def _foot(view: View, sheet: Sheet) -> list[Item]:
    """Show the keys, or a beam of the same height: so that nothing above moves when the routine is paused."""
    banner = words.banner_of(view)
    if not banner:
        return [Item((), 6), Item(_between([Styled(_hints(sheet), "dim")], [], sheet), 5), Item((), 7)]
    text = words.short_banner_of(view) if width(banner) > sheet.inner else banner
    return [Item(_beam("", sheet), 6), Item(_beam(text, sheet), 0), Item(_beam("", sheet), 7)]


def _centre(view: View, sheet: Sheet, rows: int) -> list[Row]:
    """Fill the middle of the screen, ``rows`` high: the number, or the words where there is nothing to count."""
    if view.state == "finished":
        big = digits.draw(words.clock(view.elapsed), _tallest(rows), sheet.inner, blocks=sheet.blocks)
        lines = [[Styled(line, _colour(view))] for line in big]
    elif view.kind == "say":
        lines = [[Styled(line, "say")] for line in wrap(clean(view.caption), min(sheet.inner, 60), rows)]
    else:
        lines = _number(view, sheet, rows)
    top = (rows - len(lines)) // 2
    return [()] * top + [_centred(line, sheet) for line in lines] + [()] * (rows - top - len(lines))


def _number(view: View, sheet: Sheet, rows: int) -> list[list[Styled]]:
    number, unit = words.number_of(view)
    style: Style = "dim" if view.state in {"paused", "holding"} else _colour(view)
    counted = view.kind == "work" and view.reps is not None
    # As wide as the widest number of the segment, so that the digits keep their size and place.
    longest = max(len(number), len(str(view.reps))) if counted else 2
    widest = number if ":" in number else "0" * longest
    aside = sheet.inner - (width(unit) + 2) * (2 if sheet.columns >= _MARGIN_FROM else 1)
    high = len(digits.draw(widest, _tallest(rows), aside, blocks=sheet.blocks))
    big = digits.draw(number, high, aside, blocks=sheet.blocks)
    if not big:
        return [[Styled(f"{number} {unit}".rstrip(), style)]]
    wide = width(digits.draw(widest, high, aside, blocks=sheet.blocks)[0])
    small = _companion(view, sheet, rows=high, room=sheet.inner - wide) if counted else []
    beside = small or [unit]
    lines = [[Styled(f"{line:>{wide}}", style)] for line in big]
    for line, more in zip(lines[-len(beside) :], beside, strict=True):
        line.append(Styled(f"  {more}", "dim"))
    wide = max(width("".join(piece.text for piece in line)) for line in lines)
    for line in lines:
        line.append(Styled(" " * (wide - width("".join(piece.text for piece in line)))))
    return lines


def _companion(view: View, sheet: Sheet, rows: int, room: int) -> list[str]:
    """Draw how many repetitions there are, at some forty per cent of the size, where that is still large."""
    high = rows * 2 // 5
    if high < (3 if sheet.blocks else 5):
        return []
    small = digits.draw(str(view.reps), high, room - 6, blocks=sheet.blocks)
    return [("of " if number == len(small) - 1 else "   ") + line for number, line in enumerate(small)]


def _tallest(rows: int) -> int:
    """Leave a line of air around digits where there is room for it."""
    return rows if rows < _AIRY_ROWS else rows - 2


def _small(view: View, sheet: Sheet) -> list[Row]:
    """Fill a screen too small for a picture: what matters most first."""
    number, unit = words.number_of(view)
    banner = words.short_banner_of(view)
    counted = number if view.kind == "say" else f"{number} {unit}"
    first = [Styled(banner, "banner"), Styled(" ")] if banner else []
    parts: list[list[Styled]] = [
        [
            *first,
            Styled(counted, _colour(view)),
            Styled(f" {words.kind_of(view)}"),
            Styled(f" {words.name_of(view)}", "strong"),
        ],
        *([Styled(line, "alert")] for line in words.messages_of(view)),
        [Styled(words.place_of(view).replace(" side", ""))],
        [Styled(f"Next {clean(view.next)}" if view.next else "")],
        [Styled(f"{words.clock(view.total - view.elapsed)} left in all", "dim")],
        [Styled(clean(view.caption))],
    ]
    return [_between(part, [], sheet) for part in parts if any(piece.text for piece in part)]


def _help(view: View, sheet: Sheet) -> list[Row]:
    if sheet.rows < len(EXPLAINED):
        return [(Styled(line),) for line in wrap(_HINTS.replace(" · ", ", "), sheet.inner, sheet.rows)]
    wide = max(width(binding.shown) for binding in EXPLAINED) + 2
    head = _between([Styled("Keys", "strong")], [Styled(words.short_banner_of(view), "banner")], sheet)
    lines = [_between([Styled(f"{one.shown:<{wide}}", "strong"), Styled(one.words)], [], sheet) for one in EXPLAINED]
    return [head, (), *lines] if sheet.rows >= len(lines) + 2 else lines


def _list(view: View, sheet: Sheet) -> list[Row]:
    """List the exercises around the one that is marked, as many as there is room for."""
    room = max(1, sheet.rows - (2 if sheet.rows >= _SMALL_ROWS else 0))
    first = max(0, min(view.chosen - room // 2, len(view.choices) - room))
    digits_wide = len(str(len(view.choices)))
    lines = []
    for number, title in enumerate(view.choices[first : first + room], first):
        marked = number == view.chosen
        text = f"{'>' if marked else ' '} {number + 1:>{digits_wide}}  {clean(title)}"
        lines.append(_between([Styled(text, "banner" if marked else "plain")], [], sheet))
    if sheet.rows < _SMALL_ROWS:
        return lines
    hint = Styled("up, down or number, then Enter", "dim")
    return [_between([Styled("Go to", "strong")], [hint] if sheet.columns >= _MARGIN_FROM else [], sheet), (), *lines]


def _segment_bar(view: View, sheet: Sheet) -> Row:
    if view.remaining is None:
        return _between([Styled("until you press space")], [], sheet)
    text = f"{words.clock(view.remaining)} left"
    return _bar(view.spent, view.length or 0, _colour(view), text, sheet)


def _whole_bar(view: View, sheet: Sheet) -> Row:
    text = f"{words.clock(view.total - view.elapsed)} left in all"
    return _bar(view.elapsed, view.total, "plain", text, sheet)


def _bar(done: int, of: int, style: Style, text: str, sheet: Sheet) -> Row:
    """Draw a bar after its text, which has a column of one width, so that both bars begin alike."""
    room = min(19 if sheet.margin else 17, sheet.inner)
    full, empty, ends = ("━", "─", ("", "")) if sheet.blocks else ("#", "-", ("[", "]"))
    long = sheet.inner - room - len(ends[0]) - len(ends[1])
    if long < 6:
        return _between([Styled(text)], [], sheet)
    filled = min(long, done * long // of) if of > 0 else 0
    bar = [Styled(ends[0], "dim"), Styled(full * filled, style), Styled(empty * (long - filled), "dim")]
    return _between([Styled(text + " " * (room - width(text))), *bar, Styled(ends[1], "dim")], [], sheet)


def _beam(text: str, sheet: Sheet) -> Row:
    """Draw a beam from edge to edge."""
    text = fit(text, sheet.columns)
    indent = (sheet.columns - width(text)) // 2
    return (Styled(" " * indent + text + " " * (sheet.columns - indent - width(text)), "banner"),)


def _hints(sheet: Sheet) -> str:
    """List as many of the keys as fit whole, the way to all of them among them."""
    hints = _HINTS.split(" · ")
    while len(hints) > 1 and width(" · ".join(hints)) > sheet.inner:
        del hints[-3 if len(hints) > 2 else 0]
    return " · ".join(hints)


def _colour(view: View) -> SegmentKind:
    return "work" if view.state == "finished" else view.kind


def _centred(pieces: Iterable[Styled], sheet: Sheet) -> Row:
    pieces = tuple(pieces)
    indent = (sheet.columns - sum(width(piece.text) for piece in pieces)) // 2
    return (Styled(" " * max(0, indent)), *pieces)


def _between(head: list[Styled], tail: list[Styled], sheet: Sheet) -> Row:
    """Set ``head`` at the margin where reading begins, cut if it must be, and ``tail``, never cut, at the other one."""
    reserved = sum(width(piece.text) for piece in tail)
    room = max(0, sheet.inner - reserved - (2 if reserved else 0))
    line, used = [Styled(" " * sheet.margin)], 0
    for piece in head:
        text = fit(piece.text, room - used)
        line.append(Styled(text, piece.style))
        used += width(text)
        if text != piece.text:
            break
    return (*line, Styled(" " * max(0, sheet.inner - reserved - used)), *tail)


def _filled(row: Row, sheet: Sheet) -> Row:
    """Make a row exactly as wide as the screen, in characters that it can show."""
    full: list[Styled] = []
    used = 0
    for text, style in row:
        shown = fit(text if sheet.blocks else plain_ascii(text), sheet.columns - used, "")
        full.append(Styled(shown, style))
        used += width(shown)
    return (*(piece for piece in full if piece.text), Styled(" " * (sheet.columns - used)))
