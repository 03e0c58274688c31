from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml

from tests.cli.running import BROKEN, COMMAND, SHORT, Run
from voicecoach.resources import shipped

Runner = Callable[..., Run]
GOLDEN = Path(__file__).parents[1] / "golden"
NOT_FOR_A_SCHEMA = {
    *("alias-cycle", "bad-character", "bad-encoding", "too-many-nodes", "yaml-syntax", "yaml-tag", "empty-script"),
    *("second-document", "duplicate-key", "too-deep", "too-large", "key-not-text"),
}
"""Mistakes of YAML: what a schema sees of these files is something else, or nothing at all."""
REJECTED = {
    *("unknown-key", "missing-key", "missing-key--routine", "wrong-value", "unknown-moment", "unknown-sound"),
    *("wrong-value--step", "step-keys"),
}


@pytest.mark.parametrize(
    ("words", "meant"),
    [(("rendr", "hello"), "render"), (("show", "hello", "--pce", "2"), "--pace"), (("check", "helo"), "hello")],
)
def test_a_misspelt_word_of_the_command_line_is_told_with_what_was_meant(
    run: Runner, words: tuple[str, ...], meant: str
) -> None:
    done = run(*words)
    assert done.code == 2
    assert f"did you mean '{meant}'?" in done.talk


@pytest.mark.parametrize("dose", ["3 sets of 10", "10 reps, 3 sets", "3 sets x 10 reps"])
def test_a_dose_in_words_is_told_in_the_form_that_is_read(run: Runner, desk: Path, dose: str) -> None:
    (desk / "words.yaml").write_text(f'title: T\nroutine: [{{exercise: A, do: "{dose}"}}]\n', encoding="utf-8")
    assert "help: write 3x10" in run("check", "words.yaml").talk


def test_new_never_overwrites(run: Runner, desk: Path) -> None:
    (desk / "mine.yaml").write_text("mine", encoding="utf-8")
    for name in ("mine.yaml", "mine"):
        done = run("new", name)
        assert (done.code, done.out) == (2, "")
        assert "exists already" in done.talk
    assert (desk / "mine.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("title", ["", "Leg day", 'It\'s: a "#day"', "- [legs", "Бёдра"])
def test_the_template_is_clean_and_renders(run: Runner, desk: Path, title: str) -> None:
    done = run("new", "my-legs.yaml", *(["--title", title] if title else []))
    assert done.code == 0
    assert done.out.startswith("my-legs.yaml\n")
    shown = run("show", "my-legs.yaml", "--voice", "silent", "--json")
    assert json.loads(shown.out)["title"].rstrip(".") == (title or "My legs")
    assert run("check", "my-legs.yaml") == Run(0, "my-legs.yaml: no errors\n", "")


def test_braces_of_a_title_become_parentheses(run: Runner, desk: Path) -> None:
    assert run("new", "legs.yaml", "--title", "{x} legs {").code == 0
    assert json.loads(run("show", "legs.yaml", "--voice", "silent", "--json").out)["title"].rstrip(".") == "(x) legs ("
    assert run("check", "legs.yaml") == Run(0, "legs.yaml: no errors\n", "")


@pytest.mark.parametrize("title", ["...", "[5h] legs", "legs\x07", "legs\n  arms"])
def test_a_title_that_cannot_be_one(run: Runner, desk: Path, title: str) -> None:
    done = run("new", "legs.yaml", "--title", title)
    assert (done.code, done.out) == (2, "")
    assert "--title" in done.talk
    assert not (desk / "legs.yaml").exists()


def test_the_template_renders(run: Runner, desk: Path) -> None:
    assert run("new", "legs").code == 0
    checked = run("check", "legs")
    assert (checked.code, checked.talk) == (0, "")
    assert run("render", "legs.yaml").code == 0
    assert (desk / "legs.mp3").stat().st_size > 100_000


def test_new_in_a_folder_that_is_not_there(run: Runner) -> None:
    done = run("new", "nowhere/legs.yaml")
    assert done.code == 3
    assert "nowhere" in done.talk


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    from voicecoach.script.schema import dump_schema

    schema = json.loads(dump_schema())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def values(script: Path) -> object:
    """A script as an editor's language server sees it (YAML 1.2: no sexagesimals, no yes and no)."""

    class Loader(yaml.SafeLoader):
        pass

    kept = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":int", ":timestamp"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.yaml_implicit_resolvers = kept
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
    Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
    return yaml.load(script.read_text("utf-8"), Loader)


def scripts() -> list[Path]:
    return [*shipped("scripts").glob("*.yaml"), *(GOLDEN / "ok").glob("*.yaml"), *(GOLDEN / "notes").glob("*.yaml")]


def test_the_schema_is_printed(run: Runner) -> None:
    done = run("schema")
    assert (done.code, done.talk) == (0, "")
    jsonschema.Draft7Validator.check_schema(json.loads(done.out))


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.stem)
def test_the_schema_accepts_what_compiles(script: Path, validator: jsonschema.Draft7Validator) -> None:
    errors = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator.iter_errors(values(script))]
    assert errors == []


