"""The lines of a whiteboard, without their bullets and numbers, and which belong together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicecoach.diagnostics import Span
from voicecoach.intake.board_parts import is_main, is_timed_part, part_name, read_equipment, split_part
from voicecoach.intake.board_words import grammar_words
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import BlockHeader, is_about_whole, read_header
from voicecoach.intake.logs import read_set
from voicecoach.intake.movements import PREFIX, is_group, read_movement
from voicecoach.intake.quantities import Covered
from voicecoach.intake.rests import read_rest
from voicecoach.intake.usual_forms import usual

LONGEST = 300
_MARK = re.compile(r"(?:(?:[-+–](?!\d)|[*•·—▪●○◦‣☐☑✓✔]|\[[ xX]?\]|\d{1,2}[.)](?=\s)|\(\d{1,2}\))\s*)+")
_LABEL = re.compile(r"(?:([A-Z]\d|\d[A-F])[.):]?|([a-z]\d|\d[a-f])[.):]|([A-H])[.):])\s+(?=\S)")
_NUMBERED = re.compile(r"\d|\(\d")
_ORDINAL = re.compile(
    r"(?:[^\W\d][\w ]{0,30}[,:–—-]\s*(?=day|week|phase|level))?"
    r"(?:day|week|round|block|part|station|session|phase|set|stage|level|workout)\s*(?:#\s*)?(?:\d{1,2}|[A-F])(?:\s*\(\d{1,3}\s*(?:min(?:utes?)?|')\))?\s*[:.–—-]?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"((?:block|round|set|part|section|group|station)\s+(?:[A-F]|\d{1,2}|one|two|three|four|five))\s+(\S.*)",
    re.IGNORECASE,
)
_INNER_ORDINAL = re.compile(r"(?:round|set|station|stage|part|block)\s*(?:#\s*)?(?:\d|[A-F]\b)", re.IGNORECASE)
_CLOSER = re.compile(
    r"(?:buy[\s-]*(?:in|out)|cash[\s-]*(?:in|out)|finisher|burn-?out|then|afterwards?|followed by"
    r"|danach|anschließend|después|luego|puis|ensuite|poi|daarna|depois)\s*(?:[:(–—-].*|$)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#{1,6})\s*(.*?)\s*#*")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})\s*")
_RULE = re.compile(r"\s*(?:[-=_*~]\s*){3,}")
_FOOTNOTE = re.compile(r"\*+([^\s*][^*]*)")
_COMMENT = re.compile(r"(?:^|\s)(?://|#\s)(.*)$|<!--(.*?)-->")
_OF_A_WHOLE = re.compile(
    r"\b(?:programme?|plan|routine|workout|session|exercises|rehab|physio|reha|programm|trainingsplan|übungen|ejercicios|exercices|séance|sesión|esercizi"
    r"|programma|allenamento|oefeningen|exercícios|treino|rutina)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:title|workout|wod)\s*[:=]\s*(.+)", re.IGNORECASE)
_BEFORE = re.compile(r"([^\W\d][\w &'/.#-]{0,40}?)\s*(?:(?::|\s[-–—]|\|)\s+|(?=\())(\S.*)")
_SPLIT = re.compile(r"\s*[,;]\s*(?![^()]*\))|(?<!\bclean)\s+(?:\+|&|then)\s+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:^|\s+)\d[.)]\s+(?=\S)")
_LABELS = re.compile(r"(?:^|\s*[,;/+]?\s+)[A-H][1-9][.):]\s+(?=\S)")
_PAIRED = re.compile(
    r"\s*[,;/+]?\s+[A-H][2-9][.):]\s+(?=\S)|\s*[,;]?\s+(?:super\s?-?set(?:ted)?\s+(?:with|w/)|s/s(?:\s+with)?|paired\s+with|alternat(?:ing|e)\s+with)\s+",
    re.IGNORECASE,
)
_NAMED_DOSE = re.compile(
    r"(?P<first>[^\W\d_]{3,})[^\d:@]*\s(?P<dose>\d{1,3}\s*(?:reps|s|secs?|seconds|min|minutes)?)", re.IGNORECASE
)
_ONLY_TIMES = re.compile(r"(?:[x×]\s*)?\d{1,3}\s*(?:times|x|×|mal|veces|fois|volte|vezes|keer)?\W*", re.IGNORECASE)
_BRACKETED = re.compile(r"(.+?)\s*\(([^()]*)\)\s*:?")
_OFF = re.compile(r"\d+\s*\w*\s+(?:off|easy|slow|recovery)\b", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:(?:then\s+)?(?:switch|change|swap|alternat(?:e|ing))\s+(?:sides?|legs?|arms?|hands?|directions?|feet)\b[^\d]*"
    r"|(?:one|each|other)\s+(?:side|leg|arm)\s+(?:at\s+a\s+time|then\s+the\s+other)"
    r"|\d?\s*(?:drop|back-?\s?off|burn-?\s?out|warm-?\s?up|rest-pause)\s+sets?\b[^\d]*"
    r"|half\s?-?way\s+(?:switch|change|swap)\b[^\d]*|(?:you|i|one(?:\s+partner)?)\s+(?:go(?:es)?|works?|rests?)\b[^\d]*)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)\W*")
STARTS = re.compile(
    r"\d+(?!\s*(?:%|kg|lb)|\s+(?:to|bis)\s+\d+\s*(?:%|kg|lb))\D*[^\W\d]{2}|.*\d\s*[x×]\s*\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line without its bullet or number: where its words begin, its indent, and its label such as ``A1`` or ``A``.

    ``level`` is that of a heading, from 1, and more than any of them for other lines.
    """

    span: Span
    indent: int
    text: str
    label: str = ""
    heading: bool = False
    level: int = 9
    numbered: bool = False

    @property
    def blank(self) -> bool:
        """Return whether the line is empty."""
        return not self.text


