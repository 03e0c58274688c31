from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from voicecoach.errors import EngineFailed, VoiceNotFound
from voicecoach.speech.engines import pool
from voicecoach.speech.engines import pyttsx3_engine as module
from voicecoach.speech.engines.pyttsx3_engine import Pyttsx3Engine
from voicecoach.speech.engines.recording import read_wave
from voicecoach.speech.engines.texts import LONGEST_PIECE, pieces, speakable
from voicecoach.speech.engines.worker import Worker, WorkerFailedError, WorkerHungError

SCRIPT = Path(module.__file__).with_name("pyttsx3_worker.py")
LONG = "Lie on your right side, knees bent, band just below the knees. " * 60
VOICE = "gmw/en-us"
pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="about the bundled espeak-ng")


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """Every worker that engines start in this test, in order."""
    started: list[Worker] = []

    class Noted(Worker):
        def __init__(self, script: Path) -> None:
            super().__init__(script)
            started.append(self)

    monkeypatch.setattr(pool, "Worker", Noted)
    return started


@pytest.fixture
def make_engine() -> Iterator[Callable[..., Pyttsx3Engine]]:
    made: list[Pyttsx3Engine] = []

    def make(patience: float = 20.0) -> Pyttsx3Engine:
        made.append(Pyttsx3Engine(patience))
        return made[-1]

    yield make
    for engine in made:
        engine.close()


