"""What the page can ask: each call reads its request, has it done, and returns plain values."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from voicecoach.errors import SourceUnreadable, VoicecoachError
from voicecoach.intake.formats import convert
from voicecoach.resources import shipped, shipped_routines
from voicecoach.script.keys import FASTEST_PACE, MINUTES_LENGTH, SLOWEST_PACE
from voicecoach.script.model import LEVELS
from voicecoach.studio.adding import add
from voicecoach.studio.catalogue import Catalogue
from voicecoach.studio.desk import Desk, Script, Tweak
from voicecoach.studio.folder import SUFFIXES
from voicecoach.studio.form import edit, form, write_pace
from voicecoach.studio.places import Places
from voicecoach.studio.progress import Progress
from voicecoach.studio.refusal import Refusal, refusal_of
from voicecoach.studio.server import Asked, Calls, Stream
from voicecoach.studio.sound import Sounds
from voicecoach.studio.words import complete, hover
from voicecoach.units import MINUTE, SECOND, format_duration

_BOARD = "board.txt"
_LONGEST_PAGE = 40
_TEMPLATE = "commented"
"""The template that ``voicecoach new`` writes."""


class Api:
    """The calls of the page, about the scripts on one desk. ``first`` is the script that is opened first, if any."""

    def __init__(self, desk: Desk, sounds: Sounds, progress: Progress, template: str, first: str = "") -> None:
        self._desk, self._folder = desk, desk.folder
        self._sounds, self._progress = sounds, progress
        self._template, self._first = template, first
        self._catalogue = Catalogue()
        self._started = time.time()

    def calls(self) -> Calls:
        """Return all calls by method and path."""
        return {
            ("GET", "alive"): self.alive,
            ("GET", "scripts"): self.scripts,
            ("GET", "script"): self.script,
            ("PUT", "script"): self.save,
            ("POST", "new"): self.new,
            ("POST", "check"): self.check,
            ("POST", "timeline"): self.timeline,
            ("POST", "complete"): self.complete,
            ("POST", "hover"): self.hover,
            ("POST", "form"): self.form,
            ("POST", "edit"): self.edit,
            ("POST", "add"): self.add,
            ("POST", "pace"): self.pace,
            ("POST", "sound"): lambda asked: self._sounds.prepare(self._edited(asked), _tweak(asked)),
            ("GET", "sound/"): self.sound,
            ("GET", "progress"): self.progress,
            ("POST", "render"): lambda asked: self._sounds.render(self._edited(asked), _tweak(asked)),
            ("GET", "render/"): lambda asked: self._sounds.download(asked.query["id"]),
            ("POST", "send"): lambda asked: self._sounds.send(_word(asked, "id")),
        }

    def alive(self, _: Asked) -> dict[str, Any]:
        """Say since when the studio runs: another time is another studio."""
        return {"started": self._started}

    def scripts(self, _: Asked) -> dict[str, Any]:
        """List what can be opened and what can be copied."""
        return {
            "folder": str(self._folder.path.resolve()),
            "first": self._first,
            "scripts": self._catalogue.rows({name: self._folder.file(name) for name in self._folder.names()}),
            "shipped": self._catalogue.rows({name: str(_shipped(name)) for name in shipped_routines()}),
            "templates": [_TEMPLATE],
        }

    def script(self, asked: Asked) -> dict[str, Any]:
        """Read a script."""
        name = asked.query.get("name", "")
        found = self._folder.read(name)
        return {"name": name, "text": found.text, "version": found.version}

    def save(self, asked: Asked) -> dict[str, Any]:
        """Write a script, unless it was changed meanwhile."""
        version = asked.body.get("version")
        if version is not None and not isinstance(version, str):
            raise Refusal("version is a text, or null for a new script")
        return {"version": self._folder.write(asked.query.get("name", ""), _text(asked), version).version}

    def new(self, asked: Asked) -> dict[str, Any]:
        """Write a new script: from the template, a routine that comes along, or the text of a whiteboard."""
        name = _named(_word(asked, "name"))
        remarks: list[dict[str, Any]] = []
        if board := asked.body.get("board"):
            if not isinstance(board, str):
                raise Refusal("board is a text")
            text, remarks = _from_board(board, name)
        elif copied := asked.body.get("shipped"):
            if copied not in shipped_routines():
                raise Refusal(f"no routine '{copied}' comes along")
            text = _shipped(copied).read_text("utf-8")
        else:
            title = Path(name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Routine"
            text = self._template.replace("TITLE", "'" + title.replace("'", "''") + "'")
        stored = self._folder.write(name, text, None)
        return {"name": name, "text": text, "version": stored.version, "remarks": remarks}

    def check(self, asked: Asked) -> dict[str, Any]:
        """Return what can be said of a script at once."""
        return self._desk.check(self._edited(asked), _page(asked))

    def timeline(self, asked: Asked) -> dict[str, Any]:
        """Return all that can be said of a script, and its timeline."""
        return self._desk.timeline(self._edited(asked), _tweak(asked), _page(asked))

    def complete(self, asked: Asked) -> dict[str, Any]:
        """Propose what may stand at a place."""
        text, places, offset = _place(asked)
        start, options = complete(text, offset, self._desk.names(), self._folder.names())
        return {"from": places.point(start).column, "options": options}

    def hover(self, asked: Asked) -> dict[str, Any] | None:
        """Explain the word at a place."""
        text, places, offset = _place(asked)
        found = hover(text, offset, self._desk.names())
        if found is None:
            return None
        first, last = places.point(found.start), places.point(found.end)
        to = last.column if last.line == first.line else first.column
        return {"line": first.line, "from": first.column, "to": to, "text": found.text}

    def form(self, asked: Asked) -> dict[str, Any] | None:
        """Return the exercise on a line as a form."""
        text = _text(asked)
        return form(text, _number(asked, "line"), self._desk.included(text))

    def edit(self, asked: Asked) -> dict[str, Any]:
        """Return the edits that a change of the form means."""
        text, key, value = _text(asked), _word(asked, "key"), asked.body.get("value")
        if value is not None and not isinstance(value, str):
            raise Refusal("value is a text, or null to take it away")
        edits = edit(text, _number(asked, "line"), key, value, self._desk.diagnosed)
        return {"edits": Places(text).replacements(edits)}

    def add(self, asked: Asked) -> dict[str, Any]:
        """Return the edits that add what is written as on a whiteboard after the last step."""
        text = _text(asked)
        converted, remarks = _from_board(_word(asked, "board"), "added")
        edits = Places(text).replacements(add(text, converted, self._desk.diagnosed))
        return {"edits": edits, "remarks": remarks}

    def pace(self, asked: Asked) -> dict[str, Any]:
        """Return the edits that write a pace and a length into the script."""
        script, tweak = self._edited(asked), _tweak(asked)
        routine = self._desk.checked(script).loaded.routine
        if routine is None:
            raise Refusal("there are mistakes in the script: mend them first")
        values = {}
        if tweak.movement or tweak.rest:
            pace = tweak.pace(routine.pace)
            same = pace.move == pace.rest
            values["pace"] = f"{pace.move:f}" if same else f"{{move: {pace.move:f}, rest: {pace.rest:f}}}"
        if tweak.minutes:
            whole = tweak.minutes % MINUTE == 0
            values["minutes"] = str(tweak.minutes // MINUTE) if whole else format_duration(tweak.minutes)
        remark = f"the level is no part of a script: play and render it with --level {tweak.level}"
        return {
            "edits": Places(script.text).replacements(write_pace(script.text, values, self._desk.diagnosed)),
            "remarks": [remark] if tweak.level != "normal" else [],
        }

    def sound(self, asked: Asked) -> Stream:
        """Stream a sound from an instant on."""
        start = asked.query.get("from", "0").partition(".")[0]
        if not re.fullmatch(r"\d{1,12}", start):
            raise Refusal("from is a number of milliseconds")
        return self._sounds.stream(asked.query["id"], int(start), asked.part)

    def progress(self, _: Asked) -> Stream:
        """Tell how far what takes long has come, as server-sent events."""
        return Stream({"Content-Type": "text/event-stream"}, self._progress.listen())

    def _edited(self, asked: Asked) -> Script:
        return self._desk.script(_word(asked, "name"), _text(asked))


def _shipped(name: str) -> Path:
    return shipped("scripts") / f"{name}.yaml"


def _from_board(board: str, name: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the script that the text of a whiteboard means, and what is to be said of its lines."""
    try:
        converted = convert(_BOARD, board.encode("utf-8"), name=name)
    except SourceUnreadable as error:
        message = re.sub(rf"^{re.escape(_BOARD)}:\d+:\d+: ", "", str(error))
        raise Refusal(message + (f": {error.remedy}" if error.remedy else "")) from error
    except VoicecoachError as error:
        raise refusal_of(error) from error
    return converted.script, [{"line": one.span.line, "text": one.text} for one in converted.remarks]


