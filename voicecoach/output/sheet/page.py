"""The HTML file: sound, picture, words and sheet in one page, which opens from the disk and asks for nothing else.

The sound is an MP3 in base64. As long as browsers take it so, it stands in the address of the ``audio`` element, and
plays even where scripts do not run, as in the previews of phones. Longer ones stand in pieces that the script puts
together. Nothing but this page's own scripts and style is let run, by their hashes.
"""

from __future__ import annotations

import contextlib
import errno
import json
import re
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any, BinaryIO

from voicecoach.output import mp3
from voicecoach.output.file import Sink, failure, write_whole
from voicecoach.output.lyrics import shown
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.output.palette import css, hues, name_of
from voicecoach.output.sheet.model import Card, Fact, Group, Item, Remark, Sheet
from voicecoach.output.sheet.strip import bars, strip
from voicecoach.phrases.pack import load_pack
from voicecoach.timeline.model import Chapter, Event, Segment, Timeline
from voicecoach.units import MINUTE, SECOND, format_clock

ADDRESS_BYTES = 48_000_000
"""So many bytes of sound stand in an address. Browsers take more, but hold all of it in memory, some of them twice."""
PIECE = 6_000_000
"""Bytes of a piece of a longer sound; a multiple of three, so that each is whole base64."""
MOST_AT_ONCE = 120
"""Letters of a text that are shown at once: more of them could not be read from two metres."""
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟])\s+")
_ASSETS = Path(__file__).parent / "assets"
_FORBIDDEN = re.compile("[^\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FILE_NAME = re.compile(r"[\\/:*?\"<>|\s]+")
_UNSAFE_IN_SCRIPT = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
_SHORT_FACTS = ("tempo", "weight", "rest")

check = mp3.check


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write the page of ``timeline`` with its ``sound``; without a sheet in ``options`` it has no exercises to print.

    Memory does not grow with the length of the sound. Raises ``UsageError`` before anything is made, ``OutputFailed``.
    """
    check(options, timeline.duration)
    with write_whole(path) as sink, _spare_file(path) as file:
        mp3.write_to(Sink(file, path), sound, timeline, options, progress, shelf)
        size = file.tell()
        file.seek(0)
        for part in _page(timeline, options, shelf, size):
            if part is None:
                _write_base64(sink, file, path, size)
            else:
                sink.write(part.encode())


@contextlib.contextmanager
def _spare_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file without a name on the disk of ``path``: elsewhere there may be less room, or it may be memory."""
    try:
        beside = path.resolve().parent if path.is_file() or not path.exists() else None
        file = tempfile.TemporaryFile(dir=beside, buffering=0)  # noqa: SIM115 (closed below)
    except OSError:
        try:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed below)
        except OSError as error:
            raise failure(path, error) from error
    with file:
        yield file


def _write_base64(sink: Sink, file: BinaryIO, path: Path, size: int) -> None:
    for start in range(0, size, PIECE):
        if start and size > ADDRESS_BYTES:
            sink.write((_PIECE_END + _PIECE_TAG).encode())
        try:
            piece = _read(file, min(PIECE, size - start))
        except OSError as error:
            raise failure(path, error) from error
        sink.write(b64encode(piece))


def _read(file: BinaryIO, size: int) -> bytes:
    """Read ``size`` bytes, which an unbuffered file may give in parts."""
    read = bytearray()
    while len(read) < size:
        part = file.read(size - len(read))
        if not part:
            raise OSError(errno.EIO, "the file that was written before has become shorter")
        read += part
    return bytes(read)


_PIECE_TAG = '<script type="application/octet-stream" class="sound">'
_TAKE = "soundInPage.take()"
_PIECE_END = f"</script><script>{_TAKE}</script>\n"


