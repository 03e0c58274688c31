"""The speaker that holds Piper and its models, in a process of its own (:mod:`voicecoach.speech.engines.serving`).

Requests and answers::

    {"text", "model", "rate", "file"}  → {} once the file is whole, or {"error": …}

How texts are handed over, each by ear and by measure: noise off, so that the same words give the same samples; a
pause before each sentence, without which soft sounds at its beginning are lost ("hips" is heard as "it's"), and a sign
that ends it; single words a little slower.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import piper
from piper.config import PhonemeType, PiperConfig, SynthesisConfig

from voicecoach.speech.engines.serving import as_pcm, ended, write_wave

SINGLE_WORD = 1.09
"""How much longer a word takes that stands alone, such as a count."""
BETWEEN_SENTENCES_S = 0.1
"""Added to the silence that the model itself puts around sentences, about 0.2 s."""
MOST_MODELS = 2
TRIAL, TRIAL_SCALE, TRIAL_S = "27 38 46 15.", 1.3, 3.35
"""Figures that every language reads in about the same time; how long they take at 150 words a minute. Fitted so that
the phrases of the shipped routines, each by itself, make 150 words a minute."""
FIXED = 0.117
"""The part of a phrase's length that the model's scale does not change."""
LEAD = (",", " ")
LOUD, QUIET = 10**-2.5, 10**-6


def start(_: str) -> Callable[[dict[str, Any]], dict[str, object]]:
    """Begin to speak."""
    # The phonemiser keeps the path of its data in 160 bytes: a relative one is short wherever the package lies.
    os.chdir(Path(piper.__file__).parent)
    models: dict[str, Model] = {}
    return lambda request: speak(models, **request)


def speak(models: dict[str, Model], text: str, model: str, rate: int, file: str) -> dict[str, object]:
    """Write one phrase to ``file``."""
    if model not in models:
        while len(models) >= MOST_MODELS:
            models.pop(next(iter(models)))
        models[model] = Model(model)
    models[model].write(text, rate, file)
    return {}


class Model:
    """A voice in memory, on one thread: several would add in another order, and so round in another way."""

    def __init__(self, path: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        config = json.loads(Path(f"{path}.json").read_text("utf-8"))
        session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
        self._voice = piper.PiperVoice(session, PiperConfig.from_dict(config), Path("espeak-ng-data"))
        self._lead = LEAD if self._voice.config.phoneme_type == PhonemeType.ESPEAK else ()
        trial = sum(len(sentence) for sentence in self._sentences(TRIAL, TRIAL_SCALE))
        self._scale = TRIAL_SCALE * TRIAL_S * self._voice.config.sample_rate / max(trial, 1)

    def write(self, text: str, rate: int, file: str) -> None:
        """``text`` at ``rate`` words a minute as a WAV file; an empty one where there is nothing to say."""
        scale = self._scale * ((1 + FIXED) * 150 / rate - FIXED) * (1 if len(text.split()) > 1 else SINGLE_WORD)
        hertz = self._voice.config.sample_rate
        sound = [np.zeros(0, np.float32)]
        for sentence in self._sentences(ended(text), round(scale, 2), self._lead):
            sound += [sentence, np.zeros(int(hertz * BETWEEN_SENTENCES_S), np.float32)]
        write_wave(file, hertz, as_pcm(np.concatenate(sound)))

    def _sentences(self, text: str, scale: float, lead: Sequence[str] = ()) -> list[Any]:
        how = SynthesisConfig(length_scale=scale, noise_scale=0.0, noise_w_scale=0.0)
        sounds = []
        for phonemes in filter(None, self._voice.phonemize(text)):
            ids = self._voice.phonemes_to_ids([*lead, *phonemes])
            sound: Any = self._voice.phoneme_ids_to_audio(ids, how)
            sounds.append(without_lead(sound, self._voice.config.sample_rate) if lead else sound)
        return sounds


def without_lead(sound: Any, hertz: int) -> Any:
    """A sentence from its first sound on: without the pause that was put before it, and the breath in that pause.

    Between breath and speech a voice is quieter than :data:`QUIET`, 20 dB below the softest onset.
    """
    step = hertz // 100
    powers = (sound[: len(sound) // step * step].reshape(-1, step) ** 2).mean(axis=1)
    if not len(powers) or not powers.max() > 0:
        return sound
    loud = int(np.argmax(powers > powers.max() * LOUD))
    quiet = np.flatnonzero(powers[:loud] < powers.max() * QUIET)
    return sound[(int(quiet[-1]) if len(quiet) else int(np.argmin(powers[: loud + 1]))) * step :]
