"""Every phrase as a clip that is ready to be mixed, made once.

The clip that answers how long a phrase takes is the very one that is mixed, so plan and sound cannot disagree.
On the way from the engine each stretch of words is trimmed to its onset, brought to the house rate, made as loud
as all others, and padded to whole milliseconds; only then is it cached.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np

from voicecoach.audio.clip import HOUSE_RATE, Clip, Samples
from voicecoach.cache import Cache
from voicecoach.errors import EngineFailed
from voicecoach.speech.engine import Engine, EngineCrashed, Voice
from voicecoach.speech.engines.silent import SilentEngine
from voicecoach.speech.engines.texts import is_speakable
from voicecoach.timeline.model import Phrase
from voicecoach.units import parse_duration, samples_at

PROCESSING = 3
"""Part of every cache key: raise it with any change to what happens between the engine and the cache."""
Progress = Callable[[int, int, str], None]
_SILENCE = re.compile(r"\[([^\[\]]*)\]")
AT_ONCE = 2
"""Phrases that are spoken at the same time for a file; a live coach, who must play meanwhile, speaks one."""
_PROBE = "one"
MOST_LOST = 3
"""Phrases that may cost an engine its process before it is given up."""
_FULL_SCALE = 32767


class Bank:
    """Clips of phrases, spoken by ``engine``: by its voice ``voice``, or its best for ``language`` where empty.

    ``cache`` may be None. Voice names are looked up when first needed: a routine whose clips are all cached
    starts no engine. The bank owns neither engine nor cache; whoever made them closes them.

    A phrase that the engine dies of, while it speaks others, is a silence of about its length, and ``warn`` is told.
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
        self._clips: dict[Phrase, Clip] = {}
        self._voices: dict[str, Voice] = {}
        self._lock = threading.Lock()

    def speaker(self, name: str = "") -> Voice:
        """The voice that ``name`` means, or the routine's own: its id and name. Raises VoiceNotFound."""
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
        """The phrase as it is mixed, mono at the house rate, a whole number of milliseconds; always the same object.

        Raises VoiceNotFound for a voice that is not there, EngineFailed where the engine fails or makes no sound.
        """
        if phrase not in self._clips:
            self._clips.setdefault(phrase, self._make(phrase))
        return self._clips[phrase]

    def measure(self, phrase: Phrase) -> int:
        """Length of the phrase in milliseconds, as it will be mixed."""
        return self.clip(phrase).duration

    def known(self, phrase: Phrase) -> Clip | None:
        """The phrase's clip where it can be had without speaking: made before, or kept by an earlier run."""
        if phrase not in self._clips and self._engine.audible:
            name = phrase.voice or self._voice
            speaker = self._voices.get(name) or self._remembered(name)
            voice = speaker.id if speaker else ""
            words = [part for part in split(phrase.text) if isinstance(part, str)]
            if not voice or not all(self._load(self._key(part, voice, phrase.rate)) for part in words):
                return None
        return self.clip(phrase)

    def prepare(self, phrases: Iterable[Phrase], progress: Progress | None = None) -> None:
        """Make all clips now; ``progress(done, total, text)`` is called in this thread after each.

        Raises what :meth:`clip` does, for the first phrase that fails.
        """
        wanted = tuple(dict.fromkeys(phrases))
        with ThreadPoolExecutor(self._at_once) as threads:
            tasks = {threads.submit(self.clip, phrase): phrase for phrase in wanted}
            try:
                for done, task in enumerate(as_completed(tasks), 1):
                    task.result()
                    if progress:
                        progress(done, len(wanted), tasks[task].text)
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def _make(self, phrase: Phrase) -> Clip:
        voice = self.speaker(phrase.voice).id
        parts = split(phrase.text)
        if not any(isinstance(part, str) for part in parts):
            raise EngineFailed(
                f"there is nothing to say in '{phrase.text}' for the voice '{voice}' of '{self._engine.name}'",
                "give the phrase words, or leave it out",
            )
        sound = [
            self._words(part, voice, phrase.rate)
            if isinstance(part, str)
            else np.zeros(samples_at(part, HOUSE_RATE), np.float32)
            for part in parts
        ]
        return Clip(sound[0] if len(sound) == 1 else np.concatenate(sound))

    def _words(self, text: str, voice: str, rate: int) -> Samples:
        key = self._key(text, voice, rate)
        kept = self._load(key)
        if kept is None:
            try:
                kept = to_pcm(self._spoken(text, voice, rate))
            except EngineCrashed as crash:
                return self._gap(text, voice, rate, crash)
            if self._cache:
                self._cache.store(key, kept)
        return from_pcm(kept)

    def _gap(self, text: str, voice: str, rate: int, crash: EngineCrashed) -> Samples:
        """Silence in place of words that the engine died of; ``crash`` where it says nothing else any more either."""
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
        return SilentEngine().speak(text, "", rate).samples

    def _key(self, text: str, voice: str, rate: int) -> str:
        identity = self._identities.get(voice) or self._identities.setdefault(voice, self._engine.identity(voice))
        return repr(("speech", PROCESSING, identity, voice, rate, text))

    def _voice_key(self, name: str) -> str:
        return repr(("voice 2", self._identity, name, self._language))

    def _load(self, key: str) -> bytes | None:
        return self._cache.load(key) if self._cache else None

    def _spoken(self, text: str, voice: str, rate: int) -> Samples:
        from voicecoach.audio.loudness import normalise_speech
        from voicecoach.audio.resample import resampled
        from voicecoach.speech.trim import faded, trimmed

        raw = self._speak(text, voice, rate)
        if not self._engine.audible:
            return padded(resampled(raw.samples, raw.rate, HOUSE_RATE))
        sound = trimmed(raw.samples, raw.rate)
        if not len(sound):
            raise EngineFailed(
                f"the voice '{voice}' of the speech engine '{self._engine.name}' made no sound for '{text}'",
                "word it differently, or choose a voice that speaks its language",
            )
        return padded(faded(normalise_speech(resampled(sound, raw.rate, HOUSE_RATE), HOUSE_RATE), HOUSE_RATE))

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
        """What ``name`` meant to the engine in an earlier run, from the cache: asking the engine may start it."""
        kept = self._load(self._voice_key(name))
        identifier, _, known = (kept or b"").decode().partition("\n")
        return Voice(identifier, known, self._language, self._engine.name) if identifier else None


def split(text: str) -> tuple[str | int, ...]:
    """Words, and silences in milliseconds, in order: ``"Rest [0.5s] well"`` is ``("Rest", 500, "well")``.

    Brackets that hold no duration are words; punctuation alone, as a silence may leave behind, is nothing.
    """
    parts: list[str | int] = []
    words = 0
    for match in _SILENCE.finditer(text):
        silence = parse_duration(match[1])
        if silence is not None:
            parts += [text[words : match.start()].strip(), silence]
            words = match.end()
    parts.append(text[words:].strip())
    return tuple(part for part in parts if (part if isinstance(part, int) else is_speakable(part)))


def padded(samples: Samples) -> Samples:
    """``samples`` at the house rate, with silence up to the next whole millisecond."""
    return np.pad(samples, (0, -len(samples) % (HOUSE_RATE // 1000)))


def to_pcm(samples: Samples) -> bytes:
    """Samples as they are cached: 16 bits, little endian, half the size of what the mixer uses."""
    return np.round(np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()


def from_pcm(data: bytes) -> Samples:
    """The samples that :func:`to_pcm` wrote; a fresh clip is read back too, so that it equals a cached one."""
    return np.asarray(np.frombuffer(data, "<i2").astype(np.float32) / _FULL_SCALE, np.float32)
