"""The command as a person meets it: its own process, its own folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, SHORT, Run


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm_cache: Path) -> Path:
    """An empty folder with one short script; clips are shared by all tests."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "short.yaml").write_text(SHORT, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")
    return folder


@pytest.fixture
def run() -> Callable[..., Run]:
    """Run one command in a process of its own and wait for its end."""

    def run(*arguments: str | Path, cwd: Path | None = None, **variables: str) -> Run:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Run(done.returncode, done.stdout, done.stderr)

    return run
