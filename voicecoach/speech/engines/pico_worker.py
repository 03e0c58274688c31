"""The speaker that holds SVOX Pico, in a process of its own (:mod:`voicecoach.speech.engines.serving`).

Requests and answers::

    {"text", "voice", "speed", "file"}  → {} once the file is whole, or {"error": …}

Pico reads memory that it never clears: what it says, and how long it takes, then depends on what was said before. So
the C library is set to get its 2.5 MB from the system each time, which clears them: the same words are then the same
samples, in any order and any process.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from typing import Any

from voicecoach.speech.engines.serving import write_wave

RATE = 16_000
VOLUME = 0.4
"""At its usual volume Pico's peaks are cut off."""
_M_MMAP_THRESHOLD, _LARGE = -3, 128 * 1024


def start(_: str) -> Callable[[dict[str, Any]], dict[str, object]]:
    """Load Pico."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
    import py_nanotts

    pico = py_nanotts.NanoTTS()

    def answer(request: dict[str, Any]) -> dict[str, object]:
        spoken = pico.speak(request["text"], request["voice"], request["speed"], volume=VOLUME)
        write_wave(request["file"], RATE, spoken)
        return {}

    return answer
