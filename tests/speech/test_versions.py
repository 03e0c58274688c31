from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from voicecoach.speech.engines.versions import version


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with a module in it that no other has."""
    (tmp_path / "hushed_voices").mkdir()
    (tmp_path / "hushed_voices" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize("package", ["pyttsx3", "numpy", "pyyaml"])
def test_it_is_what_the_metadata_say(package: str) -> None:
    module = {"pyyaml": "yaml"}.get(package, package)
    assert version(package, module) == metadata.version(package)


def test_the_name_of_the_folder_is_enough(site: Path) -> None:
    (site / "hushed_voices-2.1.dist-info").mkdir()
    assert version("hushed-voices", "hushed_voices") == "2.1"


def test_two_folders_are_for_the_metadata_to_judge(site: Path) -> None:
    for number in ("1.0", "2.1"):
        (site / f"hushed_voices-{number}.dist-info").mkdir()
        (site / f"hushed_voices-{number}.dist-info" / "METADATA").write_text(
            f"Name: hushed-voices\nVersion: {number}\n"
        )
    assert version("hushed-voices", "hushed_voices") == metadata.version("hushed-voices")


@pytest.mark.usefixtures("site")
def test_a_module_that_no_package_owns() -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        version("hushed-voices", "hushed_voices")
    assert caught.value.name == "hushed-voices"


def test_a_module_that_is_not_there() -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        version("no-such-voices", "no_such_voices")
    assert caught.value.name == "no-such-voices"
