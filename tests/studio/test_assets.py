"""The files of the page: small, whole, and the editor's bundle built from the recipe that lies beside it."""

import hashlib
import json
import re
from pathlib import Path

STUDIO = Path(__file__).parents[2] / "voicecoach/studio"
ASSETS, EDITOR = STUDIO / "assets", STUDIO / "editor"
RECIPE = ("package.json", "package-lock.json", "build.mjs", "index.js", "parserless.js")
MOST_BYTES = 450_000


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def test_the_editor_was_built_from_its_recipe():
    built = json.loads((EDITOR / "built.json").read_text("utf-8"))
    remedy = "in voicecoach/studio/editor: npm ci --ignore-scripts && node build.mjs"
    assert built == {
        "recipe": _digest(*(EDITOR / name for name in RECIPE)),
        "bundle": _digest(ASSETS / "editor.js"),
        "licence": _digest(ASSETS / "editor.LICENSE.txt"),
    }, remedy


def test_the_page_is_small():
    assert sum(file.stat().st_size for file in ASSETS.rglob("*")) <= MOST_BYTES


def test_the_licence_names_every_package():
    text = (ASSETS / "editor.LICENSE.txt").read_text("utf-8")
    lock = json.loads((EDITOR / "package-lock.json").read_text("utf-8"))["packages"]
    for name in (
        "@codemirror/view",
        "@codemirror/state",
        "@codemirror/autocomplete",
        "@codemirror/commands",
        "style-mod",
    ):
        assert f"{name} {lock[f'node_modules/{name}']['version']}" in text
    assert "Permission is hereby granted, free of charge" in text


def test_no_file_asks_another_host():
    for file in (file for file in ASSETS.iterdir() if file.suffix in (".js", ".html", ".css")):
        addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text("utf-8"))
        assert {one for one in addresses if "www.w3.org" not in one} == set(), file.name


def test_the_page_has_no_script_or_style_of_its_own_that_the_policy_forbids():
    text = (ASSETS / "index.html").read_text("utf-8")
    assert not re.search(r"<style|\bstyle=|\bon\w+=|javascript:|<script(?![^>]*\bsrc=)", text)


def test_every_file_that_is_named_is_there():
    named = set(re.findall(r'from "\./([\w.-]+)"', "".join(file.read_text("utf-8") for file in ASSETS.glob("*.js"))))
    named |= set(re.findall(r'"assets/([\w.-]+)"', (ASSETS / "index.html").read_text("utf-8")))
    assert named <= {file.name for file in ASSETS.iterdir()}
