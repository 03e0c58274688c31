from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from voicecoach.diagnostics import Span
from voicecoach.phrases import pack as pack_module
from voicecoach.phrases.large_numbers import spell
from voicecoach.phrases.pack import Pack, Prompt, find_language, languages, load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Text
from voicecoach.script.texts import PLACEHOLDERS, placeholders, says_something

HERE = Span("a.yaml", 3, 9, 3, 20)


def overridden(name: str, text: str) -> tuple[Pack, list[tuple[str, str, Span]]]:
    pack, found = load_pack("en", ((name, Text(text, HERE)),))
    return pack, [(one.severity, one.code, one.span) for one in found]


def test_an_override_replaces_one_phrase_and_no_other() -> None:
    pack, found = overridden("rest", "Breathe. {time}.")
    plain, _ = load_pack("en")
    assert found == []
    assert dict(pack.prompts) == {**plain.prompts, "rest": Prompt(*(("Breathe. {time}.",),) * 3)}
    assert Wording(pack).prompt("rest", time="thirty seconds").spoken == "Breathe. Thirty seconds."


def test_several_overrides_of_one_phrase_take_turns_in_every_set() -> None:
    pack, found = load_pack("en", (("last_one", Text("and the last", HERE)), ("last_one", Text("one more", HERE))))
    assert (pack.prompts["last_one"], found) == (Prompt(*(("and the last", "one more"),) * 3), [])


def test_a_wrong_override_among_several_is_reported_where_it_stands() -> None:
    elsewhere = Span("a.yaml", 4, 9, 4, 20)
    _, found = load_pack("en", (("rest", Text("Breathe. {time}.", HERE)), ("rest", Text("{tme} of rest.", elsewhere))))
    assert [(one.code, one.span) for one in found] == [("unknown-placeholder", elsewhere)]


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
    [(0, "zero sets"), (1, "one set"), (2, "two sets"), (21, "twenty-one sets"), (100, "one hundred sets")],
)
def test_one_is_one_and_all_else_is_many(number: int, words: str) -> None:
    pack, _ = load_pack("en")
    assert pack.plural(pack.doses["sets"], number) == words


def test_a_wording_without_forms_serves_any_number() -> None:
    pack, _ = load_pack("en")
    assert [pack.plural("{n} mal", number) for number in (1, 2)] == ["one mal", "two mal"]


COMMON_UNITS = {"kg", "g", "lb", "lbs", "km", "m", "cm", "mm", "ft", "km/h", "%", "°", "h", "min", "s", "sec"}
"""Units that each language understands; what else a coach of the language writes is its own affair."""


def pack_of(language: str) -> Pack:
    pack, found = load_pack(language)
    assert found == []
    return pack


def blanks(template: str | Mapping[str, str]) -> set[str]:
    """Placeholders of a wording for any number, whatever the gender of the number."""
    text = template if isinstance(template, str) else template["other"]
    return {name.partition(".")[0] for name in placeholders(text)}


def wordings(pack: Pack) -> Iterator[str]:
    """Everything that a pack can say, without the numbers."""
    for prompt in pack.prompts.values():
        yield from prompt.wordings
    for section in (pack.doses, pack.sides, pack.phases, pack.times, pack.text, pack.units):
        for template in section.values():
            yield from [template] if isinstance(template, str) else template.values()
    yield from pack.abbreviations.values()


@pytest.mark.parametrize("language", languages())
def test_every_pack_is_whole(language: str) -> None:
    """The same phrases, placeholders and forms as the English one, which is the one that the code is written for."""
    pack, english = pack_of(language), pack_of("en")
    assert pack.language == language
    assert list(pack.prompts) == list(english.prompts)
    for name, prompt in pack.prompts.items():
        model = english.prompts[name]
        assert {frozenset(blanks(text)) for text in prompt.wordings} == {frozenset(blanks(model.usual))}, name
        assert [len(pool) >= len(other) for pool, other in zip(prompt, model, strict=True)] == [True] * 3, name
        assert [prompt.later == prompt.first, prompt.last == prompt.later] == [
            model.later == model.first,
            model.last == model.later,
        ], name
    for section in ("doses", "sides", "phases", "times", "page", "text"):
        own, english_own = getattr(pack, section), getattr(english, section)
        assert list(own) == list(english_own), section
        assert {name: blanks(text) for name, text in own.items()} == {
            name: blanks(text) for name, text in english_own.items()
        }
    assert set(pack.units) >= COMMON_UNITS
    assert all(blanks(forms) == {"n"} for forms in pack.units.values())
    counted = [
        one for one in (*pack.doses.values(), *pack.times.values(), *pack.units.values()) if not isinstance(one, str)
    ]
    assert all(set(one) - {"half"} == {"one", "other"} and blanks(one["one"]) <= {"n", "time"} for one in counted)


@pytest.mark.parametrize("language", languages())
def test_the_numbers_of_a_pack(language: str) -> None:
    numbers = pack_of(language).numbers
    assert len(numbers) == len(set(numbers)) == 101
    assert all(word and not any(character.isdigit() for character in word) for word in numbers)


@pytest.mark.parametrize("language", languages())
def test_what_a_pack_says_of_its_language(language: str) -> None:
    pack = pack_of(language)
    assert pack.decimal in (".", ",")
    assert pack.decimals in ("digits", "number")
    assert pack.singular in ("one", "below two")
    assert pack.name
    used = {name for template in wordings(pack) for name in placeholders(template)}
    assert bool(pack.masculine) == ("n.masculine" in used)
    assert bool(pack.feminine) == ("n.feminine" in used)


