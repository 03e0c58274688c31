"""The exercise under the cursor as a form, and a change of its fields as edits of the text.

An edit changes the value alone: comments, order, quotes and layout stay. It is offered only if the checker has nothing
new to say against the script afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from voicecoach.diagnostics import Diagnostic
from voicecoach.script import reader
from voicecoach.script.keys import EXERCISE
from voicecoach.script.moments import MOMENTS
from voicecoach.script.reader import Node, Scalar
from voicecoach.script.repairs import Edit, Repair, quoted
from voicecoach.studio.exercises import Written, at_path, definition_of, exercise_at, is_flow, on_a_line
from voicecoach.studio.places import Places
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.words import tree

_DOSE = ("do", "sets", "reps", "time")
_LABELS = {
    "do": "Sets and reps", "sets": "Sets", "reps": "Repetitions", "time": "Time a set", "weight": "Weight",
    "tempo": "Tempo",
    "rep": "Length of a repetition", "rest": "Rest between sets", "ready": "Time to get ready",
    "switch": "Time to change sides", "sides": "Sides", "count": "Counting", "say": "Spoken name", "setup": "Position",
    "movement": "Movement", "side_words": "Words for the side",
}  # fmt: skip
_KINDS = {
    **dict.fromkeys(_DOSE[:3], "dose"),
    **dict.fromkeys(("time", "rep", "rest", "ready", "switch"), "time"),
    "tempo": "tempo",
}
_CHOICES = {
    "sides": ("none", "each", "alternate", "left", "right"),
    "count": ("up", "down", "last 5", "every 5", "ticks", "none"),
    "fade": ("no", "yes"),
    "style": ("quiet", "plain", "lively"),
    "switch_after": ("set", "exercise", "variant"),
    "starts": ("lower", "lift"),
    "until": ("done",),
}
_USUAL = {"do": "1x10", "rest": "30s", "ready": "10s", "switch": "6s", "sides": "none", "count": "up"}
"""What an exercise has where no one says otherwise, as people write it."""
_ALWAYS = ("tempo", "rest", "ready", "sides", "count", "weight", "say", "setup", "movement")
_NEVER = ("exercise", "prompts", "variants", "easier", "harder", "cues", *_DOSE)
_COMPOUND = ("tempo", "sides", "rest", "reps", "time", "weight", "pace")
"""Keys whose value may stand between brackets."""
_DOCS = {key.name: key.doc for key in EXERCISE}
_MOMENT_DOCS = {one.example: one.doc for row in MOMENTS for one in row.spellings}
Check = Callable[[str], Iterable[Diagnostic]]
"""Returns what is said of a text in place of the script's."""


class Source(NamedTuple):
    """A block that an exercise has keys from, and whether it is the exercise's own where it stands."""

    block: reader.Mapping
    own: bool


