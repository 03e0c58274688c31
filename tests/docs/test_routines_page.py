"""The page of routines lists all that come along, with the lengths that they have; the page of commands names them."""

from __future__ import annotations

import re

import pytest

from voicecoach.app import Request, Studio, load
from voicecoach.units import MINUTE

from .pages import ROOT, section

ROWS = re.findall(
    r"^\| \[`([\w-]+)`\]\((\S+)\) \|.*\| (\d+) \| [^|]+ \|$",
    section("docs/routines.md", "Routines that come along"),
    re.MULTILINE,
)


SHIPPED = sorted(path.stem for path in (ROOT / "scripts").glob("*.yaml"))


def test_every_routine_is_listed_once_and_nothing_else() -> None:
    assert sorted(name for name, _, _ in ROWS) == SHIPPED
    assert [link for _, link, _ in ROWS] == [f"../scripts/{name}.yaml" for name, _, _ in ROWS]


def test_the_page_of_commands_names_them_all() -> None:
    listed = re.search(
        r"^A `SCRIPT` is .*?: (.*?)\. \[", section("docs/commands.md", "Commands"), re.MULTILINE | re.DOTALL
    )
    assert listed
    assert re.findall(r"`([\w-]+)`", listed[1]) == SHIPPED


@pytest.mark.parametrize(("name", "minutes"), [(name, int(minutes)) for name, _, minutes in ROWS])
def test_it_lasts_as_long_as_the_page_says(name: str, minutes: int) -> None:
    """To the minute, give or take half of one for another voice."""
    routine, pack = load(Request(name, voice="silent")).require()
    with Studio(routine, pack) as studio:
        length = studio.timeline().duration
    assert abs(length - minutes * MINUTE) <= MINUTE
