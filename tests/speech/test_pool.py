"""Workers that are kept, replaced and given up, with tiny scripts in place of speech engines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicecoach.errors import EngineFailed
from voicecoach.speech.engine import EngineCrashed
from voicecoach.speech.engines.pool import MOST_MEMORY_MB, Pool

ECHO = """\
import itertools, os, time
def start(folder):
    numbers = itertools.count()
    def answer(request):
        if request.get("die"):
            os.abort()
        if request.get("hang"):
            time.sleep(600)
        if request.get("refuse"):
            return {"error": "not today"}
        if "file" in request:
            open(request["file"], "w").write("sound")
        return {"process": os.getpid(), "number": next(numbers), **request}
    return answer
"""


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Callable[..., Pool]]:
    made: list[Pool] = []
    script = tmp_path / "echo.py"
    script.write_text(ECHO)

    def make(**options: int) -> Pool:
        made.append(Pool(script, "echo", **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def process(pool: Pool, kind: str = "", **request: object) -> int:
    with pool.reply(request, 20, "answer", kind=kind) as reply:
        return int(reply.answer["process"])


def test_a_worker_is_used_again(pool: Callable[..., Pool]) -> None:
    one = pool()
    assert process(one) == process(one)


def test_a_worker_serves_one_kind_of_request(pool: Callable[..., Pool]) -> None:
    one = pool()
    first = process(one)
    assert process(one, "high") == first, "it had no kind yet"
    low = process(one, "low")
    assert low != first
    assert [process(one, kind) for kind in ("high", "low", "high")] == [first, low, first]
    assert process(one) in (first, low)


def test_a_worker_ends_after_so_many_phrases(pool: Callable[..., Pool]) -> None:
    one = pool(phrases=3)
    first, second = ({process(one) for _ in range(3)} for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second


def test_a_worker_that_has_grown_is_replaced(pool: Callable[..., Pool]) -> None:
    one = pool()
    first = process(one, memory=MOST_MEMORY_MB)
    assert process(one, memory=MOST_MEMORY_MB + 1) == first
    assert process(one) != first


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")
def test_the_memory_of_whoever_starts_a_worker_is_not_counted_as_its_own(pool: Callable[..., Pool]) -> None:
    """Else each phrase of a large program would have a worker of its own, which loads for seconds."""
    large = bytearray(b"x") * 300_000_000
    with pool().reply({}, 20, "answer") as reply:
        assert 0 < reply.answer["memory"] < 100 < len(large) / 1e6


def test_what_was_written_is_there_for_as_long_as_it_is_needed(pool: Callable[..., Pool]) -> None:
    with pool().reply({}, 20, "write", ".wav") as reply:
        assert reply.file.read_text() == "sound"
        assert reply.file.suffix == ".wav"
    assert not reply.file.exists()


@pytest.mark.parametrize(("harm", "deadline"), [("die", 20), ("hang", 0.5)])
def test_a_request_that_kills_two_workers_is_given_up(pool: Callable[..., Pool], harm: str, deadline: float) -> None:
    one = pool()
    with (
        pytest.raises(EngineCrashed, match=r"'echo' could not sing: .*, twice") as caught,
        one.reply({harm: True}, deadline, "sing"),
    ):
        pass
    assert caught.value.remedy
    assert process(one)


def test_a_refusal_is_no_crash(pool: Callable[..., Pool]) -> None:
    with (
        pytest.raises(EngineFailed, match="could not sing: not today") as caught,
        pool().reply({"refuse": 1}, 20, "sing"),
    ):
        pass
    assert not isinstance(caught.value, EngineCrashed)
