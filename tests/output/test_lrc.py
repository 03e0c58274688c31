from __future__ import annotations

import re

from tests.output.builders import bare, clamshell, say
from voicecoach.output.lrc import content as lrc
from voicecoach.output.lyrics import COUNTS_IN_A_LINE, lines, shown
from voicecoach.output.model import FileOptions
from voicecoach.timeline.model import Timeline


def test_a_phone_shows_what_to_do_and_which_repetition_it_is() -> None:
    assert [(line.start, line.text) for line in lines(clamshell())] == [
        (0, "Band glutes. About a minute."),
        (1000, "Lie on your side and RDL <later> & more"),
        (3000, "Clamshell · 1 · right"),
        (3400, "one · two · three · four · five"),
        (6500, "Switch sides."),
        (7500, "Clamshell · 1 · left"),
        (8000, "one · two · three · four · five"),
        (11_000, "six"),
        (11_600, "Done."),
    ]


def test_a_cue_between_counts_begins_a_new_line() -> None:
    events = (say("count", "one", 0, 100), say("cue", "breathe", 200, 300), say("count", "two", 400, 500))
    assert [line.text for line in lines(Timeline("", "en", 1000, events, (), ()))] == ["one", "breathe", "two"]


def test_counts_of_two_sets_never_share_a_line() -> None:
    events = (say("count", "twelve", 0, 100, set=1), say("count", "one", 200, 300, set=2))
    assert [line.text for line in lines(Timeline("", "en", 1000, events, (), ()))] == ["twelve", "one"]


def test_long_counts_are_cut_into_lines() -> None:
    events = tuple(say("count", str(n), n * 100, n * 100 + 50) for n in range(23))
    shown_lines = lines(Timeline("", "en", 9000, events, (), ()))
    assert max(line.text.count(" · ") + 1 for line in shown_lines) == COUNTS_IN_A_LINE
    assert " · ".join(line.text for line in shown_lines) == " · ".join(str(n) for n in range(23))


def test_a_countdown_and_its_go_are_one_line() -> None:
    words = enumerate(["three", "two", "one"])
    events = (*(say("countdown", word, n * 1000, n * 1000 + 300) for n, word in words), say("go", "go", 3000, 3300))
    assert [line.text for line in lines(Timeline("", "en", 4000, events, (), ()))] == ["three · two · one · go"]


def test_the_file_has_its_head_and_stamps() -> None:
    text = lrc(clamshell(), FileOptions(album="Hips")).decode()
    assert text.startswith("[ti:Band glutes]\n[ar:voicecoach]\n[al:Hips]\n[length:00:12]\n[00:00.00]Band")
    assert "[00:11.60]Done.\n" in text
    body = text.splitlines()[4:]
    assert all(re.fullmatch(r"\[\d\d:\d\d\.\d\d\][^\[\]]+", line) for line in body)


def test_minutes_run_past_ninety_nine() -> None:
    events = (say("cue", "still here", 6_030_999, 6_032_000),)
    text = lrc(Timeline("Long", "en", 36_000_000, events, (), ()), FileOptions()).decode()
    assert "[100:30.99]still here" in text
    assert "[length:600:00]" in text


def test_brackets_in_words_are_no_stamps() -> None:
    events = (say("cue", "press [hard] now", 0, 100),)
    assert b"[00:00.00]press (hard) now" in lrc(Timeline("a]b[c", "en", 100, events, (), ()), FileOptions())


def test_what_is_shown_stands_on_one_line_in_its_written_form() -> None:
    assert shown("one\n\ttwo\x00 [500ms] {RDL|Romanian deadlift} \ud800") == "one two RDL \N{REPLACEMENT CHARACTER}"


def test_an_empty_routine_has_an_empty_sheet() -> None:
    assert lines(bare()) == ()
    assert lrc(Timeline("", "en", 0, (), (), ()), FileOptions(artist="")) == b"[length:00:00]\n"
