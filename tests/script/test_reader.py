from __future__ import annotations

from typing import Any

import pytest
import yaml

from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.script import reader
from voicecoach.script.reader import MAX_BYTES, MAX_DEPTH, MAX_NODES, Mapping, Node, Scalar, Sequence

PURE: Any = yaml.BaseLoader
FASTEST: Any = getattr(yaml, "CBaseLoader", None)
LOADERS = [
    pytest.param(PURE, id="pure"),
    pytest.param(
        FASTEST, id="libyaml", marks=pytest.mark.skipif(FASTEST is None, reason="PyYAML was built without libyaml here")
    ),
]


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Each of the two parsers that may be in use."""
    monkeypatch.setattr(reader, "_Loader", request.param)
    return request.param


def read(text: str) -> Node:
    root, found = reader.read("a.yaml", text)
    assert root is not None, found
    assert not found
    return root


def only_problem(text: str) -> Diagnostic:
    _, found = reader.read("a.yaml", text)
    assert len(found) == 1, found
    return found[0]


def place(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


def plain(node: Node) -> Any:
    """A node without its places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


@pytest.mark.usefixtures("loader")
class TestNodes:
    @pytest.mark.parametrize(
        "written", ["1:30", "0:45", "010", "no", "on", "0x10", "1e3", "2001-01-01", "1_000", ".5", "=", "1:02:00"]
    )
    def test_a_scalar_is_the_text_that_stands_there(self, written: str) -> None:
        assert plain(read(f"key: {written}")) == {"key": written}

    @pytest.mark.parametrize(
        ("written", "null"),
        [("", True), ("~", True), ("null", True), ("NULL", True), ("''", False), ("'null'", False), ("none", False)],
    )
    def test_nothing_is_nothing_only_without_quotes(self, written: str, null: bool) -> None:
        root = read(f"key: {written}")
        assert isinstance(root, Mapping)
        value = root.get("key")
        assert isinstance(value, Scalar)
        assert value.is_null is null

    def test_every_node_knows_its_line_and_column(self) -> None:
        root = read("title: Legs\nroutine:\n  - squat: 3x12\n  - 'rest': 1:30\n")
        assert isinstance(root, Mapping)
        (title, legs), (_, routine) = root.entries
        assert isinstance(routine, Sequence)
        assert place(title.span) == (1, 1, 1, 6)
        assert place(legs.span) == (1, 8, 1, 12)
        first, second = routine.items
        assert isinstance(first, Mapping)
        assert isinstance(second, Mapping)
        assert place(first.entries[0][0].span) == (3, 5, 3, 10)
        assert place(first.entries[0][1].span) == (3, 12, 3, 16)
        assert place(second.entries[0][0].span) == (4, 5, 4, 11)
        assert place(second.entries[0][1].span) == (4, 13, 4, 17)

    def test_columns_count_characters(self) -> None:
        root = read("{ä: ö, 😀: x}")
        assert isinstance(root, Mapping)
        assert [(key.span.column, value.span.column) for key, value in root.entries] == [(2, 5), (8, 11)]

    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
    def test_lines_end_as_any_system_ends_them(self, line_break: str) -> None:
        root = read(line_break.join(["a: 1", "b: 2", "c: 3"]))
        assert isinstance(root, Mapping)
        assert [key.span.line for key, _ in root.entries] == [1, 2, 3]

    def test_a_byte_order_mark_is_not_part_of_the_first_key(self) -> None:
        assert plain(read("\ufefftitle: T")) == {"title": "T"}

    def test_aliases_stand_for_what_their_anchor_says(self) -> None:
        assert plain(read("a: &x [1, 2]\nb: *x")) == {"a": ["1", "2"], "b": ["1", "2"]}

    def test_a_merge_key_is_a_key_like_any_other(self) -> None:
        assert plain(read("a: &x {b: 1}\nc: {<<: *x}")) == {"a": {"b": "1"}, "c": {"<<": {"b": "1"}}}


