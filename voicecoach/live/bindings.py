"""Which key does what: one table for the session that obeys it and the screen that explains it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Binding:
    """``command`` is the name of the session's method; ``shown`` how the keys are written for a person."""

    command: str
    keys: tuple[str, ...]
    shown: str
    words: str


BINDINGS = (
    Binding("toggle_pause", ("space", "enter", "play"), "space", "pause, go on; done, where a set waits for it"),
    Binding("next_exercise", ("n", "right", "pagedown", "forward"), "n, right", "next exercise"),
    Binding("previous_exercise", ("p", "left", "pageup", "backward"), "p, left", "exercise before"),
    Binding("restart_set", ("s", "b", "home"), "s", "back to the start of this set"),
    Binding("more_rest", ("r",), "r", "15 seconds more rest"),
    Binding("repeat_cue", ("c",), "c", "say the last cue again"),
    Binding("faster", ("+", "=", "up"), "+", "faster"),
    Binding("slower", ("-", "_", "down"), "-", "slower"),
    Binding("toggle_help", ("?", "h"), "?", "these keys, or hide them"),
    Binding("quit", ("q",), "q", "quit; the place is remembered"),
)


def command_of(key: str) -> str:
    """Return the command that ``key`` gives, or an empty text."""
    return next((binding.command for binding in BINDINGS if key in binding.keys), "")
