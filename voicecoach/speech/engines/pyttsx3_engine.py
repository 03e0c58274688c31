"""The default engine: the system's own voices on macOS and Windows, the bundled espeak-ng everywhere else.

pyttsx3 itself lives in worker processes (:mod:`voicecoach.speech.engines.pyttsx3_worker`), started with the
first phrase that no cache holds. A worker that dies or hangs costs one phrase one retry.
"""

from __future__ import annotations

import platform
import re
import sys
import threading
import unicodedata
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import HOUSE_RATE, Clip, Samples
from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engine import Voice, choose
from voicecoach.speech.engines.worker import Worker, WorkerFailedError, WorkerHungError

_SCRIPT = Path(__file__).with_name("pyttsx3_worker.py")
_PATIENCE_S, _PATIENCE_PER_CHARACTER_S = 20.0, 0.05
_ALARM_AFTER_S = 5.0
LONGEST_PIECE = 400
"""Characters handed over at once: pyttsx3 lets espeak-ng read ten times a text's length, and crashes on 35 kB."""
_PAUSES = (r"[.!?…。！？]+[\"')\]]*\s*", r"[,;:、，；：–—-]\s*", r"\s+")


class Pyttsx3Engine:
    """Speech by pyttsx3 2.99. ``patience`` is how many seconds a phrase may take, on top of 50 ms a character.

    Several threads may speak at once; each has a worker of its own for as long.
    """

    name = "pyttsx3"
    audible = True

    def __init__(self, patience: float = _PATIENCE_S) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._single_use = False
        self._listing: tuple[tuple[Voice, ...], frozenset[str]] | None = None

    def identity(self) -> str:
        """Versions of pyttsx3 and of what speaks: the bundled espeak-ng, or the system."""
        try:
            parts = [f"pyttsx3 {version('pyttsx3')}"]
            if sys.platform in ("darwin", "win32"):
                parts.append(f"{platform.system()} {platform.mac_ver()[0] or platform.version()}")
            else:
                parts.append(f"espeakng-loader {version('espeakng-loader')} {platform.machine()}")
        except PackageNotFoundError as missing:
            message = f"the speech engine 'pyttsx3' needs the package {missing.name}, which is not installed"
            raise EngineFailed(message, f"install it: pip install {missing.name}") from None
        return " · ".join(parts)

    def voices(self) -> tuple[Voice, ...]:
        """Every voice; starts a worker the first time."""
        return self._list()[0]

    def resolve(self, name: str, language: str) -> Voice:
        """As the protocol says; with espeak-ng a name may end in one of its variants: ``en-us+f3``."""
        voices, variants = self._list()
        plain, plus, variant = name.partition("+")
        if not plus or not variants or any(voice.name == name for voice in voices):
            return choose(voices, name, language, self.name)
        voice = choose(voices, plain.strip(), language, self.name)
        known = {word.casefold(): word for word in variants}
        exact = known.get(variant.strip().casefold())
        if exact is None:
            message = f"the speech engine '{self.name}' has no voice variant '+{variant}'"
            raise VoiceNotFound(message, f"variants: {', '.join(sorted(variants, key=str.casefold))}")
        return Voice(f"{voice.id}+{exact}", f"{voice.name}, {exact}", voice.language, self.name)

    def speak(self, text: str, voice: str, rate: int) -> Clip:
        """As the protocol says; long texts are spoken sentence by sentence."""
        clips = [self._say(piece, voice, rate) for piece in pieces(speakable(text))]
        if not clips:
            return Clip(np.zeros(0, np.float32), HOUSE_RATE)
        return Clip(np.concatenate([clip.samples for clip in clips]), clips[0].rate)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.close()

    def _list(self) -> tuple[tuple[Voice, ...], frozenset[str]]:
        if self._listing is None:
            answer, worker = self._ask({"do": "voices"}, self._patience, "list its voices")
            self._give_back(worker)
            listed = tuple(
                Voice(item["id"], item["name"], item["language"] or "und", self.name, item["gender"])
                for item in answer["voices"]
            )
            self._listing = (listed, frozenset(answer["variants"]))
        return self._listing

    def _say(self, text: str, voice: str, rate: int) -> Clip:
        deadline = self._patience + len(text) * _PATIENCE_PER_CHARACTER_S
        what = f"say '{shortened(text)}' with the voice '{voice}'"
        request: dict[str, object] = {"do": "speak", "text": text, "voice": voice, "rate": rate}
        answer, worker = self._ask({**request, "deadline": deadline + _ALARM_AFTER_S}, deadline, what)
        file = Path(answer["file"])
        try:
            return read_aiff(file) if sys.platform == "darwin" else read_wave(file)
        except (OSError, EOFError, ValueError, RuntimeError) as error:
            raise self._failure(what, f"it wrote no sound that can be read: {error}") from error
        finally:
            file.unlink(missing_ok=True)
            self._give_back(worker)

    def _ask(self, request: dict[str, object], deadline: float, what: str) -> tuple[dict[str, Any], Worker]:
        """The answer and the worker that gave it, still borrowed; one that died or hung is replaced once."""
        reason = ""
        hung = False
        for attempt in (1, 2):
            try:
                worker = self._borrow(fresh=attempt == 2)
                file = worker.folder / ("phrase.aiff" if sys.platform == "darwin" else "phrase.wav")
                answer = worker.ask({**request, "file": str(file)} if request["do"] == "speak" else request, deadline)
            except OSError as error:
                raise self._failure(what, str(error)) from error
            except WorkerFailedError as fault:
                reason, hung = str(fault), hung or isinstance(fault, WorkerHungError)
                continue
            if "crashed" in answer:
                worker.kill()
                reason = answer["crashed"]
                continue
            if "error" in answer:
                self._give_back(worker)
                raise self._failure(what, answer["error"])
            # Some systems' engines speak once and hang the second time: then each phrase has a worker of its own.
            self._single_use = self._single_use or hung
            return {**answer, "file": str(file)}, worker
        raise self._failure(what, f"{reason}, twice")

    def _borrow(self, *, fresh: bool) -> Worker:
        with self._lock:
            if self._idle and not fresh:
                return self._idle.pop()
        return Worker(_SCRIPT)

    def _give_back(self, worker: Worker) -> None:
        if self._single_use:
            worker.close()
            return
        with self._lock:
            self._idle.append(worker)

    def _failure(self, what: str, reason: str) -> EngineFailed:
        message = f"the speech engine '{self.name}' could not {what}: {reason}"
        return EngineFailed(message, "try again, or choose another voice or engine; `voicecoach doctor` looks closer")


