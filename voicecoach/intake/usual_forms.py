"""Everyday ways of writing a dose, put into the one form that is read: ``12 reps x 3 sets`` is ``3x12``."""

from __future__ import annotations

import re

from voicecoach.intake.board_words import any_of
from voicecoach.intake.movements import IN_THE_RESTS, TIME

_REPS, _SETS, _HOLD = any_of("reps"), any_of("sets"), any_of("holds")
_REST, _BETWEEN = any_of("rest"), any_of("between")
_COUNT = r"\d{1,3}(?:\s*[-–]\s*\d{1,3})?"
_END = r"(?![^\W_]|\s*(?:/|per\b|a\b))"
_EASY = "(?:jog(?:ging)?|walk(?:ing)?|float|shuffle)"
_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (
            rf"(?<![\w.])(?P<n>{_COUNT})\s*(?:{_REPS}\s*)?[x×]?\s*\(\s*(?P<sets>\d{{1,2}})\s*{_SETS}\s*\)",
            r"\g<sets>x\g<n>",
        ),
        (
            rf"(?<![\w.])(?P<n>{_COUNT})\s*{_REPS}\s*(?:[x×,;]|for)\s*(?P<sets>\d{{1,2}})\s*{_SETS}{_END}",
            r"\g<sets>x\g<n>",
        ),
        (
            rf"(?<![\w.])(?:{_HOLD}\s+(?:for\s+)?)?(?P<n>(?:\d+\s*[-–]\s*)?{TIME})\s*(?:[x×]|[,;]\s*(?:repeat\s+)?)\s*"
            rf"(?P<sets>\d{{1,2}})\s*(?:{_SETS}|times|x(?!\s*\d)){_END}",
            r"\g<sets>x\g<n>",
        ),
        (rf"(?<![\w.])(?P<n>\d+\s*[-–]\s*{TIME})\s*[x×]\s*(?P<sets>\d{{1,2}}){_END}", r"\g<sets>x\g<n>"),
        (
            rf"(?<![\w.])(?P<sets>\d{{1,2}})\s*{_SETS}\s*,\s*(?P<n>\d{{1,3}})(?=\s*(?:/|per\s|each\s))",
            r"\g<sets>x\g<n>",
        ),
        (
            r"(?<![\w.])(?P<load>\d{1,3}(?:[.,]\d+)?\s*(?:kg|lbs?))\s*[x×]\s*(?P<n>\d{1,3}(?:\s*,\s*\d{1,3})+)(?!\w)",
            r"\g<n> (\g<load>)",
        ),
        (
            rf"^(?P<n>\d{{1,2}})\s*[x×]\s*\(?\s*(?P<hard>{TIME}\s*(?:hard|fast|quick|brisk))\s*[/,;&+]\s*"
            rf"(?P<easy>{TIME}\s*(?:easy|slow|steady))\s*\)?(?!\w)",
            r"\g<n> x (\g<hard> / \g<easy>)",
        ),
        (
            rf"(?P<work>\d\s*[x×].*?)\s*(?:[,;/+]|\bw/|\bwith)\s*(?P<length>(?!\d{{3,4}}\s*m\b){TIME})\s*(?:of\s+)?"
            rf"(?P<way>(?:(?:easy|slow|light|brisk)\s+)?{_EASY})"
            r"(?:\s+(?:recovery|recoveries|rest|rests|between(?:\s+\w+)?))*\s*$",
            rf"\g<work> (\g<way>{IN_THE_RESTS}), rest \g<length>",
        ),
        (
            r"(?P<work>\d\s*[x×].*?)\s*(?:[,;/+]|\bw/|\bwith)\s*"
            rf"(?P<way>(?:\d{{2,4}}\s*m|\d(?:\.\d+)?\s*(?:km|mi|miles?))\s+(?:easy\s+|slow\s+)?{_EASY})"
            r"(?:\s+(?:recovery|recoveries|rest|rests|between(?:\s+\w+)?))*\s*$",
            rf"\g<work> (\g<way>{IN_THE_RESTS})",
        ),
        (
            rf"(?P<work>\d\s*[x×].*?)\s*[,;/+]\s*(?P<length>(?!\d{{3,4}}\s*m\b){TIME})\s*(?:de\s+|di\s+)?"
            r"(?P<way>(?:lockere[rs]?\s+)?(?:trab(?:en|pause)?|geh(?:en|pause)|trote|trotar|caminar|caminando|footing|trottiner"
            r"|marche|corsetta|camminata|wandelen|dribbelen|caminhada))\s*$",
            r"\g<work> (\g<way>), rest \g<length>",
        ),
        (
            rf"^(?P<rest>{_REST})\s+(?P<where>{_BETWEEN}\s+.{{3,40}}?)(?:\s*[:=]\s*|\s+(?:[-–]\s*)?)(?P<length>{TIME})\W*$",
            r"\g<rest> \g<length> \g<where>",
        ),
        (rf"^(?P<rest>{_REST})\s+(?:time|period|interval)\s*[:=]\s*(?=\d)", r"\g<rest>: "),
        (
            rf"(?<![\w.–-])(?P<n>{_COUNT})\s*[x×]\s*(?P<sets>\d{{1,2}})\s*{_SETS}(?!\w)\s*(?:[x×]\s*)?",
            r"\g<sets>x\g<n> ",
        ),
        (
            r"(?<![\w.–-])(?P<n>\d{1,3}\s*[-–]\s*\d{1,3})\s*[x×]\s*(?P<sets>\d{1,2})\s*[x×]\s*(?=\d+(?:[.,]\d+)?\s*(?:kg|lb))",
            r"\g<sets>x\g<n>, ",
        ),
        (rf"(?<![\w.–-])(?P<n>\d{{1,3}}\s*[-–]\s*\d{{1,3}})\s*[x×]\s*(?P<sets>\d{{1,2}}){_END}", r"\g<sets>x\g<n>"),
        (r"(?<![\w:]):(?P<n>\d\d)(?=\s)", r"\g<n>s"),
        (r"(?<!\w)(?:li\.?/re\.?|re\.?/li\.?)(?!\w)", "each side"),
    )
)  # fmt: skip
_LONGEST = 300
_HELD = re.compile(
    rf"(?P<dose>.*(?:\d\s*[x×]\s*\d|(?<!\w)[x×]\s*\d|\d\s*{_REPS}{_END}).*?)[,;]\s*"
    rf"(?P<held>{_HOLD}\s+(?:for\s+)?{TIME}|{TIME}\s*-?\s*{_HOLD})\s*(?P<after>$|[,;].*)",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"(?<!\w)(?:every|alle|cada|chaque|toutes les|ogni|elke|on the|e\d*m?om|amrap|tabata)(?!\w)", re.IGNORECASE
)
"""Lines in which a time and a number are turns of a clock, and not sets."""


def usual(text: str) -> str:
    """Return a line with its dose in the usual form; how long a repetition is held is a note in brackets."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)) or _TURNS.search(text):
        return text
    for pattern, form in _FORMS:
        text = pattern.sub(form, text, count=1)
    held = _HELD.fullmatch(text)
    return f"{held['dose']} ({held['held']}){held['after']}" if held else text
