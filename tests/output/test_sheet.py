"""The HTML file without a browser: what its sheet says of a routine, and how it is put together."""

from __future__ import annotations

import io
import itertools
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import mutagen.id3
import pytest

from tests.output.builders import ArraySound, bare, clamshell, decode_ffmpeg, noise, say
from tests.timeline.compiling import lay_out, routine_of
from voicecoach.output.model import FileOptions
from voicecoach.output.sheet import page
from voicecoach.output.sheet.describe import describe
from voicecoach.output.sheet.model import Card, Fact, Group, Item, Remark, Sheet
from voicecoach.phrases.pack import languages, load_pack
from voicecoach.phrases.wording import Wording

ROUTINE = """\
title: Hip and {trunk|TRUNK}
language: en
equipment: [a mat, a band]
safety: Stop if it hurts.
exercises:
  clamshell:
    move: Put the band on.
    setup: Lie on your {right/left} side. [0.5s] Knees bent.
    movement: [Open your top knee., Close it slowly.]
    breathing: {in: close, out: open}
    safety: No pain in your back.
    do: 3x10-15 each side
    rest: 30s
    side_words: "{right/left} knee"
    tempo: {open: 1.5s, close: 1s}
    cues: {every 4: [heels together, hips still], half: hips still}
  plank: {do: 1x45s, weight: 10 kg}
routine:
  - section: Warm-up
    steps: [plank]
  - clamshell
  - rest: 1m30s
  - say: Now the harder part.
  - circuit: 3
    rest: 15s
    steps: [plank, {exercise: squat, do: 12, sides: alternate}]
  - clamshell
"""


def sheet_of(text: str, pace: str = "") -> Sheet:
    routine = routine_of(text, pace=pace)
    return describe(routine, Wording(load_pack(routine.language)[0]), lay_out(routine))


def cards(items: tuple[Item, ...]) -> Iterator[Card]:
    for item in items:
        if isinstance(item, Card):
            yield item
        elif isinstance(item, Group):
            yield from cards(item.items)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def facts(card: Card) -> dict[str, tuple[str, ...]]:
    return {fact.name: tuple(map(plain, fact.lines)) for fact in card.facts}


def test_an_exercise_is_told_with_all_that_the_script_says_of_it() -> None:
    sheet = sheet_of(ROUTINE)
    assert (sheet.equipment, sheet.safety) == (("A mat", "A band"), ("Stop if it hurts.",))
    clamshell = next(card for card in cards(sheet.items) if card.title == "Clamshell")
    assert plain(clamshell.dose) == "3 × 10–15 repetitions, each side, with the voice: 12"
    assert (clamshell.number, clamshell.boxes, clamshell.sides) == (2, 3, ("right knee", "left knee"))
    assert facts(clamshell) == {
        "tempo": ("open 1.5 s · close 1 s",),
        "rest": ("30 s",),
        "first": ("Put the band on.",),
        "setup": ("Lie on your right/left side. Knees bent.",),
        "movement": ("Open your top knee.", "Close it slowly."),
        "breathing": ("Breathe in: close.", "Breathe out: open."),
        "cues": ("Heels together", "Hips still"),
        "safety": ("No pain in your back.",),
    }
    assert [fact.name for fact in clamshell.facts] == list(facts(clamshell))


def test_what_is_around_the_exercises_stands_in_the_order_done() -> None:
    warm_up, first, rest, words, circuit, again = sheet_of(ROUTINE).items
    assert isinstance(warm_up, Group)
    assert warm_up.title == "Warm-up"
    assert isinstance(rest, Remark)
    assert (plain(rest.text), rest.rest) == ("1 min 30 s rest", True)
    assert words == Remark("Now the harder part.")
    assert isinstance(circuit, Group)
    assert (circuit.title, plain(circuit.detail)) == ("Circuit", "3 rounds, 15 s rest, 30 s between rounds")
    assert isinstance(first, Card)
    assert isinstance(again, Card)
    assert (again.same, again.facts, again.number) == (first.number, (), first.number)
    plank, squat = cards(circuit.items)
    assert [plain(plank.dose), plain(squat.dose)] == ["45 s", "12 repetitions, sides in turn"]
    assert (plank.boxes, squat.boxes) == (3, 3)


@pytest.mark.parametrize(
    ("do", "pace", "dose"),
    [
        ("do: 12", "", "12 repetitions"),
        ("do: 1", "", "1 repetition"),
        ("do: '12,10,8'", "", "12, 10, 8 repetitions"),
        ("do: 3x30s", "", "3 × 30 s"),
        ("do: 2x30s-40s each side", "", "2 × 30–40 s, each side, with the voice: 35 s"),
        ("do: 30s both sides", "", "30 s, both sides together"),
        ("do: 1m", "2", "30 s"),
        ("do: 8x10s hold", "", "8 × 10 s"),
        ("do: 3x12, until: done", "", "3 × 12 repetitions, at your own speed"),
        ("do: 2x12, sides: left", "", "2 × 12 repetitions, left"),
    ],
)
def test_a_dose_can_be_read_at_a_glance(do: str, pace: str, dose: str) -> None:
    text = f"title: x\nroutine: [{{exercise: squat, {do}}}]\n"
    (card,) = cards(sheet_of(text, pace).items)
    assert plain(card.dose) == dose


