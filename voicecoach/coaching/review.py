"""Review a routine: apply every rule, and leave out what the writer has switched off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from voicecoach.coaching.coached import Coached
from voicecoach.coaching.estimate import Guess
from voicecoach.coaching.rules import CODES, RULES
from voicecoach.coaching.words import vocabulary
from voicecoach.compiler import compile_timeline
from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic, Span, nearest
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Routine

SWITCH = re.compile(
    r"(?:^|\s)#[ \t]*coaching:[ \t]*ok\b[ \t]*(?P<codes>[a-z-]*(?:[ \t,]+[a-z-]+)*)[ \t]*$", re.IGNORECASE
)
"""``# coaching: ok`` at the end of a line, perhaps with the codes that are all right there."""
NOTHING_SILENCED = "nothing-silenced"

TextOf = Callable[[str], str | None]


def review(routine: Routine, wording: Wording, text_of: TextOf, *, whole: bool = True) -> tuple[Diagnostic, ...]:
    """Return notes about what a listener will miss, in the order of the text, the script's own first.

    ``text_of`` returns the text of a file. Switches that silence nothing are told where the ``whole`` routine is
    reviewed as it is written.
    """
    timeline = compile_timeline(routine, wording, Guess())
    words = vocabulary(routine.language)
    coached = Coached(routine, timeline, wording.pack, words, _start(routine, text_of))
    found = tuple(dict.fromkeys(_apply(coached)))
    files = dict.fromkeys([routine.file, *(note.span.file for note in found)])
    switches = {(file, line): codes for file in files for line, codes in _switches(text_of(file) or "")}
    kept = [note for note in found if not _is_off(note, switches)]
    if whole:
        kept += _needless(routine.file, switches, found)
    return tuple(sorted(kept, key=lambda note: (note.span.file != routine.file, note.span)))


def _apply(coached: Coached) -> Iterator[Diagnostic]:
    for rule in RULES:
        for one in rule.find(coached):
            message, help_ = rule.message.format(**one.values), rule.help.format(**one.values)
            yield Diagnostic(rule.code, message, one.span, "note", help_)


def _start(routine: Routine, text_of: TextOf) -> Span:
    """Return where the steps of a routine begin: its key ``routine``, else its title."""
    for number, line in enumerate(YAML_LINE_BREAK.split(text_of(routine.file) or ""), 1):
        if found := re.match(r"""["']?routine["']?\s*:""", line):
            return Span(routine.file, number, 1, number, found.end() + 1)
    return routine.title.span


Switches = dict[tuple[str, int], tuple[str, ...]]


def _switches(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the lines of a text that switch something off, and which codes; none means all."""
    if "coaching" in text.lower():
        for number, line in enumerate(YAML_LINE_BREAK.split(text), 1):
            if found := SWITCH.search(line):
                yield number, tuple(re.findall("[a-z-]+", found["codes"].lower()))


def _is_off(note: Diagnostic, switches: Switches) -> bool:
    codes = switches.get((note.span.file, note.span.line))
    return codes is not None and (not codes or note.code in codes)


def _needless(file: str, switches: Switches, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield a note for each code of a switch in a file for which nothing is found."""
    for (there, line), codes in switches.items():
        here = {note.code for note in found if (note.span.file, note.span.line) == (there, line)}
        for code in codes or ("",):
            if there == file and not (code in here if code else here):
                span = Span(file, line, 1, line, 2)
                message = f"'# coaching: ok{' ' + code if code else ''}' silences nothing on this line"
                unknown = bool(code) and code not in CODES
                help_ = nearest(code, CODES).help if unknown else "delete it, or put it on the line that is found"
                yield Diagnostic(NOTHING_SILENCED, message, span, "note", help_)
