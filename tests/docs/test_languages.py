"""The page on languages names those that there are, in the words that they use."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from voicecoach.phrases.pack import Pack, languages, load_pack
from voicecoach.phrases.wording import Wording

from .pages import first_column, section

PAGE = "docs/languages.md"


def test_every_language_is_listed() -> None:
    assert first_column(section(PAGE, "Languages")) == {"language", *languages()}


@pytest.mark.parametrize("language", languages())
def test_the_words_shown_are_those_of_the_pack(language: str) -> None:
    wording = Wording(load_pack(language)[0])
    dose = wording.prompt("dose_each_side", dose=wording.dose(3, (12, 12, 12), 0)).spoken
    words = (dose, wording.prompt("two_more").spoken, wording.prompt("switch").spoken)
    assert re.search(
        rf"^\| `{language}` \| [\w ]+ \| {re.escape(' | '.join(words))} \|$", section(PAGE, "Languages"), re.MULTILINE
    )


def test_every_part_of_a_pack_is_explained() -> None:
    assert first_column(section(PAGE, "A phrase pack")) == {one.name for one in fields(Pack)} - {"overridden"}
