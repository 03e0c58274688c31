"""``studio``: serves the page on which scripts are edited, seen and heard, until q or Ctrl-C."""

from __future__ import annotations

import shutil
import sys
import webbrowser
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.cli.printing import flush, say, tell
from voicecoach.cli.progress import warn
from voicecoach.cli.request import check_port, check_rate
from voicecoach.errors import UsageError
from voicecoach.resources import find_script, user_path

if TYPE_CHECKING:
    from voicecoach.studio.studio import OpenStudio

_WAIT_S = 0.5


def studio_command(arguments: Namespace) -> int:
    """Open the page of a folder, or of the folder of a script."""
    from voicecoach.output.file import stoppable
    from voicecoach.studio.studio import OpenStudio

    folder, first = _place(arguments.place)
    check_port(arguments.port)
    check_rate(arguments.rate)
    template = (Path(__file__).parent / "template.yaml").read_text("utf-8")
    try:
        studio = OpenStudio(
            folder, template, warn, first=first, port=arguments.port, voice=arguments.voice, rate=arguments.rate
        )
    except OSError as error:
        message = f"the port {arguments.port} cannot be used: {error.strerror or error}"
        raise UsageError(message, "leave out --port, and a free one is found") from error
    with stoppable(), studio:
        _serve(studio, folder, opens=not arguments.no_browser)
    return 0


def _place(place: str) -> tuple[Path, str]:
    """Return the folder to open, and the script in it to begin with; a routine that comes along is copied."""
    path = user_path(place or ".")
    if path.is_dir():
        return path, ""
    file = Path(find_script(place))
    if file in (path, Path(f"{place}.yaml"), Path(f"{place}.yml")):
        return file.parent, file.name
    own = Path(file.name)
    if not own.exists():
        shutil.copyfile(file, own)
        tell(f"copied to {own}, so that the routine that comes along stays as it is")
    return Path(), own.name


def _serve(studio: OpenStudio, folder: Path, *, opens: bool) -> None:
    """Print the address, open it, and wait for q or Ctrl-C."""
    from voicecoach.live.terminal.keys import open_keys

    say(studio.url)
    where = "this folder" if folder == Path() else str(folder)
    tell(f"the studio of {where} is open; q or Ctrl-C ends it")
    flush()
    if opens and not webbrowser.open(studio.url):
        tell("no browser could be opened: open the address above in one")
    try:
        with open_keys(sys.stdin) as keys:
            while keys.read(_WAIT_S) != "q":
                pass
    except KeyboardInterrupt:
        return
