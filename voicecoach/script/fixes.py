"""Repair what is safe to repair: a change is kept only if the checker then has less to say, and nothing new.

What hides everything behind it, such as a text that YAML cannot read, is repaired only where the whole file can be read
then, and nothing is said against the places that were changed. All else stays as it is, character for character.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic
from voicecoach.script.repairs import Lines, Repair, propose

HIDING = ("yaml-syntax", "yaml-tag")
"""Problems behind which the rest of a file is not read."""
ABOUT_WORDS = ("unknown-placeholder", "text-too-long")
LATE = ("placeholder-empty", "text-too-long")
"""Problems that are looked for only where nothing else is wrong: a repair may bring them to light."""
MOST_CHECKS = 300
MOST_READ = 5_000_000
"""Characters of scripts that are checked in all: in a large file, fewer repairs are tried one by one."""
MANY = 4
"""From so many problems of one kind on, they are repaired together."""
PROPOSALS = 2
"""So many ways are then tried for each."""
DEEPEST = 2

Place = tuple[int, str]
"""The number of a line, and what was written into it."""
Check = Callable[[Mapping[str, str]], tuple[Diagnostic, ...]]
"""Returns all diagnostics, with some files' texts instead of those on the disk."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was changed in a file, and at which of its lines."""

    file: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class State:
    """The texts of files, what is wrong with them, and what has been changed."""

    texts: Mapping[str, str]
    found: tuple[Diagnostic, ...]
    done: tuple[Repaired, ...] = ()


def repair(texts: Mapping[str, str], check: Check) -> State:
    """Repair all that can be, by itself or together with the problems that then come to light."""
    return _Repairer(check).repair(State(dict(texts), check(texts)))


@dataclass
class _Repairer:
    check: Check
    checks: int = 0
    read: int = 0
    refused: set[tuple[str, str]] = field(default_factory=set)

    def repair(self, state: State) -> State:
        for file in list(state.texts):
            state = self._uncover(state, file, ()) or state
        for file in list(state.texts):
            codes = Counter(one.code for one in state.found if one.span.file == file)
            for code in (code for code, number in codes.items() if number >= MANY):
                state = self._together(state, file, code)
        return self._improve(state, frozenset(), 0)

    def _together(self, state: State, file: str, code: str) -> State:
        """Repair many problems of one kind at once: where the likeliest proposal does harm, with the next one."""
        left = {one.span.line: one for one in state.found if one.span.file == file and one.code == code}
        for number in range(PROPOSALS if code not in HIDING else 0):
            text = state.texts[file]
            proposed = ((one, next(islice(propose(one, text), number, None), None)) for one in left.values())
            pairs = [(one, proposal) for one, proposal in proposed if proposal is not None and not proposal.whole]
            after = self._after_all(state, file, pairs)
            if after is not None and not _mends_all(state, after, pairs):
                known = {(one.span.line, one.code, one.message) for one in state.found if one.span.file == file}
                harmed = {one.span.line for one in after.found if (one.span.line, one.code, one.message) not in known}
                pairs = [pair for pair in pairs if pair[0].span.line not in harmed]
                after = self._after_all(state, file, pairs)
            if after is not None and _mends_all(state, after, pairs):
                state = after
                left = {line: one for line, one in left.items() if all(one is not mended for mended, _ in pairs)}
        return state

    def _after(self, state: State, problem: Diagnostic, proposal: Repair) -> State | None:
        """Apply a proposal, or return None once the checker has been asked often enough."""
        return self._after_all(state, problem.span.file, [(problem, proposal)])

    def _after_all(self, state: State, file: str, pairs: Sequence[tuple[Diagnostic, Repair]]) -> State | None:
        """Apply proposals for several problems of a file at once; each has a line of its own."""
        if not pairs or self.checks >= MOST_CHECKS or self.read >= MOST_READ:
            return None
        self.checks += 1
        edits = sorted((edit for _, proposal in pairs for edit in proposal.edits), key=lambda edit: edit.start)
        texts = {**state.texts, file: Repair("", tuple(edits)).apply(state.texts[file])}
        self.read += sum(map(len, texts.values()))
        done = (Repaired(file, problem.span.line, proposal.what) for problem, proposal in pairs)
        return State(texts, self.check(texts), (*state.done, *done))

    def _uncover(self, state: State, file: str, places: tuple[Place, ...]) -> State | None:
        """Repair all that keeps a file from being read, or return None where that cannot be done."""
        problem = next((one for one in state.found if one.code in HIDING and one.span.file == file), None)
        if problem is None:
            return None if _complained(state, file, places) else state
        whole: list[State] = []
        for proposal in propose(problem, state.texts[file]):
            after = None if _redoes(proposal, state.texts[file], places) else self._after(state, problem, proposal)
            if after is None or not _reads_on(state, after, problem):
                continue
            uncovered = self._uncover(after, file, (*places, *_places(proposal, state.texts[file])))
            if uncovered is not None and not proposal.whole:
                whole.append(uncovered)
                break
            whole += [uncovered] if uncovered is not None else []
        return min(whole, key=lambda one: len(one.found), default=None)

    def _improve(self, state: State, spared: frozenset[object], depth: int) -> State:
        """Take steps as long as they make it better. Problems that are ``spared`` are left alone."""
        while step := self._step(state, spared, depth):
            state = step
        return state

    def _step(self, state: State, spared: frozenset[object], depth: int) -> State | None:
        """Return the state after the first proposal that removes a problem, or None where none does."""
        for problem in state.found:
            text = state.texts.get(problem.span.file)
            if text is not None and _named(problem) not in spared and problem.code not in HIDING:
                tried = (self._try(state, problem, proposal, depth) for proposal in propose(problem, text))
                better = next((one for one in tried if one is not None), None)
                if better is not None:
                    return better
        return None

    def _try(self, state: State, problem: Diagnostic, proposal: Repair, depth: int) -> State | None:
        text = state.texts[problem.span.file]
        key = text, proposal.apply(text)
        after = None if key in self.refused else self._after(state, problem, proposal)
        if after is not None and not _is_better(state, after) and depth < DEEPEST:
            after = self._improve(after, frozenset(map(_named, state.found)), depth + 1)
        if after is not None and _is_better(state, after):
            return after
        self.refused.add(key)
        return None


