from __future__ import annotations

import pytest

from voicecoach.diagnostics import Span
from voicecoach.phrases.pack import Pack, find_language, languages, load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Text
from voicecoach.script.texts import placeholders

HERE = Span("a.yaml", 3, 9, 3, 20)


def overridden(name: str, text: str) -> tuple[Pack, list[tuple[str, str, Span]]]:
    pack, found = load_pack("en", ((name, Text(text, HERE)),))
    return pack, [(one.severity, one.code, one.span) for one in found]


def test_an_override_replaces_one_phrase_and_no_other() -> None:
    pack, found = overridden("rest", "Breathe. {time}.")
    plain, _ = load_pack("en")
    assert found == []
    assert dict(pack.prompts) == {**plain.prompts, "rest": "Breathe. {time}."}
    assert pack.overridden == {"rest": HERE}
    assert plain.overridden == {}
    assert Wording(pack).prompt("rest", time="thirty seconds").spoken == "Breathe. Thirty seconds."


def test_an_override_may_use_the_phrases_own_placeholders_and_those_of_any_text() -> None:
    assert overridden("dose", "That is {dose} of {exercise}, {total} in all.")[1] == []


def test_an_override_with_a_placeholder_that_nobody_fills() -> None:
    assert overridden("done", "That was {doze}.")[1] == [("error", "unknown-placeholder", HERE)]


def test_an_override_without_a_word() -> None:
    assert overridden("done", "...")[1] == [("error", "wrong-value", HERE)]


def test_an_unknown_phrase_names_the_nearest() -> None:
    pack, found = load_pack("en", (("last_on", Text("and the last", HERE)),))
    assert [(one.severity, one.code, one.span) for one in found] == [("error", "unknown-phrase", HERE)]
    assert found[0].help == "did you mean 'last_one' or 'last_round'?"
    assert "last_on" not in pack.prompts


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en-us", "en-Latn-AU"])
def test_a_language_with_a_region_has_the_pack_of_its_language(tag: str) -> None:
    pack, found = load_pack(tag)
    assert (pack.language, found) == ("en", [])


@pytest.mark.parametrize("tag", ["tlh", "xx-YY", "eng"])
def test_a_language_without_a_pack_is_english_and_a_warning(tag: str) -> None:
    assert find_language(tag) is None
    pack, found = load_pack(tag)
    assert pack.language == "en"
    assert [(one.severity, one.code) for one in found] == [("warning", "no-pack")]
    assert f"'{tag}'" in found[0].message
    assert "en" in found[0].help


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero sets"), (1, "one set"), (2, "two sets"), (21, "twenty-one sets"), (101, "101 sets")],
)
def test_one_is_one_and_all_else_is_many(number: int, words: str) -> None:
    pack, _ = load_pack("en")
    assert pack.plural(pack.doses["sets"], number) == words


def test_a_wording_without_forms_serves_any_number() -> None:
    pack, _ = load_pack("en")
    assert [pack.plural("{n} mal", number) for number in (1, 2)] == ["one mal", "two mal"]


@pytest.mark.parametrize("language", languages())
def test_every_pack_is_whole(language: str) -> None:
    """The same phrases, placeholders and forms as the English one, which is the one that the code is written for."""
    pack, found = load_pack(language)
    english, _ = load_pack("en")
    assert found == []
    assert pack.language == language
    assert {name: placeholders(text) for name, text in pack.prompts.items()} == {
        name: placeholders(text) for name, text in english.prompts.items()
    }
    for section in ("doses", "sides", "phases", "times", "text", "units"):
        assert set(getattr(pack, section)) == set(getattr(english, section)), section
    forms = [
        one for one in (*pack.doses.values(), *pack.times.values(), *pack.units.values()) if not isinstance(one, str)
    ]
    assert all(set(one) == {"one", "other"} for one in forms)
    assert len(set(pack.numbers)) == len(pack.numbers) >= 61