@pytest.mark.parametrize("language", languages())
def test_every_phrase_can_be_said(language: str) -> None:
    pack = pack_of(language)
    wording = Wording(pack)
    values = dict.fromkeys(PLACEHOLDERS, "1:30") | {"side": wording.side("left")}
    for name, template in ((name, text) for name, prompt in pack.prompts.items() for text in prompt.wordings):
        filled = {blank: values.get(blank, "12") for blank in placeholders(template)}
        said = wording.text(template, filled).spoken
        assert says_something(said), name
        assert not set("{}[]|/0123456789") & set(said), (name, said)
    for template in wordings(pack):
        assert says_something(re.sub(r"{.*?}", "x", template))


SOUNDS_LIKE_A_NUMBER = {
    "en": {"to", "too", "for", "won", "ate"},
    "es": {"una"},
    "de": {"eine", "ein"},
    "it": {"sei"},
    "nl": {"een"},
}
"""Words that are heard as a number, beside the numbers themselves."""
ONE = {"one", "eine", "ein", "eins", "una", "uno", "une", "un", "één", "een", "uma", "um"}
TWO = {"two", "zwei", "dos", "deux", "due", "twee", "dois", "duas"}
MAY_SAY = {"two_more": TWO, "last_one": ONE}
"""A number that is meant."""
SAID_AMONG_COUNTS = ("half", "two_more", "last_one", "encourage", "switch_soon")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAID_AMONG_COUNTS)
def test_what_is_said_among_counts_is_no_count_and_no_phase(language: str, name: str) -> None:
    pack = pack_of(language)
    numbers = set(pack.numbers) | SOUNDS_LIKE_A_NUMBER.get(language, set())
    phases = set(pack.phases.values())
    for text in pack.prompts[name].wordings:
        words = set(re.findall(r"\w+", text.lower()))
        assert words & numbers <= MAY_SAY.get(name, set()), text
        assert not any(re.search(rf"\b{phase}\b", text) for phase in phases), text


@pytest.mark.parametrize("language", languages())
def test_wordings_belong_to_one_prompt(language: str) -> None:
    """What is heard tells which prompt it is. Doses and names are said as they are."""
    pack = pack_of(language)
    told = [text.casefold() for name, prompt in pack.prompts.items() for text in prompt.wordings if _is_told(name)]
    assert len(told) == len(set(told))


def _is_told(name: str) -> bool:
    return not name.startswith("again_") and name not in ("title", "only_exercise", "dose", "rounds", "time_left")


@pytest.mark.parametrize("language", languages())
def test_what_replaces_a_count_is_short(language: str) -> None:
    """At 60 ms a letter it is said within a repetition of a second and a half."""
    prompts = pack_of(language).prompts
    assert max(len(text) for name in ("two_more", "last_one") for text in prompts[name].wordings) <= 25
    assert max(len(pool[0]) for name in ("two_more", "last_one") for pool in prompts[name]) <= 12


@pytest.mark.parametrize("language", languages())
def test_a_phrase_with_sides_differs_between_them(language: str) -> None:
    pack = pack_of(language)
    wording = Wording(pack)
    named = [name for name, prompt in pack.prompts.items() if "side" in placeholders(prompt.usual)]
    assert {"side_first", "side_only", "again_side"} <= set(named)
    for name in named:
        left, right = (wording.prompt(name, side=wording.side(side)).spoken for side in ("left", "right"))
        assert left != right


@pytest.mark.parametrize("language", languages())
def test_large_numbers_agree_with_the_library(language: str) -> None:
    """The list of a pack is that of num2words, or says on purpose what coaches say; beyond it, num2words goes on."""
    library = pytest.importorskip("num2words")
    pack = pack_of(language)
    known = [library.num2words(number, lang=language.replace("-", "_")) for number in (*range(101), 250, 1000)]
    deviations = {"einhundert": "hundert"}
    assert [pack.number(number) for number in (*range(101), 250, 1000)] == [
        deviations.get(word, word) for word in known
    ]


def test_a_language_that_nothing_knows_has_digits_for_large_numbers() -> None:
    assert spell(250, "tlh") == "250"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *(("de-AT", "de"), ("de-CH", "de"), ("DE", "de"), ("es-MX", "es"), ("es-419", "es"), ("fr-CA", "fr")),
        *(("pt", "pt-BR"), ("pt-PT", "pt-BR"), ("pt-br", "pt-BR"), ("it-CH", "it"), ("nl-BE", "nl")),
    ],
)
def test_a_region_finds_the_pack_of_its_language(tag: str, language: str) -> None:
    assert find_language(tag) == language


def test_a_new_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(pack_module.__file__).parent
    for file in folder.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    text = (folder / "en.yaml").read_text("utf-8").replace("language: en", "language: sv")
    (tmp_path / "sv.yaml").write_text(text.replace('"two more"', "två till"), encoding="utf-8")
    monkeypatch.setattr(pack_module, "_PACKS", tmp_path)
    assert "sv" in languages()
    pack, found = load_pack("sv-FI")
    assert (pack.language, found) == ("sv", [])
    assert Wording(pack).prompt("two_more").spoken == "två till"


def test_every_prompt_that_is_said_is_in_the_packs() -> None:
    """A prompt without its words would be a traceback when it is first said."""
    package = Path(pack_module.__file__).parents[1]
    calls = (
        node
        for module in (package / "timeline").glob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("prompt", "counted")
    )
    said = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert {"half", "last_one", "switch_soon", "done"} <= said
    assert said <= set(load_pack("en")[0].prompts)
