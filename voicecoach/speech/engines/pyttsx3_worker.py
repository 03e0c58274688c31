"""The speaker that holds pyttsx3, in a process of its own (:mod:`voicecoach.speech.engines.serving`).

Requests and answers::

    {"do": "voices"}                                              → {"voices": […], "variants": […], "library": …}
    {"do": "speak", "text", "voice", "rate", "file", "deadline"}  → {} once the file is whole, or {"error": …}

Quirks of pyttsx3 2.99 that are dealt with here:

- *espeak-ng carries its state from phrase to phrase* (lengths then differ by up to 20 ms with the order of
  phrases), and ending and starting it again does not reset that. So it is started once, and each phrase has a process
  of its own, forked from there: the samples are the same whatever was said before. In synchronous mode it starts no
  thread that a fork would lose, but sends no event at the end, which pyttsx3's driver waits for and gets from here.
- *Breath is noise seeded by the clock*: voices such as ``+f3`` would never say the same twice. So the seed is set.
- *A voice that is not named as its file is* makes espeak-ng read all 280 files of voices, which takes longer than
  speaking. It looks for names in small letters, not all files have such; and pyttsx3 begins with a voice by its title.
  So a voice is taken by file, from a link in small letters, or else by name; and the driver is told that it has begun,
  without a voice. Loading one takes as long as a short phrase: a process loads its voice once and has no other.
- *Errors are events*, never exceptions, and what goes wrong in a callback is only printed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import math
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ESPEAK = sys.platform not in ("darwin", "win32")
_DONT_EXIT = 0x8000


def start(folder: str) -> Callable[[dict[str, Any]], dict[str, object]]:
    """Begin to speak; links and lists are kept in ``folder``."""
    speaker: Any = Forked(folder) if ESPEAK else InProcess()

    def answer(request: dict[str, Any]) -> dict[str, object]:
        asked: dict[str, object] = speaker.voices() if request.pop("do") == "voices" else speaker.speak(**request)
        return asked

    return answer


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
        gc.disable()
        import espeakng_loader

        self._path, self._data = espeakng_loader.get_library_path(), Path(espeakng_loader.get_data_path())
        self._library = ctypes.CDLL(self._path, mode=ctypes.RTLD_GLOBAL)
        self._listing = Path(folder, "voices.json")
        # espeak-ng keeps its data path in 160 bytes: a relative one is short wherever the package lies.
        links = Path(folder, "links")
        link(links / self._data.name, self._data)
        os.chdir(links)
        os.environ["ESPEAK_DATA_PATH"] = "."
        import pyttsx3
        from pyttsx3.drivers import _espeak, espeak

        if _espeak.dll._handle != self._library._handle:
            raise RuntimeError(f"pyttsx3 took another espeak-ng than the bundled {self._path}")
        if _espeak.Initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, 1000, None, _DONT_EXIT) <= 0:
            raise RuntimeError(f"espeak-ng cannot be started with the data in {self._data}")
        espeak.EspeakDriver._moduleInitialized, espeak.EspeakDriver._defaultVoice = True, None
        self._engine = pyttsx3.init("espeak")
        self._voice = ""
        self._engine.proxy.setBusy(False)
        by_file, by_name = self._library.espeak_ng_SetVoiceByFile, _espeak.SetVoiceByName
        _espeak.SetVoiceByName = lambda name: by_file(name) and by_name(name)
        synthesise, driver = _espeak.Synth, self._engine.proxy._driver
        ended = (_espeak.EVENT * 1)(_espeak.EVENT(_espeak.EVENT_MSG_TERMINATED))

        def synthesise_and_say_so(*arguments: Any, **options: Any) -> None:
            synthesise(*arguments, **options)
            driver._onSynth(None, 0, ended)

        _espeak.Synth = synthesise_and_say_so

    def voices(self) -> dict[str, object]:
        """The voices, American English first: of the English ones it is understood best."""
        process = os.fork()
        if not process:
            with contextlib.suppress(BaseException):
                listed = [described(voice) for voice in self._engine.getProperty("voices")]
                self._listing.write_text(json.dumps(listed), "utf-8")
                os._exit(0)
            os._exit(1)
        if wait_for(process):
            raise RuntimeError(f"espeak-ng cannot list the voices in {self._data}")
        voices = json.loads(self._listing.read_text("utf-8"))
        voices.sort(key=lambda voice: (voice["id"] != "gmw/en-us", voice["id"].rpartition("/")[2]))
        variants = sorted(path.name for path in (self._data / "voices" / "!v").iterdir())
        return {"voices": voices, "variants": variants, "library": self._path}

    def speak(self, text: str, voice: str, rate: int, file: str, deadline: float) -> dict[str, object]:
        """Write one phrase to ``file`` from a process of its own, which an alarm ends if nobody else does.

        The voice is loaded once. What one voice has set might be heard in another, so there is only one here.
        """
        if voice != self._voice:
            if self._voice:
                raise RuntimeError(f"this process speaks with the voice {self._voice}")
            self._link(voice)
            self._engine.proxy._driver.setProperty("voice", voice)
            self._voice = voice
        note = Path(f"{file}.error")
        process = os.fork()
        if not process:
            signal.alarm(math.ceil(deadline))
            self._say(text, rate, file, note)
        status = wait_for(process)
        if status < 0:
            return {"crashed": f"ended by {signal.Signals(-status).name}"}
        if not status:
            return {}
        reason = note.read_text("utf-8")
        note.unlink()
        return {"error": reason}

    def _link(self, voice: str) -> None:
        """Name the file of ``voice`` in small letters, if there is one."""
        name = Path(voice.partition("+")[0].lower())
        with contextlib.suppress(OSError):
            for path in (self._data / "lang" / name.parent).iterdir():
                if path.name.lower() == name.name:
                    link(name, path)

    def _say(self, text: str, rate: int, file: str, note: Path) -> None:
        """In the child: ends the process, with 1 and a ``note`` where it failed."""

        def fail(exception: object = None, **_: object) -> None:
            note.write_text(f"{type(exception).__name__}: {exception}", "utf-8")
            os._exit(1)

        sys.unraisablehook = lambda raised: fail(raised.exc_value)
        try:
            self._library.espeak_ng_SetRandSeed(1)
            self._engine.connect("error", fail)
            self._engine.connect("finished-utterance", lambda **_: os._exit(0))
            self._engine.setProperty("rate", rate)
            self._engine.save_to_file(text, file)
            self._engine.runAndWait()
        except BaseException as error:
            fail(error)
        fail(RuntimeError("it ended without a sound"))


def link(path: Path, target: Path) -> None:
    """Make ``path`` a link to ``target``, with the folders above it, unless it is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.symlink_to(target)


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
