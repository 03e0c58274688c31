from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # a busy machine is slow, and that is no failure
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files of tests/golden anew")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are written rather than compared; never where nobody reads the difference."""
    wanted = bool(request.config.getoption("--update-golden"))
    if wanted and os.environ.get("CI"):
        pytest.exit("--update-golden is refused where CI is set: nobody would read the difference", returncode=2)
    return wanted


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A speech cache that no other test and no user shares; subprocesses inherit it too."""
    directory = tmp_path / "cache"
    monkeypatch.setenv("VOICECOACH_CACHE", str(directory))
    return directory


@pytest.fixture(scope="session", autouse=True)
def usual_voice() -> Iterator[None]:
    """`auto` means pyttsx3, which is quick, whatever else is installed here; subprocesses inherit it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICECOACH_ENGINE", "pyttsx3")
        yield


@pytest.fixture
def warm_cache(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A speech cache that the tests of one run share, other processes of the run too: for renders, not for caching."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if hasattr(request.config, "workerinput") else base) / "warm-cache"
    monkeypatch.setenv("VOICECOACH_CACHE", str(shared))
    return shared


@pytest.fixture
def open_to_signals() -> Iterator[None]:
    """Signals do what they do by default in processes that a test starts, even where the tests run under nohup."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGHUP", "SIGTERM") if hasattr(signal, name)]
    ignored = [number for number in numbers if signal.getsignal(number) == signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
