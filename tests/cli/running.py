"""What the tests of commands share: a run and its outcome, and small scripts."""

from __future__ import annotations

import sys
from dataclasses import dataclass

COMMAND = [sys.executable, "-m", "voicecoach"]
SHORT = """\
title: Short
routine:
  - exercise: Bridge
    do: 1x4
    ready: 8s
"""
BROKEN = "title: Broken\nroutin: []\n"


@dataclass(frozen=True)
class Run:
    """How a command ended and what it said where."""

    code: int
    out: str
    talk: str