def read_lines(source: ForeignText, numbered: Sequence[tuple[int, str]]) -> Iterator[BoardLine]:
    """Yield every line; one that is underlined is a heading."""
    for index, (number, raw) in enumerate(numbered):
        below = numbered[index + 1][1] if index + 1 < len(numbered) else ""
        level = (1 if "=" in below else 2) if _UNDERLINE.fullmatch(below) else 0
        yield _line(source, number, raw.expandtabs(4), level)


def _line(source: ForeignText, number: int, raw: str, underlined: int) -> BoardLine:
    """Read one line; ``underlined`` is the level of heading that the line below gives it, or 0."""
    indent = len(raw) - len(raw.lstrip())
    text = raw.strip()
    if (footnote := _FOOTNOTE.fullmatch(text)) and not is_work(footnote[1]):
        text = f"// {footnote[1]}"
    span = source.at(number, indent + 1)
    if not text or _RULE.fullmatch(text):
        return BoardLine(span, 0, "")
    heading = _HEADING.fullmatch(text)
    if heading and not _is_dosed(heading[2]):
        return BoardLine(span, 0, heading[2].strip("*_ "), heading=True, level=len(heading[1]))
    numbered = False
    text = heading[2] if heading else text
    if not text.startswith(("//", "<!--")) and (mark := _MARK.match(text)):
        numbered = bool(_NUMBERED.match(text))
        text = text[mark.end() :]
        indent += mark.end()
    label = ""
    if found := _LABEL.match(text):
        label, text = (found[1] or found[2] or found[3]).upper(), text[found.end() :]
    text = usual(text.replace("**", "").replace("__", "").strip())
    bold = underlined > 0 or (raw.strip().startswith("**") and raw.strip().endswith("**"))
    bold = bold and not is_work(text)
    level = (underlined or 3) if bold else 9
    return BoardLine(source.at(number, indent + 1), indent if text else 0, text, label, bold, level, numbered)


def _is_dosed(text: str) -> bool:
    """Return whether a heading is more than that: it opens rounds, or is an exercise with its sets."""
    text = text[:LONGEST]
    return read_header(text) is not None or (read_movement(text).sets > 0 and not is_about_whole(text))


def behind_mark(raw: str) -> str:
    """Return a line without its bullet, number, box and label."""
    text = raw.strip()
    mark = _MARK.match(text)
    text = text[mark.end() :] if mark else text
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def take_equipment(source: ForeignText, lines: Sequence[BoardLine]) -> tuple[list[str], list[str], Sequence[BoardLine]]:
    """Split off what is needed: the things, other lines about them, and the lines that are left.

    The things stand after a colon or, a line each, below it.
    """
    things: list[str] = []
    others: list[str] = []
    left: list[BoardLine] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        text, comment = without_comment(line.text[:LONGEST])
        bare = line.heading and not text.endswith(":")
        found = read_equipment(f"{text}:" if bare else text) if len(line.text) <= LONGEST else None
        if found is None:
            left.append(line)
            continue
        own = [source.words(one, line.span) for one in found]
        if line.heading or text.endswith(":"):
            if at + 1 < len(lines) and lines[at].blank and lines[at + 1].indent:
                at += 1
            while at < len(lines) and _is_thing(lines[at]):
                own += [source.words(one, lines[at].span) for one in read_equipment(f"gear: {lines[at].text}") or ()]
                at += 1
        things += [one for one in own if one and one not in things]
        others += [comment] if any(own) else [text, comment]
    return things, others, left


