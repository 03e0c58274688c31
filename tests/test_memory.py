"""How much memory commands take: it must not grow with what is spoken, only a little with the number of events."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PEAK = (
    "import re, sys\n"
    "from voicecoach.cli import main\n"
    "code = main(sys.argv[1:])\n"
    "peak = re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())\n"
    "print(f'peak {int(peak[1]) // 1024}', file=sys.stderr)\n"
    "sys.exit(code)\n"
)
MANY = "\n".join(f"  - say: Number {number} of the many things that somebody wants to say." for number in range(4000))
SCRIPTS = {
    "three hours of counts": ("title: Counts\nroutine:\n  - {exercise: March, time: 3h, rep: 1s}\n", 150),
    "thousands of sentences": (f"title: Sentences\nroutine:\n{MANY}\n", 150),
    "ten hours of sets": (
        "title: Sets\nroutine:\n  - {repeat: 140, steps: [{exercise: Bridge, do: 3x12, rest: 45s}]}\n",
        150,
    ),
}
"""Scripts, and MB that are enough for them; numpy and Python take 45."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process by itself")
@pytest.mark.parametrize("name", SCRIPTS)
def test_memory_does_not_grow_with_what_is_spoken(name: str, tmp_path: Path) -> None:
    script, enough = SCRIPTS[name]
    (tmp_path / "long.yaml").write_text(script, "utf-8")
    command = [sys.executable, "-c", PEAK, "show", str(tmp_path / "long.yaml"), "--voice", "silent"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.rsplit("peak ", 1)[1]) < enough