@pytest.mark.usefixtures("loader")
class TestRefusals:
    def test_a_key_that_stands_twice_is_reported_with_both_places(self) -> None:
        problem = only_problem("a:\n  rest: 1\n  do: 2\n  rest: 3\n")
        assert problem.code == "duplicate-key"
        assert place(problem.span) == (4, 3, 4, 7)
        assert [place(one.span) for one in problem.related] == [(2, 3, 2, 7)]

    def test_the_same_key_in_two_blocks_is_fine(self) -> None:
        assert plain(read("a: {x: 1}\nb: {x: 1}")) == {"a": {"x": "1"}, "b": {"x": "1"}}

    def test_a_third_one_points_at_the_first(self) -> None:
        _, found = reader.read("a.yaml", "x: 1\nx: 2\nx: 3\n")
        assert [(one.span.line, one.related[0].span.line) for one in found] == [(2, 1), (3, 1)]

    def test_quotes_do_not_make_another_key(self) -> None:
        assert only_problem("x: 1\n'x': 2\n").code == "duplicate-key"

    @pytest.mark.parametrize(
        ("text", "column"),
        [("a: !!str 5", 4), ("a: !!python/object:os.system x", 4), ("a: !own 5", 4), ("a: !!map {}", 4)],
    )
    def test_tags_are_refused(self, text: str, column: int) -> None:
        problem = only_problem(text)
        assert (problem.code, problem.span.line, problem.span.column) == ("yaml-tag", 1, column)

    def test_a_second_document_is_refused_where_it_starts(self) -> None:
        problem = only_problem("a: 1\n---\nb: 2\n")
        assert (problem.code, problem.span.line, problem.span.column) == ("second-document", 2, 1)

    @pytest.mark.parametrize("text", ["---\na: 1\n", "a: 1\n...\n", "---\na: 1\n...\n"])
    def test_one_document_may_be_marked(self, text: str) -> None:
        assert plain(read(text)) == {"a": "1"}

    @pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "   \n"])
    def test_an_empty_script(self, text: str) -> None:
        assert only_problem(text).code == "empty-script"

    @pytest.mark.parametrize("text", ["? [a, b]\n: c\n", "{[a]: b}", "? {a: b}\n: c\n"])
    def test_a_key_is_a_word(self, text: str) -> None:
        assert only_problem(text).code == "key-not-text"

    @pytest.mark.parametrize("text", ["&x [*x]", "a: &x {b: *x}", "&x [[[*x]]]"])
    def test_an_alias_that_contains_itself(self, text: str) -> None:
        assert only_problem(text).code == "alias-cycle"

    def test_a_character_that_cannot_be_printed(self) -> None:
        problem = only_problem("a: 1\nb: x\x07y\n")
        assert problem.code == "bad-character"
        assert place(problem.span) == (2, 5, 2, 6)
        assert "U+0007" in problem.message


@pytest.mark.usefixtures("loader")
class TestLimits:
    def test_depth(self) -> None:
        assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
        problem = only_problem("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
        assert (problem.code, problem.span.column) == ("too-deep", MAX_DEPTH + 1)

    def test_depth_through_aliases(self) -> None:
        half = MAX_DEPTH // 2
        nested = "[" * half + "x" + "]" * half
        within = "[" * (half - 1) + "*a" + "]" * (half - 1)
        assert read(f"a: &a {nested}\nb: {within}")
        assert only_problem(f"a: &a {nested}\nb: [{within}]").code == "too-deep"

    def test_ten_thousand_open_brackets_are_refused_and_not_recursed_into(self) -> None:
        assert only_problem("[" * 10_000).code == "too-deep"

    def test_depth_is_refused_where_it_begins_however_far_the_parser_looked_ahead(self) -> None:
        problem = only_problem("title: é\nsteps: " + "[" * 2_000)
        assert problem.code == "too-deep"
        assert place(problem.span)[:2] == (2, len("steps: ") + MAX_DEPTH)

    def test_a_bomb_of_aliases(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 10)]
        assert only_problem("\n".join(lines)).code == "too-many-nodes"

    def test_aliases_count_as_often_as_they_stand(self) -> None:
        inner = 99
        shared = "&a [" + ", ".join("x" * inner) + "]"
        fitting = (MAX_NODES - 1) // (inner + 1)
        assert read("[" + ", ".join([shared, *["*a"] * (fitting - 1)]) + "]")
        assert only_problem("[" + ", ".join([shared, *["*a"] * fitting]) + "]").code == "too-many-nodes"


def test_bytes_up_to_the_limit_are_read() -> None:
    head = "a: 1\n#"
    assert plain(read(head + "x" * (MAX_BYTES - len(head)))) == {"a": "1"}
    problem = only_problem(head + "x" * (MAX_BYTES - len(head) + 1))
    assert (problem.code, place(problem.span)) == ("too-large", (1, 1, 1, 2))


def test_the_limit_is_one_of_bytes_not_characters() -> None:
    assert only_problem("#" + "ä" * (MAX_BYTES // 2)).code == "too-large"


def test_nodes_up_to_the_limit_are_read() -> None:
    root = read("[" + ",".join(["x"] * (MAX_NODES - 1)) + "]")
    assert isinstance(root, Sequence)
    assert len(root.items) == MAX_NODES - 1
    assert only_problem("[" + ",".join(["x"] * MAX_NODES) + "]").code == "too-many-nodes"


@pytest.mark.usefixtures("loader")
def test_an_unknown_escape_is_found_at_its_backslash_or_its_letter() -> None:
    """The one place known where the parsers differ: by this column."""
    problem = only_problem('a: "\\q"\n')
    assert (problem.code, problem.span.line) == ("yaml-syntax", 1)
    assert problem.span.column in (5, 6)


@pytest.mark.parametrize("end", ["", "\n", "\n\n  \n"])
@pytest.mark.parametrize(("text", "at"), [("a: [", (1, 5)), ("a: 1\nb: {c", (2, 6)), ("a:\n  - [b, c", (2, 10))])
def test_what_is_missing_at_the_end_is_missed_where_something_stands(text: str, at: tuple[int, int], end: str) -> None:
    assert place(only_problem(text + end).span)[:2] == at
