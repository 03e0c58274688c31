"""The commands: the only place that prints and exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from voicecoach.cli.parser import make_parser

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Results go to stdout, talk to stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if stream is sys.stderr else "backslashreplace")
    parser = make_parser()
    arguments = parser.parse_args(argv)
    if arguments.print_completion:
        import shtab

        print(shtab.complete(parser, shell=arguments.print_completion))
        return 0
    if not arguments.command:
        parser.print_help()
        return 0
    from voicecoach.cli import commands
    from voicecoach.errors import ScriptError, VoicecoachError

    try:
        code: int = commands.COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
    except ScriptError as error:
        return error.exit_code
    except VoicecoachError as error:
        print(f"voicecoach: {error}", file=sys.stderr)
        if error.remedy:
            print(f"  help: {error.remedy}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("voicecoach: interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
