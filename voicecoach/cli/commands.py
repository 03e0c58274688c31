"""What each command does: calls ``app``, prints results, reports problems."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.app import EarlyEngine, Loaded, Request, Studio, has_music, load, reach
from voicecoach.cli.check import check_command, print_problems
from voicecoach.cli.printing import flush, say, say_json, tell
from voicecoach.cli.progress import Progress, warn
from voicecoach.cli.request import describe_fit, make_request, parse_minutes
from voicecoach.errors import OutputFailed, ScriptError, UsageError
from voicecoach.units import format_clock

if TYPE_CHECKING:
    from voicecoach.output.model import FileOptions
    from voicecoach.timeline.model import Timeline

_MINUS = "\N{MINUS SIGN}"


def show_command(arguments: Namespace) -> int:
    """Show the timeline as a table, as data or as a drawing."""
    if arguments.svg and Path(arguments.svg).suffix.lower() != ".svg":
        raise UsageError(f"--svg writes drawings, and {arguments.svg} does not end in .svg")
    _, loaded = _loaded(arguments)
    routine, pack = loaded.require()
    with Progress() as progress, Studio(routine, pack, progress.speaking, warn) as studio:
        _report_voice(studio)
        timeline = studio.timeline()
    if arguments.svg:
        from voicecoach.output.formats import write_file

        write_file(Path(arguments.svg), timeline)
        tell(f"drawn: {arguments.svg}")
    if arguments.json:
        from voicecoach.timeline.dump import dump_json

        say_json(dump_json(timeline, spoken=arguments.spoken))
    elif arguments.spoken or not arguments.svg:
        from voicecoach.cli.table import spoken_lines, table_lines

        say(*(spoken_lines(timeline) if arguments.spoken else table_lines(timeline)))
    flush()
    _report_notes(loaded, timeline, strict=arguments.strict, full=True)
    return 0


def render_command(arguments: Namespace) -> int:
    """Render the routine as a file, whole or not at all."""
    from voicecoach.output.formats import check_file, format_of, write_file
    from voicecoach.output.model import WITH_MUSIC, FileOptions

    targets = _targets(arguments)
    sounding = [path for path in targets if format_of(path).sound]
    for path in targets:
        check_file(path, _file_options(arguments, FileOptions()), 0)
    request, loaded = _loaded(arguments)
    routine, pack = loaded.require()
    usual = WITH_MUSIC if has_music(routine) else FileOptions()
    options = replace(_file_options(arguments, usual), artist=routine.artist, album=routine.album)
    with Progress(quiet=arguments.quiet) as progress, Studio(routine, pack, progress.speaking, warn) as studio:
        if not arguments.quiet:
            _report_voice(studio)
        studio.check_music(options.sample_rate)
        timeline = studio.timeline(mp3=options if any(format_of(path).suffix == ".mp3" for path in targets) else None)
        _report_notes(loaded, timeline, strict=arguments.strict, quiet=arguments.quiet)
        _report_tweak(arguments, request, timeline, progress)
        for path in targets:
            check_file(path, options, timeline.duration)

        def encoding(done: int, total: int) -> None:
            progress.encoding(done, total, options.sample_rate)

        for path in targets:
            sound = studio.sound(timeline, options.sample_rate) if path in sounding else None
            write_file(path, timeline, sound, options, encoding, studio.encoded)
    if not arguments.quiet:
        for path in targets:
            length = f"  {format_clock(timeline.duration)}" if path in sounding else ""
            say(f"{path}{length}  {_size(path)}")
    return 0


def _file_options(arguments: Namespace, usual: FileOptions) -> FileOptions:
    """Return what a person has chosen about a file, and for the rest the ``usual``."""
    bitrate, rate = arguments.bitrate, arguments.sample_rate
    return replace(
        usual,
        bitrate=usual.bitrate if bitrate is None else bitrate,
        sample_rate=usual.sample_rate if rate is None else rate,
    )


def play_command(arguments: Namespace) -> int:
    """Play the routine through the speakers, now."""
    try:
        request, loaded = _loaded(arguments)
    except BaseException:
        if arguments.likely is not None:
            arguments.likely.close()
        raise
    with EarlyEngine(loaded.require()[0], warn, arguments.likely) as early:
        from voicecoach.cli.play import play  # while the voice loads

        return play(request, loaded, arguments, warn, early)


def history_command(_: Namespace) -> int:
    """List what has been played."""
    from voicecoach.live.records.history import History, format_history

    say(*format_history(History(warn=warn).read()).split("\n"))
    return 0


def _studio_command(arguments: Namespace) -> int:
    from voicecoach.cli.studio import studio_command

    return studio_command(arguments)


def _list_command(arguments: Namespace) -> int:
    from voicecoach.cli.listing import list_command

    return list_command(arguments.place)


def new_command(arguments: Namespace) -> int:
    """Write a new script, from a template or from a file of another format."""
    from voicecoach.cli.new import new

    return new(arguments)


def _voices_command(arguments: Namespace) -> int:
    from voicecoach.cli.voices import voices_command

    return voices_command(arguments)


def doctor_command(_: Namespace) -> int:
    """Print what works on this machine and what is missing."""
    from voicecoach.cli.doctor import examine

    findings = examine()
    for finding in findings:
        mark = "ok     " if finding.works else "missing" if finding.optional else "BROKEN "
        first, *more = finding.detail.splitlines() or [""]
        say(f"{mark}  {finding.what}: {first}", *(f"         {line.strip()}" for line in more))
        if finding.remedy and not finding.works:
            say(f"         {finding.remedy}")
    return 0 if all(finding.works or finding.optional for finding in findings) else 3


def schema_command(arguments: Namespace) -> int:
    """Print the JSON Schema of scripts, or of one script with its names."""
    from voicecoach.script.schema import dump_schema, find_names

    names = None
    if arguments.script:
        names = find_names(load(Request(arguments.script)).files.read.items())
    say_json(dump_schema(names))
    return 0


def cache_command(arguments: Namespace) -> int:
    """Print how much the caches hold, or clear them."""
    from voicecoach.cache import encoded_cache, music_cache, speech_cache

    failed: list[OSError] = []
    kinds = (speech_cache(), "phrases"), (encoded_cache(), "pieces of encoded sound"), (music_cache(), "decoded songs")
    for cache, kept in kinds:
        failed += cache.clear() if arguments.clear else cache.unreadable()
        stats = cache.stats()
        say(f"{stats.entries} {kept}, {stats.size / 1e6:.1f} MB in {stats.directory}")
    if failed:
        more = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
        done = "deleted" if arguments.clear else "read"
        message = f"{failed[0].filename} cannot be {done}: {failed[0].strerror}{more}"
        raise OutputFailed(message, "change its permissions, or set VOICECOACH_CACHE to another folder")
    return 0


COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "check": check_command,
    "show": show_command,
    "render": render_command,
    "play": play_command,
    "studio": _studio_command,
    "list": _list_command,
    "new": new_command,
    "voices": _voices_command,
    "doctor": doctor_command,
    "schema": schema_command,
    "cache": cache_command,
    "history": history_command,
}


def _load(request: Request) -> Loaded:
    """Check the script and report what is wrong with it; errors end the command."""
    loaded = load(request)
    print_problems(loaded)
    loaded.require()
    return loaded


def _loaded(arguments: Namespace) -> tuple[Request, Loaded]:
    """Return the request of a command line and its script, as ``--minutes`` or its ``minutes:`` needs it."""
    request = make_request(arguments)
    asked = parse_minutes(arguments.minutes) if arguments.minutes else 0
    loaded = _load(request)
    length = asked or loaded.require()[0].minutes.length
    if not length:
        return request, loaded
    quiet = getattr(arguments, "quiet", False)
    with Progress(quiet=quiet) as progress:
        request, fitted, fewer = reach(request, loaded, length, progress.speaking)
    if not quiet:
        what = f"--minutes {arguments.minutes}" if asked else "minutes"
        tell(f"{what}: {describe_fit(fitted, fewer)}")
    changed = load(request)
    if changed.routine is None:
        print_problems(changed)
    return request, changed


def _report_voice(studio: Studio) -> None:
    """Print which voice speaks, if voicecoach chose it."""
    if studio.routine.voice.engine == "auto":
        tell(f"voice: {studio.voice}")


def _report_notes(loaded: Loaded, timeline: Timeline, *, strict: bool, full: bool = False, quiet: bool = False) -> None:
    from voicecoach.timeline.annotate import hardened

    notes = hardened(timeline.notes) if strict else timeline.notes
    grown = [note for note in notes if note.code == "grown"]
    for note in notes:
        if full or note not in grown:
            tell(*loaded.files.show(note).split("\n"))
    if grown and not full and not quiet:
        lengths = "one length" if len(grown) == 1 else f"{len(grown)} lengths"
        tell(f"note: {lengths} of the script grew for what must be heard; show lists them")
    errors = [note for note in notes if note.severity == "error"]
    if errors:
        raise ScriptError(errors)


def _report_tweak(arguments: Namespace, request: Request, timeline: Timeline, progress: Progress) -> None:
    """Print the old and the new length and what was changed, before anything is rendered."""
    tweaked = request if arguments.pace else replace(request, options=replace(request.options, pace=None, fewer=0))
    if tweaked == request.plain() or arguments.quiet:
        return
    plain = load(request.plain())
    if plain.routine is None or plain.pack is None:
        return
    with Studio(plain.routine, plain.pack, progress.speaking, warn) as studio:
        before = studio.timeline().duration
    changed = [f"--pace {arguments.pace}"] if arguments.pace else []
    changed += [f"--level {arguments.level}"] if arguments.level != "normal" else []
    changed += [f"--minutes {arguments.minutes}"] if arguments.minutes else []
    changed += [f"--set {text}" for text in arguments.set] + [f"--only {name}" for name in request.options.only]
    difference = timeline.duration - before
    sign = "+" if difference >= 0 else _MINUS
    lengths = f"{format_clock(before)} → {format_clock(timeline.duration)} ({sign}{format_clock(abs(difference))})"
    tell(f"{', '.join(changed)}: {lengths}")


def _targets(arguments: Namespace) -> list[Path]:
    """Return the files to be written, the main one first."""
    from voicecoach.output.formats import FORMATS, SOUNDING

    main = Path(arguments.output or f"{Path(arguments.script).stem}{SOUNDING[0]}").expanduser()
    if main.suffix.lower() not in SOUNDING:
        proposed = " or ".join(f"FILE{suffix}" for suffix in SOUNDING)
        raise UsageError(f"{main} is neither {' nor '.join(SOUNDING)}", f"name the output {proposed}")
    beside = [main.with_suffix(one.suffix) for one in FORMATS if one.beside and getattr(arguments, one.option)]
    return [main, *(path for path in beside if path != main)]


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
