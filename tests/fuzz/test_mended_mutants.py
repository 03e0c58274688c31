"""What is mended of a mutant is better than it was, and stays as it is when it is mended again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping

from tests.fuzz.mutants import mutants
from tests.fuzz.test_mutants import FILE, OneFile, guarded
from voicecoach.diagnostics import Diagnostic
from voicecoach.script.checker import check
from voicecoach.script.fixes import HIDING, State, repair

COUNT = int(os.environ.get("VOICECOACH_MUTANTS", "1000")) // 8


def look(texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    return check(FILE, OneFile(texts[FILE]))[1]


def kinds(found: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    return Counter((one.code, one.message) for one in found)


def better(before: tuple[Diagnostic, ...], after: State) -> bool:
    if any(one.code in HIDING for one in before):
        return not any(one.code in HIDING for one in after.found)
    return len(after.found) < len(before) and kinds(after.found) <= kinds(before)


def test_what_is_mended_is_better_and_stays() -> None:
    mended = 0
    for name, text in mutants(COUNT, seed=4711):
        with guarded(name):
            before = look({FILE: text})
            state = repair({FILE: text}, look)
            again = repair(state.texts, look)
        assert again.texts == state.texts, name
        assert bool(state.done) == (state.texts[FILE] != text), name
        assert not state.done or better(before, state), name
        mended += bool(state.done)
    assert mended, "nothing was ever mended"
