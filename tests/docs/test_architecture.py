"""The picture of the architecture is what its script draws from the code as it is now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from .pages import ROOT

sys.path.insert(0, str(ROOT / "docs"))
from draw_architecture import BASE, PACKAGE, PICTURE, draw, order, read_imports, stage, summary

SVG = "{http://www.w3.org/2000/svg}"


class Nodes: ...


class Layers: ...


class Timeline: ...


def read(text: str) -> Nodes:
    """Read the nodes of a script, each with its line and column.

    This line is not part of the picture.
    """
    raise NotImplementedError


def lay_over(nodes: Nodes, level: str = "normal") -> Layers:
    """Lay the values of an exercise over each other, & keep <the strongest>."""
    raise NotImplementedError


def schedule(layers: Layers) -> tuple[Timeline, tuple[str, ...]]:
    """Give every event its time in milliseconds."""
    raise NotImplementedError


STAND_INS = (read, lay_over, schedule)
for one in STAND_INS:
    one.__module__ = "voicecoach.stand.in"


def words(picture: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def test_the_committed_picture_is_the_one_that_is_drawn() -> None:
    compiler: Any = pytest.importorskip("voicecoach.compiler")
    drawn = draw(compiler.STAGES, PACKAGE)
    assert PICTURE.read_text("utf-8") == drawn, "run python docs/draw_architecture.py"


def test_a_stage_says_what_its_function_says() -> None:
    assert stage(lay_over) == (
        "lay over",
        "stand.in",
        "Lay the values of an exercise over each other, & keep <the strongest>.",
        "Nodes",
        "Layers",
    )


def test_it_shows_each_stage_with_its_types_in_order() -> None:
    shown = words(draw(STAND_INS, PACKAGE))
    wanted = [
        "str",
        "read",
        "Nodes",
        "lay over",
        "Layers",
        "schedule",
        "tuple[Timeline, tuple[str, ...]]",
        "file",
        "live",
    ]
    assert [word for word in shown if word in wanted][: len(wanted)] == wanted


def test_it_is_well_formed_and_no_wider_than_a_page() -> None:
    root = ElementTree.fromstring(draw(STAND_INS, PACKAGE))
    assert int(root.attrib["width"]) <= 900
    right = int(root.attrib["width"])
    assert all(float(one.attrib["cx"]) < right for one in root.iter(f"{SVG}circle"))


def test_every_package_has_a_row_and_a_summary() -> None:
    graph = read_imports(PACKAGE)
    packages = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
    assert packages <= set(graph)
    assert all(summary(PACKAGE, name) for name in graph)
    assert {"units", "errors", "diagnostics"} <= set(summary(PACKAGE, BASE).split(", "))


def test_imports_point_down_and_a_circle_is_refused() -> None:
    graph = read_imports(PACKAGE)
    names = order(graph)
    assert names[-1] == BASE
    assert all(names.index(name) < names.index(other) for name in graph for other in graph[name])
    with pytest.raises(ValueError, match="in a circle: a, b"):
        order({"a": frozenset("b"), "b": frozenset("a"), "c": frozenset()})


def test_the_same_code_gives_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "from tests.docs.test_architecture import PACKAGE, STAND_INS, draw, sys\n"
        "sys.stdout.buffer.write(draw(STAND_INS, PACKAGE).encode())\n"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        made = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True, timeout=60
        )
        assert made.stdout.decode() == draw(STAND_INS, PACKAGE)
