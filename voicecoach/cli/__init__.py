"""The command line, the only package that prints and exits."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
ENVIRONMENT = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Results go to stdout, all other messages to stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if stream is sys.stderr else "backslashreplace")
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("voicecoach: interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return 0
    except OSError as error:
        _forget_stdout()
        where = f"{error.filename}: " if error.filename else ""
        print(f"voicecoach: {where}{error.strerror or error}", file=sys.stderr)
        return ENVIRONMENT


def _run(argv: Sequence[str] | None) -> int:
    # numpy would start threads for matrices, of which there are none here: that takes as long as all else of a start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Python would look for cycles after every 700 objects, a tenth of the time of a check; next to none are made here.
    gc.set_threshold(100_000, 50, 50)
    from voicecoach.cli.parser import make_parser

    words = sys.argv[1:] if argv is None else argv
    if "_ARGCOMPLETE" in os.environ:
        from voicecoach.cli.completion import complete

        complete(make_parser())
    parser = make_parser(words[0] if words else "")
    arguments = parser.parse_args(words)
    if arguments.print_completion:
        from voicecoach.cli.completion import shell_code

        print(shell_code(arguments.print_completion), end="")
        return 0
    if not arguments.command:
        parser.print_help()
        return 0
    if arguments.command == "play":
        from voicecoach.cli.early import likely_engine

        arguments.likely = likely_engine(arguments)
    from voicecoach.cli import commands
    from voicecoach.errors import ScriptError, VoicecoachError

    try:
        code: int = commands.COMMANDS[arguments.command](arguments)
    except ScriptError as error:
        return error.exit_code
    except VoicecoachError as error:
        print(f"voicecoach: {error}", file=sys.stderr)
        if error.remedy:
            print(f"  help: {error.remedy}", file=sys.stderr)
        return error.exit_code
    return code


def _forget_stdout() -> None:
    """Redirect stdout to nothing, so that Python does not try again at its end what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
