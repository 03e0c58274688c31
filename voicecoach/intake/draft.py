"""A routine before it is written down as a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from voicecoach.intake.emit import Entries, Prose, Value, emit_script


@dataclass(frozen=True)
class ScriptDraft:
    """A routine to be written: texts as in the source, ``head`` as the script's keys, ``steps`` as its routine."""

    title: str
    steps: Sequence[Value]
    author: str = ""
    comments: tuple[str, ...] = ()
    head: Entries = field(default_factory=dict)

    def emit(self, origin: str, title: str) -> str:
        """Write the script. ``origin`` says where it comes from; ``title`` is ready to be spoken."""
        head: dict[str, Value] = {"title": Prose(title)}
        if self.author:
            head["artist"] = Prose(self.author)
        comments = [origin, *(text for text in self.comments if text)]
        return emit_script(comments, {**head, **self.head}, self.steps)
