"""Draw `docs/architecture.svg` from the code: the stages from a script to sound, and which package imports which.

Run it in the checkout after a change of the stages or of the imports: ``python docs/draw_architecture.py``.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "voicecoach"
PICTURE = ROOT / "docs" / "architecture.svg"

WIDTH, MARGIN = 880, 24
STAGE_WIDTH, STAGE_HEIGHT, STAGE_GAP, BRANCH = 210, 48, 40, 46
ROW, CELL = 42, 24
TEXT_WIDTH, DOC_WIDTH = 84, 64
"""Letters a line: beside a stage, and beside a package."""
LONGEST_TYPE = 66
BASE = "base"

STYLE = """
text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 13px; fill: #1f2430; }
.mono { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px; fill: #57606a; }
.title { font-size: 18px; font-weight: 600; }
.name { font-size: 14px; font-weight: 600; }
.note { fill: #57606a; font-size: 12.5px; }
.page { fill: #ffffff; }
.stage { fill: #e8f0fd; stroke: #3b6fd4; }
.end { fill: #e6f5ea; stroke: #2f8f4e; }
.band { fill: #f4f6f9; }
.line { stroke: #8a94a3; stroke-width: 1.5; fill: none; }
.head { fill: #8a94a3; }
.grid { stroke: #d5dae2; stroke-width: 1; }
.self { fill: #c3cad5; }
.dot { fill: #3b6fd4; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ef; }
  .mono, .note { fill: #9aa4b2; }
  .page { fill: #12161d; }
  .stage { fill: #1b2a47; stroke: #6f9bef; }
  .end { fill: #173323; stroke: #57b878; }
  .band { fill: #1a2029; }
  .line { stroke: #7d8796; }
  .head { fill: #7d8796; }
  .grid { stroke: #2c3440; }
  .self { fill: #3d4756; }
  .dot { fill: #7fa8f5; }
}
"""

Graph = Mapping[str, frozenset[str]]


class Stage(NamedTuple):
    """A pass as it is drawn: its name, its module, what it says about itself, and the types that go in and come out."""

    name: str
    module: str
    does: str
    takes: str
    gives: str


def stage(function: Callable[..., Any]) -> Stage:
    """Return what a pass says about itself: the first line of its docstring, and its annotations."""
    signature = inspect.signature(function, eval_str=False)
    first = next(one for one in signature.parameters.values() if one.name != "self")
    return Stage(
        function.__name__.strip("_").replace("_", " "),
        function.__module__.removeprefix("voicecoach."),
        (inspect.getdoc(function) or "").split("\n")[0].replace("`", ""),
        _type_name(first.annotation),
        _type_name(signature.return_annotation),
    )


def _type_name(annotation: Any) -> str:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return textwrap.shorten(name, LONGEST_TYPE, placeholder=" …")


@cache
def read_imports(package: Path) -> dict[str, frozenset[str]]:
    """Return what each package imports of the others; single modules at the bottom are one row, `BASE`."""
    found: dict[str, set[str]] = {}
    for module in sorted(package.rglob("*.py")):
        own = module.relative_to(package).parts[0].removesuffix(".py")
        if not own.startswith("__"):
            found.setdefault(own, set()).update(_imported(module, package.name))
    base = _bottom(found, {name for name in found if (package / f"{name}.py").exists()})
    return {BASE: frozenset()} | {
        own: frozenset(BASE if other in base else other for other in others) - {own}
        for own, others in found.items()
        if own not in base
    }


def _imported(module: Path, package: str) -> Iterator[str]:
    """Every part of the package that a module imports, wherever in its text; imports are absolute."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(f"{package}."))


def _bottom(graph: Mapping[str, set[str]], modules: set[str]) -> set[str]:
    """Those of the single modules that import only each other."""
    while above := {name for name in modules if graph[name] - modules}:
        modules = modules - above
    return modules


def order(graph: Graph) -> list[str]:
    """Return all packages, each above whatever it imports; raise `ValueError` where imports go in a circle."""
    placed: list[str] = []
    while rest := sorted(graph.keys() - placed):
        ready = [name for name in rest if graph[name] <= set(placed)]
        if not ready:
            raise ValueError(f"imports go in a circle: {', '.join(rest)}")
        placed += ready
    return placed[::-1]


def summary(package: Path, name: str) -> str:
    """Return the first line of a package's docstring; for `BASE`, the modules that it stands for."""
    if name == BASE:
        modules = {module.stem for module in package.glob("*.py") if not module.stem.startswith("__")}
        return ", ".join(sorted(modules - read_imports(package).keys()))
    file = package / f"{name}.py"
    text = (file if file.exists() else package / name / "__init__.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").split("\n")[0].replace("`", "")


def draw(passes: Iterable[Callable[..., Any]], package: Path) -> str:
    """Return the picture as SVG text."""
    top, pipeline = _pipeline([stage(one) for one in passes], package)
    height, floors = _floors(package, top + 36)
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="The architecture of voicecoach">',
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}" rx="8"/>',
        *pipeline,
        *floors,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _text(x: float, y: float, words: str, kind: str = "", more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}"{more}>{escape(words)}</text>'


def _paragraph(x: float, middle: float, words: str, letters: int, kind: str = "") -> Iterator[str]:
    """At most two lines, around the height ``middle``."""
    lines = textwrap.wrap(words, letters, max_lines=2, placeholder=" …")
    for number, line in enumerate(lines):
        yield _text(x, middle + 4.5 + 17 * (number - (len(lines) - 1) / 2), line, kind)


def _arrow(x: float, start: float, end: float) -> Iterator[str]:
    yield f'<path class="line" d="M{x:g} {start:g}V{end - 6:g}"/>'
    yield f'<path class="head" d="M{x - 5:g} {end - 8:g}h10l-5 8z"/>'


def _branch(x: float, start: float, y: float, end: float) -> Iterator[str]:
    yield f'<path class="line" d="M{x:g} {start:g}V{y:g}H{end - 6:g}"/>'
    yield f'<path class="head" d="M{end - 8:g} {y - 5:g}v10l8 -5z"/>'


def _box(x: float, y: float, width: float, kind: str, name: str, below: str) -> Iterator[str]:
    yield f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{STAGE_HEIGHT}" rx="6"/>'
    middle = ' text-anchor="middle"'
    yield _text(x + width / 2, y + 20, name, "name", middle)
    yield _text(x + width / 2, y + 38, below, "mono", middle)


def _pipeline(stages: list[Stage], package: Path) -> tuple[int, list[str]]:
    """Where it ends, and one box for each stage from top to bottom, with the types on the arrows between them."""
    middle, beside = MARGIN + STAGE_WIDTH // 2, MARGIN + STAGE_WIDTH + 22
    lines = [_text(MARGIN, 40, "From a script to sound: one stage after another", "title")]
    y = 56
    for number, one in enumerate(stages):
        lines.append(_text(middle + 14, y + 25, stages[number - 1].gives if number else one.takes, "mono"))
        lines += _arrow(middle, y, y + STAGE_GAP)
        y += STAGE_GAP
        lines += _box(MARGIN, y, STAGE_WIDTH, "stage", one.name, one.module)
        lines += _paragraph(beside, y + STAGE_HEIGHT / 2, one.does, TEXT_WIDTH)
        y += STAGE_HEIGHT
    lines.append(_text(MARGIN + 30, y + 25, stages[-1].gives, "mono"))
    start, y = y, y + STAGE_GAP
    for name, what in (("file", "output"), ("live", "live")):
        centre = y + STAGE_HEIGHT / 2
        lines += _branch(MARGIN + 16, start, centre, MARGIN + BRANCH)
        lines += _box(MARGIN + BRANCH, y, STAGE_WIDTH - BRANCH, "end", name, what)
        lines += _paragraph(beside, centre, summary(package, what), TEXT_WIDTH)
        y += STAGE_HEIGHT + 14
    return y, lines


def _floors(package: Path, top: int) -> tuple[int, list[str]]:
    """Where it ends, and one row for each package, with a dot in the column of each package that it imports."""
    graph = read_imports(package)
    names = order(graph)
    left = WIDTH - MARGIN - CELL * len(names)
    first = top + 118
    lines = [
        _text(MARGIN, top + 16, "Packages: imports point down", "title"),
        *_paragraph(
            MARGIN,
            top + 54,
            "A dot: the package of this row imports the package of this column. No dot is left of the"
            " diagonal: a package imports only packages that are below it.",
            76,
            "note",
        ),
    ]
    for row, name in enumerate(names):
        y = first + ROW * row
        if row % 2 == 0:
            lines.append(
                f'<rect class="band" x="{MARGIN - 8}" y="{y}" width="{WIDTH - 2 * MARGIN + 16}" height="{ROW}"/>'
            )
        x = left + CELL * row + CELL / 2
        turned = f' transform="rotate(-60 {x + 4:g} {first - 8})"'
        lines.append(_text(x + 4, first - 8, name, "", turned))
        lines.append(_text(MARGIN, y + ROW / 2 + 5, name, "name"))
        lines += _paragraph(MARGIN + 84, y + ROW / 2, summary(package, name), DOC_WIDTH, "note")
        lines.append(f'<rect class="self" x="{x - 5:g}" y="{y + ROW / 2 - 5:g}" width="10" height="10" rx="2"/>')
        for other in sorted(graph[name], key=names.index):
            column = left + CELL * names.index(other) + CELL / 2
            lines.append(f'<circle class="dot" cx="{column:g}" cy="{y + ROW / 2:g}" r="5"/>')
    end = first + ROW * len(names)
    return end + MARGIN, lines


def main() -> None:
    """Write the picture anew."""
    from voicecoach.compiler import STAGES

    PICTURE.write_text(draw(STAGES, PACKAGE), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
