"""A sound server of the tests' own: nobody hears it, and what it is given can be recorded to the bit."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

RATE = 24_000
PROGRAMS = ("pulseaudio", "pactl", "parec")
ASOUND = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
HANG_SECONDS = 30
IDLE_SECONDS = 60
"""After which a server without clients ends by itself, so that none is left behind where the tests are killed."""


class SoundServer:
    """PulseAudio with a null sink at the house rate, in a folder of its own; never the user's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "asound.conf").write_text(ASOUND)
        self.environment = {
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        self._all = {**os.environ, **self.environment, "HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": ""}

    def start(self) -> None:
        (self._folder / "native").unlink(missing_ok=True)
        options = ("-n", "--daemonize=no", f"--exit-idle-time={IDLE_SECONDS}", "--use-pid-file=no")
        protocol = f"module-native-protocol-unix socket={self._folder / 'native'} auth-anonymous=1"
        sink = f"module-null-sink sink_name=vsink rate={RATE} channels=1 format=s16le norewinds=1"
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["pulseaudio", *options, "-L", protocol, "-L", sink], env=self._all, stdout=log, stderr=log
            )
        with suppress(
            AttributeError, OSError
        ):  # the server is to be as quick as a desktop's: the coach is on trial here
            os.sched_setscheduler(self._process.pid, os.SCHED_RR, os.sched_param(4))
        until = time.monotonic() + HANG_SECONDS
        while subprocess.run(["pactl", "info"], env=self._all, capture_output=True, check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                pytest.skip(f"pulseaudio does not start here: {(self._folder / 'server.log').read_text()[-300:]}")
            time.sleep(0.05)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def record(self) -> Recording:
        return Recording(self._all, self._folder / "recorded.raw")


class Recording:
    """Everything that the sink plays, as it plays it; written by a program apart, which takes no turns from us."""

    def __init__(self, environment: dict[str, str], path: Path) -> None:
        self._path = path
        shape = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10")
        with path.open("wb") as sink:
            self._process = subprocess.Popen(
                ["timeout", str(10 * HANG_SECONDS), "parec", "-d", "vsink.monitor", *shape],
                env=environment,
                stdout=sink,
                stderr=subprocess.DEVNULL,
            )
        self.wait(lambda samples: len(samples) > 0)

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    @property
    def samples(self) -> np.ndarray:
        data = self._path.read_bytes()
        return np.frombuffer(data[: len(data) // 2 * 2], "<i2")

    def wait(self, done: Callable[[np.ndarray], bool], seconds: float = HANG_SECONDS) -> np.ndarray:
        """The recording once ``done`` says so of it; the seconds only guard against a hang."""
        until = time.monotonic() + seconds
        while not done(self.samples):
            assert time.monotonic() < until, "what was waited for was never recorded"
            time.sleep(0.05)
        return self.samples


@pytest.fixture(scope="session")
def own_sound_server() -> Iterator[SoundServer]:
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)} (Debian: pulseaudio pulseaudio-utils libasound2-plugins)")
    with tempfile.TemporaryDirectory(prefix="vc-sound-") as folder:  # short: the socket's path has a limit
        server = SoundServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def sound_server(own_sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    """The tests' own sound server, running, and this process and its children told to use no other."""
    for name, value in own_sound_server.environment.items():
        monkeypatch.setenv(name, value)
    if not own_sound_server.running:
        own_sound_server.start()
    return own_sound_server
