"""``send``: renders routines, serves them to a phone, and says what it has fetched until a key is pressed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from voicecoach.cli.commands import render_files
from voicecoach.cli.parser import make_parser
from voicecoach.cli.printing import flush, say, say_styled, tell
from voicecoach.cli.progress import warn
from voicecoach.cli.request import check_port
from voicecoach.errors import UsageError
from voicecoach.live.terminal.keys import Keys, open_keys
from voicecoach.output.file import stoppable
from voicecoach.phone.addresses import choose_addresses
from voicecoach.phone.code import STYLE, code_lines
from voicecoach.phone.offers import KINDS, Offer, files_in, make_offer
from voicecoach.phone.server import Server
from voicecoach.resources import user_path
from voicecoach.units import format_clock, megabytes

_TICK_S = 0.1
_LONELY_S = 30
"""After so long without a visitor it is said what may be in the way."""
_ENDING = ("q", "enter", "escape")
_FOR_SCRIPTS = (
    *("pace", "level", "set", "only", "minutes", "language", "voice", "rate", "music", "no_music", "music_gain"),
    *("chapters", "small"),
)
"""The options that change what is rendered, and nothing about a file that is there."""


def send_command(arguments: Namespace) -> int:
    """Render the scripts, and serve them until a key is pressed."""
    port = arguments.port
    check_port(port)
    addresses = choose_addresses(arguments.address)
    with (
        stoppable(),
        tempfile.TemporaryDirectory(prefix="voicecoach-") as folder,
        Server(addresses, port, alone=bool(arguments.address)) as server,
    ):
        offers: list[Offer] = []
        for number, name in enumerate(_named(arguments.scripts)):
            offers.append(make_offer(_file(arguments, name, Path(folder) / str(number)), offers))
        server.serve(offers)
        with suppress(KeyboardInterrupt), open_keys() as keys:
            _invite(server, offers)
            _wait(server, keys)
        say(*server.fetches.news())
        _say_goodbye(server)
    return 0


def _named(scripts: Iterable[str]) -> Iterator[str]:
    """Yield what is named, and of folders the rendered files."""
    for name in scripts:
        folder = user_path(name)
        yield from map(str, files_in(folder)) if folder.is_dir() else (name,)


def _file(arguments: Namespace, name: str, folder: Path) -> Path:
    """Return the file to hand out: the one that is named, or the script's, rendered into ``folder``."""
    path = user_path(name)
    if path.suffix.lower() in KINDS:
        if not path.is_file():
            raise UsageError(f"there is no file {name}")
        plain = make_parser("send").parse_args(["send", name])
        if any(getattr(arguments, option) != getattr(plain, option) for option in _FOR_SCRIPTS):
            warn(f"{name} goes as it is: options change only scripts")
        return path
    folder.mkdir()
    target = folder / f"{path.stem or 'workout'}.mp3"
    usual = vars(make_parser("render").parse_args(["render", "script"]))
    render_files(Namespace(**{**usual, **vars(arguments), "script": name}), [target])
    return target


def _invite(server: Server, offers: list[Offer]) -> None:
    """Say what there is and where: a code for the first address, and the others in words."""
    first, *others = zip(server.urls, server.addresses, strict=True)
    for offer in offers:
        say(f"{offer.name}  {format_clock(offer.tags.length)}  {megabytes(offer.size)}")
    say("", "Point the phone's camera here, or open the address in its browser, in the same network (Wi-Fi):")
    _show_code(first[0])
    say(f"  {first[0]}  {first[1].interface}")
    if others:
        say("if that does not open, other addresses of this machine are (--address shows the code of one):")
        say(*(f"  {url}  {address.interface}" for url, address in others))
    say("", "press q or Enter to end" if sys.stdin.isatty() else "a signal (kill, Ctrl-C) ends it")
    flush()


def _show_code(url: str) -> None:
    """Print the code, where standard output is a terminal that can show it."""
    if not sys.stdout.isatty():
        return
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    plain = plain or (sys.platform == "win32" and "WT_SESSION" not in os.environ)
    lines = code_lines(url, light_on_dark=plain)
    if len(lines[0]) > shutil.get_terminal_size().columns:
        tell("voicecoach: the terminal is too narrow for the code; type the address into the phone's browser")
        return
    try:
        "".join(lines).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        tell("voicecoach: this terminal cannot show the code; type the address into the phone's browser")
        return
    for line in lines:
        say_styled(line, "" if plain else STYLE)


def _wait(server: Server, keys: Keys) -> None:
    """Say what happens, until a key ends it; while something is being fetched, only the second one does."""
    began, lonely, warned = time.monotonic(), False, False
    while True:
        key = keys.read(_TICK_S)
        if news := server.fetches.news():
            say(*news)
            flush()
        if key in _ENDING:
            running = server.fetches.running()
            if not running or warned:
                return
            say("still being fetched:", *(f"  {line}" for line in running), "press q again to end all the same")
            flush()
            warned = True
        if not lonely and not server.fetches.anybody() and time.monotonic() - began > _LONELY_S:
            lonely = True
            tell(*_what_may_be_in_the_way(server.port))


def _what_may_be_in_the_way(port: int) -> Iterator[str]:
    yield "voicecoach: nobody has come yet. Is the phone in the same network, not in mobile data or a guests' Wi-Fi?"
    yield f"  help: a firewall on this machine has to let port {port} in:"
    if sys.platform == "linux":
        yield f"    sudo ufw allow {port}/tcp    or    sudo firewall-cmd --add-port={port}/tcp"
    elif sys.platform == "darwin":
        yield "    System Settings, Network, Firewall, Options: allow incoming connections for Python"
    else:
        yield "    Windows Security, Firewall, Allow an app: Python, in private networks"


def _say_goodbye(server: Server) -> None:
    if not server.fetches.anybody():
        say("ended; nobody has fetched anything")
        return
    for line in server.fetches.summary():
        say(f"not whole: {line}")
    say("ended")
