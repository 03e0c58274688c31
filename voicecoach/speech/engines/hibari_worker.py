"""The speaker that holds hibari and its models, in a process of its own (:mod:`voicecoach.speech.engines.serving`).

Requests and answers::

    {"do": "load"}                                    → {} once its libraries and a model are loaded
    {"text", "voice", "model", "speed", "file"}       → {"sentences": […]} once the file is whole, or {"error": …}

``sentences`` has the length in samples of each sentence in the file, silences before and after it included.

How texts are handed over, each by ear and by measure: a sign that ends it (without one, words are lost); the noise of
breath from the same seed for each sentence, so that the same words are the same samples; a stress on words that have
none of their own, such as "down", where they stand alone.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

import hibari
import numpy as np
import onnxruntime  # noqa: F401 (that it can be loaded is what "load" asks)

from voicecoach.speech.engines.serving import as_pcm, ended, write_wave

MOST_MODELS = 2
SEED = 0
_STRESSED, _HALF_STRESSED = "ˈ", "ˌ"


def start(_: str) -> Callable[[dict[str, Any]], dict[str, object]]:
    """Begin to load the American reader and the bundled voice; requests wait until they are loaded."""
    gc.disable()
    return Speaker().answer


class Speaker:
    """Models and readers in memory, each on one thread: several would add in another order, and round differently."""

    def __init__(self) -> None:
        self._readers: dict[bool, Any] = {}
        self._models: dict[str, Any] = {}
        usual = hibari.voices.DEFAULT
        works = (lambda: self._reader(False), lambda: self._model(usual, ""))  # noqa: FBT003
        self._loading = [threading.Thread(target=work) for work in works]
        for thread in self._loading:
            thread.start()

    def answer(self, request: dict[str, Any]) -> dict[str, object]:
        """Do what is asked; "load" is answered as soon as the libraries and a model are loaded."""
        if request.get("do") == "load":
            for thread in self._loading[-1:]:
                thread.join()
            self._model(hibari.voices.DEFAULT, "")
            return {}
        if self._loading:
            for thread in self._loading:
                thread.join()
            self._loading = []
            gc.freeze()
            gc.enable()
        return self.speak(**request)

    def speak(self, text: str, voice: str, model: str, speed: float, file: str) -> dict[str, object]:
        """Write ``text`` to ``file``: 16 bits, 24 kHz; an empty file where there is nothing to say."""
        loaded = self._model(voice, model)
        if loaded._g2p is None:
            loaded._g2p = self._reader(hibari.voices.VOICES[voice]["british"])
        spoken = [phonemes for phonemes in loaded.phonemize(ended(text)) if any(sound.isalpha() for sound in phonemes)]
        sounds = {phonemes: loaded.from_phonemes(stressed(phonemes), speed, SEED) for phonemes in set(spoken)}
        sentences = [sounds[phonemes] for phonemes in spoken]
        write_wave(file, hibari.SAMPLE_RATE, as_pcm(np.concatenate([np.zeros(0, np.float32), *sentences])))
        return {"sentences": [len(sentence) for sentence in sentences]}

    def _model(self, voice: str, model: str) -> Any:
        if voice not in self._models:
            while len(self._models) >= MOST_MODELS:
                self._models.pop(next(iter(self._models)))
            self._models[voice] = hibari.Hibari(voice, model or None, threads=1)
        return self._models[voice]

    def _reader(self, british: bool) -> Any:  # noqa: FBT001 (as hibari has it)
        if british not in self._readers:
            from hibari.g2p import G2P

            self._readers[british] = G2P(british=british)
        return self._readers[british]


def stressed(phonemes: str) -> str:
    """Stress a sentence without any stress: "up" and "down" have none, which is right only inside a sentence."""
    return phonemes if _STRESSED in phonemes else phonemes.replace(_HALF_STRESSED, _STRESSED, 1)
