"""A pool of worker processes: each speaks one phrase at a time, and is replaced when it dies, hangs or grows.

Every engine with native code uses it: such code may crash, hang or leak, and none of that may reach a render. A phrase
whose worker dies or hangs is tried once more in a fresh one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.audio.clip import Clip
from voicecoach.errors import EngineFailed
from voicecoach.speech.engine import EngineCrashed
from voicecoach.speech.engines.recording import read_wave
from voicecoach.speech.engines.texts import shortened
from voicecoach.speech.engines.worker import Worker, WorkerFailedError, WorkerHungError

MOST_PHRASES = 500
MOST_MEMORY_MB = 900


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answered, and the file in which it wrote sound if that was asked for."""

    answer: dict[str, Any]
    file: Path


class Pool:
    """Workers that run ``script`` for the engine ``name``; none is started before something is asked.

    A worker ends after ``phrases`` requests, or once its ``memory`` (in MB) is too large.
    """

    def __init__(self, script: Path, name: str, *, phrases: int = MOST_PHRASES) -> None:
        self._script, self._name, self._phrases = script, name, phrases
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._single_use = False

    @contextmanager
    def reply(
        self, request: dict[str, object], deadline: float, what: str, suffix: str = "", kind: str = ""
    ) -> Iterator[Reply]:
        """Yield the answer to ``request`` within ``deadline`` seconds; its file is removed after the ``with`` block.

        A worker that has served one ``kind`` of request serves no other. Where sound is to be written, ``suffix`` says
        how and the request gets a ``file``. ``what`` completes "could not …" in an EngineFailed, raised where the
        worker refuses, or EngineCrashed, where it died twice.
        """
        reply, worker = self._ask(request, deadline, what, suffix, kind)
        try:
            yield reply
        finally:
            with suppress(OSError):
                reply.file.unlink(missing_ok=True)
            self._give_back(worker, reply.answer)

    def recorded(
        self,
        request: dict[str, object],
        deadline: float,
        what: str,
        *,
        suffix: str = ".wav",
        read: Callable[[Path], Clip] = read_wave,
        kind: str = "",
    ) -> tuple[Clip, dict[str, Any]]:
        """Return the sound that a worker wrote for ``request``, and its answer; the rest is as for :meth:`reply`."""
        with self.reply(request, deadline, what, suffix, kind) as reply:
            try:
                return read(reply.file), reply.answer
            except (OSError, EOFError, ValueError, RuntimeError) as error:
                raise self.failure(what, f"it wrote no sound that can be read: {error}") from error

    def warm(self) -> None:
        """Start a worker without waiting for it, so that it loads while something else is done."""
        with self._lock:
            if not self._idle:
                with suppress(OSError):
                    self._idle.append(Worker(self._script))

    def close(self) -> None:
        """End all workers that are not lent."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.dismiss()
        for worker in workers:
            worker.close()

    def failure(self, what: str, reason: str) -> EngineFailed:
        """Return the error for an engine that could not do ``what``, for ``reason``."""
        return EngineFailed(*_told(self._name, what, reason))

    def _ask(
        self, request: dict[str, object], deadline: float, what: str, suffix: str, kind: str
    ) -> tuple[Reply, Worker]:
        reason = ""
        hung = False
        for attempt in (1, 2):
            try:
                worker = self._borrow(kind, fresh=attempt == 2)
                file = worker.folder / f"phrase{suffix}"
                answer = worker.ask({**request, "file": str(file)} if suffix else request, deadline)
            except OSError as error:
                raise self.failure(what, str(error)) from error
            except WorkerFailedError as fault:
                reason, hung = str(fault), hung or isinstance(fault, WorkerHungError)
                continue
            if "crashed" in answer:
                worker.kill()
                reason = answer["crashed"]
                continue
            if "error" in answer:
                self._give_back(worker, answer)
                raise self.failure(what, answer["error"])
            # Some systems' engines speak once and hang the second time: then each phrase has a worker of its own.
            self._single_use = self._single_use or hung
            return Reply(answer, file), worker
        raise EngineCrashed(*_told(self._name, what, f"{reason}, twice"))

    def _borrow(self, kind: str, *, fresh: bool) -> Worker:
        with self._lock:
            fitting = [worker for worker in self._idle if not kind or worker.kind in ("", kind)]
            worker = fitting[-1] if fitting and not fresh else None
            if worker:
                self._idle.remove(worker)
        worker = worker or Worker(self._script)
        worker.kind = worker.kind or kind
        return worker

    def _give_back(self, worker: Worker, answer: dict[str, Any]) -> None:
        grown = worker.answered >= self._phrases or answer.get("memory", 0) > MOST_MEMORY_MB
        if self._single_use or grown:
            worker.close()
            return
        with self._lock:
            self._idle.append(worker)


class PooledEngine:
    """What engines share whose speech comes from workers: each phrase has a worker of its own while it is spoken.

    So several threads may speak at once. ``patience`` is how many seconds a phrase may take, and ``a_character`` how
    many more for each of its characters.
    """

    name: str
    audible = True

    def __init__(self, script: Path, patience: float, a_character: float) -> None:
        self._patience, self._a_character = patience, a_character
        self._pool = Pool(script, self.name)

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _recorded(self, text: str, voice: str, request: dict[str, object], **how: Any) -> tuple[Clip, dict[str, Any]]:
        """Let a worker say ``text``, and whatever else ``request`` needs; ``how`` is for :meth:`Pool.recorded`."""
        deadline = self._patience + len(text) * self._a_character
        what = f"say '{shortened(text)}' with the voice '{voice}'"
        return self._pool.recorded({"text": text, **request}, deadline, what, **how)


def _told(name: str, what: str, reason: str) -> tuple[str, str]:
    message = f"the speech engine '{name}' could not {what}: {reason}"
    return message, "try again, or choose another voice or engine; `voicecoach doctor` looks closer"
