"""The address of a folder's studio, which a page that is still open knows."""

import stat
import sys

import pytest

from voicecoach.studio.address import Address, last_address, remember

KEPT = Address(8123, "a-secret-of-24-letters_xy")


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_folder_has_its_address_again(tmp_path, data):
    remember(tmp_path, KEPT)
    assert last_address(tmp_path) == KEPT
    assert last_address(tmp_path / "data") == Address()
    if sys.platform != "win32":
        (file,) = (data / "studio").iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"port": "80", "token": 1}', '{"port": 1, "token": "short"}'])
def test_what_is_no_address_is_none(tmp_path, data, content):
    remember(tmp_path, KEPT)
    (file,) = (data / "studio").iterdir()
    file.write_text(content)
    assert last_address(tmp_path) == Address()


def test_where_nothing_can_be_kept_the_address_is_another(tmp_path, data):
    data.write_text("no folder")
    remember(tmp_path, KEPT)
    assert last_address(tmp_path) == Address()
