"""Phrase packs: everything that a language needs, in one YAML file.

A routine counts, names sides and announces what is next in its own language. The words come from the pack of that
language, and a script's ``phrases:`` replace any of the prompts. ``docs/languages.md`` explains the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from voicecoach.diagnostics import Diagnostic, Span, nearest
from voicecoach.phrases.large_numbers import spell, spell_ordinal
from voicecoach.script import reader
from voicecoach.script.kinds import Problems
from voicecoach.script.model import Text
from voicecoach.script.texts import PLACEHOLDERS, check_text, placeholders

_PACKS = Path(__file__).parent
_LISTS = ("numbers", "shortened", "sentence_begins")

Forms = Mapping[str, str]
"""One wording by plural form: ``one`` and ``other``."""
POOLS = ("first set", "later sets", "last set")
"""The places of an exercise for which a prompt may have wordings of its own."""


class Prompt(NamedTuple):
    """The wordings of one prompt, which take turns: in the first set and outside of sets, in later ones, in the last.

    The first wording of each is the usual one, and short.
    """

    first: tuple[str, ...]
    later: tuple[str, ...]
    last: tuple[str, ...]

    @property
    def usual(self) -> str:
        """The wording where there can only be one."""
        return self.first[0]

    @property
    def wordings(self) -> tuple[str, ...]:
        """All wordings, each once."""
        same = self.first is self.later is self.last
        return self.first if same else tuple(dict.fromkeys(chain(*self)))

    def of_set(self, number: int, sets: int) -> tuple[str, ...]:
        """Return the wordings for a set, of so many; 0 stands for none."""
        return self.first if number <= 1 else self.last if number == sets else self.later


@dataclass(frozen=True)
class Pack:
    """The words of one language. Templates hold ``{placeholders}``.

    ``natural_voice`` is the name of a voice that sounds like a person, as ``voicecoach voices --get`` takes it.
    ``decimal`` is the mark before decimals, ``decimals`` whether they are said as ``digits`` or as a ``number``.
    ``singular`` is ``one`` where only one thing is singular, ``below two`` where a half and one and a half are too.
    ``per`` is what is said for the unit behind a slash, ``fractions`` what is said for ``1/2`` alone and
    ``fractions_after_a_number`` behind a whole number where that differs. ``symbols`` are read as words; those before a
    number, such as ``#``, only there. ``ordinals`` are endings of ordinal numbers and the letter they end in. Where
    they are written with a full stop, as in ``2. Satz``, ``ordinal_nouns`` are what they stand before and
    ``ordinal_after`` the words before them, each with the letter they then get.
    The stop behind a ``shortened`` unit ends no sentence even before a capital, unless one of ``sentence_begins``
    follows, which also begin one behind an abbreviation.
    ``contractions`` are words of a dose that become others where they meet: "séries d'une minute" for "de une".
    ``page`` has the words of the HTML page: its buttons and the headings of its sheet.
    ``replaced`` has the usual wordings of the prompts that a script words itself, for where those would have a gap.
    ``masculine`` and ``feminine`` are the words of a number that change before such a noun.
    """

    language: str
    name: str
    natural_voice: str
    decimal: str
    decimals: str
    singular: str
    prompts: Mapping[str, Prompt]
    doses: Mapping[str, str | Forms]
    sides: Mapping[str, str]
    phases: Mapping[str, str]
    times: Mapping[str, str | Forms]
    page: Mapping[str, str]
    text: Mapping[str, str]
    units: Mapping[str, Forms]
    per: Mapping[str, str]
    fractions: Mapping[str, str]
    fractions_after_a_number: Mapping[str, str]
    symbols: Mapping[str, str]
    ordinals: Mapping[str, str]
    ordinal_nouns: Mapping[str, str]
    ordinal_after: Mapping[str, str]
    shortened: tuple[str, ...]
    sentence_begins: tuple[str, ...]
    abbreviations: Mapping[str, str]
    contractions: Mapping[str, str]
    masculine: Mapping[str, str]
    feminine: Mapping[str, str]
    numbers: tuple[str, ...]
    replaced: Mapping[str, str] = field(default_factory=dict)

    def number(self, value: int) -> str:
        """Write a number in words."""
        return self.numbers[value] if 0 <= value < len(self.numbers) else spell(value, self.language)

    def listed(self, things: Sequence[str]) -> str:
        """Write things as a list: "a mat, a band and a chair"."""
        *first, last = things
        return self.text["list"].replace("{a}", ", ".join(first)).replace("{b}", last) if first else last

    def fraction(self, number: str) -> str:
        """Write a number with decimals after a point in words: "two point five"."""
        whole, _, part = number.partition(".")
        as_number = self.decimals == "number" and len(part) <= 2 and not part.startswith("0")
        words = self.number(int(part)) if as_number else " ".join(self.number(int(digit)) for digit in part)
        return self.text["point"].replace("{a}", self.number(int(whole))).replace("{b}", words)

    def ordinal(self, value: int, ending: str) -> str:
        """Write an ordinal number in words; ``ending`` is what is written behind the digits: "first" for ``1st``."""
        words, last = spell_ordinal(value, self.language), self.ordinals[ending]
        return words[:-1] + last if last else words

    def mixed(self, whole: int, part: str, forms: Forms | None) -> str:
        """Write a whole number and a fraction, such as ``1/2``: "one and a half", with a unit "un kilo et demi"."""
        words = self.fractions_after_a_number.get(part, self.fractions[part])
        between = forms is not None and self.text["mixed_unit"] == "between"
        first = self.plural(forms, whole) if forms and between else self.number(whole)
        if forms and part == "1/2":
            words = self._agreeing(words, forms)
        joined = self.text["mixed"].replace("{a}", first).replace("{b}", words)
        return self.contracted(self.plural(forms, 2, self.contracted(joined)) if forms and not between else joined)

    def part(self, part: str, forms: Forms) -> str:
        """Write a fraction of a unit: "half a kilo", "three quarters of an hour"."""
        unit = _noun(forms)
        if part == "1/2":
            return forms.get("half") or f"{self._agreeing(self.fractions[part], forms)} {unit}"
        words = self.fractions_after_a_number.get(part, self.fractions[part])
        return self.contracted(self.text["part"].replace("{part}", words).replace("{unit}", unit))

    def _agreeing(self, words: str, forms: Forms) -> str:
        changes = self.feminine if "{n.feminine}" in forms["other"] else {}
        return re.sub(r"\w+", lambda word: changes.get(word[0], word[0]), words)

    def contracted(self, words: str) -> str:
        """Change the words that become others where they meet: "de heure" is "d'heure"."""
        for apart, together in self.contractions.items():
            words = re.sub(rf"\b{re.escape(apart)}\b", together, words)
        return words

    def compound(self, forms: Forms, words: str) -> str:
        """Write a number and its unit as one thing that describes another: "ten pound" in ``10-lb plate``."""
        if self.text["compound"] == "one":
            return f"{words} {_noun(forms)}"
        return self.plural(forms, 2, words)

    def plural(self, forms: str | Forms, value: int | str, words: str = "") -> str:
        """Fill in the wording for so many, in other ``words`` if they are given.

        A number with decimals is given as text, with a point.
        """
        fractional = "." in str(value)
        below_two = self.singular == "below two" and Decimal(value) < 2
        one = below_two or (not fractional and int(value) == 1)
        template = forms if isinstance(forms, str) else forms["one" if one else "other"]
        words = words or (self.fraction(str(value)) if fractional else self.number(int(value)))
        for blank, changes in (("{n.masculine}", self.masculine), ("{n.feminine}", self.feminine)):
            if blank in template:
                agreeing = words if fractional else re.sub(r"\w+", lambda word: changes.get(word[0], word[0]), words)  # noqa: B023
                template = template.replace(blank, agreeing)
        return template.replace("{n}", words)


def _noun(forms: Forms) -> str:
    """Return a unit in the singular, without its number."""
    return re.split(r"[ ']", forms["one"], maxsplit=1)[-1]


def languages() -> tuple[str, ...]:
    """List the languages that have a pack."""
    return tuple(sorted(file.stem for file in _PACKS.glob("*.yaml")))


def find_language(tag: str) -> str | None:
    """Return the pack for a language tag: its own, else that of its primary language."""
    known = {name.lower(): name for name in languages()}
    lowered = tag.lower()
    primary = lowered.split("-")[0]
    variants = [name for low, name in known.items() if low.split("-")[0] == primary]
    return known.get(lowered) or known.get(primary) or (variants[0] if variants else None)


def load_pack(
    tag: str, overrides: tuple[tuple[str, Text], ...] = (), span: Span | None = None
) -> tuple[Pack, list[Diagnostic]]:
    """Load the pack for a language with a script's own wordings; return it and what is wrong with those.

    Several of one name take turns. A language without a pack uses the English one, and a warning says so, at ``span``.
    """
    problems = Problems()
    language = find_language(tag)
    if language is None:
        at = span or Span("", 1, 1, 1, 2)
        message = f"there is no phrase pack for '{tag}'; prompts and counts are English"
        help_ = f"languages with a pack: {', '.join(languages())}"
        problems.add("no-pack", message, at, severity="warning", help=help_)
        language = "en"
    pack = _read_pack(_PACKS / f"{language}.yaml")
    own: dict[str, list[Text]] = {}
    for key, text in overrides:
        own.setdefault(key, []).append(text)
    prompts = dict(pack.prompts)
    for key, texts in own.items():
        if key not in prompts:
            message = f"there is no built-in phrase '{key}'"
            problems.add("unknown-phrase", message, texts[0].span, help=nearest(key, prompts))
            continue
        allowed = tuple(sorted(placeholders(prompts[key].usual) | set(PLACEHOLDERS)))
        for text in texts:
            check_text(text, allowed, problems)
        wordings = tuple(text.text for text in texts)
        prompts[key] = Prompt(wordings, wordings, wordings)
    replaced = {key: pack.prompts[key].usual for key in own if key in pack.prompts}
    return replace(pack, prompts=prompts, replaced=replaced), problems.found


@cache
def _read_pack(file: Path) -> Pack:
    root, found = reader.read(file.name, file.read_text("utf-8"))
    if not isinstance(root, reader.Mapping) or found:
        raise ValueError(f"the phrase pack {file.name} is damaged: {found}")
    tree = _plain(root)
    spelt = {name: forms for names, forms in tree["units"].items() for name in names.split(", ")}  # type: ignore[attr-defined]
    prompts = {name: _prompt(wordings) for name, wordings in tree["prompts"].items()}  # type: ignore[attr-defined]
    return Pack(**{**tree, "prompts": prompts, "units": spelt, **{key: tuple(tree[key]) for key in _LISTS}})  # type: ignore[arg-type]


def _prompt(wordings: str | list[str] | Mapping[str, str | list[str]]) -> Prompt:
    """Return a prompt from a text, a list, or a block of pools, of which one that is left out is as the one before."""
    pools = wordings if isinstance(wordings, Mapping) else {POOLS[0]: wordings}
    found: list[tuple[str, ...]] = []
    for name in POOLS:
        texts = pools.get(name, ())
        found.append(((texts,) if isinstance(texts, str) else tuple(texts)) or found[-1])
    return Prompt(*found)


def _plain(node: reader.Mapping) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in node.entries:
        if isinstance(value, reader.Mapping):
            values[key.text] = _plain(value)
        elif isinstance(value, reader.Sequence):
            values[key.text] = [item.text for item in value.items if isinstance(item, reader.Scalar)]
        else:
            values[key.text] = value.text
    return values
