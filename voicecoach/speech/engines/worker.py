"""A worker process that may hang or die without harm: starting it, asking it, and ending it.

It reads one JSON request a line and answers with one; its files lie in a folder of its own that is removed with
it. It has a session of its own, so Ctrl-C reaches only its parent, and it ends by itself when the parent
does, however that ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

_SERVING = Path(__file__).with_name("serving.py")
_QUIET = {"ORT_DISABLE_TELEMETRY": "1"}
"""onnxruntime reports to its maker unless this is set before it starts."""
_FAREWELL_S = 2.0


class WorkerFailedError(Exception):
    """It did not answer; the message says why."""


class WorkerHungError(WorkerFailedError):
    """It did not answer in time."""


class Worker:
    """A running ``script``, which must answer each request it reads. ``folder`` is for the files they exchange.

    ``answered`` counts its answers; ``kind`` is for whoever gives it one kind of request only.
    """

    def __init__(self, script: Path) -> None:
        """Start it, without waiting; raises OSError if that fails."""
        self.folder = Path(tempfile.mkdtemp(prefix="voicecoach-"))
        try:
            with (self.folder / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, str(_SERVING), str(script), str(self.folder)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                    env={**os.environ, **_QUIET},
                    creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
                )
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.answered = 0
        self.kind = ""

    @property
    def process(self) -> int:
        """Return its process id."""
        return self._process.pid

    def ask(self, request: dict[str, object], deadline: float) -> dict[str, Any]:
        """Return its answer within ``deadline`` seconds; otherwise end it and raise WorkerFailedError, saying why."""
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()
            line = self._answers.get(timeout=deadline)
            answer: dict[str, Any] = json.loads(line)
        except queue.Empty:
            self.kill()
            raise WorkerHungError(f"it did not answer within {deadline:g} s") from None
        except (OSError, ValueError):
            log = self._last_words()
            self.kill()
            raise WorkerFailedError(f"its process ended ({self._process.returncode}){log}") from None
        except BaseException:
            self.kill()
            raise
        self.answered += 1
        return answer

    def dismiss(self) -> None:
        """Let it end by itself, which takes a moment, without waiting for it."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def close(self) -> None:
        """Let it end by itself; end it if it does not."""
        self.dismiss()
        self._reader.join(_FAREWELL_S)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL_S)
        self.kill()

    def kill(self) -> None:
        """End it and whatever it started, now."""
        # Until it is waited for, even a dead process keeps its id, so no stranger can be hit.
        if self._process.returncode is None:
            with contextlib.suppress(OSError):
                if os.name == "posix":
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = (self.folder / "log").read_text("utf-8", "replace").strip().splitlines()
            return f": {lines[-1]}" if lines else ""
        return ""
