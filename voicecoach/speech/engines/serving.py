"""The process of a speech worker, which answers requests with one speaker, whose native code may hang, crash or grow.

It is run as ``python serving.py SPEAKER.py FOLDER`` and imports nothing else of voicecoach, nor do the speakers: it
starts in a few hundredths of a second, and works from a checkout. ``SPEAKER.py`` has a function ``start(folder)``,
which loads what it needs and returns a function from a request (a dict) to its answer (a dict). One request a line on
stdin and one answer a line on stdout, as JSON; an error is answered as ``{"error": …}``.

Loading begins before anything is asked. The process ends when stdin does, and takes its folder with it; Ctrl-C is its
parent's to handle. Speech libraries print to stdout: the answers have a descriptor of their own, and descriptor 1 leads
to stderr.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

Answer = Callable[[dict[str, Any]], dict[str, object]]
Start = Callable[[str], Answer]
_ENDS = ".!?…。！？"
_HEIGHT = 0.95
_MEMORY = ("bad_alloc", "failed to map segment", "annot allocate memory", "start new thread")


def main(script: str, folder: str) -> None:
    """Serve requests until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # A parent that was killed reads no answer any more.
        with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(1), "w", encoding="ascii") as answers:
            os.dup2(2, 1)
            serve(answers, lambda: loaded(script)(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def loaded(script: str) -> Start:
    """Return the ``start`` of a speaker, from its file: as a module, so that it need not be compiled each time."""
    spec = importlib.util.spec_from_file_location("speaker", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["speaker"] = module
    spec.loader.exec_module(module)
    start: Start = module.start
    return start


def serve(answers: TextIO, start: Callable[[], Answer]) -> None:
    """Answer each line of stdin. If a speaker cannot be loaded, the first answer says why; then it is tried again."""
    answer, failure = None, None
    try:
        answer = start()
    except Exception as error:
        failure = error
    for line in sys.stdin:
        try:
            if failure:
                raise failure
            answer = answer or start()
            result = {"memory": memory(), **answer(json.loads(line))}
        except Exception as error:
            result, failure = {"error": reason(error)}, None
        print(json.dumps(result), file=answers, flush=True)


def reason(error: Exception) -> str:
    """Say why a speaker failed; libraries say in many ways that there is no memory."""
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in _MEMORY):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}"


def memory() -> int:
    """Return the most memory that this process has had, in MB; 0 where the system does not say.

    Linux counts in ``ru_maxrss`` what the parent had when it forked, which would make every worker of a large parent
    look grown; ``VmHWM`` begins anew with the program.
    """
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) // 1024
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (1024 * 1024 if sys.platform == "darwin" else 1024))


def ended(text: str) -> str:
    """End ``text`` with a sign that ends a sentence."""
    text = text.strip()
    return text if text.endswith(tuple(_ENDS)) else f"{text.rstrip(',;:–—- ')}."


def write_wave(file: str, rate: int, pcm: bytes) -> None:
    """Write a mono WAV file of 16 bits."""
    with wave.open(file, "wb") as handle:
        handle.setnchannels(1)
        handle.setsampwidth(2)
        handle.setframerate(rate)
        handle.writeframes(pcm)


def as_pcm(samples: Any) -> bytes:
    """Return ``samples`` (float32) as 16 bits, as loud as they can be without being cut: engines write at any level."""
    peak = max(float(abs(samples).max(initial=0.0)), 1e-4)
    pcm: bytes = (samples * (_HEIGHT / peak) * 32767).astype("<i2").tobytes()
    return pcm


if __name__ == "__main__":
    # Speakers may import what stands above; the modules beside this file are not to hide others of the same name.
    sys.path[0] = str(Path(__file__).resolve().parents[3])
    main(sys.argv[1], sys.argv[2])
