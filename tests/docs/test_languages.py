"""The page on languages names those that there are, in the words that they use.

``pytest tests/docs/test_languages.py --update-golden`` writes its table from the phrase packs.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields

from voicecoach.phrases.pack import Pack, languages, load_pack
from voicecoach.phrases.wording import Wording

from .pages import ROOT, first_column, section

PAGE = "docs/languages.md"


def row(language: str) -> str:
    pack, _ = load_pack(language)
    wording = Wording(pack)
    dose = wording.prompt("dose_each_side", dose=wording.dose([(12, 12)] * 3)).spoken
    words = (f"`{language}`", pack.name, dose, wording.prompt("two_more").spoken, wording.prompt("switch").spoken)
    return f"| {' | '.join(words)} |\n"


def test_every_language_is_listed_in_the_words_of_its_pack(update_golden: bool) -> None:
    rows = "".join(row(language) for language in sorted(languages(), key=lambda language: (language != "en", language)))
    text = (ROOT / PAGE).read_text("utf-8")
    if update_golden:
        text = re.sub(r"(?<=\|---\|---\|---\|---\|---\|\n)(?:\| `.*\n)+", rows, text, count=1)
        (ROOT / PAGE).write_text(text, encoding="utf-8", newline="\n")
    assert f"|---|---|---|---|---|\n{rows}\n" in text


def test_every_part_of_a_pack_is_explained() -> None:
    in_the_file = {one.name for one in fields(Pack) if one.default_factory is MISSING}
    assert first_column(section(PAGE, "A phrase pack")) == in_the_file
