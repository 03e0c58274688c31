"""The account of words: what stands in a source is in the script, a comment or a remark, or a remark says it is not.

Words that give a line its meaning (``sets``, ``each side``, ``rest``) need not be there themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from voicecoach.intake.board_words import grammar_words
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Comment, Step, Value
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.times import TIME, read_bare_rest, read_time
from voicecoach.units import MINUTE, SECOND, parse_duration

_TOKEN = re.compile(r"(?<=\d)[x×](?=[^\W\d_]{3})|[^\W\d_]+|\d+")
_TIME = re.compile(TIME, re.IGNORECASE)
_WRITTEN_TIME = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|h|m|s))+(?![^\W_])")
_MOST_TOLD = 200


@dataclass
class _Account:
    """What the script and the remarks have of one line: how often a word or number, the times, and other numbers."""

    words: Counter[str] = field(default_factory=Counter)
    times: set[int] = field(default_factory=set)
    implied: set[str] = field(default_factory=set)

    def enter(self, text: str) -> None:
        self.words.update(_tokens(text))
        self.times.update(length for one in _WRITTEN_TIME.findall(text) if (length := parse_duration(one)))


def tell_lost(source: ForeignText, lines: Mapping[int, str], draft: ScriptDraft) -> None:
    """Add a remark for each line of which a word or number is neither in the draft nor in a remark.

    ``lines`` are the texts to account for, by their number.
    """
    accounts: dict[int, _Account] = {0: _Account()}
    for text in (draft.title, draft.author, *draft.comments, *_texts(draft.head)):
        accounts[0].enter(text)
    for step in draft.steps:
        _enter(step, accounts, accounts[0])
    for remark in source.remarks:
        accounts.setdefault(remark.span.line, _Account()).enter(remark.text)
    for number, text in lines.items():
        account = accounts.get(number) or _Account()
        if lost := list(_lost(text, account, accounts[0])):
            source.remark(source.at(number), f"not taken over: {' '.join(lost)[:_MOST_TOLD]}")


def _enter(value: Value, accounts: dict[int, _Account], outer: _Account) -> None:
    """Enter a step or comment at its line; the numbers of a block are implied in its lines, and theirs in it."""
    if isinstance(value, Comment):
        accounts.setdefault(value.line, _Account()).enter(value)
    elif isinstance(value, Mapping):
        account = accounts.setdefault(value.line if isinstance(value, Step) else 0, _Account())
        own = [
            text.replace("-", "") if key == "tempo" else text
            for key in value
            if key != "steps"
            for text in _texts(value[key])
        ]
        for text in own:
            account.enter(text)
            outer.implied.update(_numbers(text))
            account.implied.add(str(text.count(",") + 1))
        for step in value.get("steps", ()):
            _enter(step, accounts, account)
        if "steps" in value:
            accounts[0].implied.update(number for text in own for number in _numbers(text))
            accounts[0].times.update(account.times)


def _numbers(text: str) -> Sequence[str]:
    """Return the numbers of a text that are no part of a time: ``1m30s`` does not speak for a lost 30."""
    return re.findall(r"\d+", _WRITTEN_TIME.sub(" ", text))


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    else:
        for one in value:
            yield from _texts(one)


def _lost(text: str, own: _Account, shared: _Account) -> Iterator[str]:
    text = re.sub(r"\b(\d+)\s*/\s*\1\b", r"\1", text)  # 8/8 is 8 each side
    told = [
        found.span()
        for found in _TIME.finditer(text)
        if {read_time(found[0]), read_bare_rest(found[0])} & (own.times | shared.times)
    ]
    for found in _TOKEN.finditer(text):
        word = found[0].casefold()
        if word.isdigit():
            word = _plain(word)
            as_time = (
                word.isascii()
                and len(word) < 6
                and {int(word) * SECOND, int(word) * MINUTE} & (own.times | shared.times)
            )
            implied = word in own.implied or word in shared.implied or as_time
            known = implied or any(start <= found.start() < end for start, end in told)
        else:
            known = len(word) == 1 or word in grammar_words()
        for account in (own, shared):
            if account.words[word] > 0:
                account.words[word] -= 1
                break
        else:
            if not known:
                yield found[0]


def _tokens(text: str) -> Sequence[str]:
    return [_plain(one) if one.isdigit() else one.casefold() for one in _TOKEN.findall(text)]


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"
