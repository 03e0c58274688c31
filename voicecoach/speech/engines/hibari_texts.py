"""Writing texts as hibari reads them best: in Latin letters, with pronunciations in the signs that its model knows."""

from __future__ import annotations

import re

from voicecoach.script.texts import PRONOUNCED
from voicecoach.speech.engines.texts import in_latin

_CLOSE = re.compile(
    r"(?:^|(?<=[.!?:,] ))close(?=[.!?,]|$| (?:your|the|it|them|both|up|down|and|with|again|slowly|gently)\b)",
    re.IGNORECASE,
)
_SAME = (
    "eɪ:A aɪ:I aʊ:W ɔɪ:Y tʃ:ʧ dʒ:ʤ g:ɡ r:ɹ ɫ:l ħ:h ɓ:b ɗ:d ɘ:ə ɞ:ɜ ɠ:ɡ ɢ:ɡ ɬ:l ɭ:l ɮ:l ɱ:m ɵ:ə ɶ:æ ɺ:l ʀ:ɹ ʄ:ʤ ʉ:u ʍ:w "
    "ʏ:ɪ ʐ:ʒ ʑ:ʒ ʕ:ʔ ʷ:w ˑ: ‿: .: \N{COMBINING VERTICAL LINE BELOW}: \N{COMBINING INVERTED BREVE BELOW}:"
)
_AMERICAN = f"oʊ:O əʊ:O ɝ:ɜɹ ɚ:əɹ ɾ:T ː: {_SAME}"
_BRITISH = f"oʊ:Q əʊ:Q ɝ:ɜː ɚ:ə {_SAME}"
_STRESS = re.compile(r"([ˈˌ])([^ˈˌ\sAIOQWYaeiouyæøœɐɑɒɔəɛɜɨɪɯɤʊʌᵊᵻ]+)(?=[AIOQWYaeiouyæøœɐɑɒɔəɛɜɨɪɯɤʊʌᵊᵻ])")


def readable(text: str, *, british: bool = False) -> str:
    """Return ``text`` for hibari, each pronunciation as ``[bow](/bˈW/)``, which is its own notation.

    "Close" at the beginning of a sentence is read as the verb if the next word fits that; hibari would read the
    opposite of far.
    """
    text = _CLOSE.sub("{close|/kləʊz/}", text)
    parts, end = [], 0
    for found in PRONOUNCED.finditer(text):
        word = re.sub(r"[\[\]()]", " ", in_latin(found[1])).strip() or "x"
        parts += [_plain(text[end : found.start()]), f"[{word}](/{signs(found[2], british)}/)"]
        end = found.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    """Write words that are no pronunciation, whatever brackets they stand in."""
    return in_latin(text).replace("](", "] (")


def signs(phonemes: str, british: bool) -> str:  # noqa: FBT001
    """Return sounds (IPA) as hibari writes them: /ˈboʊ/ is ``bˈO``, or ``bˈQ`` in British.

    Stress stands before its vowel, not before its syllable; what has none is stressed on its first vowel.
    """
    for pair in (_BRITISH if british else _AMERICAN).split():
        sound, _, sign = pair.partition(":")
        phonemes = phonemes.replace(sound, sign)
    if not set(phonemes) & set("ˈˌ"):
        phonemes = f"ˈ{phonemes}"
    return _STRESS.sub(r"\2\1", phonemes)
