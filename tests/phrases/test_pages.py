"""A page in each language for a native speaker to read: every phrase as it is said, in ``pages/LANGUAGE.txt``.

``pytest tests/phrases/test_pages.py --update-golden`` writes the pages anew; read the difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecoach.phrases.pack import languages, load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.texts import placeholders
from voicecoach.units import HOUR, MINUTE, SECOND

PAGES = Path(__file__).parent / "pages"
NOTATION = (
    "3x12",
    "3x10-15",
    "3x40s",
    "1:30",
    "1:02:00",
    "20-30 min",
    "1 kg",
    "21 kg",
    "2.5 kg",
    "45°",
    "50 %",
    "5 km/h",
)

SETS: list[tuple[list[tuple[int, int]], bool]] = [
    ([(10, 15)] * 3, False),
    ([(12, 15), (10, 12), (8, 10)], False),
    ([(30 * SECOND, 30 * SECOND), (21 * SECOND, 21 * SECOND), (20 * SECOND, 20 * SECOND)], True),
    ([(5 * MINUTE, 10 * MINUTE)] * 2, True),
    ([(45 * SECOND, 90 * SECOND)] * 2, True),
]


def page(language: str) -> Iterator[str]:
    pack, _ = load_pack(language)
    wording = Wording(pack)
    yield f"{pack.name} ({language})"
    yield ""
    for name, prompt in pack.prompts.items():
        for index, (pool, texts) in enumerate(zip(("", "  (later sets)", "  (last set)"), prompt, strict=True)):
            for template in texts if not index or texts != prompt[index - 1] else ():
                for side in ("right", "left") if "side" in placeholders(template) else ("",):
                    said = wording.text(template, values(wording, side, name)).spoken
                    yield f"{name:18}{said}{pool}"
    yield ""
    for number in (1, 2, 3, 21, 31):
        yield f"{number:<4}{wording.dose([(number, number)] * number)}; {wording.dose([(number, number)])}; " + (
            f"{wording.rounds(number)}; {wording.duration(number * SECOND)}; {wording.duration(number * MINUTE)}"
        )
    pyramid, minutes = wording.dose([(12, 12), (10, 10), (8, 8)]), wording.dose([(MINUTE, MINUTE)] * 2, timed=True)
    yield f"    {pyramid}; {minutes}; {wording.duration(HOUR + MINUTE)}"
    for sets in (1, 3):
        yield f"    {wording.dose([(10, 10)] * sets, hold=10 * SECOND)}; {wording.dose([(1, 1)] * sets, hold=MINUTE)}"
    for dose in ("", wording.dose([(10, 10)]), wording.dose([(10, 10)] * 2)):
        yield f"    {wording.forms(3, dose)}"
    for sets, timed in SETS:
        yield f"    {wording.dose(sets, timed=timed)}; {wording.dose(sets[:1], timed=timed)}"
    yield ""
    yield "; ".join(f"{phase}: {word}" for phase, word in pack.phases.items())
    yield "; ".join(f"{side}: {wording.side(side)}" for side in ("right", "left"))
    yield ""
    yield from (f"{written:12}{wording.text(written, {}).spoken}" for written in NOTATION)
    yield from (f"{short:12}{words}" for short, words in pack.abbreviations.items())


def values(wording: Wording, side: str, name: str) -> dict[str, str]:
    number = wording.pack.number
    return {
        "title": "Mobility",
        "exercise": "Plank",
        "side": wording.side(side),
        "rep": number(5),
        "set": number(2),
        "sets": number(3),
        "round": number(2),
        "rounds": wording.rounds(3) if name == "rounds" else number(3),
        "dose": number(12) if name == "with_me" else wording.dose([(12, 12)] * 3),
        "total": wording.about(9 * MINUTE),
        "weight": "20 kg",
        "time": wording.duration(20 * SECOND),
        "work": wording.duration(40 * SECOND),
        "rest": wording.duration(20 * SECOND),
        "every": wording.duration(2 * MINUTE),
        "number": number(3),
        "count": number(8),
        "remaining": wording.about(9 * MINUTE),
        "phase": wording.pack.phases["lift"],
        "words": wording.pack.listed(["A", "B", "C"]),
    }


@pytest.mark.parametrize("language", languages())
def test_a_page_reads_as_it_was_proof_read(language: str, update_golden: bool) -> None:
    file = PAGES / f"{language}.txt"
    text = "\n".join(page(language)) + "\n"
    if update_golden:
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text("utf-8")


def test_there_is_a_page_for_each_language_and_no_other() -> None:
    assert {file.stem for file in PAGES.glob("*.txt")} == set(languages())
