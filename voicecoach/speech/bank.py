"""The bank: every phrase as a clip that is ready to be mixed, spoken once.

The clip whose length the plan uses is the very one that is mixed, so plan and sound cannot disagree. Each stretch of
words is finished (:mod:`voicecoach.speech.finish`) before it is cached, and a cached clip is measured without decoding
a sample. What the cache keeps is not held in memory as well, except what was used last: a routine may say thousands of
things.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from queue import SimpleQueue

from voicecoach.audio.clip import SAMPLE_RATE, Clip, KeptClip, LentClip, samples_of, silent_pcm
from voicecoach.cache import Cache, Recent
from voicecoach.errors import EngineFailed
from voicecoach.script.texts import SILENCE, says_something, silence_length, without_phonemes
from voicecoach.speech.engine import Engine, EngineCrashed, Voice
from voicecoach.timeline.model import Phrase
from voicecoach.units import samples_at

PROCESSING = 3
"""Part of every cache key: raise it with any change to what happens between the engine and the cache."""
Progress = Callable[[int, int, str], None]
AT_ONCE = 2
"""Phrases that are spoken at the same time for a file; a live coach, who must play meanwhile, speaks one."""
WORTH_A_PROCESS_S = 2.0
"""If the remaining phrases take longer than this, a second process saves more time than its start takes."""
_PROBE = "one"
MOST_LOST = 3
"""Phrases that may cost an engine its process before it is given up."""
HELD_BYTES = 32 << 20
"""How much sound is held in memory that the cache keeps: eleven minutes."""


class Bank:
    """Clips of phrases, spoken by ``engine``: by its voice ``voice``, or its best for ``language`` where empty.

    ``cache`` may be None. Voice names are looked up when first needed: a routine whose clips are all cached
    starts no engine. The bank owns neither engine nor cache, and closes neither.

    A phrase that crashes the engine, while others do not, becomes a silence of about its length, and ``warn`` is
    called.
    """

    def __init__(
        self,
        engine: Engine,
        cache: Cache | None = None,
        *,
        voice: str = "",
        language: str = "en",
        warn: Callable[[str], None] | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._engine = engine
        self._cache = cache if engine.audible else None
        self._voice = voice
        self._language = language
        self._warn = warn
        self._lost = 0
        self._at_once = at_once
        self._identity = engine.identity()
        self._identities: dict[str, str] = {}
        self._clips: dict[Phrase, KeptClip] = {}
        self._recent: Recent[Phrase, bytes] = Recent(HELD_BYTES, len)
        self._voices: dict[str, Voice] = {}
        self._lock = threading.Lock()

    def speaker(self, name: str = "") -> Voice:
        """Return the voice that ``name`` means, or the routine's own: its id and name. Raises VoiceNotFound."""
        name = name or self._voice
        with self._lock:
            if name not in self._voices:
                found = self._remembered(name)
                if found is None:
                    found = self._engine.resolve(name, self._language)
                    if self._cache:
                        self._cache.store(self._voice_key(name), f"{found.id}\n{found.name}".encode())
                self._voices[name] = found
            return self._voices[name]

    def clip(self, phrase: Phrase) -> Clip:
        """Return the phrase as it is mixed, at ``SAMPLE_RATE`` and a whole number of ms long; always the same object.

        Raises VoiceNotFound for a voice that is not there, EngineFailed where the engine fails or makes no sound.
        """
        if phrase not in self._clips:
            self._clips.setdefault(phrase, self._make(phrase))
        return self._clips[phrase]

    def measure(self, phrase: Phrase) -> int:
        """Return the length of the phrase in ms, as it will be mixed."""
        return self.clip(phrase).duration

    def known(self, phrase: Phrase) -> Clip | None:
        """Return the phrase's clip if it need not be spoken: in this run it was, or the cache has it; else None."""
        if phrase not in self._clips and not self._engine.audible:
            return self.clip(phrase)
        if phrase not in self._clips and (kept := self._kept(phrase)):
            self._clips.setdefault(phrase, self._lent(phrase, kept))
        return self._clips.get(phrase)

    def ready(self, phrase: Phrase) -> bool:
        """Return whether the phrase's clip was made or loaded in this run."""
        return phrase in self._clips

    def prepare(self, phrases: Iterable[Phrase], progress: Progress | None = None) -> None:
        """Make all clips now; ``progress(done, total, text)`` is called in this thread after each.

        Raises what :meth:`clip` does, for the first phrase that fails.
        """
        wanted = tuple(dict.fromkeys(phrases))
        at_hand = [phrase for phrase in wanted if self.known(phrase) is not None]
        unspoken = [phrase for phrase in wanted if phrase not in self._clips]
        for done, phrase in enumerate(chain(at_hand, self._spoken_one_by_one(unspoken)), 1):
            if progress:
                progress(done, len(wanted), phrase.words)

    def _spoken_one_by_one(self, phrases: list[Phrase]) -> Iterator[Phrase]:
        """Yield each phrase when its clip is made; if the remaining ones take long, a second process joins in."""
        if not phrases:
            return
        from concurrent.futures import ThreadPoolExecutor

        remaining, spoken = deque(phrases), SimpleQueue[Phrase | BaseException]()

        def speak() -> None:
            try:
                while remaining:
                    phrase = remaining.popleft()
                    self.clip(phrase)
                    spoken.put(phrase)
            except IndexError:
                return  # another thread took the last one
            except BaseException as error:
                spoken.put(error)

        with ThreadPoolExecutor(self._at_once) as threads:
            begun, joined = time.monotonic(), 1
            threads.submit(speak)
            try:
                for done in range(1, len(phrases) + 1):
                    phrase = spoken.get()
                    if isinstance(phrase, BaseException):
                        raise phrase
                    yield phrase
                    each = (time.monotonic() - begun) / done
                    if joined < self._at_once and each * len(remaining) > WORTH_A_PROCESS_S:
                        joined += 1
                        threads.submit(speak)
            finally:
                remaining.clear()

    def _make(self, phrase: Phrase) -> KeptClip:
        voice = self.speaker(phrase.voice).id
        parts = self._parts(phrase)
        if not any(isinstance(part, str) for part in parts):
            raise EngineFailed(
                f"there is nothing to say in '{phrase.text}' for the voice '{voice}' of '{self._engine.name}'",
                "give the phrase words, or leave it out",
            )
        if not self._engine.audible:
            return _silent(sum(self._silence(part, voice, phrase.rate) for part in parts))
        lost = self._lost
        pcm = b"".join(_sound(parts, lambda words: self._words(words, voice, phrase.rate)))
        in_cache = self._cache is not None and self._cache.keeps and self._lost == lost
        return self._lent(phrase, pcm) if in_cache else KeptClip(pcm)

    def _silence(self, part: str | int, voice: str, rate: int) -> int:
        """Return the samples of a part of a phrase, which a silent engine says."""
        length = part if isinstance(part, int) else self._engine.speak(part, voice, rate).duration
        return samples_at(length, SAMPLE_RATE)

    def _lent(self, phrase: Phrase, pcm: bytes) -> KeptClip:
        self._recent.hold(phrase, pcm)
        return LentClip(samples_of(pcm), partial(self._again, phrase, len(pcm)))

    def _again(self, phrase: Phrase, size: int) -> bytes:
        """Return the PCM of a phrase once more; if it left the cache meanwhile, it is spoken as it was before."""
        pcm = self._recent.get(phrase)
        if pcm is None:
            pcm = self._recent.hold(phrase, self._kept(phrase) or self._make(phrase).pcm)
        if len(pcm) != size:
            raise EngineFailed(
                f"'{phrase.words}' does not last as long as before; its sound has left the cache meanwhile",
                "run the command again",
            )
        return pcm

    def _kept(self, phrase: Phrase) -> bytes:
        """Return the PCM of a phrase from the cache; nothing where that does not keep all of it."""
        name = phrase.voice or self._voice
        found = self._voices.get(name) or self._remembered(name)
        parts = self._parts(phrase)
        if found is None or not any(isinstance(part, str) for part in parts):
            return b""
        voice = self._voices.setdefault(name, found).id
        sound = list(_sound(parts, lambda words: self._load(self._key(words, voice, phrase.rate)) or b""))
        return b"".join(sound) if all(sound) else b""

    def _parts(self, phrase: Phrase) -> tuple[str | int, ...]:
        """Return the words and silences of a phrase, as the engine can read them."""
        return split(phrase.text if getattr(self._engine, "reads_phonemes", False) else phrase.words)

    def _words(self, text: str, voice: str, rate: int) -> bytes:
        key = self._key(text, voice, rate)
        kept = self._load(key)
        if kept is None:
            try:
                kept = self._spoken(text, voice, rate)
            except EngineCrashed as crash:
                return self._gap(text, voice, rate, crash)
            if self._cache:
                self._cache.store(key, kept)
        return kept

    def _gap(self, text: str, voice: str, rate: int, crash: EngineCrashed) -> bytes:
        """Return silence for words that crashed the engine; raise ``crash`` if it cannot say anything else either."""
        try:
            self._engine.speak(_PROBE, voice, rate)
        except EngineFailed:
            raise crash from None
        with self._lock:
            self._lost += 1
        if self._lost > MOST_LOST:
            raise crash
        if self._warn:
            self._warn(f"{crash}; it is left silent: word it differently, or choose another voice")
        from voicecoach.speech.engines.silent import SilentEngine

        length = SilentEngine().speak(without_phonemes(text), "", rate).duration
        return silent_pcm(samples_at(length, SAMPLE_RATE))

    def _key(self, text: str, voice: str, rate: int) -> str:
        identity = self._identities.get(voice) or self._identities.setdefault(voice, self._engine.identity(voice))
        return repr(("speech", PROCESSING, identity, voice, rate, text))

    def _voice_key(self, name: str) -> str:
        return repr(("voice 2", self._identity, name, self._language))

    def _load(self, key: str) -> bytes | None:
        return self._cache.load(key) if self._cache else None

    def _spoken(self, text: str, voice: str, rate: int) -> bytes:
        from voicecoach.speech.finish import finished

        sound = finished(self._speak(text, voice, rate))
        if not sound:
            raise EngineFailed(
                f"the voice '{voice}' of the speech engine '{self._engine.name}' made no sound for '{text}'",
                "word it differently, or choose a voice that speaks its language",
            )
        return sound

    def _speak(self, text: str, voice: str, rate: int) -> Clip:
        try:
            return self._engine.speak(text, voice, rate)
        except EngineFailed:
            # A voice known only from an earlier run may have been uninstalled since: then this says so instead.
            for name, known in tuple(self._voices.items()):
                if known.id == voice:
                    self._engine.resolve(name, self._language)
            raise

    def _remembered(self, name: str) -> Voice | None:
        """Return what ``name`` meant in an earlier run, from the cache: asking the engine may start it."""
        kept = self._load(self._voice_key(name))
        identifier, _, known = (kept or b"").decode().partition("\n")
        return Voice(identifier, known, self._language, self._engine.name) if identifier else None


def _silent(length: int) -> KeptClip:
    """Return so many samples of silence as a clip, which takes no memory until it is heard."""
    return LentClip(length, partial(silent_pcm, length))


def _sound(parts: Iterable[str | int], words: Callable[[str], bytes]) -> Iterator[bytes]:
    """Yield the PCM of each part: of words as ``words`` gives it, of a silence as many zeros."""
    for part in parts:
        yield words(part) if isinstance(part, str) else silent_pcm(samples_at(part, SAMPLE_RATE))


def split(text: str) -> tuple[str | int, ...]:
    """Split words from silences in ms, in order: ``"Rest [0.5s] well"`` is ``("Rest", 500, "well")``.

    Brackets that hold no duration are words; punctuation alone, as between two silences, is dropped.
    """
    parts: list[str | int] = []
    words = 0
    for match in SILENCE.finditer(text):
        silence = silence_length(match[1])
        if silence is not None:
            parts += [text[words : match.start()].strip(), silence]
            words = match.end()
    parts.append(text[words:].strip())
    return tuple(part for part in parts if (part if isinstance(part, int) else says_something(part)))