@pytest.mark.parametrize("name", sorted(REJECTED))
def test_the_schema_rejects_typical_mistakes(name: str, validator: jsonschema.Draft7Validator) -> None:
    assert not validator.is_valid(values(GOLDEN / "bad" / f"{name}.yaml"))


def test_the_doctor_tries_every_part(run: Runner, warm_cache: Path) -> None:
    done = run("doctor")
    assert (done.code, done.talk) == (0, "")
    found = dict(re.findall(r"^(?:ok|missing) +([\w ]+): (.*)$", done.out, re.MULTILINE))
    assert {"Python", "YAML", "sounds", "MP3 encoder", "cache", "ffmpeg"} <= set(found)
    assert {"AAC encoder", "Opus encoder", "FLAC encoder"} <= set(found)
    assert {"voices by hibari", "voices by pyttsx3"} <= set(found)
    assert str(warm_cache) in found["cache"]


def test_the_doctor_finds_what_is_broken(run: Runner, desk: Path) -> None:
    (desk / "file").write_text("", encoding="utf-8")
    done = run("doctor", VOICECOACH_CACHE=str(desk / "file" / "cache"), PATH="")
    assert done.code == 0
    assert re.search(r"^missing +cache: ", done.out, re.MULTILINE)
    assert re.search(r"^missing +ffmpeg: ", done.out, re.MULTILINE)
    assert "VOICECOACH_CACHE" in done.out


def test_voices_are_listed_by_language(run: Runner) -> None:
    everyone, english = run("voices"), run("voices", "--language", "en-GB")
    assert everyone.code == english.code == 0
    languages = [line.split()[0] for line in everyone.out.splitlines()]
    assert languages == sorted(languages, key=str.lower)
    assert english.out
    assert all(line.lower().startswith("en") for line in english.out.splitlines())
    assert set(english.out.splitlines()) < set(everyone.out.splitlines())


def test_a_listed_voice_can_be_used(run: Runner) -> None:
    listed = run("voices", "--language", "de").out.splitlines()[0].split()[-1]
    assert run("show", "short.yaml", "--voice", listed).code == 0


def test_voices_that_are_not_there(run: Runner) -> None:
    assert run("voices", "--engine", "nothing").code == 3
    done = run("voices", "--language", "tlh")
    assert done.code == 3
    assert "tlh" in done.talk


def test_the_cache_is_counted_and_cleared(run: Runner, desk: Path) -> None:
    def entries(*options: str) -> list[int]:
        lines = run("cache", *options, **variables).out.splitlines()
        assert all(str(desk / "clips") in line for line in lines)
        return [int(line.split()[0]) for line in lines]

    variables = {"VOICECOACH_CACHE": str(desk / "clips")}
    assert entries() == [0, 0, 0]
    song = np.sin(np.arange(3 * 8000) / 3)
    with wave.open(str(desk / "song.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes((song * 9000).astype("<i2").tobytes())
    assert run("render", "short.yaml", **variables).code == 0
    phrases, pieces, songs = entries()
    assert (min(phrases, pieces) > 5, songs) == (True, 0)
    assert run("render", "short.yaml", "--music", "song.wav", "-o", "music.wav", **variables).code == 0
    assert entries() == [phrases, pieces, 1]
    assert entries("--clear") == [0, 0, 0]
    assert [path for path in (desk / "clips").rglob("*") if path.is_file()] == []


def test_a_cache_that_cannot_be_written_is_said_and_not_minded(run: Runner, desk: Path) -> None:
    (desk / "file").write_text("", encoding="utf-8")
    done = run("show", "short.yaml", VOICECOACH_CACHE=str(desk / "file" / "cache"))
    assert done.code == 0
    assert done.talk.count("not kept") == 1


def test_no_arguments_and_help(run: Runner) -> None:
    assert run().out == run("--help").out
    assert re.fullmatch(r"voicecoach \d+\.\d+\.\d+\n", run("--version").out)
    for command in ("check", "show", "render", "new", "voices", "doctor", "schema", "cache"):
        done = run(command, "--help")
        assert (done.code, done.talk) == (0, "")
        assert "examples:" in done.out


def test_the_installed_command_is_the_same(desk: Path) -> None:
    command = shutil.which("voicecoach")
    if command is None:
        pytest.skip("voicecoach is not on the PATH: run from an installed copy")
    (desk / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    for script, code in (("short.yaml", 0), ("broken.yaml", 1), ("none.yaml", 2)):
        assert subprocess.run([command, "check", script], capture_output=True, timeout=60).returncode == code


def test_odd_terminals(run: Runner, desk: Path) -> None:
    (desk / "short.yaml").write_text(SHORT.replace("Bridge", "Brücke ♪"), encoding="utf-8")
    for encoding in ("ascii", "latin-1", "utf-8"):
        variables = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
        command = [*COMMAND, "show", "short.yaml", "--voice", "silent"]
        done = subprocess.run(command, env=variables, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "Br\\xfccke" in (seen := done.stdout.decode(encoding)) or "Brücke" in seen
