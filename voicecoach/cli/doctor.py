"""What works on this machine: each part that a render needs is really used once, and what is optional is looked for."""

from __future__ import annotations

import importlib
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from voicecoach.errors import VoicecoachError, VoiceNotFound

_TONE_PATIENCE_S, _DRAIN_S = 2.0, 0.2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it works, what was found, and what would mend it."""

    what: str
    works: bool
    detail: str
    remedy: str = ""
    optional: bool = False


def examine() -> list[Finding]:
    """Everything, in the order in which a render uses it."""
    parser = "libyaml" if hasattr(importlib.import_module("yaml"), "CBaseLoader") else "the pure parser, slower"
    findings = [
        Finding(
            "Python", works=True, detail=f"{platform.python_version()} on {platform.system()} {platform.machine()}"
        ),
        Finding("YAML", works=True, detail=f"PyYAML {version('pyyaml')}, {parser}"),
        *_voices(),
        _try("sounds", _sounds, "reinstall voicecoach: the shipped sounds are missing or damaged"),
        _try("MP3 encoder", _encoder, "pip install --force-reinstall lameenc"),
        replace(_try("cache", _cache, "set VOICECOACH_CACHE to a folder that can be written"), optional=True),
    ]
    return [*findings, *_optional()]


def _try(what: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(what, works=True, detail=look())
    except VoicecoachError as error:
        return Finding(what, works=False, detail=str(error), remedy=error.remedy or remedy)
    except (ImportError, OSError, PackageNotFoundError, RuntimeError) as error:
        return Finding(what, works=False, detail=f"{type(error).__name__}: {error}", remedy=remedy)


def _voices() -> Iterator[Finding]:
    """Each engine that ``auto`` may take; the last speaks wherever the others do not."""
    from voicecoach.speech.registry import PREFERRED

    for name in PREFERRED:
        language = "de" if name == "pico" else ""
        found = _try(f"voices by {name}", partial(_spoken, name, language), "reinstall voicecoach")
        yield replace(found, optional=name != PREFERRED[-1])


def _spoken(name: str, language: str) -> str:
    """A word really said by the engine, with its best voice of the language, or else with its first."""
    from voicecoach.speech.registry import open_engine

    engine = open_engine(name)
    try:
        voices = engine.voices()
        if not voices:
            raise VoiceNotFound("there is no voice yet", "get one: voicecoach voices --get de")
        english = any(voice.language.lower().startswith("en") for voice in voices)
        voice = engine.resolve("", language or "en") if language or english else voices[0]
        clip = engine.speak("Ready.", voice.id, 150)
        identity = engine.identity()
    finally:
        engine.close()
    if not clip.samples.any():
        raise RuntimeError(f"the voice {voice.name} gave no sound")
    return f"{engine.name}, {voice.name} ({identity})"


def _sounds() -> str:
    from voicecoach.audio.sounds import Palette
    from voicecoach.script.model import SOUNDS

    palette = Palette()
    return f"{sum(palette.measure(sound) > 0 for sound in SOUNDS)} of {len(SOUNDS)}"


def _encoder() -> str:
    import numpy as np
    import numpy.typing as npt

    from voicecoach.output.formats import write_file
    from voicecoach.timeline.model import Timeline

    class Silence:
        frames, rate = 24, 24_000

        def int16(self, first: int, last: int, /) -> npt.NDArray[np.int16]:
            return np.zeros(max(0, min(last, self.frames) - first), np.int16)

        def sounding(self) -> list[tuple[int, int]]:
            return [(0, self.frames)]

        def identity(self, first: int, last: int, /) -> bytes:
            return repr((first, last)).encode()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "silence.mp3"
        write_file(path, Timeline("silence", "en", 1, (), (), ()), Silence())
        return f"lameenc {version('lameenc')}, wrote {path.stat().st_size} bytes"


def _cache() -> str:
    from voicecoach.cache import Cache

    cache = Cache()
    stats = cache.stats()
    stats.directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=stats.directory):
        return f"{stats.entries} phrases, {stats.size / 1e6:.1f} MB in {stats.directory}"


def _speakers() -> str:
    """Every device, and a tone through the one that ``play`` would take."""
    from voicecoach.audio.devices.registry import open_output
    from voicecoach.audio.sounds import Palette
    from voicecoach.live.player import Player
    from voicecoach.live.score import Clips, Score
    from voicecoach.timeline.model import Event, Timeline

    palette = Palette()
    length = palette.measure("bell")
    tone = Event("doctor/tone", "tone", "tone", 0, length, sound="bell")
    score = Score(Clips(lambda _: palette.clip("bell"), palette.clip))
    score.give(Timeline("", "", length, (tone,), (), ()), complete=True)
    player, output = Player(score), open_output()
    names = [f"{device.name} (default)" if device.default else device.name for device in output.devices()]
    stream = output.open(score.rate, player.read)
    try:
        stream.start()
        deadline = time.monotonic() + length / 1000 + _TONE_PATIENCE_S
        while player.state != "finished" and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(_DRAIN_S)
    finally:
        stream.close()
    if player.state != "finished":
        raise RuntimeError(f"{stream.name} took no sound")
    return f"{stream.name} played a tone; there are: {', '.join(names)}"


def _optional() -> Iterator[Finding]:
    speakers = _try("sound device", _speakers, "plug in or start a sound device; render works without one")
    yield replace(speakers, optional=True)
    ffmpeg = shutil.which("ffmpeg")
    yield Finding(
        "ffmpeg",
        works=bool(ffmpeg),
        detail=ffmpeg or "not found; your own sounds can be WAV files only",
        remedy="install ffmpeg to use MP3, FLAC or OGG files under sounds:",
        optional=True,
    )
