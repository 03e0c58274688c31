"""One run of a program: its time by the clock, the CPU time of all its processes, and its highest memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """``wall`` and ``cpu`` in seconds, ``memory`` in bytes: of the largest process, as processes are not added up."""

    wall: float
    cpu: float
    memory: float


class Failed(SystemExit):
    """A command did not end well; the message has its last words."""


def run(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Cost:
    """Run ``command`` to its end, in ``folder``; what it and the processes that it waited for have cost."""
    with tempfile.TemporaryFile() as talk:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            env={**os.environ, **(environment or {})},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=talk,
            stderr=talk,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            talk.seek(0)
            said = talk.read().decode(errors="replace")
            raise Failed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def median(costs: Iterable[Cost]) -> Cost:
    """The median of each figure by itself."""
    costs = list(costs)
    return Cost(*(statistics.median(getattr(cost, part) for cost in costs) for part in ("wall", "cpu", "memory")))