def form(text: str, line: int, others: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the form of the exercise on a line of the editor; ``others`` has the scripts that are included."""
    root, places = tree(text), Places(text)
    written = exercise_at(root, _line(places, line))
    if written is None:
        return None
    sources = list(_sources(written, root, others))
    first, last = (places.point(places.offset(number, 1)).line for number in written.lines)
    defined = definition_of(written.name.text, root) if written.kind != "definition" else None
    return {
        "exercise": written.name.text,
        "first_line": first,
        "last_line": last,
        "definition": places.line_of(defined.span) if defined else None,
        "fields": list(_fields(written, sources)),
        "more": list(_more(written)),
    }


def _sources(written: Written, root: Node | None, others: Mapping[str, str]) -> Iterator[Source]:
    """Yield the blocks from which an exercise has its keys, the strongest first."""
    if written.block is not None:
        yield Source(written.block, own=True)
    if written.kind != "definition":
        roots = (root, *(tree(text) for text in others.values()))
        found = (definition_of(written.name.text, one) for one in roots)
        yield from (Source(block, own=False) for block in found if block is not None)
    defaults = root.get("defaults") if isinstance(root, reader.Mapping) else None
    if isinstance(defaults, reader.Mapping):
        yield Source(defaults, own=False)


def _fields(written: Written, sources: list[Source]) -> Iterator[dict[str, Any]]:
    yield from _dose(written, sources)
    own = [key.text for key, _ in written.block.entries if key.text not in _NEVER] if written.block else []
    has_rep = any(source.block.get("rep") is not None for source in sources)
    sided = any(source.block.get("sides") is not None for source in sources)
    wanted = ["rep" if key == "tempo" and has_rep else key for key in _ALWAYS]
    wanted += ["switch"] if sided else []
    for key in dict.fromkeys((*wanted, *own)):
        source = next((one for one in sources if one.block.get(key) is not None), None)
        if source is None:
            yield _field((key,), _USUAL.get(key, ""), written=False)
        elif source.own:
            yield from _leaves((key,), source.block.get(key))
        else:
            value = source.block.get(key) or source.block
            yield _field(
                (key,), on_a_line(value) if key in _KINDS or key in _CHOICES else _as_words(value), written=False
            )
    yield from _cues(sources)


def _dose(written: Written, sources: list[Source]) -> Iterator[dict[str, Any]]:
    """Yield the dose as it is written: as one, or as sets and repetitions or a time."""
    if isinstance(written.value, Scalar) and not written.value.is_null and written.kind == "short":
        yield _field(("do",), written.value.text, written=True)
        return
    for source in sources:
        keys = [key for key in _DOSE if source.block.get(key) is not None]
        for key in keys if source.own else ():
            yield from _leaves((key,), source.block.get(key))
        if keys and not source.own:
            dose = source.block.get("do")
            words = on_a_line(dose) if dose is not None else _as_dose(source.block)
            yield _field(("do",), words, written=False)
        if keys:
            return
    yield _field(("do",), _USUAL["do"], written=False)


def _as_dose(block: reader.Mapping) -> str:
    """Return sets and repetitions or a time as a dose."""
    sets, amount = block.get("sets"), block.get("reps") or block.get("time")
    words = on_a_line(amount).strip("[]") if amount is not None else "10"
    return f"{on_a_line(sets)}x{words}" if sets is not None and "," not in words else words


def _cues(sources: list[Source]) -> Iterator[dict[str, Any]]:
    known: set[str] = set()
    for source in sources:
        cues = source.block.get("cues")
        for key, value in cues.entries if isinstance(cues, reader.Mapping) else ():
            if key.text in known:
                continue
            known.add(key.text)
            if source.own:
                yield from _leaves(("cues", key.text), value)
            elif isinstance(value, Scalar):
                yield _field(("cues", key.text), value.text, written=False)


def _leaves(path: tuple[str, ...], node: Node | None) -> Iterator[dict[str, Any]]:
    """Yield a field for each single value of a node."""
    if isinstance(node, Scalar):
        yield _field(path, "" if node.is_null else " ".join(node.text.split()), written=True)
    elif path[0] in _CHOICES and node is not None:
        yield _field(path, on_a_line(node), written=True)
    elif isinstance(node, reader.Sequence):
        for number, item in enumerate(node.items):
            yield from _leaves((*path, str(number)), item)
    elif node is not None:
        for key, value in node.entries:
            yield from _leaves((*path, key.text), value)


def _field(path: tuple[str, ...], value: str, *, written: bool) -> dict[str, Any]:
    top = path[0]
    choices = [*_CHOICES.get(top, ())] if len(path) == 1 else []
    if choices and value not in choices:
        choices.append(value)
    phase = top == "tempo" and len(path) > 1
    kind = "choice" if choices else "time" if phase else _KINDS.get(top, "words")
    return {
        "key": "/".join(path),
        "label": _label(path),
        "value": value,
        "kind": kind,
        "choices": choices,
        "help": _MOMENT_DOCS.get(path[1], "") if top == "cues" else _DOCS.get(top, ""),
        "written": written,
    }


def _as_words(node: Node) -> str:
    """Return the words of a value without the marks around them."""
    if isinstance(node, reader.Sequence):
        return " ".join(map(_as_words, node.items))
    if isinstance(node, reader.Mapping):
        return _as_words(node.entries[0][1]) if node.entries else ""
    return " ".join(node.text.split())


def _label(path: tuple[str, ...]) -> str:
    top, *rest = path
    label = _LABELS.get(top, top.replace("_", " ").capitalize())
    if top == "cues":
        label = f"Cue, {rest.pop(0)}"
    named = [str(int(one) + 1) if one.isdecimal() else one for one in rest if one != "say"]
    return ", ".join((label, *named))


def _more(written: Written) -> Iterator[dict[str, str]]:
    """Yield further fields that can be added."""
    cues = written.block.get("cues") if written.block else None
    known = {key.text for key, _ in cues.entries} if isinstance(cues, reader.Mapping) else set()
    for row in MOMENTS:
        for one in row.spellings if row.needs != "phase" else ():
            if one.example not in known:
                yield {"key": f"cues/{one.example}", "label": f"Cue, {one.example}", "help": one.doc}


def edit(text: str, line: int, key: str, value: str | None, check: Check) -> list[Edit]:
    """Return the edits that give a field of the exercise on a line another value; an empty one takes it away."""
    root, places = tree(text), Places(text)
    written = exercise_at(root, _line(places, line))
    if written is None:
        raise Refusal("there is no exercise on this line any more")
    path = tuple(key.split("/"))
    value = " ".join((value or "").split())
    edits = _edits(_Editor(places, written), path, value)
    if not edits:
        return []
    after = Repair("", tuple(edits)).apply(text)
    _confirm(after, text, path, value, written, check)
    return edits


def _confirm(after: str, before: str, path: tuple[str, ...], value: str, written: Written, check: Check) -> None:
    """Refuse a change after which the script says something else, or the checker has more to say."""
    refuse_worse(before, after, check)
    now = exercise_at(tree(after), written.name.span.line)
    if now is None or now.name.text != written.name.text:
        raise Refusal("this cannot be written here: change it in the script")
    if not value:
        return
    found = now.value if path == ("do",) and isinstance(now.value, Scalar) else at_path(now.block, path)
    there = on_a_line(found) if found is not None else ""
    if there != value and re.sub(r"\s", "", there) != re.sub(r"""[\s"']""", "", value):
        raise Refusal("this cannot be written here: change it in the script")


def refuse_worse(before: str, after: str, check: Check) -> None:
    """Refuse a change of a text against which the checker has something new to say."""
    known = Counter((one.code, one.message) for one in check(before))
    for one in check(after):
        if one.severity == "error" and not known[one.code, one.message]:
            raise Refusal(one.message + (f": {one.help}" if one.help else ""))


class _Editor(NamedTuple):
    places: Places
    written: Written

    def span(self, node: Node) -> tuple[int, int]:
        places = self.places
        span = node.span
        return places.offset(span.line, span.column), places.offset(span.end_line, span.end_column)


def _edits(editor: _Editor, path: tuple[str, ...], value: str) -> list[Edit]:
    written = editor.written
    if path == ("do",) and written.kind == "short" and isinstance(written.value, Scalar) and not written.value.is_null:
        return _replaced(editor, "do", written.value, value) if value else _bare(editor, written.value)
    old = at_path(written.block, path)
    if old is not None and value:
        return _replaced(editor, path[0] if len(path) == 1 else "", old, value)
    if old is not None:
        return _removed(editor, path)
    return _added(editor, path, value) if value else []


def _replaced(editor: _Editor, key: str, old: Node, value: str) -> list[Edit]:
    start, end = editor.span(old)
    text = editor.places.text
    if isinstance(old, Scalar):
        if " ".join(old.text.split()) == value:
            return []
        if not old.plain and text[start] in "|>":  # a text of several lines ends before the break after it
            end = start + len(text[start:end].rstrip())
        elif old.is_null and not old.text:
            return [Edit(start, start, f" {_scalar(value, flow=True)}")]
        mark = text[start] if not old.plain and text[start] in "\"'" else ""
        if mark:
            return [Edit(start, end, _scalar(value, mark, flow=_in_flow(editor, start)))]
    end = start + len(text[start:end].rstrip())
    return [Edit(start, end, _any(key, value, flow=_in_flow(editor, start)))]


def _in_flow(editor: _Editor, at: int) -> bool:
    """Return whether a place may lie between brackets, so that commas and brackets would end a value."""
    text = editor.places.text
    begin = text.rfind("\n", 0, at) + 1
    return bool(re.search(r"[{\[]", text[begin:at])) or any(
        is_flow(node, editor.places) and editor.span(node)[0] < at < editor.span(node)[1]
        for node in _compounds(editor.written.value)
    )


def _compounds(node: Node | None) -> Iterator[Node]:
    if isinstance(node, reader.Sequence):
        yield node
        for item in node.items:
            yield from _compounds(item)
    elif isinstance(node, reader.Mapping):
        yield node
        for _, value in node.entries:
            yield from _compounds(value)


def _scalar(value: str, mark: str = "", *, flow: bool = False) -> str:
    """Return a value as a single one: as it is, or in quotes where it would be read otherwise or was in them."""
    candidates = [_in_marks(value, mark)] if mark else []
    for one in (*candidates, value, quoted(value), _in_marks(value, "'")):
        node, found = reader.read("", f"{{x: {one}}}" if flow else f"x: {one}")
        read = node.get("x") if isinstance(node, reader.Mapping) else None
        if not found and isinstance(read, Scalar) and read.text == value and not read.is_null:
            return one
    raise Refusal("these characters cannot stand in a script")


def _in_marks(value: str, mark: str) -> str:
    if mark == "'":
        return "'" + value.replace("'", "''") + "'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _any(key: str, value: str, *, flow: bool = False) -> str:
    """Return a value, which may be a block or list between brackets for some keys."""
    if key in _COMPOUND and value[:1] in "{[":
        node, found = reader.read("", f"{{x: {value}}}")
        if not found and isinstance(node, reader.Mapping) and not isinstance(node.get("x"), Scalar):
            return value
    return _scalar(value, flow=flow)


def _removed(editor: _Editor, path: tuple[str, ...]) -> list[Edit]:
    """Take a key or an item away; where nothing else stands beside it, what is around it goes as well."""
    around = at_path(editor.written.block, path[:-1])
    members = _members(around)
    if len(path) > 1 and len(members) == 1:
        return _removed(editor, path[:-1])
    if len(members) == 1 and around is not None and editor.written.kind == "short":
        return _bare(editor, around)
    index = int(path[-1]) if isinstance(around, reader.Sequence) else [key for key, _, _ in members].index(path[-1])
    _, first, last = members[index]
    start, end = editor.span(first)[0], editor.span(last)[1]
    text = editor.places.text
    if around is not None and is_flow(around, editor.places):
        if index + 1 < len(members):
            return [Edit(start, editor.span(members[index + 1][1])[0], "")]
        before = editor.span(members[index - 1][2])[1] if index else editor.span(around)[0] + 1
        return [Edit(before, end, "")]
    end = start + len(text[start:end].rstrip())
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    head = text[begin:start]
    if head.strip() in ("", "-") and (not head.strip() or isinstance(around, reader.Sequence)):
        return [Edit(begin, len(text) if stop < 0 else stop + 1, "")]
    raise Refusal("this key begins a step: change it in the script")


def _bare(editor: _Editor, value: Node) -> list[Edit]:
    """Leave nothing of a step but its name."""
    end = _end_of(editor, value)
    end = max(end, editor.span(value)[1]) if is_flow(value, editor.places) else end
    return [Edit(editor.span(editor.written.name)[1], end, "")]


def _members(node: Node | None) -> list[tuple[str, Node, Node]]:
    if isinstance(node, reader.Mapping):
        return [(key.text, key, value) for key, value in node.entries]
    return (
        [(str(number), item, item) for number, item in enumerate(node.items)]
        if isinstance(node, reader.Sequence)
        else []
    )


def _added(editor: _Editor, path: tuple[str, ...], value: str) -> list[Edit]:
    written, text = editor.written, editor.places.text
    around: Node | None = written.block
    depth = 0
    while depth < len(path) - 1 and (inner := at_path(written.block, path[: depth + 1])) is not None:
        around, depth = inner, depth + 1
    if isinstance(around, (reader.Mapping, reader.Sequence)) and _members(around):
        return _beside(editor, around, path[depth:], value)
    if around is not None and not (isinstance(around, Scalar) and around.is_null):
        raise Refusal("this cannot be added here: change it in the script")
    *outer, last = path
    inner_text = f"{_key(last)}: {_any(last, value, flow=True)}"
    for one in reversed(outer):
        inner_text = f"{_key(one)}: {{{inner_text}}}"
    if written.kind == "short" and isinstance(written.value, Scalar) and not written.value.is_null:
        start, end = editor.span(written.value)
        return [Edit(start, end, f"{{do: {text[start:end]}, {inner_text}}}")]
    dose = path == ("do",)
    end = editor.span(written.name)[1]
    if written.kind == "bare":
        return [Edit(end, end, f": {_any(last, value, flow=True)}" if dose else f": {{{inner_text}}}")]
    colon = re.compile(r"\s*:").match(text, end)
    if colon is None:
        raise Refusal("this cannot be added here: change it in the script")
    as_dose = dose and written.kind == "short"
    words = _any(last, value, flow=True) if as_dose else f"{{{inner_text}}}"
    return [Edit(colon.end(), colon.end(), f" {words}")]


def _beside(editor: _Editor, around: Node, path: tuple[str, ...], value: str) -> list[Edit]:
    """Add a key after the last one of a block."""
    places, text = editor.places, editor.places.text
    if not isinstance(around, reader.Mapping):
        raise Refusal("this cannot be added here: change it in the script")
    _, last_value = around.entries[-1]
    at = editor.span(last_value)[1]
    if is_flow(around, places):
        inner = f"{_key(path[-1])}: {_any(path[-1], value, flow=True)}"
        for one in reversed(path[:-1]):
            inner = f"{_key(one)}: {{{inner}}}"
        start = editor.span(around)[0]
        at = start + len(text[start : editor.span(around)[1] - 1].rstrip().rstrip(",").rstrip())
        return [Edit(at, at, f", {inner}")]
    start = editor.span(last_value)[0]
    at = start + len(text[start:at].rstrip())
    line_end = text.find("\n", _end_of(editor, last_value))
    at = len(text) if line_end < 0 else line_end
    indent = places.point(editor.span(around.entries[0][0])[0]).column - 1
    lines = []
    for depth, one in enumerate(path[:-1]):
        lines.append(f"{' ' * (indent + 2 * depth)}{_key(one)}:")
    lines.append(f"{' ' * (indent + 2 * (len(path) - 1))}{_key(path[-1])}: {_any(path[-1], value)}")
    return [Edit(at, at, "".join(f"\n{one}" for one in lines))]


def _end_of(editor: _Editor, node: Node) -> int:
    """Return where the last thing that is written of a node ends."""
    members = _members(node)
    if isinstance(node, Scalar) or not members or is_flow(node, editor.places):
        start, end = editor.span(node)
        return start + len(editor.places.text[start:end].rstrip())
    return _end_of(editor, members[-1][2])


def _key(name: str) -> str:
    return _scalar(name, flow=True)


def write_pace(text: str, values: Mapping[str, str], check: Check) -> list[Edit]:
    """Return the edits that give keys of the script itself, such as its pace, other values."""
    root, places = tree(text), Places(text)
    entries = root.entries if isinstance(root, reader.Mapping) else ()
    title = next((pair for pair in entries if pair[0].text == "title"), None)
    if title is None or not isinstance(root, reader.Mapping) or is_flow(root, places):
        raise Refusal("this script cannot be read: mend its mistakes first")
    editor = _Editor(places, Written("inline", title[0], root))
    edits: list[Edit] = []
    for key, value in values.items():
        old = root.get(key)
        if isinstance(old, reader.Mapping) and key == "minutes" and (length := old.get("length")) is not None:
            old = length
        if old is not None:
            edits += _replaced(editor, key, old, value)
            continue
        line_end = text.find("\n", _end_of(editor, title[1]))
        at = len(text) if line_end < 0 else line_end
        edits.append(Edit(at, at, f"\n{key}: {_any(key, value)}"))
    edits.sort(key=lambda one: one.start)
    refuse_worse(text, Repair("", tuple(edits)).apply(text), check)
    return edits


def _line(places: Places, line: int) -> int:
    """Return a line of the editor as the checker counts it."""
    return bisect_right(places.lines.starts, places.at(line, 1))
