"""What each command does: calls ``app``, prints results, reports problems."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.app import EarlyEngine, Loaded, Request, Studio, has_music, load
from voicecoach.cli.check import check_command, print_problems
from voicecoach.cli.printing import flush, say, say_json, tell
from voicecoach.cli.progress import Progress, warn
from voicecoach.cli.request import make_request, parse_minutes
from voicecoach.errors import OutputFailed, ScriptError, UsageError, VoicecoachError
from voicecoach.resources import user_path
from voicecoach.units import format_clock, megabytes

if TYPE_CHECKING:
    from voicecoach.output.model import FileOptions
    from voicecoach.reach import Missed
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
    """Render the routine as a file or a folder of files, whole or not at all."""
    lines = render_files(arguments, _targets(arguments))
    if not arguments.quiet:
        say(*lines)
    return 0


def render_files(arguments: Namespace, targets: list[Path]) -> list[str]:
    """Render the script of a command line into files, report what there is to be said of it; return a line a file."""
    from voicecoach.cli.rendering import size_of, write_files, write_folder
    from voicecoach.output.chapters import with_chapters
    from voicecoach.output.formats import ANY_NUMBER, check_file, format_of

    main = format_of(targets[0])
    sounding = [path for path in targets if format_of(path).sound]
    _check_early(arguments, targets)
    request, loaded = _loaded(arguments)
    routine, pack = loaded.require()
    usual = main.usual(music=has_music(routine))
    options = replace(_file_options(arguments, usual), artist=routine.artist, album=routine.album)
    for path in targets:
        check_file(path, options, 0)
    with Progress(quiet=arguments.quiet) as progress, Studio(routine, pack, progress.speaking, warn) as studio:
        if not arguments.quiet:
            _report_voice(studio)
        studio.check_music(options.sample_rate)
        suffixes = {format_of(path).suffix for path in targets}
        timeline = studio.timeline(mp3=options if suffixes & {".mp3", ".html"} else None)
        _report_notes(loaded, timeline, strict=arguments.strict, quiet=arguments.quiet)
        _report_tweak(arguments, request, timeline, progress)
        for path in targets:
            check_file(path, options, timeline.duration)
        if ".html" in suffixes:
            options = replace(options, sheet=studio.sheet(timeline))

        def encoding(done: int, total: int) -> None:
            progress.encoding(done, total, options.sample_rate)

        most = ANY_NUMBER if arguments.split else min(format_of(path).chapters for path in sounding)
        exercises, (timeline, fewer) = timeline, with_chapters(timeline, arguments.chapters, most)
        if fewer:
            tell(f"note: {fewer}")
        if arguments.split:
            return write_folder(arguments, studio, timeline, exercises, options, encoding)
        write_files(targets, studio, timeline, options, encoding)
    length = format_clock(timeline.duration)
    return [f"{path}{f'  {length}' if path in sounding else ''}  {size_of(path)}" for path in targets]


def _check_early(arguments: Namespace, targets: Sequence[Path]) -> None:
    """Refuse, before the script is read, what cannot be written with music nor without it."""
    from voicecoach.output.formats import check_file, format_of

    main, failure = format_of(targets[0]), None
    for music in (False, True):
        options = _file_options(arguments, main.usual(music=music))
        try:
            for path in targets:
                check_file(path, options, 0)
        except UsageError as error:
            failure = failure or error
        else:
            return
    if failure:
        raise failure


def _file_options(arguments: Namespace, usual: FileOptions) -> FileOptions:
    """Return what a person has chosen about a file, and for the rest the ``usual``."""
    from voicecoach.cli.rendering import smaller

    bitrate, rate = arguments.bitrate, arguments.sample_rate
    usual = smaller(usual) if arguments.small else usual
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


def _send_command(arguments: Namespace) -> int:
    from voicecoach.cli.send import send_command

    return send_command(arguments)


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


def _feed_command(arguments: Namespace) -> int:
    from voicecoach.cli.feed import feed_command

    return feed_command(arguments)


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
        say(f"{stats.entries} {kept}, {megabytes(stats.size)} in {stats.directory}")
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
    "send": _send_command,
    "studio": _studio_command,
    "list": _list_command,
    "feed": _feed_command,
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
    if not (asked or loaded.require()[0].minutes.length):
        return request, loaded
    from voicecoach.reach import Missed, describe, reach

    quiet = getattr(arguments, "quiet", False)
    with Progress(quiet=quiet) as progress:
        found = reach(request, loaded, asked, progress.speaking)
    if isinstance(found, Missed):
        raise _refusal(request, loaded, found)
    if not quiet:
        what = f"--minutes {arguments.minutes}" if asked else "minutes"
        tell(f"{what}: {describe(found.fitted, found.left_out)}")
    changed = load(found.request)
    if changed.routine is None:
        print_problems(changed)
    return found.request, changed


def _refusal(request: Request, loaded: Loaded, missed: Missed) -> VoicecoachError:
    """Return what ends a command where a length is out of reach; if the script asks for it, after a report there."""
    if missed.span is None:
        return UsageError(f"{request.script} {missed.reason}", missed.help)
    diagnostic = missed.diagnostic(missed.span)
    tell(*loaded.files.show(diagnostic).split("\n"))
    return ScriptError([diagnostic])


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
    """Return the files to be written, the main one first; of a folder of files, what stands for all of them."""
    from voicecoach.cli.rendering import stand_in
    from voicecoach.output.formats import FORMATS, SOUNDING

    if arguments.split:
        return [stand_in(arguments)]
    suffix = f".{arguments.format}" if arguments.format else ""
    main = user_path(arguments.output or f"{Path(arguments.script).stem}{suffix or SOUNDING[0]}")
    if main.suffix.lower() not in SOUNDING:
        proposed = f"{main.stem}{suffix or SOUNDING[0]}"
        raise UsageError(f"{main} ends in none of {', '.join(SOUNDING)}", f"name the output, such as {proposed}")
    if suffix not in ("", main.suffix.lower()):
        raise UsageError(f"--format {arguments.format}, but -o {main}: they name two formats", "leave one of them out")
    if arguments.small and main.suffix.lower() in (".wav", ".flac"):
        raise UsageError(f"{main} cannot be small: it keeps every sample", "render an MP3, or leave --small out")
    beside = [main.with_suffix(one.suffix) for one in FORMATS if one.beside and getattr(arguments, one.option)]
    return [main, *(path for path in beside if path != main)]
