"""Which key does what: one table for the session that obeys it and the screen that explains it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Binding:
    """``command`` is the name of the session's method; ``shown`` how the keys are written for a person.

    One without ``words`` is explained with the one before it.
    """

    command: str
    keys: tuple[str, ...]
    shown: str = ""
    words: str = ""


BINDINGS = (
    Binding("toggle_pause", ("space", "enter", "play"), "space", "pause, go on; done, where a set waits for it"),
    Binding("next_exercise", ("n", "right", "pagedown", "forward"), "n, right", "next exercise"),
    Binding("previous_exercise", ("p", "left", "pageup", "backward"), "p, left", "exercise before"),
    Binding("restart_set", ("s", "b", "home"), "s", "back to the start of the set that is shown"),
    Binding("more_rest", ("r",), "r", "15 seconds more rest"),
    Binding("repeat_cue", ("c",), "c", "say the last cue again"),
    Binding("toggle_list", ("l",), "l", "list of the exercises, to go to one"),
    Binding("faster", ("+", "="), "+, -", "faster, slower"),
    Binding("slower", ("-", "_")),
    Binding("louder", ("up",), "up, down", "louder, quieter"),
    Binding("quieter", ("down",)),
    Binding("toggle_music", ("m",), "m, >, <", "music off, on; louder, softer"),
    Binding("music_louder", (">", ".")),
    Binding("music_softer", ("<", ",")),
    Binding("toggle_help", ("?", "h"), "?", "these keys, or hide them"),
    Binding("quit", ("q",), "q", "quit; the place is remembered"),
)


EXPLAINED = tuple(binding for binding in BINDINGS if binding.words)


def command_of(key: str) -> str:
    """Return the command that ``key`` gives, or an empty text."""
    return next((binding.command for binding in BINDINGS if key in binding.keys), "")