def _page(timeline: Timeline, options: FileOptions, shelf: Shelf | None, size: int) -> Iterator[str | None]:
    """Yield the page, with None where the sound of ``size`` bytes stands."""
    sheet = options.sheet or _bare_sheet(timeline)
    words = sheet.words
    title = _text(timeline.title) or "voicecoach"
    no_script = "no_script" if size <= ADDRESS_BYTES else "no_sound"
    style, *scripts = (_asset(name) for name in ("style.css", "sound.js", "player.js"))
    yield from _lines(
        "<!DOCTYPE html>",
        f'<html lang="{timeline.language if _LANGUAGE.fullmatch(timeline.language) else "und"}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, *scripts, _TAKE)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="format-detection" content="telephone=no">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="generator" content="voicecoach">',
        f"<title>{title}</title>",
        f'<link rel="icon" href="{_ICON}">',
        f"<style>{style}</style>",
        f"<script>{scripts[0]}</script>",
        "</head>",
        "<body>",
        *_head(timeline, options, shelf, title),
        f'<noscript><p class="hint">{_text(words[no_script])}</p></noscript>',
        "<main>",
        *_player(timeline, words),
        *_list(timeline.chapters, words),
        *_sheet(timeline, sheet, title),
        "</main>",
        f'<script type="application/json" id="routine">{_data(timeline, sheet)}</script>',
    )
    if size <= ADDRESS_BYTES:
        yield '<audio id="sound" controls preload="auto" src="data:audio/mpeg;base64,'
        yield None
        yield '"></audio>\n'
    else:
        yield f'<audio id="sound"></audio>\n{_PIECE_TAG}'
        yield None
        yield _PIECE_END
    yield f"<script>{scripts[1]}</script>\n</body>\n</html>\n"


def _bare_sheet(timeline: Timeline) -> Sheet:
    pack, _ = load_pack(timeline.language)
    return Sheet(words=pack.page, sides=pack.sides)


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8").replace("\r\n", "\n")


_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='4' fill='%23125c63'/%3E%3Cpath d='M6 4l6 4-6 4z' fill='white'/%3E%3C/svg%3E"
)


def _policy(style: str, *scripts: str) -> str:
    """Return what the page may do: run these scripts and the style, show its own pictures, play its own sound."""
    hashed = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, *scripts)]
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {hashed[0]}",
            f"script-src {' '.join(hashed[1:])}",
            "img-src data:",
            "media-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _head(timeline: Timeline, options: FileOptions, shelf: Shelf | None, title: str) -> Iterator[str]:
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


def _player(timeline: Timeline, words: Any) -> Iterator[str]:
    def button(name: str, drawn: str, key: str = "", more: str = "") -> str:
        label = _text(words[name])
        keys = f' aria-keyshortcuts="{key}"' if key else ""
        return f'<button type="button" id="{name}" title="{label}" aria-label="{label}"{keys}{more}>{drawn}</button>'

    yield f'<section class="player" aria-label="{_text(words["now"])}">'
    yield '<div class="now" id="now">'
    yield '<div class="what"><p id="what" dir="auto"></p><p id="left" class="clock"></p></div>'
    yield '<p id="words" class="words"><span dir="auto"></span></p>'
    yield f'<p class="then"><span class="dim">{_text(words["next"])}:</span> <span id="then" dir="auto"></span></p>'
    yield "</div>"
    yield '<svg id="near" class="near" aria-hidden="true"></svg>'
    yield (
        f'<div class="whole" id="whole" role="slider" tabindex="0" aria-label="{_text(words["position"])}"'
        f' aria-valuemin="0" aria-valuemax="{timeline.duration // SECOND}" aria-valuenow="0">'
    )
    yield from strip(timeline)
    yield '<div id="head" class="head"></div></div>'
    yield f'<p class="times clock"><span id="at">0:00</span><span>{format_clock(timeline.duration)}</span></p>'
    yield '<div class="buttons">'
    yield button("previous", _drawn("M6 5h2.5v14H6zM20 5v14L9.5 12z"), "p")
    yield button("back", "<span>−10</span>", "ArrowLeft")
    yield button("play", _PLAY, "Space", f' data-pause="{_text(words["pause"])}"')
    yield button("forward", "<span>+10</span>", "ArrowRight")
    yield button("following", _drawn("M15.5 5H18v14h-2.5zM4 5v14l10.5-7z"), "n")
    yield "</div>"
    yield '<div class="buttons more">'
    yield (
        f'<button type="button" id="large" aria-pressed="false" aria-keyshortcuts="f">{_text(words["large"])}</button>'
    )
    yield f'<button type="button" id="print">{_text(words["print"])}</button>'
    yield f'<button type="button" id="save" data-name="{_file_name(timeline.title)}">{_text(words["save"])}</button>'
    yield "</div>"
    yield f'<p class="dim keys">{_text(words["keys"])}</p>'
    yield f'<p class="hint" id="failed" role="alert" data-text="{_text(words["failed"])}"></p>'
    yield "</section>"


