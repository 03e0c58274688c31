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
from voicecoach.phrases.large_numbers import spell_ordinal
from voicecoach.phrases.pack import Forms, Pack
from voicecoach.phrases.sentences import Sentences, new_sentence
from voicecoach.phrases.tokens import MONEY, plain_marks, plain_number, slash_pattern, symbol_pattern, token_pattern
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
        return self.pack.contracted(_fill(str(doses["sets_of"]), sets=counted, amount=amounts))

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
        return self.pack.contracted(said)

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

    @cached_property
    def _tokens(self) -> re.Pattern[str]:
        return token_pattern(self.pack)

    @cached_property
    def _symbols(self) -> re.Pattern[str]:
        return symbol_pattern(self.pack)

    @cached_property
    def _primes_are_times(self) -> bool:
        """Whether ``5'`` is five minutes in this language, and not five feet."""
        return self.pack.plural(self.pack.units["′"], 1) == self.pack.plural(self.pack.times["minutes"], 1)

    @cached_property
    def _slash(self) -> re.Pattern[str]:
        return slash_pattern(self.pack)

    @cached_property
    def sentences(self) -> Sentences:
        """Where the sentences of a text end."""
        return Sentences(self.pack)

    @cached_property
    def _new_sentence(self) -> re.Pattern[str]:
        return re.compile(new_sentence(self.pack))

    @cached_property
    def _respellings(self) -> dict[str, str]:
        """Return how words are spoken; the script's lexicon wins over the abbreviations of the language."""
        return {_folded(word): spoken for word, spoken in (*self.pack.abbreviations.items(), *self.lexicon) if word}

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
        text = plain_marks(text, primes_are_times=self._primes_are_times, decimal=self.pack.decimal)
        text = self._symbols.sub(self._speak_symbol, text)
        text = self._tokens.sub(self._speak_token, text)
        return self._slash.sub(lambda found: f" {self.pack.per[found['per']]}" if found["per"] else " ", text)

    def _respell(self, match: re.Match[str]) -> str:
        """Say an abbreviation or a word of the lexicon; what the language writes in capitals is meant only so."""
        word = match[0]
        spoken = self._respellings[_folded(word)]
        if spoken == self.pack.abbreviations.get(word.upper()) and len(word) > 1 and not word.isupper():
            return word
        stop = "." if word.endswith(".") and self._new_sentence.match(match.string, match.end()) else ""
        return _said(word, spoken) + stop

    def _speak_symbol(self, match: re.Match[str]) -> str:
        text, symbols = match.string, self.pack.symbols
        if match["plus"] or match["more"]:
            word = symbols["digit+digit"]
        else:
            word = symbols["+" if match["joins"] else match["before"] or match["symbol"]]
        before = "" if match.start() and text[match.start() - 1] in "([" else " "
        after = "" if text[match.end() : match.end() + 1] in ".,;:!?)]" else " "
        return before + word + after

    def _speak_fraction(self, match: re.Match[str]) -> str:
        pack, top, bottom = self.pack, int(match["top"]), int(match["bottom"])
        written = f"{top}/{bottom}"
        forms = self._unit(match["measure"]) if match["measure"] else None
        if written in pack.fractions:
            if match["whole"]:
                return pack.mixed(int(match["whole"]), written, forms)
            return pack.part(written, forms) if forms else pack.fractions[written]
        whole = pack.number(int(match["whole"])) + " " if match["whole"] else ""
        out_of = bottom in (10, 100) and top <= bottom
        template = pack.text["out_of"] if out_of else "{a}, {b}"
        words = _fill(template, a=pack.number(top), b=pack.number(bottom))
        return whole + (pack.plural(forms, 2, words) if forms else words)

    def _unit(self, written: str) -> Forms:
        return next(forms for name, forms in self.pack.units.items() if _folded(name) == _folded(written))

    def _speak_token(self, match: re.Match[str]) -> str:
        if match["silence"]:
            return match[0].replace(",", ".") if silence_length(match[0][1:-1]) is not None else match[0]
        if match["chain"]:
            numbers = [self.pack.number(int(number)) for number in re.findall(r"\d+", match["chain"])]
            return (" " if "-" in match["chain"] else ", ").join(numbers)
        if match["ratio"]:
            first, second = (self.pack.number(int(number)) for number in match["ratio"].split(":"))
            return _fill(self.pack.text["ratio"], a=first, b=second)
        if self.pack.ordinal_nouns and (match["place"] or match["day"]):
            return self._speak_ordinal(match)
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

    def _speak_ordinal(self, match: re.Match[str]) -> str:
        """Say ``2. Satz`` and ``24.12.`` as the word before or the noun wants it: "im zweiten Satz", "zweiter Satz"."""
        pack, after = self.pack, match["after"]
        ending = pack.ordinal_after[after.lower()] if after else pack.ordinal_nouns.get(match["noun"], "r")
        written = (one for one in match.group("place", "day", "month") if one)
        numbers = [spell_ordinal(int(one), pack.language) + ending for one in written]
        year = [pack.number(int(match["year"]))] if match["year"] else []
        return " ".join([one for one in (after, *numbers, *year, match["noun"]) if one])

    def _speak_value(self, match: re.Match[str]) -> str:
        written = match["clock"] or match["duration"]
        if match["hour"]:
            written = match["hour"].replace("u", "h") + "m"
        elif match["hours"]:
            written = written + ":00"
        if written:
            length = parse_duration(written.replace(",", "."))
            return self.duration(length) if length is not None else written
        number = plain_number(match["number"], self.pack.decimal)
        unit = match["unit"] or match["money"]
        if not unit:
            return self.pack.plural("{n}", number)
        forms = self._unit(unit)
        if match["dash"]:
            return self._speak_compound(match, forms, self.pack.plural("{n}", number))
        whole, _, cents = number.partition(".")
        if unit[-1] in MONEY and len(cents) == 2 and int(whole):
            coins = _fill(self.pack.text["money"], a=self.pack.plural(forms, whole), b=self.pack.number(int(cents)))
            return coins if int(cents) else self.pack.plural(forms, whole)
        return self.pack.plural(forms, number)

    def _speak_compound(self, match: re.Match[str], forms: Forms, number: str) -> str:
        """Say ``10-lb plate`` as "ten pound plate" and ``10-kg-Hantel`` as "zehn-Kilo-Hantel"; a whole word stays."""
        if match["unit"] in f"{forms['one']} {forms['other']}".split():
            return f"{number}-{match['unit']}"
        said = self.pack.compound(forms, number)
        return said.replace(" ", "-") if match.string.startswith("-", match.end()) else said

    def _sentence(self, text: str) -> str:
        """Put a text on one line; if it ends like a sentence, it and each sentence inside begin with a capital."""
        text = " ".join(text.split())
        if not text.endswith((".", "!", "?")):
            return text
        return self.sentences.capitalised(text)


def _folded(word: str) -> str:
    """Return a word as a pattern that ignores case compares it: to such, dotted and dotless i are one letter."""
    return re.sub("[ıİ]", "i", word).casefold()


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
