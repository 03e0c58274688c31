"""Turning texts into words: fills in placeholders, spells numbers and units, applies a script's lexicon.

Each text has two forms. What is *written* appears in tables, lyrics and on the screen; what is *spoken* goes to the
voice: ``{RDL|Romanian deadlift}`` shows the one and says the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from voicecoach.errors import TooMuchToSay
from voicecoach.phrases.pack import Forms, Pack
from voicecoach.phrases.tokens import any_of, plain_marks, plain_number, symbol_pattern, token_pattern
from voicecoach.script.texts import MAX_SPOKEN, phonemes_of, silence_length, split_text, too_silent
from voicecoach.units import HOUR, MINUTE, SECOND, parse_duration

Ends = tuple[int, int]
"""The least and the most of a range; the same number twice where there is just one."""


class Words(NamedTuple):
    """One utterance, as written and as spoken, and the placeholders in it that stand for nothing."""

    written: str
    spoken: str
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wording:
    """Makes utterances in one language."""

    pack: Pack
    lexicon: tuple[tuple[str, str], ...] = ()
    _cached: dict[tuple[str, tuple[tuple[str, str], ...]], Words] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _counts: dict[int, Words] = field(default_factory=dict, init=False, repr=False, compare=False)

    def prompt(self, name: str, **values: str) -> Words:
        """Fill in the placeholders of a built-in phrase, in its usual wording."""
        return self.text(self.pack.prompts[name].usual, values)

    def text(self, template: str, values: Mapping[str, str]) -> Words:
        """Fill in a text of the script. Values are texts themselves, and may hold ``{written|spoken}``."""
        key = template, tuple(values.items())
        if key not in self._cached:
            self._cached[key] = self._make(template, values)
        return self._cached[key]

    def _make(self, template: str, values: Mapping[str, str]) -> Words:
        written, spoken = [], []
        missing: set[str] = set()
        for part in split_text(template):
            if part.kind == "placeholder":
                value = values.get(part.text, "")
                inner = self.text(self._choose(part.choices, value) if part.choices else value, {})
                missing |= inner.missing if value else {part.text}
                written.append(inner.written)
                spoken.append(inner.spoken)
            else:
                written.append(part.text)
                spoken.append(_said(part.text, part.spoken) if part.kind == "respelt" else self._speak(part.text))
            _check_spoken(template, spoken)
        shown = re.sub(r"\s?\[[^\[\]]{1,12}\]\s?", lambda found: _hide(found[0]), re.sub(r"\s+", " ", "".join(written)))
        words = Words(self._sentence(shown), self._sentence("".join(spoken)), frozenset(missing))
        _check_silences(template, words.spoken)
        return words

    def count(self, number: int) -> Words:
        """Say a bare number."""
        if number not in self._counts:
            word = self.pack.number(number)
            self._counts[number] = Words(word, word)
        return self._counts[number]

    def phase(self, name: str, *, standard: bool) -> Words:
        """Say a phase: in the pack's word for one of the strength notation, the writer's own as it is."""
        word = self.pack.phases[name] if standard else name.replace("_", " ")
        spoken = self._speak(word)
        _check_spoken(word, [spoken])
        _check_silences(word, spoken)
        return Words(word, spoken)

    def side(self, side: str) -> str:
        """Name a side."""
        return self.pack.sides.get(side, side)

    def duration(self, milliseconds: int) -> str:
        """Say a length of time: "one minute thirty seconds"; below ten seconds to the tenth."""
        if milliseconds < 10 * SECOND and milliseconds % SECOND:
            tenths = (milliseconds + 50) // 100
            if tenths % 10:
                return self.pack.plural(self.pack.times["seconds"], f"{tenths // 10}.{tenths % 10}")
        seconds = (milliseconds + SECOND // 2) // SECOND
        hours, rest = divmod(seconds, HOUR // SECOND)
        minutes, seconds = divmod(rest, MINUTE // SECOND)
        counted = (("hours", hours), ("minutes", minutes), ("seconds", seconds))
        parts = [self.pack.plural(self.pack.times[name], value) for name, value in counted if value]
        if not parts:
            return self.pack.plural(self.pack.times["seconds"], 0)
        joined = parts[0]
        for part in parts[1:]:
            joined = str(self.pack.times["joined"]).replace("{a}", joined).replace("{b}", part)
        return joined

    def about(self, milliseconds: int) -> str:
        """Say a length of time roughly: to the minute, or to ten seconds below two minutes."""
        unit = MINUTE if milliseconds >= 110 * SECOND else 10 * SECOND
        return self.duration(max(1, (milliseconds + unit // 2) // unit) * unit)

    def rounds(self, number: int) -> str:
        """Say a number of rounds: "three rounds"."""
        return self.pack.plural(self.pack.doses["rounds"], number)

    def dose(self, sets: Sequence[Ends], *, timed: bool = False, hold: int = 0) -> str:
        """Say the repetitions of each set, or its ms: "three sets of twelve", "two sets: thirty and twenty seconds".

        With ``hold``, the repetitions are holds of so many ms: "ten holds of ten seconds".
        """
        doses = self.pack.doses
        if len(sets) == 1 and not timed and not hold:
            return self._ranged(doses["repetitions"], *sets[0])
        amounts = self.amounts(sets, timed=timed)
        if hold:
            holds = [*(self.amounts([one]) for one in sets[:-1]), self._holds(*sets[-1], hold)]
            amounts = holds[-1] if len(set(sets)) == 1 else self.list_of(holds)
        if len(sets) == 1:
            return amounts
        counted = self.pack.plural(doses["sets"], len(sets))
        if len(set(sets)) > 1:
            return _fill(str(doses["sets_varied"]), sets=counted, amounts=amounts)
        return self._contract(_fill(str(doses["sets_of"]), sets=counted, amount=amounts))

    def amounts(self, sets: Sequence[Ends], *, timed: bool = False) -> str:
        """Say just the numbers, one where all are equal: "twelve, ten and eight", "thirty to forty seconds"."""
        if len(set(sets)) == 1:
            sets = sets[:1]
        said = self._times(sets) if timed else [self._ranged(self.pack.doses["amount"], *ends) for ends in sets]
        return said[0] if len(said) == 1 else self.list_of(said)

    def forms(self, number: int, dose: str = "") -> str:
        """Say how many forms an exercise has, and the dose of each where it is the same: "two forms, ten of each"."""
        forms = self.pack.plural(self.pack.doses["forms"], number)
        return _fill(str(self.pack.doses["of_each"]), forms=forms, dose=dose) if dose else forms

    def sets(self, number: int) -> str:
        """Say a number of sets: "three sets"."""
        return self.pack.plural(self.pack.doses["sets"], number)

    def _holds(self, low: int, high: int, length: int) -> str:
        """Say so many holds of a length: "ten holds of ten seconds"."""
        said = _fill(self._ranged(self.pack.doses["holds"], low, high), time=self.duration(length))
        return self._contract(said)

    def list_of(self, said: Sequence[str]) -> str:
        """Say several things one after another: "twelve, ten and eight"."""
        return _fill(str(self.pack.doses["list_end"]), list=", ".join(said[:-1]), last=said[-1])

    def _times(self, sets: Sequence[Ends]) -> list[str]:
        """Say lengths of time; where all have the same unit, it is said once, with the last one."""
        ends = [end for both in sets for end in both]
        for name, size in (("seconds", SECOND), ("minutes", MINUTE)):
            if all(end % size == 0 and end < 60 * size for end in ends):
                forms = self.pack.times[name]
                number = re.findall(r"\{n[^}]*\}", forms if isinstance(forms, str) else forms["other"])[0]
                *firsts, last = [(low // size, high // size) for low, high in sets]
                return [*(self._ranged(number, *both) for both in firsts), self._ranged(forms, *last)]
        return [
            self.duration(low)
            if low == high
            else _fill(self.pack.text["range"], a=self.duration(low), b=self.duration(high))
            for low, high in sets
        ]

    def _ranged(self, forms: str | Forms, low: int, high: int) -> str:
        """Say so many, or from so many to so many."""
        words = "" if low == high else _fill(self.pack.text["range"], a=self.pack.number(low), b=self.pack.number(high))
        return self.pack.plural(forms, high, words)

    def _contract(self, words: str) -> str:
        for apart, together in self.pack.contractions.items():
            words = re.sub(rf"\b{re.escape(apart)}\b", together, words)
        return words

    @cached_property
    def _tokens(self) -> re.Pattern[str]:
        return token_pattern(self.pack)

    @cached_property
    def _symbols(self) -> re.Pattern[str]:
        return symbol_pattern(self.pack.symbols)

    @cached_property
    def _no_ends(self) -> re.Pattern[str]:
        """Return what a full stop may belong to that ends no sentence: abbreviations, and units behind a number."""
        short = any_of(word for word in self.pack.abbreviations if word.endswith("."))
        return re.compile(rf"(?:(?<!\w)(?:{short})|\d\s?(?:{any_of(self.pack.units)})\.)$", re.IGNORECASE)

    @cached_property
    def _respellings(self) -> dict[str, str]:
        """Return how words are spoken; the script's lexicon wins over the abbreviations of the language."""
        return {word.casefold(): spoken for word, spoken in (*self.pack.abbreviations.items(), *self.lexicon) if word}

    @cached_property
    def _respelt(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, sorted(self._respellings, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def _choose(self, choices: tuple[str, ...], side: str) -> str:
        """Return the words for the right side or the left, as ``side`` names it in this language; else both."""
        named = {self.pack.sides["right"]: choices[0], self.pack.sides["left"]: choices[1]}
        return named.get(side, "/".join(choices))

    def _speak(self, text: str) -> str:
        text = self._respelt.sub(self._respell, text)
        text = self._symbols.sub(self._speak_symbol, plain_marks(text))
        return self._tokens.sub(self._speak_token, text)

    def _respell(self, match: re.Match[str]) -> str:
        """Say an abbreviation or a word of the lexicon; what the language writes in capitals is meant only so."""
        word = match[0]
        spoken = self._respellings[word.casefold()]
        if spoken == self.pack.abbreviations.get(word.upper()) and len(word) > 1 and not word.isupper():
            return word
        return _said(word, spoken)

    def _speak_symbol(self, match: re.Match[str]) -> str:
        text, symbols = match.string, self.pack.symbols
        if match["plus"]:
            word = symbols["digit+digit"]
        else:
            word = symbols["+" if match["joins"] else match["before"] or match["symbol"]]
        before = "" if match.start() and text[match.start() - 1] in "([" else " "
        after = "" if text[match.end() : match.end() + 1] in ".,;:!?)]" else " "
        return before + word + after

    def _speak_fraction(self, match: re.Match[str]) -> str:
        pack, top, bottom = self.pack, int(match["top"]), int(match["bottom"])
        written = f"{top}/{bottom}"
        if match["whole"] and written in pack.fractions:
            part = pack.fractions_after_a_number.get(written, pack.fractions[written])
            words = _fill(pack.text["mixed"], a=pack.number(int(match["whole"])), b=part)
            return self._measured(match, words, several=True)
        whole = pack.number(int(match["whole"])) + " " if match["whole"] else ""
        if written in pack.fractions:
            return whole + self._measured(match, pack.fractions[written], several=False)
        out_of = bottom in (10, 100) and top <= bottom
        template = pack.text["out_of"] if out_of else "{a}, {b}"
        return whole + self._measured(match, _fill(template, a=pack.number(top), b=pack.number(bottom)), several=True)

    def _measured(self, match: re.Match[str], words: str, *, several: bool) -> str:
        if not match["measure"]:
            return words
        forms = self._unit(match["measure"])
        return self.pack.plural(forms, 2, words) if several else self.pack.compound(forms, words)

    def _unit(self, written: str) -> Forms:
        return next(forms for name, forms in self.pack.units.items() if name.casefold() == written.casefold())

    def _speak_token(self, match: re.Match[str]) -> str:
        if match["silence"]:
            return match[0].replace(",", ".") if silence_length(match[0][1:-1]) is not None else match[0]
        if match["chain"]:
            numbers = [self.pack.number(int(number)) for number in re.findall(r"\d+", match["chain"])]
            return (", " if "," in match["chain"] else " ").join(numbers)
        if match["bottom"]:
            return self._speak_fraction(match)
        if self.pack.ordinals and match["ordinal"]:
            return self.pack.ordinal(int(match["ordinal"]), match["ending"])
        words = self._speak_value(match)
        if match["per"]:
            words += " " + self.pack.per[match["per"]]
        if match["join"]:
            template = self.pack.text["range" if match["join"].strip() in "-–" else "by"]
            return _fill(template, a=words, b="")
        return words

    def _speak_value(self, match: re.Match[str]) -> str:
        written = match["clock"] or match["duration"]
        if written:
            length = parse_duration(written.replace(",", "."))
            return self.duration(length) if length is not None else written
        number = plain_number(match["number"], self.pack.decimal)
        unit = match["unit"] or match["money"]
        if not unit:
            return self.pack.plural("{n}", number)
        if match["dash"]:
            return self.pack.compound(self._unit(unit), self.pack.plural("{n}", number))
        return self.pack.plural(self._unit(unit), number)

    def _sentence(self, text: str) -> str:
        """Put a text on one line; if it ends like a sentence, it and each sentence inside begin with a capital."""
        text = " ".join(text.split())
        if not text.endswith((".", "!", "?")):
            return text
        return re.sub(r"(^|[.!?]\s)([¡¿]?\{?\w)", self._begin, text)

    def _begin(self, found: re.Match[str]) -> str:
        end = found.start() + 1
        if found[1] and self._no_ends.search(found.string[max(0, end - 24) : end]):
            return found[0]
        return found[1] + found[2].upper()


def _said(written: str, spoken: str) -> str:
    """Return the spoken form; a pronunciation keeps its word, for voices without phonemes: ``{bow|/boʊ/}``."""
    if not phonemes_of(spoken):
        return spoken
    return f"{{{re.sub('[{}|]', ' ', written)}|/{phonemes_of(spoken)}/}}"


def _check_spoken(template: str, parts: Sequence[str]) -> None:
    """Raise TooMuchToSay for a text that is far longer with all that was filled in: those can multiply."""
    length = sum(map(len, parts))
    if length > MAX_SPOKEN:
        message = f"as it is spoken, '{template[:40]}' has more than {MAX_SPOKEN:,} characters"
        raise TooMuchToSay(message, "shorten what its placeholders or the lexicon put there", template)


def _check_silences(template: str, spoken: str) -> None:
    """Raise TooMuchToSay for silences that only came about with what was filled in."""
    if wrong := too_silent(spoken):
        message = f"as it is spoken, '{template[:40]}' has {wrong}"
        raise TooMuchToSay(message, "see what its placeholders or the lexicon put there", template, "wrong-value")


def _fill(template: str, **values: str) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def _hide(found: str) -> str:
    """Hide a silence, which is heard and not shown; other brackets stay."""
    inner = found.strip()[1:-1]
    return " " if silence_length(inner) is not None else found
