from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.live.terminals import WORK, running, wait_until
from voicecoach.live.terminal import digits, words
from voicecoach.live.terminal.cells import clean, fit, plain_ascii, wrap
from voicecoach.live.terminal.layout import Row, Sheet, lay_out
from voicecoach.live.terminal.lines import PlainLines
from voicecoach.live.terminal.screen import Screen, open_display
from voicecoach.live.view import View
from voicecoach.text_width import width

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of POSIX")
tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs the Debian package tmux")

REST = replace(WORK, kind="rest", rep=None, reps=None, spent=4_000, length=30_000, next="set 3 of 3")
OPEN = replace(WORK, rep=None, reps=None, length=None, spent=42_000, state="waiting")
SAY = replace(WORK, kind="say", exercise="", set=None, side="", caption="Grab your mini band.")
VIEWS = {
    "work": WORK,
    "rest": REST,
    "open": OPEN,
    "say": SAY,
    "paused": replace(WORK, state="paused"),
    "holding": replace(WORK, state="holding"),
    "finished": replace(WORK, state="finished", elapsed=550_000),
    "help": replace(WORK, help=True),
    "message": replace(REST, message="clam.yaml:4:3: error\nthe old routine goes on"),
    "empty": View(),
}
SIZES = [(1, 1), (7, 2), (20, 1), (24, 7), (30, 4), (40, 10), (40, 12), (60, 16), (80, 24), (120, 35), (250, 70)]
LEAVE = b"\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"


def text(line: Row) -> str:
    return "".join(piece.text for piece in line)


def page(view: View, columns: int, rows: int, *, blocks: bool = True) -> str:
    return "\n".join(text(line) for line in lay_out(view, Sheet(columns, rows, blocks)))


def digit_rows(shown: str) -> int:
    return sum(any(mark in line for mark in "█▀▄") for line in shown.splitlines())


