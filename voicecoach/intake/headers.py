"""The lines that open a block on a whiteboard: rounds, supersets, ladders, intervals, tabatas, EMOMs and AMRAPs.

A header is a sequence of clauses in any order: "3 rounds", "for time", "time cap 15 min", "on the 2:00", "x 5". Each
clause is a pattern of `CLAUSES`; which of them there are decides what block it is. What is left after a colon, in
brackets or behind "of" is what is done. A line with anything else in it opens no block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from voicecoach.intake.board_words import any_in_header as any_of
from voicecoach.intake.board_words import number_words
from voicecoach.intake.clauses import A_REST, A_TIME, CLAUSES, NUMBER_WORD, OF, WHERE, Clauses, pattern_of, read_clauses
from voicecoach.intake.quantities import about_the_whole
from voicecoach.intake.times import UNIT, read_time
from voicecoach.units import HOUR, MINUTE, SECOND

BlockName = Literal["circuit", "superset", "tabata", "emom", "amrap"]
_LONGEST = 200
_DEATH_MINUTES = 10
_MOST_STEPS = 100
_COUNTS = ("rounds", "sets", "times", "repeat", "kind", "interval", "tabata")
_TIMED_WORDS = pattern_of(rf"(?:{any_of('amrap')}|{any_of('every')}|{any_of('rounds')}|tabata|mom|off)\b")
_BETWEEN = pattern_of(rf"{A_REST}\s*(?:{any_of('rest')}\s*)?{WHERE}\s*[.!:]?")
_ABOUT_WHOLE = pattern_of(
    r"(?:(?:(?:estimated|est\.?|approx\.?|total|workout|target|goal)\s+)*(?:time|duration|length|dauer|durée|duración|durata"
    r"|duur|duração)|(?:time[\s-]*)?cap|tc|level|difficulty|intensity|calories|kcal|score|scoring|focus|goal|date|coach"
    r"|niveau|nivel|livello|schwierigkeit)\s*[:=]\s*\S.*|(?:total|time cap)\s+.*\d.*"
    r"|(?:(?:\d{1,2}|once|twice)\s*(?:[-–]\s*\d{1,2}\s*)?(?:x|×|times)?\s*(?:a|per|/|every|each)\s*(?:day|week)|daily"
    r"|(?:\d{1,2}\s*(?:[-–]\s*\d{1,2}\s*)?(?:x|×|mal|veces|fois|volte|vezes|keer)?\s*"
    r"(?:täglich|wöchentlich|(?:am|pro|al|por|par|alla|a|per|ao|na|je|in der)\s+"
    r"(?:tag|woche|día|dia|semana|jour|semaine|giorno|settimana|dag|week)|dagelijks|wekelijks)"
    r"|täglich|diario|diariamente|quotidien(?:nement)?|tous les jours|ogni giorno|dagelijks))"
    rf"|(?:on|in|within)\s+an?\s+(?:running\s+)?{A_TIME}\s+(?:running\s+)?(?:clock|window)\W*"
    r"|\d{1,3}\s*(?:min|minutes?)\s+clock\W*|(?:\w+\s+)?\d[\d,.]*\s*(?:m|km|yards?|yds?|met(?:er|re)s|miles?)\s+(?:in\s+)?total\W*"
    r"|\d{1,2}(?:\s*[-–]\s*\d{1,2})?\s*sessions?\s+(?:a|per|/|each|every)\s*(?:day|week)\W*"
    rf"|(?:{any_of('repeat')}\s+)?(?:{any_of('every')}\s+(?:\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?\s+|few\s+)?"
    r"(?:hours?|days?|stunden?|tage?|horas?|días?|dias?|heures?|jours?|or[ae]|giorn[oi]|uur|uren|dag(?:en)?)|hourly)\W*"
    r"|hiit\s+\d{1,3}\s*[-–]?\s*(?:min|minutes?)\W*|\d{1,3}\s*[-–]?\s*(?:min|minutes?)\s+hiit\W*"
    r"|.*\b(?:\w*day|workout|session|class|routine|programme?|wod)\s*\(\W*\d{1,3}\s*[-–]?\s*(?:min|minutes?|hours?|h)\)?\W*"
)
_HEADER_WORDS = "|".join(
    any_of(topic) for topic in ("rounds", "sets", "times", "repeat", "amrap", "every", "minute", "filler")
)
_NO_NAME = pattern_of(rf"(?:[\W\d_]|(?:{_HEADER_WORDS})(?!\w))+|(?:{any_of('rest')}\s+)?{WHERE}")
_SEEMS_HEADER = pattern_of(
    rf"(?:.*\b)?(?:{any_of('rounds')}|{any_of('amrap')}|{any_of('every')}|sets|tabata|e\d*mom|ladder|pyramid|repeat|cap"
    rf"|{any_of('kind')})\b.*:"
    rf"|(?:in|for)\s+{A_TIME}.*:"
)
_NO_ITEM = pattern_of(r"(?:\w+day|workout|wod|class|session|training|finisher|time|protocol|interval|timer|style)s?\W*")
_HAS_NAME = re.compile(
    rf"(?!(?:yds?|yards?|km|met(?:er|re)s?|miles?|cal|reps?|total|{UNIT})\b)[^\W\d_]{{3,}}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """A line that opens a block, with its rounds or its time in ms; ``items`` is the list after its colon.

    ``ladder`` are the repetitions of each round, where they differ: ``21,15,9``. ``note`` is what it says about the
    block as a whole, such as a time cap; ``doubts`` are what may have been meant otherwise. ``again`` is a header that
    may stand below its exercises, such as "repeat twice".
    """

    block: BlockName
    rounds: int = 0
    time: int = 0
    every: int = 0
    work: int = 0
    rest: int = 0
    between: int = 0
    items: str = ""
    ladder: str = ""
    note: str = ""
    doubts: tuple[str, ...] = ()
    again: bool = False


@lru_cache(maxsize=4096)
def read_header(text: str) -> BlockHeader | None:
    """Return the block that a line opens, or None."""
    text = text.strip(" *_#–—-")
    if not text or len(text) > _LONGEST:
        return None
    found, between, items = read_clauses(text, _is_complete)
    header = _block(found)
    if header is None:
        return _behind_items(text) if _TIMED_WORDS.search(text) else None
    if not items:
        return header
    if _NO_ITEM.fullmatch(items):
        return _noted(header, between + items) if text.endswith(":") and not header.items else None
    told = re.search(rf"[:\[(–—-]|\b{OF}\b", between, re.IGNORECASE) or ("," in between and items[:1].isdigit())
    if text.endswith(":") and "," in between and not re.search(r"[:\[(]", between) and not re.search(r"\d", items):
        return _noted(header, between + items)
    alone = header.block in ("tabata", "amrap", "emom") and ("time" in found or "tabata" in found)
    listed = header.ladder and re.search(r"[,&+/]|\band\b", items) and not re.search(r"\d", items)
    if not (told or (alone and items[0].isalpha()) or listed):
        return _noted(header, between + items) if text.endswith(":") else None
    bracketed = "(" in between and items.endswith(")") and items.count("(") < items.count(")")
    items = items[:-1] if bracketed else items
    remark = bracketed and header.block != "tabata" and not re.search(r"[\d,/&+]", items)
    if (
        not bracketed
        and not remark
        and found.keys() & {"sets", "times"}
        and re.fullmatch(rf"\d[\d\s-]*(?:reps?|repetitions|{UNIT})?", items, re.IGNORECASE)
    ):
        return None
    inner = None if _HAS_NAME.search(items) else read_header(items)
    if remark or not (_HAS_NAME.search(items) or (inner and inner.work)):
        return _noted(header, items)
    return replace(header, items=items.strip(" .:"))


def _noted(header: BlockHeader, words: str) -> BlockHeader:
    many = CLAUSES["rounds"].search(words) if header.block in ("circuit", "superset") and not header.rounds else None
    rounds = _number(many["n"] or many["behind"]) if many else header.rounds
    return replace(header, rounds=rounds, note=f"{header.note}, {words}".strip(" ,.:()"))


def _is_complete(found: Clauses) -> bool:
    header = _block(found)
    return header is not None and (header.block not in ("amrap", "emom") or header.time > 0)


def _block(found: Clauses) -> BlockHeader | None:
    """Return the block that clauses make together."""
    note = ", ".join(found[one][0].strip() for one in ("places", "manner", "cap", "unsure") if one in found)
    header = _block_of(found)
    if header is None:
        return None
    pause = found.get("between")
    length = _rest(pause["after"] or pause["before"] or pause["bare"]) if pause else 0
    if pause and pause["stations"]:
        header = replace(header, rest=length)
    elif pause:
        header = replace(header, between=length)
    many = found.get("rounds")
    if many and many["fewer"]:
        note = f"{note}, {many['fewer']} to {many['n']} rounds".strip(", ")
    return replace(header, note=note)


def _block_of(found: Clauses) -> BlockHeader | None:
    if death := found.get("death"):
        minutes = min(_MOST_STEPS, _length(death["time"]) // MINUTE if death["time"] else _DEATH_MINUTES)
        doubts = () if death["time"] else (f"it has no end; its first {minutes} minutes are taken",)
        ladder = ",".join(map(str, range(1, minutes + 1)))
        return BlockHeader(
            "emom", time=minutes * MINUTE, every=MINUTE, items=death["name"], ladder=ladder, doubts=doubts
        )
    count, time = _count(found), _total(found)
    if interval := found.get("interval"):
        return _intervals(found, interval, count, time)
    if alone := found.get("alone"):
        return BlockHeader("circuit", rounds=count, work=_length(alone["work"]))
    if "tabata" in found:
        return BlockHeader("tabata", rounds=count or time // (30 * SECOND))
    if "every" in found:
        turn = _turn(found["every"])
        return BlockHeader("emom", time=time or turn * count, every=turn)
    if "amrap" in found:
        return BlockHeader("amrap", time=time, rounds=count)
    if "ladder" in found:
        steps = _steps(found["ladder"])
        return BlockHeader("circuit", rounds=len(steps), ladder=",".join(map(str, steps))) if steps else None
    kind = found.get("kind")
    block: BlockName = "superset" if kind and not re.search("circ|zirk", kind[0], re.IGNORECASE) else "circuit"
    if kind or any(one in found for one in _COUNTS):
        again = "repeat" in found or set(found) <= {"times", "manner"}
        return BlockHeader(block, rounds=count or (2 if "repeat" in found else 0), again=again)
    return None


def _intervals(found: Clauses, interval: re.Match[str], count: int, time: int) -> BlockHeader | None:
    """Return intervals of work and rest, in rounds; a tabata where the line says so."""
    work, rest = _length(interval["work"]), _length(interval["rest"])
    count = count or (time // (work + rest) if time and work + rest else 0)
    if not work:
        return None
    if "tabata" in found:
        return BlockHeader("tabata", rounds=count, work=work, rest=rest)
    if not (count or "kind" in found or interval["off"] or interval["early"]):
        return None
    return BlockHeader("circuit", rounds=count, work=work, rest=rest, between=rest)


def _count(found: Clauses) -> int:
    """Return the number of rounds that clauses name; 0 where they name none."""
    for name in _COUNTS:
        match = found.get(name)
        groups = match.groupdict() if match else {}
        if groups.get("twice") or groups.get("again"):
            return 2
        if groups.get("more"):
            return _number(groups["more"]) + 1
        if number := groups.get("n") or groups.get("behind") or groups.get("last"):
            return _number(number)
    return 0


def _total(found: Clauses) -> int:
    """Return the ms that the clauses give for all of it; 0 where they give none. Numbers alone are minutes."""
    for name in ("amrap", "every", "tabata", "time", "bare"):
        match = found.get(name)
        if match and match["time"]:
            text = match["time"]
            behind = name == "bare" and "every" in found and match[0].lower().startswith("x")
            return int(text) * (_turn(found["every"]) if behind else MINUTE) if text.isdigit() else _length(text)
    return 0


def _turn(every: re.Match[str]) -> int:
    if every["minutes"]:
        return int(every["minutes"]) * MINUTE
    if every["seconds"]:
        return int(every["seconds"]) * SECOND
    return _length(every["turn"] or every["on"] or "") or (2 * MINUTE if every["other"] else MINUTE)


def _steps(ladder: re.Match[str]) -> list[int]:
    """Return the repetitions of the rounds of a ladder: ``21-15-9``, ``10-9-8-…-1``, ``10 to 1``."""
    if ladder["from"]:
        first, last = int(ladder["from"]), int(ladder["to"])
        step = 1 if first <= last else -1
        return list(range(first, last + step, step))[:_MOST_STEPS]
    listed = ladder["steps"].removesuffix(ladder["dots"] or "")
    steps = [int(one) for one in re.findall(r"\d+", listed)]
    if ladder["last"]:
        stride, last = steps[-1] - steps[-2], int(ladder["last"])
        if not stride or (last - steps[-1]) % stride or (last - steps[-1]) // stride < 1:
            return []
        steps += range(steps[-1] + stride, last + (1 if stride > 0 else -1), stride)
    return steps[:_MOST_STEPS]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else number_words()[text.lower()]


def _length(text: str) -> int:
    """Return the ms of a time, which may have its number in words; a number alone is seconds."""
    text = re.sub(
        rf"^{NUMBER_WORD}\b", lambda found: str(number_words()[found[0].lower()]), text.strip(), flags=re.IGNORECASE
    )
    return read_time(text.removeprefix(":"))


def _rest(text: str) -> int:
    """Return the ms of a rest: a number without a unit is minutes up to five, else seconds."""
    bare = text.isdigit() and int(text) <= 5
    return min(HOUR, int(text) * MINUTE if bare else _length(text))


def _behind_items(text: str) -> BlockHeader | None:
    """Return the block of a line that names its exercises first: ``5 burpees every minute for 10 min``."""
    for start in re.finditer(r"(?:(?<=\s)|(?<=,))(?=[^\W_])", text):
        before = re.sub(r"\s[x×]$", "", text[: start.start()].strip(" ,;–—-("))
        if before.endswith(":"):
            continue
        found, _, rest = read_clauses(text[start.start() :], _is_complete)
        header = _block(found) if not rest and "ladder" not in found else None
        if not header or header.items or not _HAS_NAME.search(before):
            continue
        if header.block == "emom" and header.time:
            return replace(header, items=before)
        if header.work and header.rounds and found["interval"]["n"] is None:
            return replace(header, items=before)
        if header.block in ("amrap", "tabata") and (header.time or header.block == "tabata"):
            return replace(header, items=before)
        if "rounds" in found and re.search(r"[,+&]", before):
            return replace(header, items=before)
    return None


def read_rests(text: str) -> list[tuple[str, int]]:
    """Return what a line says of the rests of a block, such as ``rest 20s between exercises, 2 min between rounds``."""
    first, *others = re.split(r"\s*[,;/&]\s*|\s+and\s+", text.strip())
    found = [read_between(one) or read_between(f"rest {one}") for one in others]
    rests = [read_between(text)] if not others else [read_between(first), *found]
    return [one for one in rests if one] if all(rests) else []


def read_between(text: str) -> tuple[str, int] | None:
    """Return what a line says of the rest between the rounds or the stations of a block: which, and its ms."""
    found = _BETWEEN.fullmatch(text.strip())
    if not found:
        return None
    return ("rest" if found["stations"] else "between"), _rest(found["after"] or found["before"])


@lru_cache(maxsize=4096)
def is_about_whole(text: str) -> bool:
    """Return whether a line speaks of all of it, the routine or a block: a time cap, "for time", how long it takes."""
    text = text.strip(" *_.()")
    if about_the_whole(text) or _ABOUT_WHOLE.fullmatch(text):
        return True
    capped = CLAUSES["cap"].search(text)
    if capped and not re.search(r"\d", text.replace(capped[0], "")):
        return True
    found, _, rest = read_clauses(text, _is_complete)
    return bool(found) and found.keys() <= {"cap", "manner"} and not rest


def names_nothing(words: str) -> bool:
    """Return whether words are all words of headers, or say between what a rest is, and name no exercise."""
    return bool(_NO_NAME.fullmatch(words[:_LONGEST]))


def seems_header(text: str) -> bool:
    """Return whether a line has the words of a header, and ends as one, though it is not understood."""
    return bool(_SEEMS_HEADER.fullmatch(text.strip()))