def _word(asked: Asked, key: str) -> str:
    """Return a short text of a request."""
    value = asked.body.get(key)
    if not isinstance(value, str):
        raise Refusal(f"{key} is a text")
    return value


def _text(asked: Asked) -> str:
    """Return the text of a script, with the line ends of an editor."""
    text = _word(asked, "text").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal("the text has half of a character in it, which no file can hold: delete it") from None
    return text


def _page(asked: Asked) -> str:
    """Return by what name a page tells its requests from those of others."""
    page = asked.body.get("page", "")
    return page[:_LONGEST_PAGE] if isinstance(page, str) else ""


def _place(asked: Asked) -> tuple[str, Places, int]:
    """Return a text, its places, and the one of them that is asked about."""
    text = _text(asked)
    places = Places(text)
    return text, places, places.at(_number(asked, "line"), _number(asked, "column"))


def _number(asked: Asked, key: str) -> int:
    """Return a number of a request, from 1."""
    value = asked.body.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 1 << 31:
        raise Refusal(f"{key} is a number from 1")
    return value


def _named(name: str) -> str:
    """Return the name of a new script; its suffix may be left out."""
    name = name.strip()
    return name if name.lower().endswith(SUFFIXES) else f"{name}.yaml"


def _tweak(asked: Asked) -> Tweak:
    """Return what is different this time."""
    pace = asked.body.get("pace") or {}
    if not isinstance(pace, Mapping):
        raise Refusal("pace is an object, with movement, rest, level and minutes")
    level = pace.get("level") or "normal"
    if level not in LEVELS:
        raise Refusal(f"level is one of {', '.join(LEVELS)}")
    return Tweak(_speed(pace.get("movement")), _speed(pace.get("rest")), level, _minutes(pace.get("minutes")))


def _speed(value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        speed = Decimal(str(value)).quantize(Decimal("0.0001")) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        speed = Decimal("NaN")
    if not (speed.is_finite() and SLOWEST_PACE <= speed <= FASTEST_PACE):
        raise Refusal(f"a speed is a number from {SLOWEST_PACE} to {FASTEST_PACE}")
    return speed.normalize()


def _minutes(value: object) -> int:
    """Return a length in ms: of a number of minutes, or a text such as 12m30s."""
    if value is None or value == "":
        return 0
    length = MINUTES_LENGTH.parse(str(value).strip()[:20]) if not isinstance(value, bool) else None
    if not length or length < SECOND:
        raise Refusal(f"minutes is {MINUTES_LENGTH.expects}")
    return length
