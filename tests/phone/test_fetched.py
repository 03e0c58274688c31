"""What is said of downloads: how much, by whom, and only when it is sure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.phone.fetched import SETTLED_S, Fetches, Way, _Fetch

PARTS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=12)


@given(PARTS)
def test_parts_add_up_in_any_order(parts: list[tuple[int, int]]) -> None:
    fetch, bytes_ = _Fetch("phone", "a.mp3", 100, Way.SAVE), set()
    for first, length in parts:
        fetch.add(first, first + length)
        bytes_ |= set(range(first, first + length))
    assert fetch.bytes == len(bytes_)
    assert all(left[1] < right[0] for left, right in zip(fetch.parts, fetch.parts[1:], strict=False))


def test_a_break_is_told_when_it_is_one_and_the_rest_when_it_has_come() -> None:
    now = 0.0
    fetches = Fetches(lambda: now)
    with fetches.fetch("phone", "a.mp3", 8_000_000, Way.SAVE) as count:
        count(3_300_000, 3_200_000)
        assert fetches.running() == ["phone: a.mp3, 3.2 of 8.0 MB"]
        assert fetches.news() == []
    assert fetches.news() == []
    now += SETTLED_S
    assert fetches.news() == ["phone has 3.2 of 8.0 MB of a.mp3, and broke off; it can go on from there"]
    assert fetches.news() == []
    assert fetches.summary() == ["a.mp3: 3.2 of 8.0 MB"]
    with fetches.fetch("phone", "a.mp3", 8_000_000, Way.SAVE, 3_250_000) as count:
        count(8_000_000, 8_000_000)
    assert fetches.news() == ["phone has saved a.mp3, 8.0 MB"]
    assert fetches.summary() == []


def test_what_a_page_loads_in_parts_is_told_when_it_is_whole() -> None:
    fetches = Fetches()
    for first in (4, 0):
        with fetches.fetch("phone", "a.mp3", 8, Way.PLAY, first) as count:
            count(first + 4, first + 4)
    assert fetches.news() == ["phone has loaded into its page a.mp3, 0.0 MB"]


def test_a_second_download_is_told_too() -> None:
    fetches = Fetches()
    for _ in range(2):
        with fetches.fetch("phone", "a.mp3", 1_000_000, Way.SAVE) as count:
            count(1_000_000, 1_000_000)
        assert fetches.news() == ["phone has saved a.mp3, 1.0 MB"]
    with fetches.fetch("phone", "a.mp3", 1_000_000, Way.SAVE) as count:
        count(500_000, 500_000)
    assert fetches.summary() == []


def test_a_page_is_told_once_for_each_device() -> None:
    fetches = Fetches()
    assert not fetches.anybody()
    for device in ("phone", "tablet", "phone"):
        fetches.opened(device)
    assert fetches.news() == ["phone has opened the page", "tablet has opened the page"]
    assert fetches.anybody()