def _is_thing(line: BoardLine) -> bool:
    """Return whether a line is a thing that is needed: words without a dose, or up to four of them."""
    few = re.match(r"[1-4]\s+(?!sets|rounds)[^\W\d]{3}[^\d]*$", line.text)
    own = read_header(line.text) is None and (few or not is_work(line.text))
    plain = not line.blank and not line.heading and part_name(line.text) is None and len(line.text) <= 60
    return bool(plain and own and not line.text.endswith(":"))


def take_title(source: ForeignText, lines: Sequence[BoardLine]) -> tuple[str, Sequence[BoardLine]]:
    """Split off the title on top from the lines below it: a heading, or words without a dose above a blank line."""
    own = (number for number, line in enumerate(lines) if not line.blank and not is_about_whole(line.text[:LONGEST]))
    first = next(own, len(lines))
    if first == len(lines):
        return "", lines
    line, below = lines[first], [*lines[:first], *lines[first + 1 :]]
    if begins_part(lines, first) or sets_below(lines, first):
        return "", lines
    named = _TITLE.fullmatch(line.text)
    if named and not read_header(named[1]):
        return named[1], below
    alone = not below or first + 1 == len(lines) or lines[first + 1].blank
    if header_of(line) or is_about_whole(line.text[:LONGEST]) or _INNER_ORDINAL.match(line.text):
        return "", lines
    if names_intervals(lines, first):
        return "", lines
    work = is_work(line.text[:LONGEST]) or read_movement(line.text[:LONGEST]).weights
    plain = alone and not line.label and not work and len(line.text) <= 60
    long = first + 1 < len(lines) and not work and len(line.text) <= 80 and line.text[-1:] not in ".!?"
    caption = is_caption(lines, first) or (long and not line.label and _OF_A_WHOLE.search(line.text) is not None)
    if caption and not line.heading:
        source.remark(line.span, f"'{line.text[:60]}' is taken as the title")
    if line.heading or plain or caption:
        return line.text.rstrip(":"), below
    return "", lines


def _is_set(text: str) -> bool:
    return read_header(text) is None and not is_about_whole(text) and read_set(text) is not None


@dataclass(frozen=True, slots=True)
class BoardPart:
    """A part of the routine with a name: the ``note`` beside it, its lines, and how many of those that follow."""

    name: str
    note: str
    lines: tuple[BoardLine, ...]
    owned: int


def read_part(lines: Sequence[BoardLine], at: int) -> BoardPart | None:
    """Return the part that a line opens, or None. A heading owns the lines up to the next one that is not below it.

    Other words own their paragraph, or what is indented below them; a main part goes on until another part begins. What
    stands after a colon is the first line, and only what is indented below belongs to it.
    """
    line = lines[at]
    opened = opens_part(line)
    if opened is None:
        return None
    name, note, text = opened
    if text:
        header = read_header(text)
        nested = line.indent < next((one.indent for one in lines[at + 1 : at + 3] if not one.blank), 0)
        end = at + 1 + (lines_below(lines, at) if nested or (header and not header.items) else 0)
    elif line.heading or is_main(name):
        end = len(lines)
    else:
        end = at + 1 + lines_below(lines, at)
    for number in range(at + 1, end):
        other = lines[number]
        if opens_part(other) or (other.heading and other.level <= line.level):
            end = number
            break
    first = (replace(line, text=text, heading=False),) if text else ()
    return BoardPart(name, note, (*first, *lines[at + 1 : end]), end - at - 1)


def opens_part(line: BoardLine) -> tuple[str, str, str] | None:
    """Return the name of the part that a line opens, the note beside it, and its first line where this is the same."""
    if line.blank or line.label or len(line.text) > LONGEST:
        return None
    return _opened_part(line.text, line.heading)


@lru_cache(maxsize=4096)
def _opened_part(text: str, heading: bool) -> tuple[str, str, str] | None:  # noqa: FBT001
    named = part_name(text)
    if named and (heading or not is_work(text)):
        return *named, ""
    if split := split_part(text):
        name, rest = split
        movement = read_movement(rest)
        if read_header(rest) or (not heading and PREFIX.fullmatch(text) and movement.dosed and movement.name):
            return name, "", rest
    return None


