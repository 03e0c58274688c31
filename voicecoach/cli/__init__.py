"""The command line, the only package that prints and exits."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
ENVIRONMENT = 3
_UNLOADABLE = ("failed to map segment", "cannot allocate memory", "Cannot allocate memory")
_MORE_MEMORY = "close other programs, raise the limit (ulimit -v), or use a small voice: --voice pyttsx3"


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
    except (MemoryError, ImportError, RuntimeError) as error:
        if not _lacks_memory(error):
            raise
        return _without_memory()
    except OSError as error:
        if _lacks_memory(error):
            return _without_memory()
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
    parser = make_parser(words[0] if words else "")
    arguments = parser.parse_args(words)
    if arguments.print_completion:
        import shtab

        print(shtab.complete(parser, shell=arguments.print_completion))
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


def _lacks_memory(error: BaseException) -> bool:
    """Whether an error comes from a lack of memory: also a thread, a process or a library that could not start."""
    text = str(error)
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno in (errno.ENOMEM, errno.EAGAIN))
        or (isinstance(error, ImportError) and any(sign in text for sign in _UNLOADABLE))
        or (isinstance(error, RuntimeError) and "start new thread" in text)
    )


def _without_memory() -> int:
    """Print what to do where there is not enough memory, and return the exit code."""
    _forget_stdout()
    print("voicecoach: there is not enough memory to go on; nothing was changed", file=sys.stderr)
    print(f"  help: {_MORE_MEMORY}", file=sys.stderr)
    return ENVIRONMENT


def _forget_stdout() -> None:
    """Redirect stdout to nothing, so that Python does not try again at its end what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