def alive(process: int) -> bool:
    """Whether a process runs: a zombie, which only its parent can bury, does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_the_library_that_speaks_is_the_bundled_one(pyttsx3_engine: Pyttsx3Engine) -> None:
    import espeakng_loader

    worker = Worker(SCRIPT)
    try:
        answer = worker.ask({"do": "voices"}, 20)
        loaded = {
            line.split()[-1]
            for line in Path(f"/proc/{worker.process}/maps").read_text().splitlines()
            if "espeak" in line and ".so" in line
        }
    finally:
        worker.close()
    bundled = Path(espeakng_loader.get_library_path()).resolve()
    assert Path(answer["library"]).resolve() == bundled
    assert {Path(path).resolve() for path in loaded} == {bundled}


def test_english_is_american_unless_asked_otherwise(pyttsx3_engine: Pyttsx3Engine) -> None:
    assert pyttsx3_engine.resolve("", "en").id == "gmw/en-us"
    assert pyttsx3_engine.resolve("en", "de").id == "gmw/en-us"
    assert pyttsx3_engine.resolve("", "en-AU").id == "gmw/en"
    assert pyttsx3_engine.resolve("", "en_GB").id == "gmw/en"
    assert pyttsx3_engine.resolve("English (Scotland)", "en").id == "gmw/en-gb-scotland"


@pytest.mark.parametrize(
    ("language", "voice"),
    [("de", "gmw/de"), ("de-AT", "gmw/de"), ("fr", "roa/fr"), ("pt-BR", "roa/pt-br"), ("zh", "sit/cmn")],
)
def test_a_language_finds_its_usual_voice(pyttsx3_engine: Pyttsx3Engine, language: str, voice: str) -> None:
    assert pyttsx3_engine.resolve("", language).id == voice


def test_variants_are_other_voices(pyttsx3_engine: Pyttsx3Engine) -> None:
    variant = pyttsx3_engine.resolve("en-us+F3", "en")
    assert variant.id == "gmw/en-us+f3"
    plain, other = (pyttsx3_engine.speak("hello", voice, 150) for voice in (VOICE, variant.id))
    assert not np.array_equal(plain.samples, other.samples)
    with pytest.raises(VoiceNotFound, match=r"'\+nobody'") as caught:
        pyttsx3_engine.resolve("en-us+nobody", "en")
    assert "f3" in caught.value.remedy


def test_voices_that_take_turns_say_what_each_says_alone(make_engine: Callable[..., Pyttsx3Engine]) -> None:
    voices = ("gmw/de", VOICE, "roa/fr", "gmw/en-us+m3")
    alone = [make_engine().speak("one, and two", voice, 150).samples.tobytes() for voice in voices]
    together = make_engine()
    for _ in range(2):
        assert [together.speak("one, and two", voice, 150).samples.tobytes() for voice in voices] == alone
    assert len(set(alone)) == len(voices)


def test_a_breathy_voice_says_the_same_twice(make_engine: Callable[..., Pyttsx3Engine]) -> None:
    """espeak-ng seeds the noise in it by the second."""
    first, now = make_engine().speak("hello", f"{VOICE}+f3", 150), int(time.time())
    assert wait_until(lambda: int(time.time()) > now)
    assert np.array_equal(make_engine().speak("hello", f"{VOICE}+f3", 150).samples, first.samples)


def test_a_close_name_is_suggested(pyttsx3_engine: Pyttsx3Engine) -> None:
    with pytest.raises(VoiceNotFound) as caught:
        pyttsx3_engine.resolve("gmw/en-uss", "en")
    assert "did you mean 'gmw/en-us'?" in caught.value.remedy


def test_a_language_without_a_voice_is_an_error(pyttsx3_engine: Pyttsx3Engine) -> None:
    with pytest.raises(VoiceNotFound, match="'tlh'") as caught:
        pyttsx3_engine.resolve("", "tlh")
    assert "de, " in caught.value.remedy


def test_a_voice_that_espeak_refuses_is_an_error(pyttsx3_engine: Pyttsx3Engine) -> None:
    with pytest.raises(EngineFailed, match=r"pyttsx3.*'hello'.*'xx/none'.*SetVoiceByName"):
        pyttsx3_engine.speak("hello", "xx/none", 150)


def test_a_file_that_cannot_be_written_fails_at_once(tmp_path: Path) -> None:
    worker = Worker(SCRIPT)
    try:
        request = {"do": "speak", "text": "hi", "voice": VOICE, "rate": 150, "deadline": 60}
        (tmp_path / "taken.wav").mkdir()
        answer = worker.ask({**request, "file": str(tmp_path / "taken.wav")}, 60)
    finally:
        worker.close()
    assert "taken.wav" in answer["error"]


def test_no_process_is_started_before_the_first_phrase(
    workers: list[Worker], make_engine: Callable[..., Pyttsx3Engine]
) -> None:
    make_engine().identity()
    assert workers == []


def test_a_worker_killed_between_phrases_is_replaced(
    workers: list[Worker], make_engine: Callable[..., Pyttsx3Engine]
) -> None:
    engine = make_engine()
    before = engine.speak("one", VOICE, 150)
    os.kill(workers[0].process, signal.SIGKILL)
    after = engine.speak("one", VOICE, 150)
    assert np.array_equal(before.samples, after.samples)
    assert len(workers) == 2


def test_a_worker_killed_in_mid_phrase_is_replaced(
    workers: list[Worker], make_engine: Callable[..., Pyttsx3Engine]
) -> None:
    engine = make_engine()
    engine.speak("one", VOICE, 150)
    os.kill(workers[0].process, signal.SIGSTOP)  # so that the phrase is certainly unfinished
    killer = threading.Timer(0.3, os.kill, (workers[0].process, signal.SIGKILL))
    killer.start()
    clip = engine.speak(LONG, VOICE, 150)
    killer.join()
    assert clip.duration > 60_000
    assert len(workers) == 2
    assert not workers[0].folder.exists()


def test_a_worker_that_hangs_is_replaced_within_its_deadline(
    workers: list[Worker], make_engine: Callable[..., Pyttsx3Engine]
) -> None:
    engine = make_engine(3.0)
    engine.speak("one", VOICE, 150)
    hung = workers[0].process
    os.kill(hung, signal.SIGSTOP)
    assert engine.speak("two", VOICE, 150).duration > 0
    assert not alive(hung)
    engine.speak("three", VOICE, 150)
    assert len(workers) == 3, "an engine that hung once gets a fresh worker for each phrase"


def test_a_worker_that_dies_twice_is_an_error_that_names_the_phrase(
    make_engine: Callable[..., Pyttsx3Engine], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os, sys\nsys.stdin.readline()\nos.write(2, b'out of luck')\nos._exit(7)\n")
    monkeypatch.setattr(module, "_SCRIPT", dying)
    with pytest.raises(EngineFailed, match=r"'pyttsx3'.*'half-way'.*'gmw/en-us'.*\(7\): out of luck, twice") as caught:
        make_engine().speak("half-way", VOICE, 150)
    assert caught.value.remedy


def test_a_worker_that_hangs_twice_is_an_error(
    make_engine: Callable[..., Pyttsx3Engine], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(module, "_SCRIPT", hanging)
    with pytest.raises(EngineFailed, match="did not answer within"):
        make_engine(0.2).speak("half-way", VOICE, 150)


def test_a_worker_leaves_no_folder_and_no_process_behind() -> None:
    worker = Worker(SCRIPT)
    worker.ask({"do": "voices"}, 20)
    assert worker.folder.is_dir()
    worker.close()
    assert not alive(worker.process)
    assert not worker.folder.exists()


def test_a_worker_says_how_it_ended(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import time\ntime.sleep(600)\n")
    worker = Worker(script)
    with pytest.raises(WorkerHungError, match=r"0\.1 s"):
        worker.ask({}, 0.1)
    with pytest.raises(WorkerFailedError, match="ended"):
        worker.ask({}, 0.1)


def test_ctrl_c_does_not_reach_a_worker() -> None:
    worker = Worker(SCRIPT)
    try:
        worker.ask({"do": "voices"}, 20)
        os.kill(worker.process, signal.SIGINT)
        assert os.getsid(worker.process) != os.getsid(0)
        assert worker.ask({"do": "voices"}, 20)["voices"]
    finally:
        worker.close()


def test_no_worker_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import time\n"
        "from pathlib import Path\n"
        "from voicecoach.speech.engines.worker import Worker\n"
        f"worker = Worker(Path({str(SCRIPT)!r}))\n"
        "worker.ask({'do': 'voices'}, 20)\n"
        "print(worker.process, worker.folder, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        process, _, folder = parent.stdout.readline().strip().partition(" ")
        assert alive(int(process))
        parent.kill()
    assert wait_until(lambda: not alive(int(process)) and not Path(folder).exists())


def test_it_speaks_from_a_very_long_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """espeak-ng keeps its data path in 160 bytes; so do not give it one."""
    import espeakng_loader
    import pyttsx3

    folder = tmp_path / ("deep " * 30) / ("folder" * 20) / "packages"
    folder.mkdir(parents=True)
    shutil.copytree(Path(espeakng_loader.__file__).parent, folder / "espeakng_loader")
    shutil.copytree(Path(pyttsx3.__file__).parent, folder / "pyttsx3")
    script = shutil.copy(SCRIPT, folder / "pyttsx3_worker.py")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    worker = Worker(Path(script))
    try:
        answer = worker.ask({"do": "voices"}, 20)
        file = worker.folder / "hello.wav"
        request = {"do": "speak", "text": "hello", "voice": VOICE, "rate": 150, "deadline": 20, "file": str(file)}
        assert "error" not in worker.ask(request, 20)
        assert read_wave(file).duration > 300
    finally:
        worker.close()
    assert len(str(folder)) > 300
    assert answer["library"].startswith(str(folder))


def test_missing_speech_data_is_an_error_and_no_exit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """espeak-ng ends the process it finds itself in when its data is gone; that must not be the worker."""
    import espeakng_loader

    shutil.copytree(Path(espeakng_loader.__file__).parent, tmp_path / "espeakng_loader")
    script = shutil.copy(SCRIPT, tmp_path / "pyttsx3_worker.py")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "espeakng_loader" / "espeak-ng-data" / "phontab").unlink()
    worker = Worker(Path(script))
    try:
        file = str(worker.folder / "hello.wav")
        request = {"do": "speak", "text": "hello", "voice": VOICE, "rate": 150, "deadline": 20, "file": file}
        for ask in (request, {"do": "voices"}):
            assert "espeak-ng" in worker.ask(ask, 30)["error"]
    finally:
        worker.close()


def test_no_temporary_folder_is_an_error(
    make_engine: Callable[..., Pyttsx3Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    with pytest.raises(EngineFailed, match="No such file"):
        make_engine().speak("one", VOICE, 150)


def test_long_texts_are_cut_where_a_speaker_pauses() -> None:
    sentence = "Keep your ribs down. "
    parts = pieces(sentence * 100)
    assert all(len(part) <= LONGEST_PIECE and part.endswith("down.") for part in parts)
    assert " ".join(parts) == (sentence * 100).strip()


def test_a_text_without_pauses_is_cut_all_the_same() -> None:
    parts = pieces("x" * (2 * LONGEST_PIECE + 1))
    assert [len(part) for part in parts] == [LONGEST_PIECE, LONGEST_PIECE, 1]


def test_controls_and_surrogates_are_not_spoken() -> None:
    assert speakable("a\x00b\nc\ud800d") == "a b c d"
    assert speakable("größer 🏋️‍♀️") == "größer 🏋️‍♀️"


def test_an_unreadable_file_is_an_error(tmp_path: Path) -> None:
    for content in (b"", b"RIFF", b"no sound at all"):
        (tmp_path / "x.wav").write_bytes(content)
        with pytest.raises((ValueError, EOFError)):
            read_wave(tmp_path / "x.wav")
