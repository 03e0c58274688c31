"""Natural English by hibari, on this machine alone: what a plain installation speaks with.

hibari itself lives in worker processes (:mod:`voicecoach.speech.engines.hibari_worker`), one processor each.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path

from voicecoach.audio.clip import HOUSE_RATE, Clip, Samples
from voicecoach.cache import speech_cache
from voicecoach.errors import EngineFailed, VoiceNotFetched
from voicecoach.speech.engine import Voice, choose
from voicecoach.speech.engines.hibari_voices import ENGINE, KnownVoice, known_voices
from voicecoach.speech.engines.pool import Pool
from voicecoach.speech.engines.recording import read_wave
from voicecoach.speech.engines.texts import PRONOUNCED, in_latin, pieces, shortened, speakable, without_phonemes
from voicecoach.speech.engines.versions import version

_SCRIPT = Path(__file__).with_name("hibari_worker.py")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 30.0, 0.1
_NEEDED = (("hibari-tts", "hibari"), ("onnxruntime", "onnxruntime"), ("numpy", "numpy"))
_TUNING = 2
"""Part of each clip's cache key: raise it with any change to how texts and rates are handed to hibari."""
SPEEDS = (
    (60, 0.35), (70, 0.4), (87, 0.5), (107, 0.6), (126, 0.7), (140, 0.79), (150, 0.8), (163, 0.81), (168, 0.85),
    (180, 0.9), (191, 1.0), (199, 1.1), (221, 1.25), (228, 1.3), (255, 1.333), (287, 1.36), (302, 1.6), (330, 2.0),
    (360, 3.0),
)  # fmt: skip
"""Words a minute of the shipped routines' phrases, each trimmed, and hibari's speed that makes them.

It gives each sound a whole number of frames of 25 ms, so the pace jumps where short sounds become a frame longer: at
0.8 and at 1.333.
"""
SINGLE_WORD = 1.35
"""How much faster a word is said that stands alone, such as a count; and it is called out, which is crisper."""
_CLOSE = re.compile(r"(?:(?<=^)|(?<=[.!?:,] ))close\b(?! (?:to|by|enough))(?![^{}]*\})", re.IGNORECASE)
BETWEEN_SENTENCES_MS = 350
"""Silence between two sentences at 150 words a minute; hibari's own is 700 to 900 ms."""
USUAL_RATE = 150
_SIGNS = (
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "O"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
    ("ɝ", "ɜɹ"), ("ɚ", "əɹ"), ("g", "ɡ"), ("r", "ɹ"), ("ɫ", "l"), ("ɾ", "T"), ("ː", ""),
)  # fmt: skip
"""Sounds of the International Phonetic Alphabet and the signs that hibari has for them."""