def begins_part(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether the line on top opens a part, and is not the title: it has work, and is not all there is."""
    part = read_part(lines, at)
    if part is None:
        return False
    more = any(not line.blank for line in lines[at + 1 + part.owned :])
    return more and any(is_work(line.text) for line in part.lines)


def is_caption(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether a line is a few words right above others, at the beginning of a paragraph."""
    line = lines[at]
    below = at + 1 < len(lines) and not lines[at + 1].blank
    first = at == 0 or lines[at - 1].blank or lines[at - 1].heading
    short = len(line.text) <= 60 and len(line.text.split()) <= 5 and line.text[-1:] not in ".!?"
    plain = short and line.indent == 0 and not line.label
    return below and first and plain and not is_about_whole(line.text) and not is_work(line.text)


def sets_below(lines: Sequence[BoardLine], at: int) -> int:
    """Count the lines below the name of a lift that are its sets, and nothing else; 0 where a line is no such name."""
    line = lines[at]
    if line.blank or line.label or len(line.text) > 60 or re.search(r"\d", line.text) or line.text[-1:] in ".!?":
        return 0
    below = itertools.takewhile(
        lambda one: not one.blank and not one.heading and len(one.text) <= LONGEST,
        (lines[number] for number in range(at + 1, len(lines))),
    )
    return sum(1 for _ in itertools.takewhile(lambda one: _is_set(one.text), below))


def header_of(line: BoardLine) -> BlockHeader | None:
    """Return the block that a line opens, also behind words such as ``Finisher:``; a heading names nothing to do."""
    if line.blank or len(line.text) > LONGEST:
        return None
    behind = behind_prefix(line.text)
    header = read_header(behind if behind == line.text else behind.strip("()"))
    bracketed = _BRACKETED.fullmatch(line.text) if header is None else None
    if bracketed and (before := read_header(bracketed[1])):
        header = replace(before, note=bracketed[2] if not before.note else f"{before.note}, {bracketed[2]}")
    return None if header and header.items and line.heading else header


@lru_cache(maxsize=4096)
def behind_prefix(text: str) -> str:
    """Return what follows a word such as ``Warm-up:``, if that opens a block; else the whole text."""
    named = _BEFORE.fullmatch(text) if read_header(text) is None else None
    prefix = named or (_COUNTED.fullmatch(text) if read_header(text) is None else None)
    if prefix and prefix[2].startswith("(") and read_header(prefix[1]):
        return text
    if not prefix or (named and _ONLY_TIMES.fullmatch(named[2]) and not is_group(named[1])):
        return text
    return prefix[2] if read_header(prefix[2].strip("()")) else text


def is_named_interval(text: str) -> bool:
    """Return whether a line names what is done in its intervals: ``Hollow hold: 3x25 s, rest 45 s``."""
    behind = behind_prefix(text)
    header = read_header(behind) if behind != text else None
    name = text.removesuffix(behind).strip(":-–—(| ")
    return header is not None and bool(header.work) and not header.items and not is_group(name)


@lru_cache(maxsize=4096)
def is_work(text: str) -> bool:
    """Return whether a line says what to do, and how much of it."""
    text = text[:LONGEST]
    if is_about_whole(text) or is_ordinal(text) or is_aside(text):
        return False
    prefix = PREFIX.fullmatch(text)
    listed = prefix and STARTS.match(prefix[2]) and read_movement(prefix[2]).dosed
    if read_header(behind_prefix(text)) or read_rest(text) or listed or read_movement(text).dosed:
        return True
    return any(read_movement(part).dosed for parts in (split_pair(text), split_parts(text)) for part in parts[:20])


def is_ordinal(text: str) -> bool:
    """Return whether a line only counts something, as ``Round 1:`` and ``Day 3`` do."""
    return bool(_ORDINAL.fullmatch(text.strip()))


def without_comment(text: str) -> tuple[str, str]:
    """Split a line into its text and its comment."""
    found = _COMMENT.search(text)
    if not found:
        return text, ""
    return (text[: found.start()] + text[found.end() :]).strip(), (found[1] or found[2] or "").strip()


def without_labels(text: str) -> str:
    """Return a line without the labels in its middle, as in ``A1) rows A2) dips``."""
    return _LABELS.sub(" ", _NUMBERS.sub(" ", text) if re.match(r"1[.)]\s|.*\s1[.)]\s.*\s2[.)]\s", text) else text)


def split_pair(text: str) -> list[str]:
    """Split a line such as ``Bench 4x8 superset with rows 4x6`` into its exercises; others stay whole."""
    return _PAIRED.split(text)


def split_parts(text: str) -> list[str]:
    """Split a line that lists several exercises; one exercise stays whole."""
    labelled = [part for part in _LABELS.split(text) if part.strip()]
    if len(labelled) > 1 and _LABELS.match(text):
        return labelled
    if re.match(r"1[.)]\s", text) and len(numbered := [one for one in _NUMBERS.split(text) if one.strip()]) > 1:
        return numbered
    parts = _with_notes([part for part in _SPLIT.split(text) if part.strip()])
    if len(parts) < 2:
        slashed = [part for part in re.split(r"\s+/\s+", text) if re.search(r"[^\W\d_]{2}", part)]
        return slashed if len(slashed) == text.count(" / ") + 1 else [text]
    if is_listed(parts):
        return parts
    joined: list[str] = []
    for part in parts:
        own = STARTS.match(part) or read_rest(part) or not re.search(r"\d", text)
        if joined and (not own or _OFF.match(part)):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _with_notes(parts: Sequence[str]) -> list[str]:
    """Join words about how something is done, such as ``switch sides halfway``, to what they are said of."""
    joined: list[str] = []
    for part in parts:
        if joined and is_note(part):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def is_note(text: str) -> bool:
    """Return whether words only say how the exercise before them is done: when to change sides."""
    return bool(_NOTE.fullmatch(text.strip(" .!()")))


def is_aside(text: str) -> bool:
    """Return whether a line stands in brackets, and is no more than words about the lines around it."""
    return bool(_ASIDE.fullmatch(text)) and not read_header(text.strip(" ()"))


def is_listed(parts: Sequence[str]) -> bool:
    """Return whether parts are exercises with a dose each, such as ``Squat 10, lunge 10, jump 10``.

    Two of them are only where the numbers are the same: in ``Step-up 10, box 40`` the second is no exercise.
    """
    found = [_NAMED_DOSE.fullmatch(part.strip()) for part in parts]
    named = [one for one in found if one and one["first"].casefold() not in grammar_words()]
    plain = len(named) == len(parts) and not any(Covered.of(part).held for part in parts)
    return plain and (len(parts) > 2 or len({one["dose"] for one in named}) == 1)


def lines_below(lines: Sequence[BoardLine], at: int) -> int:
    """Count the lines below a header, at a place, that belong to it."""
    header = lines[at]
    first = next((number for number in range(at + 1, min(at + 3, len(lines))) if not lines[number].blank), None)
    if first is None:
        return 0
    nested = lines[first].indent > header.indent
    for number in range(first, len(lines)):
        line = lines[number]
        if line.heading or (nested and not line.blank and line.indent <= header.indent):
            return number - at - 1
        if not nested and (line.blank or (number > first and _closes(header, line))):
            return number - at - 1
        if number > first and opens_part(line):
            return number - at - 1
    return len(lines) - at - 1


def names_intervals(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether a line is the name of what is done in the intervals that the next line tells, with none below."""
    if lines[at].text.endswith(":") or not _is_named(lines, at):
        return False
    return _is_named(lines, at + 3) or not lines_below(lines, at + 1)


def _is_named(lines: Sequence[BoardLine], at: int) -> bool:
    """Return whether a line is a caption right above intervals or a ladder that ends its paragraph."""
    if at + 1 >= len(lines) or not is_caption(lines, at) or (at + 2 < len(lines) and not lines[at + 2].blank):
        return False
    header = header_of(lines[at + 1])
    return header is not None and not header.items and bool(header.work or header.block == "tabata" or header.ladder)


def _closes(header: BoardLine, line: BoardLine) -> bool:
    """Return whether a line right below the exercises of a block is no more of it."""
    lettered = len(header.label) == len(line.label) == 1
    text = line.text[:LONGEST]
    return lettered or header_of(line) is not None or is_timed_part(text) or bool(_CLOSER.fullmatch(text))


def same_letter(lines: Sequence[BoardLine], at: int) -> int:
    """Count the lines after ``A1``, or ``1A``, that go on with its first sign, blank ones between included."""
    count = 0
    for number in range(at + 1, len(lines)):
        other = lines[number]
        if other.blank:
            continue
        if other.label[:1] != lines[at].label[:1] or len(other.label) < 2:
            break
        count = number - at
    return count