_PLAY = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="to-play" d="M7 4v16l13-8z"/>'
    '<path class="to-pause" d="M6 4h4.5v16H6zM13.5 4H18v16h-4.5z"/></svg>'
)


def _drawn(path: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


def _list(chapters: Iterable[Chapter], words: Any) -> Iterator[str]:
    yield f'<nav class="list" aria-labelledby="list-title"><h2 id="list-title">{_text(words["exercises"])}</h2><ol>'
    for number, chapter in enumerate(sorted(chapters, key=lambda chapter: chapter.start), 1):
        name = _text(_capital(chapter.title)) or str(number)
        clock = f'<span class="clock">{format_clock(chapter.start)}</span>'
        yield f'<li><button type="button" data-at="{chapter.start}"><bdi>{name}</bdi>{clock}</button></li>'
    yield "</ol></nav>"


def _sheet(timeline: Timeline, sheet: Sheet, title: str) -> Iterator[str]:
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
    yield (
        f'<p class="fields only-print"><span>{_text(words["patient"])}</span><span>{_text(words["date"])}</span></p>'
    )
    if sheet.equipment or sheet.safety:
        yield '<section class="before">'
        yield from _facts([Fact(name, lines) for name, lines in _about(sheet) if lines], words)
        yield "</section>"
    yield from _items(sheet.items, words, begins, colours)
    yield "</article>"


def _about(sheet: Sheet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    equipment = (" · ".join(sheet.equipment),) if sheet.equipment else ()
    return (("equipment", equipment), ("safety", sheet.safety))


def _items(items: Iterable[Item], words: Any, begins: Any, colours: Any, level: int = 3) -> Iterator[str]:
    for item in items:
        match item:
            case Remark():
                yield f'<p class="{"pause" if item.rest else "remark"}" dir="auto">{_text(item.text)}</p>'
            case Group():
                kind = "group" if item.section else "group rounds"
                yield f'<section class="{kind}"><div class="together">'
                yield f'<header><h{level} dir="auto">{_text(item.title)}</h{level}>'
                yield f'<p class="dim">{_text(item.detail)}</p></header>' if item.detail else "</header>"
                yield from _items(item.items[:1], words, begins, colours, min(level + 1, 6))
                yield "</div>"
                yield from _items(item.items[1:], words, begins, colours, min(level + 1, 6))
                yield "</section>"
            case Card():
                yield from _card(item, words, begins(item.key), colours.get(item.key, ""), level)


def _card(card: Card, words: Any, at: int | None, colour: str, level: int) -> Iterator[str]:
    yield f'<section class="card{" told" if card.same else ""}">'
    line = f'<rect width="6" height="6" fill="{colour}"/>' if colour else ""
    yield f'<svg class="hue" viewBox="0 0 6 6" preserveAspectRatio="none" aria-hidden="true">{line}</svg>'
    yield f'<header><h{level} dir="auto"><span class="number">{card.number}</span> {_text(card.title)}</h{level}>'
    if card.dose:
        yield f'<p class="dose">{_text(card.dose)}</p>'
    if at is not None:
        label = f"{words['play']}: {shown(card.title)}"
        yield (
            f'<button type="button" class="jump" data-at="{at}" aria-label="{_text(label)}">{_drawn("M7 4v16l13-8z")}'
            f'<span class="clock">{format_clock(at)}</span></button>'
        )
    short = [fact for fact in card.facts if fact.name in _SHORT_FACTS]
    if not short:
        yield from _boxes(card, words)
    yield "</header>"
    if card.same:
        yield f'<p class="dim">{_text(words["again"].replace("{n}", str(card.same)))}</p>'
    if short:
        yield '<div class="row">'
        yield from _facts(short, words)
        yield from _boxes(card, words)
        yield "</div>"
    yield from _facts([fact for fact in card.facts if fact.name not in _SHORT_FACTS], words)
    for form in card.forms:
        dose = f' <span class="dose">{_text(form.dose)}</span>' if form.dose else ""
        yield f'<div class="form"><p class="form-title" dir="auto"><b>{_text(form.title)}</b>{dose}</p>'
        yield from _facts(form.facts, words)
        yield "</div>"
    yield "</section>"


def _facts(facts: Iterable[Fact], words: Any) -> Iterator[str]:
    facts = tuple(facts)
    if not facts:
        return
    yield '<dl class="facts">'
    for fact in facts:
        lines = "".join(f'<dd dir="auto">{_text(line)}</dd>' for line in fact.lines)
        kind = "short" if fact.name in _SHORT_FACTS else fact.name
        yield f'<div class="{kind}"><dt>{_text(words[fact.name])}</dt>{lines}</div>'
    yield "</dl>"


def _boxes(card: Card, words: Any) -> Iterator[str]:
    """Yield a box to tick for each set, on each side."""
    if not card.boxes:
        return
    yield f'<div class="boxes"><span>{_text(words["set" if card.boxes == 1 else "sets"])}</span>'
    for side in card.sides or ("",):
        boxes = ""
        for number in range(1, card.boxes + 1):
            label = " ".join(part for part in (words["set"], str(number), side) if part)
            boxes += f'<input type="checkbox" aria-label="{_text(label)}">'
        yield f'<span class="side">{_text(side)} {boxes}</span>'
    yield "</div>"


def _data(timeline: Timeline, sheet: Sheet) -> str:
    """Return what the script needs to know, as JSON that can stand in a script element."""
    words = sheet.words
    drawn = {id(segment): (fill, height) for segment, fill, height in bars(timeline)}
    sets: dict[str, int] = {}
    for segment in timeline.segments:
        sets[segment.exercise] = max(sets.get(segment.exercise, 0), segment.set or 0)
    data = {
        "title": shown(timeline.title),
        "duration": timeline.duration,
        "words": [words for event in timeline.spoken() for words in _words(event)],
        "segments": [
            [
                segment.start,
                segment.end,
                segment.kind,
                _heading(segment, sets.get(segment.exercise, 0), sheet),
                *drawn.get(id(segment), ("", 0)),
            ]
            for segment in timeline.segments
            if segment.end > segment.start
        ],
        "chapters": [
            [one.start, _plain(one.title)] for one in sorted(timeline.chapters, key=lambda chapter: chapter.start)
        ],
        "labels": {name: words[name] for name in ("play", "pause", "end")},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE_IN_SCRIPT)


def _words(event: Event) -> Iterator[tuple[int, int, str, int]]:
    """Yield what is shown of an event: all of it, or where it is long, its sentences in turn, as far as can be told."""
    text = _plain(event.text)
    parts = [text] if len(text) <= MOST_AT_ONCE else _parts(text)
    length = max(1, sum(map(len, parts)))
    done = 0
    for part in parts:
        if part:
            start, end = (event.start + (event.end - event.start) * at // length for at in (done, done + len(part)))
            yield start, end, part, 1 if event.role == "count" else 0
        done += len(part)


def _parts(text: str) -> list[str]:
    """Return a long text in parts that can be read at a glance, cut between sentences and if need be between words."""
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        for line in wrap(sentence, MOST_AT_ONCE, break_on_hyphens=False):
            if parts and len(parts[-1]) + len(line) < MOST_AT_ONCE // 2:
                parts[-1] += f" {line}"
            else:
                parts.append(line)
    return parts


def _heading(segment: Segment, sets: int, sheet: Sheet) -> str:
    """Say what the body does: ``Clamshell · set 2 of 3 · right``, ``Rest``."""
    words = sheet.words
    if segment.kind in ("rest", "switch"):
        return words[segment.kind]
    label = _capital(_plain(segment.label or segment.exercise))
    if segment.kind == "ready":
        return f"{words['ready']}: {label}" if label else words["ready"]
    if segment.kind == "say":
        return words["say"]
    parts = [label]
    if segment.set is not None and sets > 1:
        parts.append(words["set_of"].replace("{set}", str(segment.set)).replace("{sets}", str(sets)))
    if segment.side:
        parts.append(_plain(sheet.sides.get(segment.side, segment.side)))
    return " · ".join(part for part in parts if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    """Return a text as a screen shows it, without characters that a page may not hold."""
    return _FORBIDDEN.sub("", shown(text))


def _text(text: str) -> str:
    """Return a text for HTML, between tags or in an attribute."""
    return escape(_plain(text))


def _file_name(title: str) -> str:
    """Return the name under which the sound is saved."""
    return escape((_FILE_NAME.sub(" ", _plain(title)).strip(" .")[:80] or "voicecoach") + ".mp3")


def _lines(*lines: str) -> Iterator[str]:
    yield from (f"{line}\n" for line in lines)
