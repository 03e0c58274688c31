"""The clauses of headers on whiteboards, in any order: "3 rounds", "for time", "time cap 15 min", "on the 2:00"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from voicecoach.intake.board_words import any_in_header as any_of
from voicecoach.intake.board_words import number_words
from voicecoach.intake.times import UNIT

Clauses = Mapping[str, re.Match[str]]
NUMBER_WORD = f"(?:{'|'.join(number_words())})"
A_TIME = (
    rf"(?::\d\d(?!\d)|\d{{1,3}}:\d\d(?::\d\d)?(?!\d)"
    rf"|(?!\d{{3,4}}\s*m\b)\d{{1,4}}(?:[.,]\d)?[\s-]*{UNIT}\.?(?![^\W\d])(?:\s*\d{{1,2}}\s*{UNIT}(?![^\W\d])|\d\d(?!\d))?"
    rf"|{NUMBER_WORD}[\s-]+{UNIT}(?![^\W\d]))"
)
_N = rf"(?:\d{{1,3}}|{NUMBER_WORD}(?!(?!ma+l\b)\w))"
_ENDS = r"(?=\s*(?:$|[:;,.()\[–—-]))"
_POINTS = re.compile(r"[\s:;,.()\[\]+–—-]*")
_FILLER = re.compile(rf"{any_of('filler')}(?![\w/])", re.IGNORECASE)
OF = "(?:of|through|de|di|van|von)"
_NAMED_KIND = (
    rf"{any_of('kind')}s?(?:\s+training(?=\s*:))?"
    rf"(?:\s+(?:#\s*)?(?:[A-F]|\d{{1,2}})(?!\w|\s*(?:x|×|{any_of('rounds')})\b))?(?!\w)"
)
A_REST = (
    rf"(?:(?:with|w/)\s*)?(?:{any_of('rest')}\s*:?\s*(?:{OF}\s+|for\s+)?(?P<after>{A_TIME}|\d{{1,3}})"
    rf"|(?P<before>{A_TIME})\s*(?:{OF}\s+)?{any_of('rest')})"
)
WHERE = (
    rf"{any_of('between')}(?:\s+(?:each|every|all|the|les|los|las|den|de|die|le|la|i|gli|as|os|het))*"
    rf"(?:\s+(?:(?P<stations>{any_of('stations')})|{any_of('rounds')}|{any_of('sets')}|{any_of('kind')}s?))?"
)


def pattern_of(text: str) -> re.Pattern[str]:
    """Return a pattern that takes no notice of capitals."""
    return re.compile(text, re.IGNORECASE)


CLAUSES: dict[str, re.Pattern[str]] = {
    "death": pattern_of(
        rf"death by\s+(?P<name>[^\W\d][^\d:(]*?)\s*(?:[(,:–—-]?\s*(?:for\s+)?(?P<time>{A_TIME})\)?)?\s*:?\s*$"
    ),
    "amrap": pattern_of(rf"(?:(?P<time>{A_TIME}|\d{{1,3}})[\s,-]*)?{any_of('amrap')}(?!\w)"),
    "interval": pattern_of(
        rf"(?:(?P<n>\d{{1,3}})\s*[x×]\s*[(,;]*\s*)?(?P<work>{A_TIME}|\d{{1,3}})\s*(?:d['’]|de\s+)?(?P<onward>{any_of('on')}(?!\w))?"
        rf"\s*(?:(?P<slash>/)|,|:|-|–|&|\+|and|\s)\s*(?P<early>{any_of('rest')}\s+(?:for\s+)?)?(?P<rest>{A_TIME}|\d{{1,3}})\s*(?:de\s+|di\s+)?"
        rf"(?:(?P<off>{any_of('off')}(?!\w))|{_ENDS}|(?=\s+(?:x|×|for)\s))"
    ),
    "every": pattern_of(
        rf"(?:(?P<time>{A_TIME}|\d{{1,3}})[\s,-]*)?(?:e(?P<minutes>\d{{1,2}})?mot?m(?!\w)|e(?P<seconds>\d{{2,3}})s?(?:om)?(?!\w)"
        rf"|{any_of('every')}\s+(?:(?P<turn>{A_TIME})|(?P<other>other\s+|2nd\s+|second\s+)?{any_of('minute')}(?!\w))"
        rf"(?:\s*,?\s*on\s+(?:the|every)\s+(?:{A_TIME}|minute|min\b))?"
        rf"|on\s+the\s+(?:(?P<on>{A_TIME})|(?:minute|min)\b))"
    ),
    "tabata": pattern_of(
        rf"(?:(?P<time>{A_TIME})[\s-]*)?tabatas?(?!\w)(?:\s*[\s:]\s*(?P<n>\d{{1,2}})(?=\s*(?:$|[:)])))?"
    ),
    "cap": pattern_of(
        rf"{any_of('cap')}(?!\w)\s*[:=]?\s*(?:of\s+|is\s+)?(?:{A_TIME}|\d{{1,3}})(?!\w)"
        rf"|(?:{A_TIME}|\d{{1,3}})[\s-]*{any_of('cap')}(?!\w)"
    ),
    "manner": pattern_of(rf"{any_of('manner')}(?!\w)"),
    "alone": pattern_of(rf"(?P<work>{A_TIME})\s+(?:at\s+|on\s+|for\s+)?{any_of('every')}\s+{any_of('stations')}(?!\w)"),
    "places": pattern_of(rf"\d{{1,2}}\s+{any_of('stations')}(?!\w)"),
    "between": pattern_of(
        rf"(?:{A_REST}|(?P<bare>{A_TIME})(?=\s+{any_of('between')}\s))(?:\s*(?:{any_of('rest')}\s*)?{WHERE})?{_ENDS}"
    ),
    "unsure": pattern_of(rf"{any_of('rest')} as (?:needed|required|necessary)(?:\s+{WHERE})?"),
    "repeat": pattern_of(
        rf"{any_of('repeat')}(?:\s+[^\W\d]+){{1,4}}?\s+(?:(?P<last>{_N})\s*{any_of('times')}|(?P<again>{any_of('twice')}))(?!\w)|"
        rf"{any_of('repeat')}(?:\s+(?:this|that|it|the|all|above|from|series|circuit|whole|thing|set|sequence|again|of|es))*"
        rf"(?:\s*(?:x\s*)?(?:(?P<more>{_N})\s+more\s+times?|(?P<n>{_N})\s*(?:{any_of('times')}|{any_of('rounds')}|{any_of('sets')})?"
        rf"|(?P<twice>{any_of('twice')}))(?!\w))?"
    ),
    "ladder": pattern_of(
        r"(?:(?P<word>(?:rounds\s+of|ladder|pyramid|descending|ascending)(?:\s+(?:ladder|pyramid))?)\s*:?\s*(?:from\s+)?)?"
        r"(?P<steps>\d{1,3}(?:\s*[-–,/]\s*\d{1,3}){2,15}(?P<dots>\s*[-–,]?\s*(?:…|\.\.\.*)\s*[-–,]?\s*(?P<last>\d{1,3}))?"
        r"|(?P<from>\d{1,3})\s*(?:(?:down\s+|up\s+)?to|[-–])\s*(?P<to>\d{1,3}))"
        r"(?:\s*(?:reps?|repetitions|rep\s+rounds|rounds)\b)?(?P<after>\s+(?:ladder|pyramid))?(?!\s*[x×]|[\w/%]|\.\d|\s*[-–]\s*\d|\s*(?:s|secs?|seconds|min|mins|minutes)\b)"
    ),
    "rounds": pattern_of(
        rf"(?:(?P<fewer>\d{{1,2}})\s*[-–]\s*)?(?P<n>{_N})[\s-]*(?:(?:more|big|full|total|giant)\s+)?{any_of('rounds')}(?!\w)"
        rf"|{any_of('rounds')}\s*[x×:]\s*(?P<behind>\d{{1,3}})(?!\w)"
    ),
    "kind": pattern_of(rf"(?:(?P<n>\d{{1,3}})\s*[x×]?\s*)?{_NAMED_KIND}"),
    "sets": pattern_of(
        rf"(?P<n>{_N})\s*{any_of('sets')}(?!\w)(?=\s*(?:$|[:,.()–—]|-\s|{OF}\s*(?:$|[:(]|the\s|each))|\s+{any_of('manner')})"
    ),
    "times": pattern_of(
        rf"(?P<n>{_N})\s*{any_of('times')}(?!\w)(?=\s*(?:$|[:,.()\[–—-]|{any_of('kind')}|{OF}\s*(?:$|[:(]|the\s)|(?:{A_TIME}|\d+)\s*{any_of('amrap')}))"
        rf"|[x×]\s*(?P<behind>\d{{1,3}})\s*(?:(?:{any_of('sets')}|{any_of('rounds')}|{any_of('times')})(?!\w))?(?!\s*[x×\d])(?:{_ENDS}|(?=\s+{OF}\b))"
        rf"|(?P<twice>{any_of('twice')})(?!\w)"
    ),
    "time": pattern_of(rf"(?:x\s*)?(?P<time>{A_TIME})(?!\w)"),
    "bare": pattern_of(r"(?:x\s*)?(?P<time>\d{1,3})(?=\s*(?:$|[:),.–—-]|of\b))"),
}  # fmt: skip
"""The clauses, in the order in which they are tried. Each comes once in a header."""
_TIMED = frozenset({"amrap", "every", "tabata", "interval"})
_NEEDS = {"time": _TIMED, "bare": frozenset({"amrap", "every"})}
_LATER = frozenset({"alone", "places", "cap", "manner", "between", "unsure", "interval", "rounds", "times", "sets"})
"""What may still follow the colon of a header that is complete, such as ``Tabata: 8 rounds``."""


def read_clauses(text: str, is_complete: Callable[[Clauses], bool]) -> tuple[dict[str, re.Match[str]], str, str]:
    """Return the clauses at the beginning of a text, the points and fillers behind them, and what is left."""
    found: dict[str, re.Match[str]] = {}
    at = end = 0
    while at < len(text):
        at = _skip(_POINTS, text, at)
        later = ":" in text[end:at] and is_complete(found)
        if clause := next(_clauses_at(text, at, found, later=later), None):
            found[clause[0]] = clause[1]
            at = end = clause[1].end()
        elif (next_ := _skip(_FILLER, text, at)) > at:
            at = next_
        else:
            break
    return found, text[end:at], text[at:]


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _clauses_at(text: str, start: int, found: Clauses, *, later: bool) -> Iterator[tuple[str, re.Match[str]]]:
    for name, pattern in CLAUSES.items():
        if (
            name in found
            or (later and name not in _LATER)
            or not (_NEEDS.get(name) is None or _NEEDS[name] & found.keys())
        ):
            continue
        match = pattern.match(text, start)
        if match and name == "interval" and later and match["n"]:
            continue  # 3 rounds: 10 x 30s / 30s
        if (
            match
            and not (later and not re.match(r"\s*(?:$|[:),;.–—-]|[x×]\s*\d)", text[match.end() :]))
            and _holds(name, match, text)
        ):
            yield name, match


def _holds(name: str, match: re.Match[str], text: str) -> bool:
    """Return whether a clause means what it seems to."""
    after = text[match.end() :]
    if name == "interval":
        if re.search(r"\b(?:hard|fast|quick|easy|slow|steady)\b", match[0], re.IGNORECASE):
            return False
        timed = not (match["work"].isdigit() and match["rest"].isdigit())
        slashed = match["slash"] and (timed or match["n"] is None)
        told = (match["off"] or match["early"]) and not match["work"].isdigit()
        sets = match["work"].isdigit() and not match["rest"].isdigit() and not match["slash"]
        counted = match["off"] and (match["n"] or match["slash"]) and not sets
        return bool(told or counted or match["onward"] or slashed)
    if name == "ladder":
        if match["from"]:
            low = min(int(match["from"]), int(match["to"]))
            return low == 1 and bool(match["word"] or match["after"] or "to" in match[0].lower())
        slashed = "-" not in match["steps"] and "–" not in match["steps"]
        return not slashed or bool(match["word"] or match["dots"])
    if name in ("amrap", "every") and match["time"] is None:
        return name == "every" or not re.match(rf"\s+(?!{_FILLER.pattern})[^\W\d]", after, re.IGNORECASE)
    return True
