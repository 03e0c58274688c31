"""The command line, the only package that prints and exits."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence

from voicecoach.cli.printing import READER_GONE, say_data, standard_streams, tell

INTERRUPTED = 130
ENVIRONMENT = 3
_UNLOADABLE = ("failed to map segment", "cannot allocate memory", "Cannot allocate memory")
_MORE_MEMORY = "close other programs, raise the limit (ulimit -v), or use a small voice: --voice pyttsx3"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Results go to stdout, all other messages to stderr."""
    with standard_streams() as out:
        code = _ended(argv)
        out.flush()
        if out.failure is not None and out.failure.errno not in READER_GONE:
            tell(f"voicecoach: standard output cannot be written: {out.failure.strerror or out.failure}")
            return code or ENVIRONMENT
        return code


def _ended(argv: Sequence[str] | None) -> int:
    try:
        return _run(argv)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 0
    except KeyboardInterrupt:
        tell("voicecoach: interrupted; nothing was changed")
        return INTERRUPTED
    except (MemoryError, ImportError, RuntimeError) as error:
        if not _lacks_memory(error):
            raise
        return _without_memory()
    except OSError as error:
        if _lacks_memory(error):
            return _without_memory()
        where = f"{error.filename}: " if error.filename else ""
        tell(f"voicecoach: {where}{error.strerror or error}")
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

        say_data(shell_code(arguments.print_completion))
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
        tell(f"voicecoach: {error}", *([f"  help: {error.remedy}"] if error.remedy else []))
        return error.exit_code
    return code


def _lacks_memory(error: BaseException) -> bool:
    """Whether an error comes from a lack of memory: also a thread, a process or a library that could not start."""
    text = str(error)
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or (isinstance(error, ImportError) and any(sign in text for sign in _UNLOADABLE))
        or (isinstance(error, RuntimeError) and "start new thread" in text)
    )


def _without_memory() -> int:
    """Print what to do where there is not enough memory, and return the exit code."""
    tell("voicecoach: there is not enough memory to go on; nothing was changed", f"  help: {_MORE_MEMORY}")
    return ENVIRONMENT


if __name__ == "__main__":
    sys.exit(main())