def _mends_all(before: State, after: State, pairs: Sequence[tuple[Diagnostic, Repair]]) -> bool:
    return _mended(before, after) >= len(pairs)


def _is_better(before: State, after: State) -> bool:
    return _mended(before, after) > 0


def _mended(before: State, after: State) -> int:
    """Return how many problems there are less, 0 where there is a new one that would have been found before."""
    hidden = any(one.severity == "error" and one.code not in LATE for one in before.found)
    old, new = (
        Counter(_named(one) for one in state.found if not (hidden and one.code in LATE)) for state in (before, after)
    )
    return old.total() - new.total() if new <= old else 0


def _reads_on(before: State, after: State, problem: Diagnostic) -> bool:
    """Return whether more of the file can be read, with nothing new against other files."""
    file = problem.span.file
    others = Counter(_named(one) for one in after.found if one.span.file != file)
    old = Counter(_named(one) for one in before.found)
    return others <= old and all(
        one.span > problem.span for one in after.found if one.code in HIDING and one.span.file == file
    )


def _places(proposal: Repair, text: str) -> Iterator[Place]:
    if not proposal.whole:
        lines = Lines(text)
        for edit in proposal.edits:
            yield bisect_right(lines.starts, edit.start), YAML_LINE_BREAK.split(edit.text)[0]


def _redoes(proposal: Repair, text: str, places: tuple[Place, ...]) -> bool:
    """Return whether a proposal changes what another one has written."""
    lines = Lines(text)
    written = [(lines.at(number, lines.line(number).find(words) + 1), len(words)) for number, words in places]
    return any(edit.start < at + size and at < edit.end for edit in proposal.edits for at, size in written)


def _complained(state: State, file: str, places: tuple[Place, ...]) -> bool:
    """Return whether anything but the words is wrong with what stands in the places."""
    lines = Lines(state.texts[file])
    for one in state.found:
        if one.span.file == file and one.code not in ABOUT_WORDS:
            for number, written in places:
                start = lines.line(number).find(written) + 1
                if one.span.line == number and start <= one.span.column < start + len(written):
                    return True
    return False


def _named(problem: Diagnostic) -> tuple[str, str, str]:
    """Return what a problem is called wherever it stands, for places move."""
    return problem.span.file, problem.code, problem.message


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[str]:
    """Return the files whose text is different."""
    return [file for file, text in after.items() if text != before.get(file)]