class HibariEngine:
    """Speech by hibari-tts. ``patience`` is how many seconds a phrase may take, on top of 100 ms a character.

    Several threads may speak at once; each has a worker of its own for as long.
    """

    name = ENGINE
    audible = True
    reads_phonemes = True

    def __init__(self, patience: float = _PATIENCE_S) -> None:
        self._patience = patience
        self._pool = Pool(_SCRIPT, self.name)
        self._loads = False

    def identity(self, voice: str = "") -> str:
        """Versions of hibari and of what computes for it, and the voice's model, or a list of all voices.

        Sums come out differently in another version of numpy, scipy or onnxruntime, and on another processor.
        """
        try:
            parts = [f"{package} {version(package, module)}" for package, module in _NEEDED]
        except ModuleNotFoundError as missing:
            raise self._not_installed(missing.name or "hibari-tts") from None
        if find_spec("scipy"):
            parts.append(f"scipy {version('scipy', 'scipy')}")
        made_of = self._known(voice).sha256[:16] if voice else ", ".join(one.id for one in self.voices())
        return " · ".join([*parts, platform.machine(), f"tuning {_TUNING}", made_of])

    def voices(self) -> tuple[Voice, ...]:
        """Every voice that is on this machine, the bundled one first; starts nothing."""
        return tuple(one.voice for one in self._all() if one.here)

    def resolve(self, name: str, language: str) -> Voice:
        """As the protocol says; where hibari cannot be loaded at all, that is an EngineFailed.

        That it can is tried once and then remembered, for as long as its versions stay the same.
        """
        known = self._all()
        absent = next((one for one in known if one.voice.id == name.strip().casefold() and not one.here), None)
        if absent is not None:
            message = f"hibari's voice '{absent.voice.id}' is not on this machine yet"
            raise VoiceNotFetched(message, f"fetch it: voicecoach voices --get {absent.voice.id}")
        voice = choose(self.voices(), name, language, self.name)
        self._check_that_it_loads()
        return voice

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """As the protocol says; sentences are said one by one, and set apart by a pause of our own."""
        known = self._known(voice)
        sentences: list[Samples] = []
        for piece in pieces(speakable(text)):
            alone = " " not in without_phonemes(piece)
            speed = round(speed_for(rate) * (SINGLE_WORD if alone else 1), 3)
            called = f"{piece}!" if alone and piece[-1].isalnum() else piece
            sentences += self._say(pronounced(called), known, speed)
        return Clip(spaced(sentences, HOUSE_RATE * BETWEEN_SENTENCES_MS * USUAL_RATE // (1000 * rate)))

    def warm(self) -> None:
        """Begin to load, without waiting for it, where hibari is installed."""
        if find_spec("hibari"):
            self._pool.warm()

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _all(self) -> tuple[KnownVoice, ...]:
        try:
            return known_voices()
        except ModuleNotFoundError as missing:
            raise self._not_installed(missing.name) from None

    def _known(self, voice: str) -> KnownVoice:
        found = next((one for one in self._all() if one.voice.id == voice and one.here), None)
        if found is None:
            message = f"the speech engine '{self.name}' has no voice '{voice}'"
            raise EngineFailed(message, "`voicecoach voices` lists those that are installed")
        return found

    def _not_installed(self, package: str | None) -> EngineFailed:
        message = f"the speech engine '{self.name}' needs the package {package}, which is not installed"
        return EngineFailed(message, "install it: pip install hibari-tts; there is none for this system if that fails")

    def _check_that_it_loads(self) -> None:
        if self._loads:
            return
        key = repr(("loads", self.identity(), sys.version))
        cache = speech_cache()
        if cache.load(key) is None:
            self._pool.warm()
            import voicecoach.speech.finish  # noqa: F401 (needed next, and takes as long as loading half of hibari)

            with self._pool.reply({"do": "load"}, self._patience, "be loaded"):
                cache.store(key, b"yes")
        self._loads = True

    def _say(self, text: str, known: KnownVoice, speed: float) -> list[Samples]:
        """Each sentence of ``text``, with the silences that hibari puts around it."""
        deadline = self._patience + len(text) * _PATIENCE_PER_CHARACTER_S
        what = f"say '{shortened(text)}' with the voice '{known.voice.id}'"
        model = "" if known.bundled else str(known.model)
        request: dict[str, object] = {"text": text, "voice": known.voice.id, "model": model, "speed": speed}
        with self._pool.reply(request, deadline, what, ".wav") as reply:
            try:
                samples = read_wave(reply.file).samples
            except (OSError, EOFError, ValueError) as error:
                raise self._pool.failure(what, f"it wrote no sound that can be read: {error}") from error
        ends = list(accumulate(reply.answer["sentences"], initial=0))
        return [samples[begin:end] for begin, end in pairwise(ends)]


def pronounced(text: str) -> str:
    """``text`` as hibari reads it: in Latin letters, and pronunciations in its own signs, ``[bow](/bO/)``.

    A sentence that begins with "close" tells to close something; hibari reads it as the opposite of far.
    """
    text = _CLOSE.sub("{close|/klˈoʊz/}", text)
    parts, end = [], 0
    for found in PRONOUNCED.finditer(text):
        phonemes = found[2]
        for sound, sign in _SIGNS:
            phonemes = phonemes.replace(sound, sign)
        parts += [in_latin(text[end : found.start()]), f"[{in_latin(found[1]) or 'x'}](/{phonemes}/)"]
        end = found.end()
    return "".join([*parts, in_latin(text[end:])])


def speed_for(rate: int) -> float:
    """hibari's speed for ``rate`` words a minute, between the measured ones of :data:`SPEEDS`."""
    (slow, slow_speed), (fast, fast_speed) = next(
        (pair for pair in pairwise(SPEEDS) if rate <= pair[1][0]), (SPEEDS[-2], SPEEDS[-1])
    )
    return slow_speed + (fast_speed - slow_speed) * (min(rate, fast) - slow) / (fast - slow)


def spaced(sentences: Sequence[Samples], between: int) -> Samples:
    """Sentences one after the other, with so many samples of silence between what is heard of them."""
    import numpy as np

    from voicecoach.speech.trim import faded, trimmed

    gap = np.zeros(between, np.float32)
    heard = [faded(trimmed(sentence, HOUSE_RATE), HOUSE_RATE) for sentence in sentences]
    parts = [part for sentence in heard if len(sentence) for part in (gap, sentence)]
    return np.concatenate([np.zeros(0, np.float32), *parts[1:]])
