"""``check``: reports every problem of a script, for people and for tools, once or at each save."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voicecoach.app import Loaded, Request, check_voices, load, review
from voicecoach.cli.printing import clear_screen, flush, say, say_data, say_json, tell
from voicecoach.cli.request import make_request
from voicecoach.diagnostics import Severity, as_data, as_github
from voicecoach.errors import UsageError, VoicecoachError
from voicecoach.reach import check_minutes
from voicecoach.resources import find_script

REPORT_VERSION = 1


def check_command(arguments: Namespace) -> int:
    """Report the problems of a script, repair it, or report at each save."""
    request = make_request(arguments)
    if arguments.yes and not arguments.fix:
        raise UsageError("--yes says yes to the changes of --fix", "add --fix")
    if arguments.fix and (arguments.watch or arguments.format != "human"):
        raise UsageError("--fix shows its changes and asks", "leave out --watch and --format")
    if arguments.watch:
        return _watch(request, arguments.format, coaching=arguments.coaching)
    loaded = load(request)
    if arguments.fix:
        from voicecoach.cli.fix import fix

        loaded, pending = fix(request, loaded, sure=arguments.yes)
        if pending:
            return 1
    loaded = check_minutes(check_voices(loaded))
    if arguments.coaching:
        loaded = review(request, loaded)
    _FORMATS[arguments.format](request.script, loaded)
    return 1 if count_errors(loaded) else 0


def count_errors(loaded: Loaded) -> int:
    """Count the errors among the problems."""
    return _count(loaded, "error")


def _count(loaded: Loaded, severity: Severity) -> int:
    return sum(one.severity == severity for one in loaded.diagnostics)


def print_problems(loaded: Loaded) -> None:
    """Print every problem with its line, and how many are errors, on stderr."""
    for diagnostic in loaded.diagnostics:
        tell(*loaded.files.show(diagnostic).split("\n"))
    if errors := count_errors(loaded):
        tell(_counted(errors, "error"))


def _report_to_people(script: str, loaded: Loaded) -> None:
    print_problems(loaded)
    if not count_errors(loaded):
        say(_verdict(script, loaded))


def _report_as_json(script: str, loaded: Loaded) -> None:
    import json

    say_json(json.dumps(_as_data(script, loaded), indent=2, ensure_ascii=False) + "\n")


def _report_to_github(script: str, loaded: Loaded) -> None:
    for diagnostic in loaded.diagnostics:
        say_data(as_github(diagnostic, in_file=diagnostic.span.file in loaded.files.asked) + "\n")
    say(_verdict(script, loaded))


_FORMATS: dict[str, Callable[[str, Loaded], None]] = {
    "human": _report_to_people,
    "json": _report_as_json,
    "github": _report_to_github,
}


def _as_data(script: str, loaded: Loaded) -> dict[str, Any]:
    return {
        "voicecoach_check": REPORT_VERSION,
        "script": script,
        "errors": count_errors(loaded),
        "warnings": _count(loaded, "warning"),
        **({"notes": _count(loaded, "note")} if loaded.reviewed else {}),
        "diagnostics": [as_data(diagnostic) for diagnostic in loaded.diagnostics],
    }


def _verdict(script: str, loaded: Loaded) -> str:
    errors, warnings = count_errors(loaded), _count(loaded, "warning")
    verdict = _counted(errors, "error") if errors else "no errors"
    verdict += f", {warnings} warning(s)" if warnings else ""
    notes = f", {_counted(_count(loaded, 'note'), 'note')} on coaching" if loaded.reviewed else ""
    return f"{script}: {verdict}{notes}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _watch(request: Request, form: str, *, coaching: bool) -> int:
    """Report now and at each save, until Ctrl-C, which is how watching ends: nothing is wrong then."""
    from voicecoach.cli.watch import LOOK_S, Watch

    file = find_script(request.script)
    watch = Watch([file])
    followed = {file}
    try:
        while True:
            loaded = _load_again(request, file, coaching=coaching)
            if loaded is not None and not followed.issuperset(loaded.files.asked):
                followed.update(loaded.files.asked)
                watch.follow(loaded.files.asked)
                continue
            if loaded is not None:
                _report_again(request.script, loaded, form)
            if not flush():
                return 0
            while not watch.changed():
                time.sleep(LOOK_S / 2)
    except KeyboardInterrupt:
        return 0


def _load_again(request: Request, file: str, *, coaching: bool) -> Loaded | None:
    """Load the script as it is now, or print why that cannot be done and return None."""
    if not Path(file).is_file():
        tell(f"{_now()} {file} is not there any more; it is waited for")
        return None
    try:
        loaded = check_minutes(check_voices(load(request)))
        return review(request, loaded) if coaching else loaded
    except VoicecoachError as error:
        tell(f"{_now()} {error}")
        return None


def _report_again(script: str, loaded: Loaded, form: str) -> None:
    """Print one report of many, all of it on stdout: on a clear screen, or as one JSON object a line."""
    if form == "json":
        import json

        say_json(json.dumps({**_as_data(script, loaded), "time": time.strftime("%Y-%m-%dT%H:%M:%S%z")}) + "\n")
        return
    if form == "github":
        _report_to_github(script, loaded)
        return
    clear_screen()
    for diagnostic in loaded.diagnostics:
        say(*loaded.files.show(diagnostic).split("\n"))
    say(f"{_now()} {_verdict(script, loaded)}")


def _now() -> str:
    return time.strftime("%H:%M:%S")
