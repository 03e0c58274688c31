"""The schema and the checker are one language: what an editor refuses is a mistake, and what it proposes is none."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from tests.fuzz.mutants import mutants
from tests.fuzz.test_mutants import FILE, OneFile
from tests.timeline.scripts import Data, scripts, written
from voicecoach.script.checker import check
from voicecoach.script.schema import Names, dump_schema, find_names, make_schema

SCRIPT = """\
title: T
exercises:
  clam shell: {tempo: {open: 1s, squeeze: 1s}}
  squat: {tempo: 3-1-1-0}
routine: [squat, oops
"""
MUTANTS = 400
WHOLE = jsonschema.Draft7Validator(json.loads(dump_schema()))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    return WHOLE


def seen(text: str) -> object:
    """A script as a language server of YAML 1.2 sees it, keys as texts."""
    return _plain(yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if node.style:
        return node.value
    return _scalar(node.value)


def _scalar(text: str) -> object:
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    return float(text) if re.fullmatch(r"[-+]?[0-9]*\.[0-9]+|[-+]?[0-9]+\.", text) else text


def test_the_schema_is_one() -> None:
    for names in (None, Names(("a b",), ("open",))):
        jsonschema.Draft7Validator.check_schema(make_schema(names))


def described(part: object) -> list[str]:
    """Keys that are proposed without a word about them."""
    if isinstance(part, list):
        return [name for item in part for name in described(item)]
    if not isinstance(part, dict):
        return []
    own = [name for name, value in part.get("properties", {}).items() if not value.get("description")]
    return own + [name for value in part.values() for name in described(value)]


def test_everything_proposed_is_described() -> None:
    assert described(make_schema(Names(("squat",), ("open",)))["$defs"]) == []


def test_names_of_a_script_are_found_even_in_a_broken_one() -> None:
    whole = SCRIPT.replace("oops", "oops]")
    assert find_names([("a.yaml", whole)]) == Names(
        ("clam shell", "squat"), ("open", "squeeze", "lower", "bottom", "lift", "top")
    )
    assert find_names([("a.yaml", SCRIPT)]) == Names()


def test_names_are_proposed_where_they_can_stand() -> None:
    schema = make_schema(Names(("clam shell",), ("open",)))
    steps = schema["$defs"]["step"]["anyOf"]
    assert steps[0]["examples"] == ["clam shell"]
    assert "clam shell" in steps[-1]["properties"]
    changes = schema["$defs"]["changes"]["properties"]
    assert changes["count_on"]["examples"] == ["open"]
    moments = changes["cues"]["anyOf"][0]["properties"]
    assert "at open" in moments
    assert "at squeeze" not in moments


@pytest.mark.parametrize(
    "step",
    [
        '{exercise: A, sets: "3", fade: Yes, starts: LIFT, tempo: 3-1-1-0}',
        "{exercise: A, cues: {Every  4: up, LAST: go}}",
        "{exercise: A, cues: none}",
        "{tone: Bell}",
        '{repeat: "2", steps: [rest: 10s]}',
        "{exercise: A, prompts: {half: OFF}}",
    ],
)
def test_what_the_checker_takes_the_schema_takes(step: str, validator: jsonschema.Draft7Validator) -> None:
    text = f"title: T\nroutine:\n  - {step}\n"
    found = check(FILE, OneFile(text))[1]
    assert [one.code for one in found if one.severity == "error"] == []
    assert [error.message[:200] for error in validator.iter_errors(seen(text))] == []


@settings(max_examples=40, deadline=None)
@given(scripts())
def test_random_scripts_are_good_for_both(script: Data) -> None:
    text = written(script)
    found = check(FILE, OneFile(text))[1]
    assert {one.code for one in found if one.severity == "error"} <= {"turn-too-short"}
    assert [error.message[:200] for error in WHOLE.iter_errors(seen(text))] == []


def test_no_mutant_is_good_for_one_and_bad_for_the_other(validator: jsonschema.Draft7Validator) -> None:
    structural = {"unknown-key", "unknown-sound", "step-keys"}
    unread = {"yaml-syntax", "yaml-tag", "key-not-text", "duplicate-key", "second-document", "alias-cycle"}
    unread |= {"bad-character", "empty-script", "too-deep", "too-many-nodes", "too-large"}
    compared = 0
    for name, text in mutants(MUTANTS, seed=77):
        found = check(FILE, OneFile(text))[1]
        codes = {one.code for one in found if one.severity == "error" and one.span.file == FILE}
        if codes & unread or any(one.code in unread for one in found):
            continue
        valid = validator.is_valid(seen(text))
        compared += 1
        if not codes:
            assert valid, (name, text)
        if codes & structural:
            assert not valid, (name, codes, text)
    assert compared > MUTANTS // 4
