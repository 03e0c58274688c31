"""``doctor``: uses each part that a render needs once, and looks for optional ones."""

from __future__ import annotations

import importlib
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from voicecoach.errors import VoicecoachError, VoiceNotFound
from voicecoach.units import megabytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it works, what was found, and what to do if it does not."""

    what: str
    works: bool
    detail: str
    remedy: str = ""
    optional: bool = False


def examine() -> list[Finding]:
    """Try everything, in the order in which a render uses it."""
    parser = "libyaml" if hasattr(importlib.import_module("yaml"), "CBaseLoader") else "the pure parser, slower"
    findings = [
        Finding(
            "Python", works=True, detail=f"{platform.python_version()} on {platform.system()} {platform.machine()}"
        ),
        Finding("YAML", works=True, detail=f"PyYAML {version('pyyaml')}, {parser}"),
        *_voices(),
        _try("sounds", _sounds, "reinstall voicecoach: the shipped sounds are missing or damaged"),
        _try("MP3 encoder", partial(_encoder, ".mp3", "lameenc"), "pip install --force-reinstall lameenc"),
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
    """Try each engine that ``auto`` may choose; the last one speaks wherever the others do not."""
    from voicecoach.speech.registry import PREFERRED

    for name in PREFERRED:
        found = _try(f"voices by {name}", partial(_spoken, name), "reinstall voicecoach")
        yield replace(found, optional=name != PREFERRED[-1])


def _spoken(name: str) -> str:
    """Let the engine say a word with its preferred voice."""
    from voicecoach.speech.registry import open_engine

    engine = open_engine(name)
    try:
        voices = engine.voices()
        if not voices:
            raise VoiceNotFound("there is no voice yet", "get one: voicecoach voices --get de")
        voice = engine.resolve(voices[0].id, voices[0].language)
        clip = engine.speak("Ready.", voice.id, 150)
        identity = engine.identity()
    finally:
        engine.close()
    if not clip.samples.any():
        raise RuntimeError(f"the voice {voice.name} gave no sound")
    return f"{engine.name}, {voice.name} ({identity})"


def _sounds() -> str:
    from voicecoach.audio.sounds import LEVELS, Palette

    palette = Palette()
    return f"{sum(palette.measure(sound) > 0 for sound in LEVELS)} of {len(LEVELS)}"


def _encoder(suffix: str, package: str) -> str:
    """Write a bell in a format that needs a package."""
    from voicecoach.audio.sounds import Palette
    from voicecoach.cli.aloud import sound_of
    from voicecoach.output.formats import write_file

    with tempfile.TemporaryDirectory() as folder:
        path, sound = Path(folder) / f"bell{suffix}", sound_of(Palette().clip("bell"))
        write_file(path, sound.timeline, sound)
        return f"{package} {version(package)}, wrote {path.stat().st_size} bytes"


def _cache() -> str:
    from voicecoach.cache import Cache

    cache = Cache()
    stats = cache.stats()
    stats.directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=stats.directory):
        return f"{stats.entries} phrases, {megabytes(stats.size)} in {stats.directory}"


def _speakers() -> str:
    """List every device, and play a tone through the one that ``play`` would use."""
    from voicecoach.audio.devices.registry import open_output
    from voicecoach.audio.sounds import Palette
    from voicecoach.cli.aloud import play_clip

    output = open_output()
    names = [f"{device.name} (default)" if device.default else device.name for device in output.devices()]
    return f"{play_clip(Palette().clip('bell'), output)} played a tone; there are: {', '.join(names)}"


def _optional() -> Iterator[Finding]:
    speakers = _try("sound device", _speakers, "plug in or start a sound device; render works without one")
    yield replace(speakers, optional=True)
    for what, suffix, package in (
        ("AAC", ".m4b", "av"),
        ("Opus", ".opus", "soundfile"),
        ("FLAC", ".flac", "soundfile"),
    ):
        yield replace(_try(f"{what} encoder", partial(_encoder, suffix, package), ""), optional=True)
    ffmpeg = shutil.which("ffmpeg")
    yield Finding(
        "ffmpeg",
        works=bool(ffmpeg),
        detail=ffmpeg or "not found; your own sounds can be WAV files only",
        remedy="install ffmpeg to use MP3, FLAC or OGG files under sounds:",
        optional=True,
    )