@pytest.mark.parametrize("blocks", [True, False], ids=["blocks", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_fills_every_size_exactly(name: str, size: tuple[int, int], blocks: bool) -> None:
    lines = lay_out(VIEWS[name], Sheet(*size, blocks))
    assert len(lines) == size[1]
    assert {width(text(line)) for line in lines} == {size[0]}
    if not blocks:
        assert all(text(line).isascii() for line in lines)


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text(), st.integers(1, 130), st.integers(1, 50), st.integers(0, 10**7), st.booleans())
def test_no_text_breaks_the_screen(name: str, caption: str, columns: int, rows: int, time: int, blocks: bool) -> None:
    for view in (WORK, REST, SAY):
        view = replace(view, exercise=name, caption=caption, next=name, message=caption, spent=time, length=2 * time)
        for line in lay_out(view, Sheet(columns, rows, blocks)):
            assert width(text(line)) == columns
            assert not {unicodedata.category(character) for character in text(line)} & {"Cc", "Cf", "Cs"}


@pytest.mark.parametrize(
    ("size", "least"), [((40, 10), 5), ((40, 12), 6), ((60, 16), 8), ((80, 24), 10), ((120, 35), 16)], ids=str
)
@pytest.mark.parametrize("name", ["work", "rest", "open", "paused", "message"])
def test_the_number_is_as_large_as_the_screen_allows(name: str, size: tuple[int, int], least: int) -> None:
    lost = 2 if name == "message" else 0
    assert digit_rows(page(VIEWS[name], *size)) >= max(5, least - lost)


@pytest.mark.parametrize("size", [(40, 10), (40, 12), (80, 24), (120, 35)], ids=str)
def test_what_must_be_seen_is_seen_at_every_size(size: tuple[int, int]) -> None:
    shown = page(WORK, *size)
    for wanted in ("Clamshell", "WORK", "right", "left side", "0:17", "5:50"):
        assert wanted in shown
    assert re.search(r"set 2( of |/)3", shown)
    assert "of " in shown


@pytest.mark.parametrize("size", [(12, 1), (40, 3), (40, 10), (80, 24)], ids=str)
@pytest.mark.parametrize(
    ("name", "wanted"),
    [("paused", "PAUSED"), ("holding", "WAITING FOR"), ("open", "PRESS SPACE"), ("finished", "DONE")],
)
def test_a_state_is_told_in_words_at_every_size(name: str, wanted: str, size: tuple[int, int]) -> None:
    assert wanted[: size[0] - 1] in page(VIEWS[name], *size)


@pytest.mark.parametrize(("kind", "word"), [("rest", "REST"), ("ready", "GET READY"), ("switch", "SWITCH SIDES")])
def test_the_kind_is_told_in_words_and_in_a_colour_of_its_own(kind: Any, word: str) -> None:
    view = replace(REST, kind=kind)
    assert word in page(view, 40, 10)
    styles = [piece.style for line in lay_out(view, Sheet(80, 24)) for piece in line]
    assert kind in styles
    assert "work" not in styles


def test_nothing_moves_when_the_routine_is_paused() -> None:
    playing, paused = (page(view, 80, 24).splitlines() for view in (WORK, replace(WORK, state="paused")))
    assert playing[:20] == paused[:20]


def test_the_number_keeps_its_place_and_size_through_a_set() -> None:
    pages = [page(replace(WORK, rep=rep), 80, 24).splitlines() for rep in (1, 9, 10, 12)]
    ends = {tuple(line.find("of") for line in lines if " of ▄" in line) for lines in pages}
    assert len(ends) == 1
    assert len({digit_rows("\n".join(lines)) for lines in pages}) == 1


def test_all_keys_are_explained_on_the_smallest_screen() -> None:
    shown = page(VIEWS["help"], 40, 12)
    for key in ("space", "n, right", "p, left", "s ", "r ", "c ", "l ", "+, -", "up, down", "m, >", "?", "q"):
        assert key in shown


def test_all_keys_are_named_on_the_tiniest_screen() -> None:
    shown = " ".join(page(VIEWS["help"], 20, 5).split())
    for key in ("space pause", "n next", "p back", "s set", "r more", "c again", "+ - pace", "? keys", "q quit"):
        assert key in shown


def test_a_long_message_is_told_whole() -> None:
    message = "clam.yaml:6:10: error[wrong-value]: expected a duration such as 45s, 1m30s or 1:30, not '3 parsecs'"
    shown = page(replace(WORK, message=message), 40, 20)
    assert " ".join(shown.split()).endswith(message + " space pause · n next · ? keys · q quit")


def test_what_went_wrong_is_told_on_the_tiniest_screen_too() -> None:
    assert "no sound" in page(replace(WORK, message="no sound", state="paused"), 20, 2)


@pytest.mark.parametrize("blocks", [True, False])
@pytest.mark.parametrize("rows", [5, 6, 7, 9, 12, 20, 33])
def test_digits_differ_and_fit(rows: int, blocks: bool) -> None:
    drawn = {digit: digits.draw(digit, rows, 100, blocks=blocks) for digit in "0123456789"}
    assert len({tuple(lines) for lines in drawn.values()}) == 10
    assert all(len(lines) == rows for lines in drawn.values())
    clock = digits.draw("12:34", rows, 70, blocks=blocks)
    assert len({len(line) for line in clock}) == 1
    assert len(clock[0]) <= 70
    assert digits.draw("12", 1, 100) == []
    assert digits.draw("12345", 10, 5) == []


def test_a_digit_is_drawn_as_designed() -> None:
    assert digits.draw("4:2", 5, 20, blocks=False) == [
        "##  ##      ######",
        "##  ##  ##      ##",
        "######      ######",
        "    ##  ##  ##    ",
        "    ##      ######",
    ]


@pytest.mark.parametrize(
    ("left", "said"), [(3_000, "3"), (2_001, "3"), (2_000, "2"), (1, "1"), (0, "0"), (60_000, "60"), (60_001, "1:01")]
)
def test_seconds_left_change_when_they_are_said(left: int, said: str) -> None:
    assert words.countdown(left) == said


def test_pace_is_shown_where_it_is_not_the_script_s() -> None:
    assert words.pace_of(WORK) == ""
    assert words.pace_of(replace(WORK, pace=Decimal("1.1025"))) == "pace 1.1"
    assert words.pace_of(replace(WORK, pace=Decimal(10))) == "pace 10"
    assert "pace 0.95" in page(replace(WORK, pace=Decimal("0.95")), 80, 24)


@pytest.mark.parametrize(
    ("given_text", "cells"), [("abc", 3), ("腹筋", 4), ("e\N{COMBINING ACUTE ACCENT}", 1), ("\N{FLEXED BICEPS}", 2)]
)
def test_cells_are_counted(given_text: str, cells: int) -> None:
    assert width(given_text) == cells
    assert width(fit(given_text * 9, 5)) <= 5


def test_texts_are_cut_and_wrapped_at_cells() -> None:
    assert fit("clamshell", 6) == "clams…"
    assert fit("腹筋腹筋", 6) == "腹筋…"
    assert fit("abc", 0) == ""
    assert wrap("grab your mini band", 10, 3) == ["grab your", "mini band"]
    assert wrap("grab your mini band", 10, 1) == ["grab your…"]
    assert wrap("腹筋腹筋", 4, 2) == ["腹筋", "腹筋"]
    assert wrap("", 10, 2) == []


def test_escape_codes_in_a_name_are_harmless() -> None:
    assert clean("a\x1b[2Jb\r\nc\x9b1m") == "a [2Jb c 1m"
    assert clean("\N{RIGHT-TO-LEFT OVERRIDE}a\N{ZERO WIDTH JOINER}b") == "ab"
    assert plain_ascii("Übung · “é” 腹") == 'Ubung - "e" ??'


# --- plain lines ---------------------------------------------------------------------------------------------------


def test_plain_lines_say_what_begins_and_no_more() -> None:
    stream = io.StringIO()
    with PlainLines(stream) as display:
        for view in (
            SAY,
            SAY,
            WORK,
            replace(WORK, rep=8, spent=22_000, elapsed=203_000, caption="other"),
            replace(WORK, spent=22_000, state="paused"),
            replace(WORK, spent=22_000),
            replace(REST, elapsed=240_000),
            replace(REST, elapsed=241_000, spent=5_000),
            replace(REST, elapsed=241_000, spent=5_000, pace=Decimal("1.05")),
            replace(OPEN, set=3, elapsed=270_000, pace=Decimal("1.05")),
            replace(OPEN, set=3, elapsed=270_000, pace=Decimal("1.05"), message="a b\nc"),
            replace(WORK, state="finished", elapsed=550_000, pace=Decimal("1.05")),
        ):
            display.show(view)
    assert stream.getvalue().splitlines() == [
        "   3:20  Grab your mini band.",
        "   3:20  Clamshell · set 2 of 3 · right side · 12 repetitions",
        "   3:20  paused",
        "   3:20  going on",
        "   4:00  rest 0:30; next: set 3 of 3",
        "   4:01  pace 1.05",
        "   4:30  Clamshell · set 3 of 3 · right side · until done",
        "   4:30  press space when done",
        "   4:30  a b",
        "   4:30  c",
        "   9:10  done",
    ]


def test_going_back_in_a_set_is_said_again() -> None:
    stream = io.StringIO()
    display = PlainLines(stream)
    for spent in (1_000, 20_000, 0, 300):
        display.show(replace(WORK, spent=spent))
    assert len(stream.getvalue().splitlines()) == 2


def test_plain_lines_keep_to_what_the_stream_can_write() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    PlainLines(stream).show(replace(WORK, exercise="Pliés"))
    assert raw.getvalue().startswith(b"   3:20  Plies - set 2 of 3")


# --- the terminal --------------------------------------------------------------------------------------------------


class Pty:
    def __init__(self, encoding: str = "utf-8") -> None:
        self.master, slave = os.openpty()
        self.stream = os.fdopen(slave, "w", encoding=encoding)
        self.resize(80, 24)

    def resize(self, columns: int, rows: int) -> None:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self.stream, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def output(self) -> str:
        os.set_blocking(self.master, False)
        parts = []
        try:
            while part := os.read(self.master, 65536):
                parts.append(part)
        except BlockingIOError:
            pass
        return b"".join(parts).decode("utf-8")


@pytest.fixture
def pty() -> Iterator[Pty]:
    terminal = Pty()
    yield terminal
    terminal.stream.close()
    os.close(terminal.master)


@posix
def test_only_what_changed_is_drawn(pty: Pty) -> None:
    with Screen(pty.stream) as screen:
        assert pty.output().startswith("\x1b[?1049h\x1b[?25l")
        screen.show(WORK)
        assert "Clamshell" in pty.output()
        screen.show(WORK)
        assert pty.output() == ""
        screen.show(replace(WORK, caption="heels together"))
        changed = pty.output()
        assert "heels together" in changed
        assert len(re.findall(r"\x1b\[\d+;1H", changed)) == 1
        assert "\x1b[2J" not in changed
    assert pty.output().encode() == LEAVE


@posix
def test_a_change_of_size_draws_everything_anew(pty: Pty) -> None:
    with Screen(pty.stream) as screen:
        screen.show(WORK)
        pty.output()
        pty.resize(40, 10)
        screen.show(WORK)
        drawn = pty.output()
        assert "\x1b[2J" in drawn
        assert "Clamshell" in drawn
        assert [int(row) for row in re.findall(r"\x1b\[(\d+);1H", drawn)] == list(range(1, 11))


@posix
def test_no_color_means_no_colour_but_all_the_words(pty: Pty) -> None:
    shown = {}
    for value in ("", "1"):
        with open_display(pty.stream, environment={"TERM": "xterm", "NO_COLOR": value}) as display:
            display.show(WORK)
            shown[value] = pty.output()
    colours = re.compile(r"\x1b\[[\d;]*(3|4|9|10)\d[;m]")
    assert colours.search(shown[""])
    assert not colours.search(shown["1"])
    escapes = re.compile(r"\x1b\[[\d;]*m")
    assert escapes.sub("", shown[""]).split("\x1b[2J")[-1] == escapes.sub("", shown["1"]).split("\x1b[2J")[-1]


@posix
def test_a_terminal_without_block_characters_gets_ascii() -> None:
    terminal = Pty("latin-1")
    with Screen(terminal.stream) as screen:
        screen.show(replace(WORK, exercise="腹筋 Pliés"))
    shown = terminal.output()
    terminal.stream.close()
    os.close(terminal.master)
    assert shown.isascii()
    assert "????" in shown
    assert "##" in shown


@posix
def test_where_there_is_no_screen_there_are_lines(pty: Pty) -> None:
    assert isinstance(open_display(pty.stream, environment={"TERM": "xterm"}), Screen)
    assert isinstance(open_display(pty.stream, environment={"TERM": "dumb"}), PlainLines)
    assert isinstance(open_display(pty.stream, plain=True, environment={"TERM": "xterm"}), PlainLines)
    assert isinstance(open_display(io.StringIO(), environment={"TERM": "xterm"}), PlainLines)


@posix
def test_a_terminal_that_goes_away_ends_nothing(pty: Pty) -> None:
    other = Pty()
    with Screen(other.stream) as screen:
        screen.show(WORK)
        os.close(other.master)
        screen.show(REST)
        screen.show(WORK)
    other.stream.close()


SHOWER = f"""
import sys, time
from dataclasses import replace
from decimal import Decimal
from voicecoach.live.terminal.keys import open_keys
from voicecoach.live.terminal.screen import open_display
from voicecoach.live.view import View
view = {WORK!r}
count = 0
with open_keys() as keys, open_display() as display:
    while True:
        display.show(replace(view, caption=f"key {{count}}"))
        key = keys.read(0.05)
        count += bool(key)
        if key == "q":
            break
        if key == "x":
            raise ValueError("boom")
"""


@posix
@pytest.mark.parametrize(
    ("ending", "code"), [("q", 0), ("x", 1), ("\x03", None), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_however_it_ends_the_screen_is_taken_away(ending: Any, code: int | None) -> None:
    with running(SHOWER) as program:
        program.until(b"Clamshell")
        if isinstance(ending, str):
            program.type(ending.encode())
        else:
            program.process.send_signal(ending)
        seen = program.end()
        assert program.modes() == program.before
    assert seen.count(LEAVE) == 1
    after = seen.split(LEAVE)[1]
    if ending == "x":
        assert b"ValueError: boom" in after, "an error is told on the screen that stays"
    elif code is None:
        assert b"KeyboardInterrupt" in after
    if code is not None:
        assert program.process.returncode == code


class Tmux:
    """A terminal that people really use, and a shell with job control in it."""

    def __init__(self, folder: Path) -> None:
        self.base = ["tmux", "-S", str(folder / "s"), "-f", "/dev/null"]
        self("new-session", "-d", "-s", "t", "-x", "80", "-y", "24", "timeout --foreground 300 bash --norc --noprofile")

    def __call__(self, *arguments: str) -> str:
        run = subprocess.run([*self.base, *arguments], capture_output=True, check=True, timeout=30, encoding="utf-8")
        return run.stdout

    def type(self, *keys: str) -> None:
        self("send-keys", "-t", "t", *keys)

    def shown(self) -> str:
        return self("capture-pane", "-p", "-t", "t")

    def until(self, wanted: str) -> str:
        wait_until(lambda: wanted in self.shown(), wanted)
        return self.shown()


@pytest.fixture
def shell(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tmux]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("TMUX", raising=False)
    terminal = Tmux(tmp_path_factory.mktemp("t"))
    yield terminal
    terminal("kill-server")


@posix
@tmux
def test_in_a_real_terminal_it_follows_the_size_and_comes_back_from_the_shell(shell: Tmux, tmp_path: Path) -> None:
    program = tmp_path / "shower.py"
    program.write_text(SHOWER, "utf-8")
    shell.type(f"{shlex.quote(sys.executable)} {program}", "Enter")
    assert digit_rows(shell.until("key 0")) >= 10
    shell("resize-window", "-t", "t", "-x", "40", "-y", "10")
    wait_until(lambda: "set 2/3" in shell.shown(), "the narrow screen")
    assert digit_rows(shell.shown()) >= 5
    shell("resize-window", "-t", "t", "-x", "80", "-y", "24")
    shell.until("set 2 of 3")
    for keys in range(1, 6):
        shell.type("C-z")
        wait_until(lambda: "set 2 of 3" not in shell.shown(), "the shell's screen is back")
        shell.type("bg", "Enter")
        shell.type("fg", "Enter")
        shell.until("set 2 of 3")
        shell.type("n")
        shell.until(f"key {keys}")
    shell.type("q")
    wait_until(lambda: "set 2 of 3" not in shell.shown(), "the shell's screen, at the end")
    shell.type("stty -a | grep -o ' icanon'; echo en''ded", "Enter")
    assert " icanon" in shell.until("ended")
