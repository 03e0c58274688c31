"""The house keeps its walls: imports point one way, and each foreign package has one owner."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "voicecoach"
FLOORS = (
    ("units", "text_width", "visible", "unfinished", "diagnostics", "errors", "resources", "cache"),
    ("script",),
    ("intake",),
    ("phrases",),
    ("timeline",),
    ("compiler",),
    ("coaching",),
    ("audio",),
    ("speech",),
    ("output",),
    ("live", "phone"),
    ("app", "reach"),
    ("studio",),
    ("cli", "__main__"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
BASE_ORDER = {"diagnostics": 1, "errors": 2}
OWNERS = {
    "yaml": "script/reader.py",
    "pyttsx3": "speech/engines/pyttsx3_worker.py",
    "espeakng_loader": "speech/engines/pyttsx3_worker.py",
    "hibari": "speech/engines/hibari_worker.py",
    "py_nanotts": "speech/engines/pico_worker.py",
    "piper": "speech/engines/piper_worker.py",
    "onnxruntime": ("speech/engines/hibari_worker.py", "speech/engines/piper_worker.py"),
    "pydub": "audio/own_sounds.py",
    "soxr": "audio/resample.py",
    "python_stretch": "audio/music/stretch.py",
    "lameenc": "output/lame.py",
    "mutagen": ("output/tags.py", "output/read_tags.py"),
    "PIL": "output/picture.py",
    "segno": "phone/code.py",
    "ifaddr": "phone/addresses.py",
    "num2words": "phrases/large_numbers.py",
    "platformdirs": "resources.py",
    "tqdm": "cli/progress.py",
    "argcomplete": "cli/completion.py",
    "miniaudio": "audio/devices/miniaudio_output.py",
    "sounddevice": "audio/devices/sounddevice_output.py",
    "simpleaudio": "audio/devices/simpleaudio_output.py",
}
"""The modules that may import each: one, save where two do the same in different directions or voices."""
LAZY = (
    "numpy",
    "pydub",
    "PIL",
    "mutagen",
    "lameenc",
    "soxr",
    "tqdm",
    "pyttsx3",
    "platformdirs",
    "argcomplete",
    "num2words",
    "segno",
    "ifaddr",
)
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def imports(module: Path) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in this one, by its full name, with the line."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute"
            if node.module == "voicecoach":
                yield from ((f"voicecoach.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module or "", node.lineno


def room_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_every_room_has_a_floor() -> None:
    rooms = {name_of(module).split("/")[0].removesuffix(".py") for module in MODULES} - {"__init__"}
    assert rooms <= set(FLOOR), "a new room needs its place in FLOORS"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_point_one_way(module: Path) -> None:
    own = name_of(module).split("/")[0].removesuffix(".py")
    for name, line in imports(module):
        if name.split(".")[0] == "voicecoach" and own != "__init__":
            other = room_of(name)
            assert other in FLOOR, f"{module}:{line}: {name} is no room of the house"
            assert FLOOR[other] <= FLOOR[own], f"{module}:{line}: {own} must not know {other}"
            if FLOOR[own] == 0:
                assert BASE_ORDER.get(other, 0) < BASE_ORDER.get(own, 3), f"{module}:{line}: {own} knows {other}"


@pytest.mark.parametrize("package", OWNERS)
def test_each_foreign_package_has_one_owner(package: str) -> None:
    found = {name_of(module) for module in MODULES for name, _ in imports(module) if name.split(".")[0] == package}
    owner = OWNERS[package]
    assert found == ({owner} if isinstance(owner, str) else set(owner))


def test_every_foreign_package_is_known_to_this_test() -> None:
    outside = {name.split(".")[0] for module in MODULES for name, _ in imports(module)}
    outside -= {*sys.stdlib_module_names, "voicecoach", ""}
    assert outside <= {*OWNERS, "numpy", "soundfile"}


def test_no_heavy_package_is_imported_at_module_level() -> None:
    for module in MODULES:
        tree = ast.parse(module.read_text("utf-8"))
        for node in tree.body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            heavy = {name.split(".")[0] for name in names} & (set(OWNERS) - {"yaml"})
            assert not heavy or "worker" in module.name, f"{module}:{node.lineno}: import {heavy} where it is used"


PROGRAM = """
import json, sys
from voicecoach.cli import main
code = 0
try:
    code = main(sys.argv[1:])
except SystemExit as leave:
    code = leave.code or 0
print(json.dumps([code, sorted({name.split('.')[0] for name in sys.modules})]))
"""


def lazy_ones_loaded(*arguments: str) -> tuple[int, list[str]]:
    """How a command ended, and which packages of `LAZY` it needed."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, check=True, timeout=60)
    ended, loaded = json.loads(run.stdout.splitlines()[-1])
    return ended, [name for name in LAZY if name in loaded]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("--help", 0), ("--version", 0), ("check hello", 0), ("check no-such-script", 2)],
)
def test_quick_commands_import_nothing_heavy(arguments: str, code: int) -> None:
    assert lazy_ones_loaded(*arguments.split()) == (code, [])


def test_an_unchanged_routine_is_shown_and_rendered_without_a_sample_being_made(tmp_path: Path) -> None:
    render = ("render", "hello", "--quiet", "-o", str(tmp_path / "hello.mp3"))
    assert {"numpy", "lameenc"} <= set(lazy_ones_loaded(*render)[1])
    first = (tmp_path / "hello.mp3").read_bytes()
    assert set(lazy_ones_loaded(*render)[1]) <= {"mutagen", "platformdirs"}
    assert (tmp_path / "hello.mp3").read_bytes() == first
    assert "numpy" not in lazy_ones_loaded("show", "hello")[1]
