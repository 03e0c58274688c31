"""The command line's options and their help."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from voicecoach.cli.completion import SHELLS
from voicecoach.cli.printing import say
from voicecoach.visible import visible

FORMATS = ("human", "json", "github")
LEVELS = ("easy", "normal", "hard")
CHAPTERS = ("exercise", "set", "side")
SPLITS = ("exercise", "chapter")
SUMMARY = "Turn a workout routine, written in YAML, into a voice that coaches you through it."
EXAMPLES = """\
examples:
  voicecoach render scripts/band-glutes.yaml          an MP3 to carry on a phone
  voicecoach send band-glutes                         a code that brings it onto the phone
  voicecoach play band-glutes                         coached through it, now
  voicecoach show band-glutes                         what will be heard, and when
  voicecoach render band-glutes --pace 1.2 --level easy --only "band clamshell"
  voicecoach render band-glutes --set defaults.rest=20s --set "band clamshell.reps=15"
  voicecoach new my-routine.yaml                      start a script of your own
  voicecoach studio                                   edit, see and hear your scripts in the browser

exit codes: 0 done, 1 the script is wrong, 2 usage, 3 the environment (no voice, disk full)
"""


_Formatter = argparse.RawDescriptionHelpFormatter  # examples keep their lines


class _Version(argparse.Action):
    """Looks the version up only when asked: that takes longer than everything else that ``--help`` needs."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002
        values: str | Sequence[object] | None,  # noqa: ARG002
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        from importlib.metadata import version

        say(f"voicecoach {version('voicecoach')}")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, whatever the words that they repeat."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message) + self._meant(message))

    def _meant(self, message: str) -> str:
        """Return a line with the command or the option that a misspelt one means, if one is near."""
        wrong = re.search(r"invalid choice: '([^']*)'|unrecognized arguments: (-\S+)", message)
        if wrong is None:
            return ""
        from voicecoach.diagnostics import nearest

        known = list(_COMMANDS) if wrong[1] else self._options()
        meant = nearest(wrong[1] or wrong[2], known).question
        return f"\n  help: {meant}" if meant else ""

    def _options(self) -> list[str]:
        """List the long options of this parser and of its commands."""
        parsers: list[argparse.ArgumentParser] = [self]
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
        return [
            one for parser in parsers for action in parser._actions for one in action.option_strings if one[1] == "-"
        ]


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """Build the parser of all commands, or of ``command`` alone if it is one: that is faster.

    Each sub-parser sets ``command``.
    """
    parser: argparse.ArgumentParser = _Parser(
        "voicecoach", description=SUMMARY, epilog=EXAMPLES, formatter_class=_Formatter
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version, and exit")
    parser.add_argument(
        "--print-completion",
        metavar="SHELL",
        choices=SHELLS,
        help=f"print a completion script for {', '.join(SHELLS[:-1])} or {SHELLS[-1]}, and exit",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add in [_COMMANDS[command]] if command in _COMMANDS else _COMMANDS.values():
        add(commands)
    return parser


Commands = argparse._SubParsersAction


def _command(
    commands: Commands[argparse.ArgumentParser], name: str, summary: str, examples: str
) -> argparse.ArgumentParser:
    described = summary[0].upper() + summary[1:] + "."
    epilog = f"examples:\n{examples}"
    return commands.add_parser(name, help=summary, description=described, epilog=epilog, formatter_class=_Formatter)


def _add_script(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", metavar="SCRIPT", help="a routine script, or the name of a shipped one")


def _add_tweaks(parser: argparse.ArgumentParser, *, minutes: bool = True) -> None:
    group = parser.add_argument_group("tweaks")
    group.add_argument("--pace", metavar="N", help="speed of movement and rests, such as 1.2; never of speech")
    group.add_argument("--level", choices=LEVELS, default="normal", help="which end of ranges, easier or harder forms")
    group.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="any value of the script")
    group.add_argument("--only", action="append", default=[], metavar="NAME,…", help="just these exercises")
    if minutes:
        length = "make it last so long: rests give first, then sets"
        group.add_argument("--minutes", default="", metavar="N", help=length)
    group.add_argument("--language", default="", metavar="TAG", help="language of the texts, in place of the script's")


def _add_voice(parser: argparse.ArgumentParser, *, strict: bool = True) -> None:
    group = parser.add_argument_group("voice")
    group.add_argument("--voice", default="", metavar="VOICE", help="a voice, ENGINE or ENGINE:VOICE; see voices")
    group.add_argument("--rate", type=int, default=0, metavar="WPM", help="words a minute")
    group.add_argument(
        "--allow-command", action="store_true", help="run the program that the script names as its voice"
    )
    if strict:
        group.add_argument("--strict", action="store_true", help="a cue that does not fit is an error")


def _add_music(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("music").add_mutually_exclusive_group()
    what = "what plays: pulse, march, drone, waves, a sound file, a folder or a playlist"
    group.add_argument("--music", default="", metavar="MUSIC", help=what)
    group.add_argument("--no-music", action="store_true", help="no music, even where the script has some")
    parser.add_argument("--music-gain", default="", metavar="DB", help="how much louder or softer it is than usual: -3")


def _add_check(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "check",
        "report every problem of a script, without making any sound",
        "  voicecoach check my-routine.yaml\n  voicecoach check my-routine.yaml --level hard\n"
        "  voicecoach check my-routine.yaml --watch\n"
        "  voicecoach check my-routine.yaml --fix\n"
        "  voicecoach check my-routine.yaml --coaching",
    )
    _add_script(parser)
    parser.add_argument("--watch", action="store_true", help="report again at each save, until Ctrl-C")
    parser.add_argument("--fix", action="store_true", help="repair what is safe to repair: show the changes, and ask")
    parser.add_argument("--yes", "-y", action="store_true", help="make the changes of --fix without asking")
    parser.add_argument(
        "--coaching", action="store_true", help="tell what a listener with closed eyes will miss; never an error"
    )
    parser.add_argument("--format", choices=FORMATS, default="human", help="for people, or for tools (default: human)")
    _add_tweaks(parser, minutes=False)


def _add_show(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "show",
        "print what will be heard and when",
        "  voicecoach show band-glutes\n  voicecoach show band-glutes --svg routine.svg\n"
        "  voicecoach show band-glutes --spoken\n"
        "  voicecoach show band-glutes --json | jq '.duration_ms'",
    )
    _add_script(parser)
    parser.add_argument("--json", action="store_true", help="the timeline as data")
    parser.add_argument("--spoken", action="store_true", help="the words as the voice gets them, and when")
    parser.add_argument("--svg", metavar="FILE", help="draw the timeline")
    _add_tweaks(parser)
    _add_voice(parser)


def _add_render(commands: Commands[argparse.ArgumentParser]) -> None:
    from voicecoach.output.formats import FORMATS, SOUNDING

    parser = _command(
        commands,
        "render",
        "render a routine to an MP3, or a file of another format",
        "  voicecoach render band-glutes\n  voicecoach render band-glutes -o ~/Music/glutes.mp3 --lrc\n"
        '  voicecoach render band-glutes --pace 1.2 --only "band clamshell,band deep squat"\n'
        "  voicecoach render band-glutes --minutes 38\n"
        "  voicecoach render band-glutes --music pulse --music-gain -3\n"
        "  voicecoach render shoulder-physio -o shoulder.html\n"
        "  voicecoach render band-glutes -o glutes.wav\n"
        "  voicecoach render band-glutes --format m4b\n"
        "  voicecoach render band-glutes --split exercise -o glutes\n"
        "  voicecoach render band-glutes --chapters side --small",
    )
    _add_script(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=f"the file to write: {', '.join(SOUNDING[:-1])} or {SOUNDING[-1]} (default: SCRIPT{SOUNDING[0]})",
    )
    parser.add_argument(
        "--format",
        choices=[suffix.removeprefix(".") for suffix in SOUNDING],
        help=f"the format, where there is no -o, whose ending says it (default: {SOUNDING[0][1:]})",
    )
    parser.add_argument(
        "--bitrate",
        type=int,
        metavar="KBIT",
        help="kbit/s (default: 64; with music, which is stereo, 128; opus 32 and 96)",
    )
    parser.add_argument(
        "--sample-rate", type=int, metavar="HZ", help="default: 24000; with music 44100, opus with music 48000"
    )
    parser.add_argument(
        "--split", choices=SPLITS, help="a folder (-o, default: the title) of one MP3 an exercise, or a chapter"
    )
    _add_size_and_chapters(parser)
    for one in FORMATS:
        if one.beside:
            parser.add_argument(f"--{one.option}", action="store_true", help=one.beside)
    parser.add_argument("--quiet", "-q", action="store_true", help="print nothing but problems")
    _add_tweaks(parser)
    _add_voice(parser)
    _add_music(parser)


def _add_size_and_chapters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--chapters", choices=CHAPTERS, default=CHAPTERS[0], help="what has a chapter (default: each exercise)"
    )
    parser.add_argument(
        "--small", action="store_true", help="a size that a messenger or mail takes: mono, 32 kbit/s, 14 MB an hour"
    )


def _add_play(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "play",
        "play a routine now, with a screen and keys",
        "  voicecoach play band-glutes\n  voicecoach play band-glutes --resume\n"
        '  voicecoach play band-glutes --from "band clamshell" --volume 70\n'
        "  voicecoach play my-routine.yaml --watch --pace 1.1\n"
        "keys: space pauses and goes on, n and p change the exercise, ? shows all of them",
    )
    _add_script(parser)
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--resume", action="store_true", help="go on where this routine was left")
    start.add_argument(
        "--from",
        dest="begin",
        default="",
        metavar="PLACE",
        help="begin with an exercise, its number in the list of the script, or at a time such as 12:30",
    )
    parser.add_argument("--watch", action="store_true", help="take up changes of the script while it plays")
    parser.add_argument("--plain", action="store_true", help="lines of text instead of a full screen")
    parser.add_argument(
        "--device", default="", metavar="NAME", help="the sound device, by (part of) its name; see doctor"
    )
    parser.add_argument(
        "--output",
        default="auto",
        metavar="LIBRARY",
        help="auto, miniaudio, sounddevice, simpleaudio, or silent, which only keeps time",
    )
    parser.add_argument(
        "--volume", type=int, default=100, metavar="PERCENT", help="how loud, 10 to 100; up and down change it"
    )
    _add_tweaks(parser)
    _add_voice(parser, strict=False)
    _add_music(parser)


def _add_send(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "send",
        "render routines, and hand them to a phone in the same network",
        "  voicecoach send band-glutes\n  voicecoach send band-glutes finisher --level easy\n"
        "  voicecoach send band-glutes --music pulse --minutes 38\n"
        "  voicecoach send band-glutes --address wlan0 --port 8000\n"
        "  voicecoach send FILE.mp3\n"
        "it goes on until q or Enter is pressed; without a terminal, until a signal",
    )
    parser.add_argument(
        "scripts",
        metavar="SCRIPT",
        nargs="+",
        help="a routine script, the name of a shipped one, a rendered file, or a folder of them",
    )
    parser.add_argument(
        "--address", default="", metavar="ADDRESS", help="serve at this address or interface alone (default: at all)"
    )
    parser.add_argument("--port", type=int, metavar="N", help="default: 8765, or a free one where that is taken")
    _add_size_and_chapters(parser)
    _add_tweaks(parser)
    _add_voice(parser)
    _add_music(parser)


def _add_studio(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "studio",
        "edit scripts in the browser, see their timeline, and hear them from any instant",
        "  voicecoach studio\n  voicecoach studio my-routine.yaml\n  voicecoach studio ~/workouts --no-browser\n"
        "  voicecoach studio --port 8080\n"
        "keys in the terminal: q ends it",
    )
    parser.add_argument(
        "place",
        metavar="SCRIPT|FOLDER",
        nargs="?",
        default="",
        help="a script, or the folder whose scripts can be opened (default: this one)",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the port (default: any that is free)")
    parser.add_argument("--voice", default="", metavar="VOICE", help="a voice, ENGINE or ENGINE:VOICE; see voices")
    parser.add_argument("--rate", type=int, default=0, metavar="WPM", help="words a minute")


def _add_list(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "list",
        "list the routines there are, or the exercises of one",
        "  voicecoach list\n  voicecoach list ~/workouts\n  voicecoach list band-glutes",
    )
    parser.add_argument(
        "place",
        metavar="SCRIPT|FOLDER",
        nargs="?",
        default="",
        help="a script, or the folder to look in (default: this one)",
    )


def _add_feed(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "feed",
        "make a podcast feed of the files in a folder, to be put on any web space",
        "  voicecoach feed workouts --url https://example.org/workouts/\n"
        "  voicecoach feed workouts --url https://example.org/workouts/ --title 'Physio of May'\n"
        "Players refuse feeds on a local network: the address has to be on the internet, and https.\n"
        "To bring files to a phone in the same network, a feed is not the way.",
    )
    parser.add_argument("folder", metavar="FOLDER", help="where the rendered files are; the feed is written there too")
    parser.add_argument("--url", required=True, metavar="ADDRESS", help="where the folder will be on the web")
    parser.add_argument(
        "--title", default="", help="the title of the podcast (default: the playlist's, or the folder's)"
    )
    parser.add_argument("--author", default="", metavar="NAME", help="who made it (default: the artist of the files)")
    parser.add_argument("--description", default="", metavar="TEXT", help="what it is about")
    parser.add_argument("--language", default="en", metavar="TAG", help="the language that is spoken (default: en)")
    parser.add_argument(
        "--image", default="", metavar="FILE", help="a square picture in the folder (default: the first file's cover)"
    )


def _add_new(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "new",
        "start a script from a commented template, or from a Zwift workout, a w2a file or whiteboard text",
        "  voicecoach new my-routine.yaml\n  voicecoach new legs.yaml --title 'Leg day'\n"
        "  voicecoach new --from sweet-spot.zwo\n  voicecoach new --from board.txt monday.yaml\n"
        "  echo 'Squat 3x12, rest 30s' | voicecoach new --from - squats.yaml",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="the script to write; an existing file is never overwritten"
    )
    parser.add_argument("--title", default="", help="the title of the routine")
    parser.add_argument(
        "--from",
        dest="source",
        metavar="SOURCE",
        help="a .zwo file, a w2a file or a text to be turned into the script; - is standard input",
    )


def _add_voices(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "voices",
        "list the voices that are installed here, hear one, or fetch another",
        "  voicecoach voices\n  voicecoach voices --language de\n  voicecoach voices --try heart\n"
        "  voicecoach voices --try pyttsx3:en-gb -o british.wav\n"
        "  voicecoach voices --get emma\n  voicecoach voices --get de",
    )
    parser.add_argument("--language", default="", metavar="TAG", help="only voices of this language")
    parser.add_argument("--engine", default="auto", help="only voices of this speech engine")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--try", dest="try_", default="", metavar="VOICE", help="speak a line with this voice")
    one.add_argument("--get", default="", metavar="NAME", help="fetch a voice by its name, or one for a language")
    parser.add_argument("--text", default="", metavar="WORDS", help="with --try, what to say")
    parser.add_argument(
        "-o", "--output", default="", metavar="FILE", help="with --try, a .wav file instead of the speakers"
    )


def _add_doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "doctor", "tell what works on this machine and what is missing", "  voicecoach doctor")


def _add_schema(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "schema",
        "print the JSON Schema of scripts, for editors",
        "  voicecoach schema > voicecoach.schema.json\n"
        "  voicecoach schema --for my-routine.yaml > my-routine.schema.json\n"
        "  then, as the first line of a script:  # yaml-language-server: $schema=voicecoach.schema.json",
    )
    parser.add_argument(
        "--for", dest="script", metavar="SCRIPT", help="complete its exercises and phases too, and those it includes"
    )


def _add_cache(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "cache",
        "tell how much spoken audio is kept, or delete it",
        "  voicecoach cache\n  voicecoach cache --clear",
    )
    parser.add_argument("--clear", action="store_true", help="delete everything that is kept")


def _add_history(commands: Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "history", "list the routines that have been played", "  voicecoach history")


_COMMANDS: Mapping[str, Callable[[Commands[argparse.ArgumentParser]], None]] = {
    "check": _add_check,
    "show": _add_show,
    "render": _add_render,
    "play": _add_play,
    "send": _add_send,
    "studio": _add_studio,
    "list": _add_list,
    "history": _add_history,
    "feed": _add_feed,
    "new": _add_new,
    "voices": _add_voices,
    "doctor": _add_doctor,
    "schema": _add_schema,
    "cache": _add_cache,
}
"""In the order in which ``--help`` lists them."""
