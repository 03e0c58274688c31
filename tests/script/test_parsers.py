"""The two parsers that may be in use, libyaml and the pure one, read the same and refuse the same."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from tests.script.test_reader import FASTEST, PURE, plain, read
from voicecoach.script import reader
from voicecoach.script.reader import Mapping, Node, Sequence

BROKEN = {
    "no space after the colon": "title:Legs\nroutine: []\n",
    "colon in a text": "say: First: squat\n",
    "colon in a text, deeper": "routine:\n  - say: one\n  - say: Then: two\n",
    "tab": "a:\n\tb: 1\n",
    "tab after spaces": "a:\n  b: 1\n\tc: 2\n",
    "too little indentation": "a:\n    b: 1\n  c: 2\n",
    "too much indentation": "a:\n  b: 1\n    c: 2\n",
    "item beside keys": "a: 1\n- b\n",
    "open bracket": "a: [1, 2\nb: 3\n",
    "open brace": "a: {b: 1\nc: 2\n",
    "bracket too many": "a: 1]\nb: ]\n",
    "open quote": "a: 'one\nb: 2\n",
    "open double quote": 'a: "one\nb: 2\n',
    "words after a quote": "a: 'one' two\n",
    "unknown alias": "a: *nothing\n",
    "star": "a: *\n",
    "at sign": "a: @home\n",
    "backtick": "a: `x`\n",
    "percent": "a: %5\n",
    "directive": "%YAML 3.0\n---\na: 1\n",
    "key without value, then text": "a\nb: 1\n",
    "second document": "a: 1\n---\nb: 2\n",
    "second document after end": "a: 1\n...\n---\nb: 2\n",
    "tag": "a:\n  - !!str x\n",
    "unknown tag": "a: !x {b: 1}\n",
    "unknown handle": "a: !e!x 1\n",
    "duplicate": "a: 1\nb: 2\na: 3\n",
    "duplicate in flow": "{a: 1, a: 2}\n",
    "list as a key": "? [a]\n: b\n",
    "block as a key": "? {a: 1}\n: b\n",
    "cycle": "a: &a [*a]\n",
    "empty": "",
    "comment": "# nothing\n",
    "deep": "[" * 70 + "]" * 70,
    "two commas": "[a,, b]\n",
    "only a brace": "{\n",
    "only a dash and a tag": "- !!int\n",
    "anchor twice on one node": "a: &x &y 1\n",
    "bell": "a: \x07\n",
    "bad characters beyond ASCII": "ä: ö\nü: \x01\n",
    "wide characters before an error": "日本: 語: x\n",
}


@pytest.mark.skipif(FASTEST is None, reason="PyYAML was built without libyaml here: there is nothing to compare")
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_both_parsers_refuse_the_same_at_the_same_place(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def problems(loader: Any) -> list[tuple[str, int, int]]:
        monkeypatch.setattr(reader, "_Loader", loader)
        return [(one.code, one.span.line, one.span.column) for one in reader.read("a.yaml", text)[1]]

    assert problems(PURE) == problems(FASTEST) != []


@pytest.mark.skipif(FASTEST is None, reason="PyYAML was built without libyaml here: there is nothing to compare")
def test_both_parsers_give_the_same_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = textwrap.dedent("""\
        # A script
        title: 'Band ''glutes'''
        defaults: {rest: 0:30, ready: 10s , switch: "6s"}
        exercises:
          clamshell: &clam
            setup: >
              Lie on your side,
              knees bent.
            cues:
              every 4: |
                keep ribs down
              last 2: ä ö 😀
          other: *clam
        routine:
        - say: Grab your band,
            and go.
        - clamshell:
        - rest: ~
        """)
    monkeypatch.setattr(reader, "_Loader", PURE)
    pure = read(text)
    monkeypatch.setattr(reader, "_Loader", FASTEST)
    assert plain(read(text)) == plain(pure)
    assert starts(read(text)) == starts(pure)


def starts(node: Node) -> list[tuple[int, int]]:
    """Where every node begins, in the order written."""
    here = [(node.span.line, node.span.column)]
    if isinstance(node, Sequence):
        return here + [start for item in node.items for start in starts(item)]
    if isinstance(node, Mapping):
        return here + [start for pair in node.entries for part in pair for start in starts(part)]
    return here
