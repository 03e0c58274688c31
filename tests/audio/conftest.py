"""Real speech, real meters: what the sound is judged by."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voicecoach.audio.clip import SAMPLE_RATE, Samples
from voicecoach.audio.resample import resampled

COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SENTENCES = (
    "Keep ribs down, squeeze.",
    "Switch sides. Lie on your left side.",
    "Lie on your right side, knees bent, band just below the knees.",
    "First: band side-lying clamshell. Three sets of twelve, each side.",
)
SHORT = ("Go.", "Rest.", "squeeze", "half-way")

SPEAK = """
import ctypes, sys
import espeakng_loader, numpy as np
lib = ctypes.CDLL(str(espeakng_loader.get_library_path()))
rate = lib.espeak_Initialize(1, 0, str(espeakng_loader.get_data_path()).encode(), 0x8000)
kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
parts = []
def take(wave, count, _):
    if wave and count > 0:
        parts.append(np.ctypeslib.as_array(wave, (count,)).copy())
    return 0
take = kind(take)
lib.espeak_SetSynthCallback(take)
lib.espeak_SetVoiceByName(b"en")
lib.espeak_SetParameter(1, 150, 0)
said = {"rate": np.array(rate)}
for text in sys.argv[2:]:
    parts.clear()
    lib.espeak_Synth(text.encode(), len(text) + 1, 0, 1, 0, 1, None, None)
    lib.espeak_Synchronize()
    wave = np.concatenate(parts).astype(np.float32) / 32768
    heard = np.flatnonzero(np.abs(wave) > 0.003)
    said[text] = wave[heard[0] : heard[-1] + 1]
np.savez(sys.argv[1], **said)
"""


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Samples]:
    """Trimmed, unlevelled espeak-ng speech at the house rate, made in a process of its own."""
    pytest.importorskip("espeakng_loader", reason="the bundled espeak-ng is there on Linux only")
    path = tmp_path_factory.mktemp("speech") / "said.npz"
    subprocess.run([sys.executable, "-c", SPEAK, str(path), *COUNTS, *SENTENCES, *SHORT], check=True, timeout=120)
    with np.load(path) as said:
        rate = int(said["rate"])
        return {text: resampled(said[text], rate, SAMPLE_RATE) for text in said.files if text != "rate"}


@pytest.fixture
def tool() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs a program of the system, or skips the test where it is not installed."""

    def run(name: str, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        if shutil.which(name) is None:
            pytest.skip(f"needs {name} (Debian package of the same name)")
        return subprocess.run([name, *map(str, arguments)], input=stdin, capture_output=True, check=True, timeout=120)

    return run


@pytest.fixture
def meter(tool: Callable[..., subprocess.CompletedProcess[bytes]]) -> Callable[[Samples | Path], tuple[float, float]]:
    """Integrated loudness (LUFS) and true peak (dBTP) by ffmpeg's own EBU R 128 meter."""

    def measure(sound: Samples | Path) -> tuple[float, float]:
        source = ["-i", sound] if isinstance(sound, Path) else ["-f", "f32le", "-ar", SAMPLE_RATE, "-ac", 1, "-i", "-"]
        stdin = b"" if isinstance(sound, Path) else sound.astype("<f4").tobytes()
        arguments = ["-hide_banner", "-nostats", *source, "-af", "ebur128=peak=true", "-f", "null", "-"]
        said = tool("ffmpeg", *arguments, stdin=stdin).stderr.decode()
        summary = said[said.rindex("Summary:") :]
        integrated, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
        assert integrated, summary
        assert peak, summary
        return float(integrated[1]), float(peak[1])

    return measure
