"""Pronunciations in a script: what is accepted, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.app import Request, load
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.timeline.model import Phrase


def messages(tmp_path: Path, text: str, lexicon: str = "{}") -> list[str]:
    script = tmp_path / "x.yaml"
    script.write_text(f"title: x\nlexicon: {lexicon}\nroutine: [{{say: '{text}'}}]\n", "utf-8")
    return [one.message for one in load(Request(str(script), voice="silent")).diagnostics]


@pytest.mark.parametrize(
    "text", ["{bow|/ba\u028a/}", "An {AMRAP|/\u02c8\u00e6m.\u0279\u00e6p/} now", "w/ a bar", "{a/b|c}"]
)
def test_sounds_and_other_slashes_are_accepted(tmp_path: Path, text: str) -> None:
    assert messages(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{x|/q7/}", "7 in /q7/ is not in the International Phonetic Alphabet"),
        ("{x|//}", "a pronunciation stands between two slashes, and '//' has none"),
        ("{x|/ab}", "a pronunciation stands between two slashes, and '/ab' has none"),
        ("Now {|/ab/}", "the pronunciation /ab/ belongs to no word"),
    ],
)
def test_what_cannot_be_said_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in messages(tmp_path, text)


def test_so_it_is_in_a_lexicon(tmp_path: Path) -> None:
    assert messages(tmp_path, "AMRAP", "{AMRAP: /a5/}") == ["5 in /a5/ is not in the International Phonetic Alphabet"]


def test_a_word_with_sounds_is_written_as_the_word_and_keeps_both() -> None:
    wording = Wording(load_pack("en")[0], (("a|b", "/\u0294a\u02d0/"), ("AMRAP", "/\u02c8\u00e6m.\u0279\u00e6p/")))
    said = wording.text("{bow|/ba\u028a/} and a|b, AMRAP.", {})
    assert said.written == "Bow and a|b, AMRAP."
    assert said.spoken == "{Bow|/ba\u028a/} and {a b|/\u0294a\u02d0/}, {AMRAP|/\u02c8\u00e6m\u0279\u00e6p/}."
    assert Phrase(said.spoken, 150).words == "Bow and a b, AMRAP."
