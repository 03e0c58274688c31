from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A speech cache that no other test and no user shares; subprocesses inherit it too."""
    directory = tmp_path / "cache"
    monkeypatch.setenv("VOICECOACH_CACHE", str(directory))
    return directory
