from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from voicecoach.errors import EnvironmentFault, OutputFailed
from voicecoach.live.records.history import Entry, History, format_history
from voicecoach.resources import user_folder
from voicecoach.text_width import width

ZONE = timezone(timedelta(hours=-3))
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=ZONE)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(tmp_path: Path, clock: Clock, told: list[str]) -> History:
    return History(tmp_path / "data" / "deep", clock, told.append)


def test_nothing_played_is_no_error(history: History) -> None:
    assert history.read() == ()
    assert "no routine" in format_history(())


def test_what_was_recorded_is_read_back(history: History, clock: Clock, told: list[str]) -> None:
    began = history.now()
    clock.time += timedelta(minutes=10)
    entry = history.record("Übung 腹", "clam.yaml", reached=500_000, total=550_000, finished=False, when=began)
    assert entry == Entry(NOON, "Übung 腹", "clam.yaml", 600_000, 500_000, 550_000, finished=False)
    other = history.record("B", "b.yaml", reached=9, total=5, finished=True)
    assert other.reached == 5
    assert history.read() == (entry, other)
    assert told == []


def test_the_folder_is_the_user_s_unless_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "mine"))
    assert user_folder("data") == tmp_path / "mine"
    assert History().path.parent == tmp_path / "mine"
    monkeypatch.delenv("VOICECOACH_DATA")
    assert user_folder("data").is_absolute()
    assert "voicecoach" in user_folder("data").parts


BAD = [
    b"not json",
    b"{}",
    b"[]",
    b"\xff\xfe\x00",
    b'{"voicecoach_history": 1, "when": "yesterday"}',
    b'{"voicecoach_history": true}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_damaged_line_is_set_aside_and_the_rest_goes_on(history: History, told: list[str], bad: bytes) -> None:
    first = history.record("A", "a", reached=1, total=2, finished=False)
    whole = history.path.read_bytes()
    damaged = whole + bad + b"\n"
    history.path.write_bytes(damaged)
    second = history.record("B", "b", reached=2, total=2, finished=True)
    damaged = history.path.read_bytes()
    assert history.read() == (first, second)
    aside = history.path.with_name("history.jsonl.damaged-1")
    assert aside.read_bytes() == damaged
    assert len(told) == 1
    assert str(aside) in told[0]
    assert history.read() == (first, second)
    assert len(told) == 1, "it is mended, so it is told once"


@pytest.mark.parametrize(
    ("field", "value"),
    [("when", "2026-03-01T12:00:00"), ("took_ms", -1), ("total_ms", 1.5), ("finished", 1), ("routine", None)],
)
def test_values_that_cannot_be_are_damage(history: History, told: list[str], field: str, value: object) -> None:
    history.record("A", "a", reached=1, total=2, finished=False)
    data = json.loads(history.path.read_text("utf-8"))
    data[field] = value
    history.path.write_text(json.dumps(data) + "\n", "utf-8")
    assert history.read() == ()
    assert len(told) == 1


def test_a_second_damage_gets_a_name_of_its_own(history: History) -> None:
    for _ in range(2):
        history.path.parent.mkdir(parents=True, exist_ok=True)
        with history.path.open("ab") as file:
            file.write(b"bad\n")
        assert history.read() == ()
    assert sorted(path.name for path in history.path.parent.glob("*damaged*")) == [
        "history.jsonl.damaged-1",
        "history.jsonl.damaged-2",
    ]


def test_half_a_line_of_a_dead_run_does_not_take_the_next_with_it(history: History) -> None:
    first = history.record("A", "a", reached=1, total=2, finished=False)
    with history.path.open("ab") as file:
        file.write(b'{"voicecoach_hist')
    second = history.record("B", "b", reached=1, total=2, finished=False)
    assert history.read() == (first, second)


def test_a_line_of_a_newer_version_is_kept_and_skipped(history: History, told: list[str]) -> None:
    entry = history.record("A", "a", reached=1, total=2, finished=False)
    with history.path.open("ab") as file:
        file.write(b'{"voicecoach_history": 2, "heart": 140}\nbad\n')
    assert history.read() == (entry,)
    assert b"heart" in history.path.read_bytes()
    assert b"bad" not in history.path.read_bytes()
    assert len(told) == 1


WRITER = """
import sys
from pathlib import Path
from voicecoach.live.records.history import History
history = History(Path(sys.argv[1]))
for number in range(20):
    history.record(f"{sys.argv[2]}-{number}", "x" * 3000, reached=1, total=2, finished=False)
    history.read()
"""


def test_several_writers_lose_nothing_even_while_damage_is_repaired(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").write_bytes(b"bad\n")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in "abc"]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    found = sorted(entry.routine for entry in History(tmp_path).read())
    assert found == sorted(f"{name}-{number}" for name in "abc" for number in range(20))
    assert len(list(tmp_path.glob("*damaged*"))) == 1


def test_a_folder_that_cannot_be_made_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    history = History(tmp_path / "file")
    with pytest.raises(OutputFailed) as caught:
        history.record("A", "a", reached=1, total=2, finished=False)
    assert "VOICECOACH_DATA" in caught.value.remedy


def test_a_history_that_is_a_folder_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").mkdir()
    with pytest.raises(EnvironmentFault) as caught:
        History(tmp_path).read()
    assert caught.value.remedy


def test_the_table_names_date_routine_time_and_how_far() -> None:
    table = format_history(
        (
            Entry(NOON, "Band glutes", "a", 552_000, 550_000, 550_000, finished=True),
            Entry(NOON + timedelta(days=1), "腹筋 " * 20, "b", 3_700_000, 275_000, 550_000, finished=False),
            Entry(NOON + timedelta(days=2), "Nothing", "c", 0, 0, 0, finished=False),
        )
    )
    head, *rows = table.splitlines()
    assert head.split() == ["date", "routine", "time", "how", "far"]
    assert rows[0].split() == ["2026-03-01", "12:00", "Band", "glutes", "9:12", "done"]
    assert rows[1].startswith("2026-03-02 12:00  腹筋 ")
    assert rows[1].endswith("1:01:40  50 % (4:35 of 9:10)")
    assert len({width(row[: row.index(end)]) for row, end in zip(rows, ("done", "50 %", "0 %"), strict=True)}) == 1
