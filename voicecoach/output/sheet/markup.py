"""The markup of the page: its head, the player, the list of exercises, and the sheet."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from voicecoach.output.lyrics import shown
from voicecoach.output.model import FileOptions, Shelf
from voicecoach.output.names import safe_name
from voicecoach.output.palette import css, hues, name_of
from voicecoach.output.sheet.model import Card, Fact, Group, Item, Remark, Sheet
from voicecoach.output.sheet.safe import capital, html
from voicecoach.output.sheet.strip import strip
from voicecoach.timeline.model import Chapter, Segment, Timeline
from voicecoach.units import MINUTE, SECOND, format_clock

_SHORT_FACTS = ("tempo", "weight", "rest")

Words: TypeAlias = Mapping[str, str]
Begins: TypeAlias = Callable[[str], int | None]
"""Tells where an exercise can be heard, if it can."""
_PLAY = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="to-play" d="M7 4v16l13-8z"/>'
    '<path class="to-pause" d="M6 4h4.5v16H6zM13.5 4H18v16h-4.5z"/></svg>'
)


def head(timeline: Timeline, options: FileOptions, shelf: Shelf | None, title: str) -> Iterator[str]:
    """Yield the cover, the title and the length."""
    yield '<header class="top">'
    if options.cover:
        from voicecoach.output.picture import kept_cover

        picture = b64encode(kept_cover(timeline, shelf)).decode()
        yield f'<img id="cover" class="cover" alt="" width="72" height="72" src="data:image/jpeg;base64,{picture}">'
    yield f'<div><h1 dir="auto">{title}</h1><p class="dim">{_minutes(timeline.duration)}</p></div>'
    yield "</header>"


def _minutes(milliseconds: int) -> str:
    """Write a length as a person tells it: ``42 min``."""
    if milliseconds < MINUTE:
        return f"{(milliseconds + SECOND // 2) // SECOND} s"
    return f"{(milliseconds + MINUTE // 2) // MINUTE} min"


def player(timeline: Timeline, words: Words) -> Iterator[str]:
    """Yield what plays: the words, both pictures, and the buttons; the script fills it in."""

    def button(name: str, drawn: str, key: str) -> str:
        label = html(words[name])
        keys = f'aria-keyshortcuts="{key}"'
        return f'<button type="button" id="{name}" title="{label}" aria-label="{label}" {keys}>{drawn}</button>'

    yield f'<section class="player" aria-label="{html(words["now"])}">'
    yield '<div class="now" id="now">'
    yield '<div class="what"><p id="what" dir="auto"></p><p id="left" class="clock"></p></div>'
    yield '<p id="words" class="words"><span dir="auto"></span></p>'
    yield f'<p class="then"><span class="dim">{html(words["next"])}:</span> <span id="then" dir="auto"></span></p>'
    yield "</div>"
    yield '<svg id="near" class="near" aria-hidden="true"></svg>'
    yield (
        f'<div class="whole" id="whole" role="slider" tabindex="0" aria-label="{html(words["position"])}"'
        f' aria-valuemin="0" aria-valuemax="{timeline.duration // SECOND}" aria-valuenow="0">'
    )
    yield from strip(timeline)
    yield '<div id="head" class="head"></div></div>'
    yield f'<p class="times clock"><span id="at">0:00</span><span>{format_clock(timeline.duration)}</span></p>'
    yield '<div class="buttons">'
    yield button("previous", _drawn("M6 5h2.5v14H6zM20 5v14L9.5 12z"), "p")
    yield button("back", "<span>−10</span>", "ArrowLeft")
    yield button("play", _PLAY, "Space")
    yield button("forward", "<span>+10</span>", "ArrowRight")
    yield button("following", _drawn("M15.5 5H18v14h-2.5zM4 5v14l10.5-7z"), "n")
    yield "</div>"
    yield '<div class="buttons more">'
    yield (
        f'<button type="button" id="large" aria-pressed="false" aria-keyshortcuts="f">{html(words["large"])}</button>'
    )
    yield f'<button type="button" id="print">{html(words["print"])}</button>'
    file = safe_name(timeline.title, "voicecoach") + ".mp3"
    yield f'<button type="button" id="save" data-name="{html(file)}">{html(words["save"])}</button>'
    yield "</div>"
    yield f'<p class="dim keys">{html(words["keys"])}</p>'
    yield f'<p class="hint" id="failed" role="alert" data-text="{html(words["failed"])}"></p>'
    yield "</section>"


def _drawn(path: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


def chapter_list(chapters: Iterable[Chapter], words: Words) -> Iterator[str]:
    """Yield the exercises to jump to."""
    yield f'<nav class="list" aria-labelledby="list-title"><h2 id="list-title">{html(words["exercises"])}</h2><ol>'
    for number, chapter in enumerate(sorted(chapters, key=lambda chapter: chapter.start), 1):
        name = html(capital(chapter.title)) or str(number)
        clock = f'<span class="clock">{format_clock(chapter.start)}</span>'
        yield f'<li><button type="button" data-at="{chapter.start}"><bdi>{name}</bdi>{clock}</button></li>'
    yield "</ol></nav>"


def sheet_of(timeline: Timeline, sheet: Sheet, title: str) -> Iterator[str]:
    """Yield what is printed, which on the screen has buttons to hear each exercise."""
    words = sheet.words
    starts: dict[str, Segment] = {}
    for segment in timeline.segments:
        if segment.kind == "work":
            starts.setdefault(name_of(segment), segment)
    colours = {key: css(colour) for key, colour in hues(timeline).items()}
    chapters = sorted(chapter.start for chapter in timeline.chapters)

    def begins(key: str) -> int | None:
        """Return where the exercise can be heard: the beginning of the chapter that it is in."""
        if key not in starts:
            return None
        first = starts[key].start
        return max((start for start in chapters if start <= first), default=first)

    yield f'<article class="sheet" aria-label="{title}">'
    yield (f'<p class="fields only-print"><span>{html(words["patient"])}</span><span>{html(words["date"])}</span></p>')
    if sheet.equipment or sheet.safety:
        yield '<section class="before">'
        yield from _facts([Fact(name, lines) for name, lines in _about(sheet) if lines], words)
        yield "</section>"
    yield from _items(sheet.items, words, begins, colours)
    yield "</article>"


def _about(sheet: Sheet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    equipment = (" · ".join(sheet.equipment),) if sheet.equipment else ()
    return (("equipment", equipment), ("safety", sheet.safety))


def _items(items: Iterable[Item], words: Words, begins: Begins, colours: Words, level: int = 3) -> Iterator[str]:
    for item in items:
        match item:
            case Remark():
                yield f'<p class="{"pause" if item.rest else "remark"}" dir="auto">{html(item.text)}</p>'
            case Group():
                kind = "group" if item.section else "group rounds"
                yield f'<section class="{kind}"><div class="together">'
                yield f'<header><h{level} dir="auto">{html(item.title)}</h{level}>'
                yield f'<p class="dim">{html(item.detail)}</p></header>' if item.detail else "</header>"
                yield from _items(item.items[:1], words, begins, colours, min(level + 1, 6))
                yield "</div>"
                yield from _items(item.items[1:], words, begins, colours, min(level + 1, 6))
                yield "</section>"
            case Card():
                yield from _card(item, words, begins(item.key), colours.get(item.key, ""), level)


def _card(card: Card, words: Words, at: int | None, colour: str, level: int) -> Iterator[str]:
    yield f'<section class="card{" told" if card.same else ""}">'
    line = f'<rect width="6" height="6" fill="{colour}"/>' if colour else ""
    yield f'<svg class="hue" viewBox="0 0 6 6" preserveAspectRatio="none" aria-hidden="true">{line}</svg>'
    yield f'<header><h{level} dir="auto"><span class="number">{card.number}</span> {html(card.title)}</h{level}>'
    if card.dose:
        yield f'<p class="dose">{html(card.dose)}</p>'
    if at is not None:
        label = f"{words['play']}: {shown(card.title)}"
        yield (
            f'<button type="button" class="jump" data-at="{at}" aria-label="{html(label)}">{_drawn("M7 4v16l13-8z")}'
            f'<span class="clock">{format_clock(at)}</span></button>'
        )
    short = [fact for fact in card.facts if fact.name in _SHORT_FACTS]
    if not short:
        yield from _boxes(card, words)
    yield "</header>"
    if card.same:
        yield f'<p class="dim">{html(words["again"].replace("{n}", str(card.same)))}</p>'
    if short:
        yield '<div class="row">'
        yield from _facts(short, words)
        yield from _boxes(card, words)
        yield "</div>"
    yield from _facts([fact for fact in card.facts if fact.name not in _SHORT_FACTS], words)
    for form in card.forms:
        dose = f' <span class="dose">{html(form.dose)}</span>' if form.dose else ""
        yield f'<div class="form"><p class="form-title" dir="auto"><b>{html(form.title)}</b>{dose}</p>'
        yield from _facts(form.facts, words)
        yield "</div>"
    yield "</section>"


def _facts(facts: Iterable[Fact], words: Words) -> Iterator[str]:
    facts = tuple(facts)
    if not facts:
        return
    yield '<dl class="facts">'
    for fact in facts:
        lines = "".join(f'<dd dir="auto">{html(line)}</dd>' for line in fact.lines)
        kind = "short" if fact.name in _SHORT_FACTS else fact.name
        yield f'<div class="{kind}"><dt>{html(words[fact.name])}</dt>{lines}</div>'
    yield "</dl>"


def _boxes(card: Card, words: Words) -> Iterator[str]:
    """Yield a box to tick for each set, on each side."""
    if not card.boxes:
        return
    yield f'<div class="boxes"><span>{html(words["set" if card.boxes == 1 else "sets"])}</span>'
    for side in card.sides or ("",):
        boxes = ""
        for number in range(1, card.boxes + 1):
            label = " ".join(part for part in (words["set"], str(number), side) if part)
            boxes += f'<input type="checkbox" aria-label="{html(label)}">'
        yield f'<span class="side">{html(side)} {boxes}</span>'
    yield "</div>"