def speakable(text: str) -> str:
    """``text`` without what would end it early or cannot be written as UTF-8: controls and lone surrogates."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text).strip()


def pieces(text: str) -> list[str]:
    """``text`` cut where a speaker would pause, so that no piece is longer than :data:`LONGEST_PIECE`."""
    parts = []
    while len(text) > LONGEST_PIECE:
        head = text[:LONGEST_PIECE]
        ends = ([match.end() for match in re.finditer(pause, head)] for pause in _PAUSES)
        cut = next((found[-1] for found in ends if found), LONGEST_PIECE)
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [part for part in (*parts, text.strip()) if part]


def shortened(text: str) -> str:
    """``text`` as an error message can bear it."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def read_wave(file: Path) -> Clip:
    """A WAV file of 16 bits as mono; raises what :mod:`wave` does, ValueError for another width."""
    import wave

    with file.open("rb") as handle:
        try:
            with wave.open(handle) as sound:
                if sound.getsampwidth() != 2:
                    raise ValueError(f"samples of {8 * sound.getsampwidth()} bits")
                channels, rate = sound.getnchannels(), sound.getframerate()
                frames = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        except wave.Error as error:
            raise ValueError(str(error)) from error
    return Clip(mono(frames.reshape(-1, channels).astype(np.float32) / 32768), rate)


def read_aiff(file: Path) -> Clip:
    """What macOS writes, as mono; raises what soundfile does, which is a RuntimeError."""
    import soundfile

    frames, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return Clip(mono(frames), int(rate))


def mono(frames: npt.NDArray[np.floating]) -> Samples:
    """The mean of the channels of ``frames`` (frame, channel)."""
    return np.asarray(frames.mean(axis=1), np.float32)
