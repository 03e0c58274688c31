"""hibari: natural English, on this machine alone; what a plain installation speaks with.

hibari itself lives in worker processes (:mod:`voicecoach.speech.engines.hibari_worker`), one processor each.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.cache import speech_cache
from voicecoach.diagnostics import nearest
from voicecoach.errors import EngineFailed, VoiceNotFetched, VoiceNotFound
from voicecoach.script.texts import without_phonemes
from voicecoach.speech.engine import Voice, choose
from voicecoach.speech.engines.hibari_texts import readable
from voicecoach.speech.engines.hibari_voices import ENGINE, NAMES, KnownVoice, known_voices
from voicecoach.speech.engines.pool import PooledEngine
from voicecoach.speech.engines.texts import pieces, speakable
from voicecoach.speech.engines.versions import version, versions

_SCRIPT = Path(__file__).with_name("hibari_worker.py")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 30.0, 0.1
_NEEDED = (("hibari-tts", "hibari"), ("onnxruntime", "onnxruntime"), ("numpy", "numpy"))
_TUNING = 3
"""Part of each clip's cache key: raise it with any change to how texts and rates are handed to hibari."""
SPEEDS = (
    (60, 0.35), (70, 0.4), (87, 0.5), (107, 0.6), (126, 0.7), (140, 0.79), (150, 0.8), (163, 0.81), (168, 0.85),
    (180, 0.9), (191, 1.0), (199, 1.1), (221, 1.25), (228, 1.3), (255, 1.333), (287, 1.36), (302, 1.6), (330, 2.0),
    (360, 3.0),
)  # fmt: skip
"""Words a minute of the shipped routines' phrases, each trimmed, and hibari's speed that makes them.

hibari gives each sound a whole number of steps of 25 ms, so the pace jumps where short sounds become a step longer: at
0.8 and at 1.333.
"""
SINGLE_WORD = 1.35
"""How much faster a single word such as a count is said; it is also called out, which is crisper."""
BETWEEN_SENTENCES_MS = 350
"""Silence between two sentences at 150 words a minute; hibari's own is 700 to 900 ms."""
USUAL_RATE = 150
_REMEDY = "install it: pip install hibari-tts; where that fails there is none for this system"
_YES = b"yes"
_ENGLISH = ("en", "en-us", "en-gb")


