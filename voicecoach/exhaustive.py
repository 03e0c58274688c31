"""A branch for each case, held by the type checker (``typing.assert_never`` is not in Python 3.10)."""

from __future__ import annotations

from typing import NoReturn


def assert_never(value: NoReturn) -> NoReturn:
    """Make it a type error to forget a case: call it where all have been dealt with."""
    raise AssertionError(f"no branch for {value!r}")