def test_forms_have_their_own_words() -> None:
    text = """\
title: x
routine:
  - exercise: plank
    do: 2x20s
    setup: On your forearms.
    variants:
      - {say: high plank, setup: Hands down., cues: {at 5s: push}}
      - {say: low plank, time: 10s, movement: Sink.}
"""
    (card,) = cards(sheet_of(text).items)
    assert card.dose == ""
    assert [(form.title, plain(form.dose)) for form in card.forms] == [
        ("High plank", "2 × 20 s"),
        ("Low plank", "2 × 10 s"),
    ]
    assert card.forms[0].facts == (Fact("setup", ("Hands down.",)), Fact("cues", ("Push",)))


@pytest.mark.parametrize("language", languages())
def test_the_sheet_is_in_the_language_of_the_script(language: str) -> None:
    sheet = sheet_of(ROUTINE.replace("language: en", f"language: {language}"))
    english, _ = load_pack("en")
    assert list(sheet.words) == list(english.page)
    blanks = {name: re.findall(r"\{\w+\}", text) for name, text in english.page.items()}
    assert {name: re.findall(r"\{\w+\}", text) for name, text in sheet.words.items()} == blanks
    assert language == "en" or sheet.words["setup"] != english.page["setup"]


def test_a_decimal_comma_where_the_language_has_one() -> None:
    german = sheet_of(ROUTINE.replace("language: en", "language: de"))
    tempo = [facts(card).get("tempo") for card in cards(german.items)]
    assert ("open 1,5 s · close 1 s",) in tempo


def test_a_long_text_is_shown_in_parts_that_can_be_read() -> None:
    short, number = "Lie down. Close your eyes.", say("count", "one", 0, 100)
    assert list(page._words(say("setup", short, 100, 900))) == [(100, 900, short, 0)]
    assert list(page._words(number)) == [(0, 100, "one", 1)]
    sentence = "Breathe in and out slowly, and think of nothing at all."
    parts = list(page._words(say("say", " ".join([sentence] * 4) + " word" * 60, 1000, 61_000)))
    assert [part[2] for part in parts[:4]] == [sentence] * 4
    assert max(len(part[2]) for part in parts) <= page.MOST_AT_ONCE
    assert [parts[0][0], parts[-1][1]] == [1000, 61_000]
    assert all(before[1] == after[0] for before, after in itertools.pairwise(parts))


def written(tmp_path: Path, length: int = 288_000) -> str:
    path = tmp_path / "a.html"
    page.write(path, ArraySound(noise(length)), clamshell())
    return path.read_text("utf-8")


def sound_of(text: str) -> bytes:
    whole = re.findall(r'src="data:audio/mpeg;base64,([^"]*)"', text)
    pieces = re.findall(r'class="sound">([^<]*)</script><script>soundInPage\.take\(\)</script>', text)
    return b"".join(map(b64decode, [*whole, *pieces]))


@pytest.mark.parametrize("pieces", [False, True], ids=["address", "pieces"])
def test_the_sound_in_the_page_is_the_mp3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: bool) -> None:
    if pieces:
        monkeypatch.setattr(page, "ADDRESS_BYTES", 1000)
        monkeypatch.setattr(page, "PIECE", 30_000)
    sound = sound_of(written(tmp_path))
    (tmp_path / "a.mp3").write_bytes(sound)
    assert mutagen.id3.ID3(io.BytesIO(sound))["TIT2"].text == ["Band glutes"]
    assert len(decode_ffmpeg(tmp_path / "a.mp3")) == 288_000


def test_the_same_timeline_gives_the_same_page(tmp_path: Path) -> None:
    assert written(tmp_path, 24_000) == written(tmp_path, 24_000)


def test_a_routine_without_anything_is_a_page_too(tmp_path: Path) -> None:
    page.write(tmp_path / "a.html", ArraySound(noise(24_000)), bare())
    assert "<ol></ol>" in (tmp_path / "a.html").read_text("utf-8").replace("\n", "")


def test_a_language_that_is_no_tag_is_not_claimed(tmp_path: Path) -> None:
    timeline = lay_out(routine_of("title: x\nroutine: [{exercise: squat, do: 4}]\n"))
    odd = replace(timeline, language='x" onload="y', duration=1000)
    page.write(tmp_path / "a.html", ArraySound(noise(24_000)), odd, FileOptions(cover=False))
    assert '<html lang="und">' in (tmp_path / "a.html").read_text("utf-8")