class HibariEngine(PooledEngine):
    """Speech by hibari-tts. ``patience`` is how many seconds a phrase may take, on top of 100 ms a character."""

    name = ENGINE
    reads_phonemes = True

    def __init__(self, patience: float = _PATIENCE_S) -> None:
        super().__init__(_SCRIPT, patience, _PATIENCE_PER_CHARACTER_S)
        self._loads = False

    def identity(self, voice: str = "") -> str:
        """Name the versions of hibari and of what computes for it, and the voice's model, or all voices.

        Sums differ in another version of numpy, scipy or onnxruntime, and on another processor.
        """
        files = self._known(voice).sha256[:16] if voice else ", ".join(one.id for one in self.voices())
        return " · ".join([self._versions, f"tuning {_TUNING}", files])

    def voices(self) -> tuple[Voice, ...]:
        """List every voice that is on this machine, the bundled one first; starts nothing."""
        return tuple(one.voice for one in self._all() if one.here)

    def resolve(self, name: str, language: str) -> Voice:
        """Resolve as the protocol says; raises EngineFailed where hibari is not installed or cannot be loaded.

        Loading is tried once and then remembered, for as long as the versions stay the same.
        """
        voice = self.look_up(name, language)
        self._check_that_it_loads()
        return voice

    def look_up(self, name: str, language: str) -> Voice:
        """Resolve without loading anything."""
        asked = name.strip().casefold()
        try:
            known = self._all()
        except EngineFailed:
            if asked in (*NAMES, *_ENGLISH) or (not asked and language.casefold().startswith("en")):
                raise
            raise VoiceNotFound(f"the speech engine '{self.name}' has no voice '{name or language}'") from None
        if any(one.voice.id == asked and not one.here for one in known):
            message = f"hibari's voice '{asked}' is not on this machine yet"
            raise VoiceNotFetched(message, f"fetch it: voicecoach voices --get {asked}")
        try:
            return choose(self.voices(), name, language, self.name)
        except VoiceNotFound as missing:
            near = nearest(name, NAMES)
            raise VoiceNotFound(
                str(missing), near.question or missing.remedy, near if near.close else missing.near
            ) from None

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """Speak as the protocol says, sentence by sentence, with our own pauses between them."""
        known = self._known(voice)
        sentences: list[Clip] = []
        for piece in pieces(speakable(text)):
            alone = " " not in without_phonemes(piece)
            speed = round(speed_for(rate) * (SINGLE_WORD if alone else 1), 3)
            called = f"{piece}!" if alone and (piece[-1].isalnum() or piece[-1] == "}") else piece
            sentences += self._say(readable(called, british=known.british), known, speed)
        return spaced(sentences, BETWEEN_SENTENCES_MS * USUAL_RATE // rate)

    def warm(self) -> None:
        """Begin to load, without waiting for it, where hibari is installed."""
        if find_spec("hibari"):
            self._pool.warm()

    @cached_property
    def _versions(self) -> str:
        """Name the installed versions; looked up once, since each phrase asks whether its voice is here."""
        found = versions(self.name, _NEEDED, _REMEDY)
        if find_spec("scipy"):
            found.append(f"scipy {version('scipy', 'scipy')}")
        return " · ".join([*found, platform.machine()])

    def _all(self) -> tuple[KnownVoice, ...]:
        _ = self._versions  # raises where a package is missing
        try:
            known = known_voices()
            broken = next((str(one.model) for one in known if one.bundled and not one.here), "")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            known, broken = (), f"{type(error).__name__}: {error}"
        if broken:
            message = f"the package of the speech engine '{self.name}' is damaged ({broken})"
            raise EngineFailed(message, "pip install --force-reinstall hibari-tts")
        return known

    def _known(self, voice: str) -> KnownVoice:
        found = next((one for one in self._all() if one.voice.id == voice and one.here), None)
        if found is None:
            message = f"the speech engine '{self.name}' has no voice '{voice}'"
            raise EngineFailed(message, "`voicecoach voices` lists those that are installed")
        return found

    def _check_that_it_loads(self) -> None:
        if self._loads:
            return
        cache = speech_cache()
        if cache.load(self._loads_key()) != _YES:
            self._pool.warm()
            import voicecoach.speech.finish  # noqa: F401 (is needed next, and takes as long to import as hibari to load)

            with self._pool.reply({"do": "load"}, self._patience, "be loaded"):
                cache.store(self._loads_key(), _YES)
        self._loads = True

    def _loads_key(self) -> str:
        return repr(("loads", self._versions, sys.executable))

    def _say(self, text: str, known: KnownVoice, speed: float) -> list[Clip]:
        """Return each sentence of ``text``, with the silences that hibari puts around it."""
        model = "" if known.bundled else str(known.model)
        request: dict[str, object] = {"voice": known.voice.id, "model": model, "speed": speed}
        try:
            sound, answer = self._recorded(text, known.voice.id, request)
        except EngineFailed as failure:
            speech_cache().store(self._loads_key(), b"try again")
            if not known.bundled:
                failure.remedy = f"fetch the voice anew: voicecoach voices --get {known.voice.id}"
            raise
        ends = list(accumulate(answer["sentences"], initial=0))
        return [Clip(sound.samples[begin:end], sound.rate) for begin, end in pairwise(ends)]


def speed_for(rate: int) -> float:
    """Return hibari's speed for ``rate`` words a minute, between the measured ones of :data:`SPEEDS`."""
    (slow, slow_speed), (fast, fast_speed) = next(
        (pair for pair in pairwise(SPEEDS) if rate <= pair[1][0]), (SPEEDS[-2], SPEEDS[-1])
    )
    return slow_speed + (fast_speed - slow_speed) * (min(rate, fast) - slow) / (fast - slow)


def spaced(sentences: Sequence[Clip], between: int) -> Clip:
    """Join sentences, with so many ms of silence between the audible parts."""
    import numpy as np

    from voicecoach.speech.trim import faded, trimmed

    heard = [faded(trimmed(one.samples, one.rate), one.rate) for one in sentences]
    rate = sentences[0].rate if sentences else SAMPLE_RATE
    gap = np.zeros(rate * between // 1000, np.float32)
    parts = [part for sentence in heard if len(sentence) for part in (gap, sentence)]
    return Clip(np.concatenate([np.zeros(0, np.float32), *parts[1:]]), rate)
