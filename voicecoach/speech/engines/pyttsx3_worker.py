"""The process that holds pyttsx3, so that a speech engine that hangs, prints or crashes harms nothing else.

It is run as a file and imports nothing of the house: it starts in a tenth of a second, and works from a
checkout. One request a line on stdin and one answer a line on stdout, as JSON::

    {"do": "voices"}                                              → {"voices": […], "variants": […], "library": …}
    {"do": "speak", "text", "voice", "rate", "file", "deadline"}  → {} once the file is whole, or {"error": …}

It ends when stdin does, and takes its folder (the first argument) with it; Ctrl-C is its parent's to handle.

Quirks of pyttsx3 2.99 that are dealt with here:

- *It prints to stdout*: the answers have their own descriptor, and descriptor 1 leads to stderr.
- *espeak-ng carries its state from phrase to phrase* (lengths then differ by up to 20 ms with the order of
  phrases), cannot be started twice in a process, and starts a thread that no fork survives. So each phrase has a
  process of its own, forked before espeak-ng starts: the samples are the same whatever was said before.
- *Its loop is told to end before synthesis begins*, and cancels what espeak-ng has not yet taken in: now and then
  that was the rate, or the whole phrase. So properties are applied at once, waited for, and only then is it run.
- *A voice that is not named as its file is* makes espeak-ng read all 280 files of voices, which takes longer than
  speaking. Ids of voices are in small letters, not all files are; and pyttsx3 begins with a voice by its title. So
  espeak-ng gets links in small letters, and the driver is told that it has begun, without a voice.
- *Errors are events*, never exceptions; and where its callback cannot write the file, it would wait for ever.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import math
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any, TextIO

ESPEAK = sys.platform not in ("darwin", "win32")


def main(folder: str) -> None:
    """Serve requests until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # A parent that was killed takes no answer any more.
        with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(1), "w", encoding="ascii") as answers:
            os.dup2(2, 1)
            serve(answers, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve(answers: TextIO, folder: str) -> None:
    """Answer each line of stdin."""
    speaker: Any = None
    for line in sys.stdin:
        try:
            speaker = speaker or (Forked(folder) if ESPEAK else InProcess())
            request = json.loads(line)
            answer = speaker.voices() if request.pop("do") == "voices" else speaker.speak(**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


class InProcess:
    """macOS and Windows: the system's own voices, one engine for all phrases."""

    def __init__(self) -> None:
        import pyttsx3

        self._engine = pyttsx3.init()
        self._errors: list[str] = []
        self._engine.connect("error", lambda exception=None, **_: self._errors.append(str(exception)))

    def voices(self) -> dict[str, object]:
        """The voices, the system's own choice first."""
        usual = self._engine.getProperty("voice")
        voices = sorted(self._engine.getProperty("voices"), key=lambda voice: voice.id != usual)
        return {"voices": [described(voice) for voice in voices], "variants": [], "library": ""}

    def speak(self, text: str, voice: str, rate: int, file: str, deadline: float) -> dict[str, object]:  # noqa: ARG002
        """Write one phrase to ``file``; the parent keeps the deadline."""
        self._errors.clear()
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        self._engine.save_to_file(text, file)
        self._engine.runAndWait()
        return {"error": "; ".join(self._errors)} if self._errors else {}


class Forked:
    """espeak-ng, from the library and data bundled in ``espeakng_loader``: no system package is needed."""

    def __init__(self, folder: str) -> None:
        import espeakng_loader

        path = espeakng_loader.get_library_path()
        self._library = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
        self._data = Path(espeakng_loader.get_data_path())
        # espeak-ng keeps its data path in 160 bytes: a relative one is short wherever the package lies.
        os.chdir(with_small_letters(self._data, Path(folder)))
        os.environ["ESPEAK_DATA_PATH"] = "."
        import pyttsx3
        from pyttsx3.drivers import _espeak, espeak

        if _espeak.dll._handle != self._library._handle:
            raise RuntimeError(f"pyttsx3 took another espeak-ng than the bundled {path}")
        self._path = path
        self._espeak, self._engine = _espeak, pyttsx3.init
        espeak.EspeakDriver._moduleInitialized, espeak.EspeakDriver._defaultVoice = True, None
        gc.collect()
        gc.freeze()

    def _start(self) -> Any:
        """In the child: an engine as pyttsx3 would begin it."""
        if self._espeak.Initialize(self._espeak.AUDIO_OUTPUT_RETRIEVAL, 1000) == -1:
            raise RuntimeError("could not initialize espeak")
        return self._engine("espeak")

    def voices(self) -> dict[str, object]:
        """The voices, American English first: of the English ones it is understood best."""
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            with contextlib.suppress(BaseException), os.fdopen(writing, "w") as pipe:
                json.dump([described(voice) for voice in self._start().getProperty("voices")], pipe)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            listed = pipe.read()
        if wait_for(process) or not listed:
            raise RuntimeError(f"espeak-ng cannot be started with the data in {self._data}")
        voices = sorted(json.loads(listed), key=lambda v: (v["id"] != "gmw/en-us", v["id"].rpartition("/")[2]))
        variants = sorted(path.name for path in (self._data / "voices" / "!v").iterdir())
        return {"voices": voices, "variants": variants, "library": self._path}

    def speak(self, text: str, voice: str, rate: int, file: str, deadline: float) -> dict[str, object]:
        """Write one phrase to ``file`` from a process of its own, which an alarm ends if nobody else does."""
        process = os.fork()
        if not process:
            signal.alarm(math.ceil(deadline))
            self._say(text, voice, rate, file)
        status = wait_for(process)
        if status < 0:
            return {"crashed": f"ended by {signal.Signals(-status).name}"}
        return {"error": self._reason(Path(f"{file}.error"))} if status else {}

    def _reason(self, note: Path) -> str:
        """What a child noted before it ended; espeak-ng itself ends the process where its data is not whole."""
        if not note.exists():
            return f"espeak-ng cannot be started with the data in {self._data}"
        reason = note.read_text("utf-8")
        note.unlink()
        return reason

    def _say(self, text: str, voice: str, rate: int, file: str) -> None:
        """In the child: ends the process, from whichever thread knows first how it went."""

        def fail(exception: object = None, **_: object) -> None:
            Path(f"{file}.error").write_text(f"{type(exception).__name__}: {exception}", "utf-8")
            os._exit(1)

        sys.unraisablehook = lambda raised: fail(raised.exc_value)
        try:
            engine = self._start()
            engine.connect("error", fail)
            engine.connect("finished-utterance", lambda **_: os._exit(0))
            engine.proxy.setBusy(False)
            engine.setProperty("voice", voice)
            engine.setProperty("rate", rate)
            while self._library.espeak_IsPlaying():
                time.sleep(0.0002)
            engine.save_to_file(text, file)
            engine.runAndWait()
        except BaseException as error:
            fail(error)
        fail(RuntimeError("it ended without a sound"))


def with_small_letters(data: Path, folder: Path) -> Path:
    """In ``folder``, links to all of espeak-ng's ``data``, where its languages' files are named in small letters."""
    linked = folder / data.name
    linked.mkdir()
    for path in data.iterdir():
        if path.name != "lang":
            (linked / path.name).symlink_to(path)
    for path in (data / "lang").rglob("*"):
        if path.is_file():
            link = linked / "lang" / path.relative_to(data / "lang").as_posix().lower()
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    return folder


def wait_for(process: int) -> int:
    """How a child ended: its exit code, or a signal's number below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def described(voice: Any) -> dict[str, str]:
    """A voice of pyttsx3 as plain data; languages come as ``en_US``, ``en-us`` or bytes with a leading priority."""
    languages = voice.languages or [""]
    first = languages[0]
    language = first.decode("utf-8", "ignore").lstrip("\x05") if isinstance(first, bytes) else str(first or "")
    gender = str(voice.gender or "").removeprefix("VoiceGender").lower()
    return {"id": voice.id, "name": voice.name or voice.id, "language": language.replace("_", "-"), "gender": gender}


if __name__ == "__main__":
    main(sys.argv[1])
