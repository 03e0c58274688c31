"""What may stand in a text: ``{placeholder}``, ``{right/left}``, ``{written|spoken}``, ``{word|/IPA/}``, ``[0.5s]``.

A text is cut into parts once; the checker complains with them, and the phrases room fills them in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from voicecoach.diagnostics import Span, nearest
from voicecoach.script.kinds import TEXT, Kind, Problems
from voicecoach.script.model import Text
from voicecoach.script.reader import Node
from voicecoach.units import MINUTE, SECOND, format_duration, parse_duration

PLACEHOLDERS = (
    "exercise",
    "reps",
    "set",
    "sets",
    "round",
    "rounds",
    "side",
    "time",
    "weight",
    "next",
    "remaining",
    "total",
)
LONGEST_SILENCE = 30 * SECOND
MOST_SILENCE = 5 * MINUTE
"""How long the silences inside one text may be in all."""
MAX_SPOKEN = 4_000
"""Characters of a text as it is spoken, with placeholders, numbers and the lexicon written out."""
PRONOUNCED = re.compile(r"\{([^{}|]*)\|/([^{}/]+)/\}")
"""A word and its sounds in the text of a phrase: ``{bow|/baʊ/}``."""
_PHONEMES = re.compile(r"/([^/]+)/")
IPA = frozenset(
    "abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɣɤɥɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʤʧβθχᵻᵊ"
    "ˈˌːˑʰʲʷ\N{COMBINING TILDE}\N{COMBINING VERTICAL LINE BELOW}\N{COMBINING INVERTED BREVE BELOW}‿. "
)
"""The symbols of the International Phonetic Alphabet that a pronunciation may hold."""
_BRACES = re.compile(r"\{([^{}]*)\}")
SILENCE = re.compile(r"\[([^\[\]]*)\]")


MAY_BE_EMPTY = re.compile(
    rf"\{{\s*(?:{'|'.join(name for name in PLACEHOLDERS if name not in ('total', 'remaining'))})\s*\}}|\{{[^{{}}|]*/"
)
"""Finds out quickly whether texts may have a placeholder that stands for nothing somewhere."""


class TextPart(NamedTuple):
    """Plain words, a placeholder's name, or words written one way (``text``) and ``spoken`` another.

    The placeholder ``side`` may have ``choices``: what stands for it on the right side, and on the left.
    """

    kind: Literal["words", "placeholder", "respelt"]
    text: str
    spoken: str = ""
    choices: tuple[str, ...] = ()


@lru_cache(maxsize=1_000)
def split_text(text: str) -> tuple[TextPart, ...]:
    """Return the parts of a text, in order; braces that mean nothing stay words."""
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[TextPart]:
    end = 0
    for match in _BRACES.finditer(text):
        if match.start() > end:
            yield TextPart("words", text[end : match.start()])
        written, bar, spoken = match[1].partition("|")
        right, slash, left = written.partition("/")
        if slash and not bar:
            yield TextPart("placeholder", "side", choices=(right.strip(), left.strip()))
        else:
            yield TextPart("respelt", written, spoken.strip()) if bar else TextPart("placeholder", written.strip())
        end = match.end()
    if end < len(text):
        yield TextPart("words", text[end:])


@lru_cache(maxsize=1_000)
def placeholders(text: str) -> frozenset[str]:
    """Return the names that a text wants filled in."""
    return frozenset(part.text for part in split_text(text) if part.kind == "placeholder")


def silence_length(inner: str) -> int | None:
    """Return the ms of silence that brackets ask for, also with a decimal comma; None for other words."""
    return parse_duration(inner.replace(",", "."))


def says_something(spoken: str) -> bool:
    """Whether there is more than silences, punctuation and blanks: what no voice has a sound for."""
    words = SILENCE.sub(lambda found: "" if silence_length(found[1]) is not None else found[0], spoken)
    return any(unicodedata.category(character)[0] not in "PZC" for character in words)


def check_text(text: Text, known: tuple[str, ...], problems: Problems) -> None:
    """Report placeholders that do not exist, stray braces, and texts without a word."""
    parts = split_text(text.text)
    spoken = "".join("x" if part.kind == "placeholder" else part.spoken or part.text for part in parts)
    if not says_something(spoken):
        problems.add("wrong-value", f"there is nothing to say in '{text.text[:40]}'", text.span)
    for part in parts:
        if part.kind == "placeholder" and part.text not in known:
            help_ = nearest(part.text, known).help + "; {written|spoken} says a word another way"
            problems.add("unknown-placeholder", f"there is no placeholder {{{part.text}}}", text.span, help=help_)
        elif part.kind == "respelt":
            check_phonemes(part.spoken, text.span, problems)
            if phonemes_of(part.spoken) and not says_something(part.text):
                message = f"the pronunciation {part.spoken} belongs to no word"
                problems.add(
                    "wrong-value", message, text.span, help="write {word|/sounds/}: not every voice reads sounds"
                )
        elif part.kind == "words" and ("{" in part.text or "}" in part.text):
            problems.add("unknown-placeholder", "a brace here is not closed, or not opened", text.span)
    check_silences(text, problems)


def phonemes_of(spoken: str) -> str:
    """Return the sounds between the slashes of ``/ˈkæ.tl/``, without marks of syllables; nothing for ordinary words."""
    found = _PHONEMES.fullmatch(spoken.strip())
    return " ".join(found[1].replace(".", "").split()) if found else ""


def without_phonemes(text: str) -> str:
    """Return a text's words in place of pronunciations, for whoever cannot read those."""
    return PRONOUNCED.sub(lambda found: found[1], text) if "|/" in text else text


def check_phonemes(spoken: str, span: Span, problems: Problems) -> None:
    """Report symbols of a pronunciation that are not of the International Phonetic Alphabet."""
    if spoken.strip().startswith("/") and not phonemes_of(spoken):
        message = f"a pronunciation stands between two slashes, and '{spoken}' has none"
        problems.add("wrong-value", message, span, help="for example /ˈæmɹæp/")
    unknown = sorted(set(phonemes_of(spoken)) - IPA)
    if unknown:
        message = f"{' '.join(unknown)} in {spoken} is not in the International Phonetic Alphabet"
        problems.add("wrong-value", message, span, help="for example /ˈæmɹæp/; without slashes it is read as words")


def silences_of(text: str) -> list[int]:
    """Return the ms of each silence inside a text."""
    if "[" not in text:
        return []
    return [length for inner in SILENCE.findall(text) if (length := silence_length(inner)) is not None]


def too_silent(text: str) -> str:
    """Return what is wrong with the silences inside a text, or nothing: each and all of them have a limit."""
    silences = silences_of(text)
    for length, most, what in (
        (max(silences, default=0), LONGEST_SILENCE, "a silence of {} inside a text"),
        (sum(silences), MOST_SILENCE, "silences of {} in all inside a text"),
    ):
        if length > most:
            return f"{what.format(format_duration(length))} (at most {format_duration(most)})"
    return ""


def check_silences(text: Text, problems: Problems) -> None:
    """Report silences inside a text that are longer than a rest should be said with."""
    if message := too_silent(text.text):
        problems.add("wrong-value", message, text.span, help="use rest: for a longer one")


def _read_speech(node: Node, problems: Problems) -> Text | None:
    text = TEXT.read(node, problems)
    if text is not None:
        check_text(text, PLACEHOLDERS, problems)
    return text


SPEECH: Kind[Text] = Kind("a text", TEXT.schema, from_node=_read_speech)
