"""The keywords of the language, block by block: what each takes, and what it means in a line.

These tables are the language. The checker reads scripts with them, `voicecoach schema` prints them, and a test holds
the language page against them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from voicecoach.script import reader
from voicecoach.script.kinds import (
    DURATION_SCHEMA,
    FALSE,
    MAX_LENGTH,
    SWITCH,
    TEXT,
    TRUE,
    WHOLE_NUMBER,
    Key,
    Kind,
    Problems,
    Read,
    Schema,
    choice,
    decimal,
    duration,
    either,
    integer,
    list_of,
    object_schema,
    read_keys,
    refuse,
)
from voicecoach.script.model import SOUNDS, Breathing, CueText, Move, Movement, Text
from voicecoach.script.moments import WHEN_PATTERN
from voicecoach.script.music import MUSIC_SCHEMA
from voicecoach.script.notation import ALL_PHASES, COUNT, DO, REPS, SETS, SIDES_KIND, TIME, at_commas, for_each_set
from voicecoach.script.reader import Node
from voicecoach.script.styles import STYLES
from voicecoach.script.tempo import REPETITION, TEMPO
from voicecoach.script.texts import SPEECH
from voicecoach.units import MINUTE, SECOND, parse_duration

INTERVAL = duration(0, 60 * MINUTE)


def nodes(schema: Schema, expects: str) -> Kind[Node]:
    """Return a kind whose value is the node itself, for a pass that can read it."""
    return Kind(expects, schema, from_node=lambda node, _: node)


def _parse_countdown(text: str) -> int | None:
    if text.lower() in TRUE:
        return 3
    if text.lower() in FALSE:
        return 0
    return int(text) if re.fullmatch(r"\d|10", text) else None


def _parse_phases(text: str) -> int | None:
    if text.lower() in (*TRUE, "all"):
        return ALL_PHASES
    if text.lower() in (*FALSE, "none"):
        return 0
    match = re.fullmatch(r"first (\d{1,4})", text.lower())
    return int(match[1]) if match else None


PROMPTS = (
    Key("title", SWITCH, "the routine's title at the start"),
    Key("total", SWITCH, "the length of the whole at the start"),
    Key("name", SWITCH, "the name of each exercise before it"),
    Key("progress", SWITCH, "which exercise of how many, and where about half of the workout is done"),
    Key("dose", SWITCH, "sets, repetitions or time, sides and weight, after the name"),
    Key("set", SWITCH, "the number of the next set in the rest before it"),
    Key("side", SWITCH, "which side comes first, and the side on each repetition of alternating work"),
    Key("movement", SWITCH, "the movement: whole before the first set, its first sentence before later ones"),
    Key("breathing", SWITCH, "'breathe in' and 'breathe out' in the first repetitions"),
    Key("half", SWITCH, "half-way, in sets of at least 8 repetitions or 30 s"),
    Key("last", SWITCH, "'two more' and 'last one' in place of the counts"),
    Key("next", SWITCH, "the next exercise, at the start of a rest: step of at least 15 s"),
    Key("rest", SWITCH, "'rest' and its length"),
    Key("ten_seconds", SWITCH, "'ten seconds' before a rest or timed work ends, 'one minute left' in long rests"),
    Key("switch_ahead", SWITCH, "a side switch announced shortly before it"),
    Key("switch", SWITCH, "'switch sides' at the change, and its tone"),
    Key("go", SWITCH, "the work tone on the first instant of work"),
    Key("done", SWITCH, "the last words"),
    Key("encourage", SWITCH, "a word where it is hard: two thirds through the last set of an exercise"),
    Key(
        "countdown",
        Kind(
            "yes, no, or a number of seconds up to 10",
            {"anyOf": [SWITCH.schema, {"type": "integer", "minimum": 0, "maximum": 10}, WHOLE_NUMBER]},
            _parse_countdown,
        ),
        "the last seconds before work, and before timed work ends: 3 unless said otherwise",
    ),
    Key(
        "phases",
        Kind(
            "first N, all or none",
            {"type": "string", "pattern": "^(all|none|first [0-9]+)$", "examples": ["first 3", "all", "none"]},
            _parse_phases,
        ),
        "the words of a tempo on their phases: in the first 3 repetitions of each side's first set, in all, or none",
    ),
)


SWITCHES = {
    **{key.name: key.name for key in PROMPTS},
    **dict.fromkeys(("first_exercise", "next_exercise", "last_exercise", "only_exercise", "next_in_flow"), "name"),
    **dict.fromkeys(("first_of", "exercise_of", "half_done", "about_left"), "progress"),
    **dict.fromkeys(("breathe_in_on", "breathe_out_on", "breathe_in", "breathe_out"), "breathing"),
    **dict.fromkeys(("dose_each_side", "dose_alternating", "dose_both_sides", "with_me", "weight"), "dose"),
    **dict.fromkeys(("rounds", "intervals", "emom", "emom_minute", "amrap"), "dose"),
    **dict.fromkeys(("set_next", "last_set_next", "round", "last_round"), "set"),
    **dict.fromkeys(("side_first", "side_only", "words_first", "words"), "side"),
    **dict.fromkeys(("side_by_side", "each_set_side_by_side", "sets_side_by_side"), "side"),
    **dict.fromkeys(("two_more", "two_more_side", "last_one", "two_more_holds", "last_hold"), "last"),
    "movement_again": "movement",
    "time_left": "ten_seconds",
    "switch_soon": "switch_ahead",
}
"""The prompt that switches a built-in phrase off; none where its words belong to a key or to the counts."""


def _read_prompts(node: Node, problems: Problems) -> dict[str, Read[Any]] | None:
    if isinstance(node, reader.Scalar) and node.text.lower() in (*FALSE, *TRUE):
        value = node.text.lower() in TRUE
        return {
            key.name: Read({"countdown": 3 * value, "phases": 3 * value}.get(key.name, value), node.span, node.span)
            for key in PROMPTS
        }
    if not isinstance(node, reader.Mapping):
        refuse(node, "a block of prompts, or no", problems)
        return None
    return read_keys(node, PROMPTS, problems, "prompts")


PROMPTS_KIND = Kind("prompts", {"anyOf": [object_schema(PROMPTS), {"enum": [False, "no"]}]}, from_node=_read_prompts)

_ONLY = Kind(
    "set N, last set, left or right",
    {"type": "string", "pattern": "^(set [0-9]+|last set|left|right)$"},
    lambda text: text.lower() if re.fullmatch(r"set \d{1,3}|last set|left|right", text.lower()) else None,
)


def _read_sound(node: Node, problems: Problems) -> str | None:
    sound = node.text.strip().lower() if isinstance(node, reader.Scalar) else ""
    if sound in SOUNDS:
        return sound
    refuse(node, _SOUND_NAMES.expects, problems, problems.suggest(sound, SOUNDS).question if sound else "")
    return None


_SOUND_NAMES = choice(*SOUNDS)
SOUND: Kind[str] = Kind(_SOUND_NAMES.expects, _SOUND_NAMES.schema, from_node=_read_sound)
CUE_TEXT = (
    Key("say", SPEECH, "the words"),
    Key("tone", SOUND, "a sound of the palette, on the very moment, with words after it or without"),
    Key("short", SPEECH, "fewer words, for set 2 with fade: yes"),
    Key("only", list_of(_ONLY), "in which sets, or on which side: set 1, last set, left"),
    Key(
        "priority",
        Kind(
            "high, normal, low or a number from -9 to 9",
            {
                "anyOf": [
                    choice("high", "normal", "low").schema,
                    {"type": "integer", "minimum": -9, "maximum": 9},
                    WHOLE_NUMBER,
                ]
            },
            lambda text: (
                {"high": 1, "normal": 0, "low": -1}.get(text.lower())
                if text.isalpha()
                else int(text)
                if re.fullmatch(r"-?\d", text)
                else None
            ),
        ),
        "who wins where two cues want the same gap",
    ),
    Key("voice", TEXT, "another voice of the same engine"),
)


def _read_cue_text(node: Node, problems: Problems) -> CueText | None:
    if not isinstance(node, reader.Mapping):
        text = SPEECH.read(node, problems)
        return CueText(text) if text else None
    before = len(problems.found)
    values = read_keys(node, CUE_TEXT, problems, "a cue")
    if "say" not in values and ("tone" not in values or {"short", "voice"} & set(values)):
        if len(problems.found) == before or "tone" in values:
            problems.add("missing-key", "a cue needs say: and its words, or tone: and a sound", node.span)
        return None
    plain = {name: read.value for name, read in values.items()}
    return CueText(
        plain.get("say") or Text("", values["tone"].span),
        plain.get("short"),
        frozenset(plain.get("only", ())),
        plain.get("priority", 0),
        plain["voice"].text if "voice" in plain else "",
        plain.get("tone", ""),
        plain["voice"].span if "voice" in plain else None,
    )


CUE: Kind[tuple[CueText, ...]] = list_of(
    Kind(
        "a text, or a block with say: or tone:",
        {"anyOf": [TEXT.schema, object_schema(CUE_TEXT)]},
        from_node=_read_cue_text,
    )
)
CUES_SCHEMA: Schema = {
    "anyOf": [
        {"type": "object", "patternProperties": {WHEN_PATTERN: CUE.schema}, "additionalProperties": False},
        {"enum": ["none"]},
    ]
}

MOVEMENT = (
    Key("say", list_of(SPEECH), "the whole of it"),
    Key("short", SPEECH, "what is said of it before later sets: its first sentence unless said otherwise"),
)
MOVE = (
    Key("say", SPEECH, "what to do"),
    Key("time", duration(0, 5 * MINUTE), "quiet to do it in: 10s"),
)
BREATHING = (
    Key("in", TEXT, "the phase in which to breathe in"),
    Key("out", TEXT, "the phase in which to breathe out"),
)
MOVE_TIME = 10 * SECOND


def _read_movement(node: Node, problems: Problems) -> Movement | None:
    if not isinstance(node, reader.Mapping):
        say = list_of(SPEECH).read(node, problems)
        return Movement(say) if say else None
    values = _read_saying(node, MOVEMENT, "movement", problems)
    return Movement(values["say"].value, values["short"].value if "short" in values else None) if values else None


def _read_move(node: Node, problems: Problems) -> Move | None:
    if not isinstance(node, reader.Mapping):
        say = SPEECH.read(node, problems)
        return Move(say, MOVE_TIME) if say else None
    values = _read_saying(node, MOVE, "move", problems)
    return Move(values["say"].value, values["time"].value if "time" in values else MOVE_TIME) if values else None


def _read_saying(node: reader.Mapping, keys: tuple[Key, ...], name: str, problems: Problems) -> dict[str, Read[Any]]:
    """Return the values of a block that must have ``say``, or nothing after a report."""
    values = read_keys(node, keys, problems, f"{name}:")
    if "say" not in values and not any(key.text == "say" for key, _ in node.entries):
        problems.add("missing-key", f"{name}: needs say: and its words", node.span)
    return values if "say" in values else {}


def _read_breathing(node: Node, problems: Problems) -> Breathing | None:
    if not isinstance(node, reader.Mapping):
        say = SPEECH.read(node, problems)
        return Breathing(say) if say else None
    values = read_keys(node, BREATHING, problems, "breathing:")
    if not node.entries:
        refuse(node, "in: and out:, each with a phase of the tempo", problems)
    found = {name: read.value for name, read in values.items()}
    return Breathing(None, found.get("in"), found.get("out")) if found else None


def _text_or(kind: Kind[Any], keys: tuple[Key, ...], **more: Any) -> Schema:
    return {"anyOf": [kind.schema, object_schema(keys, **more)]}


MOVEMENT_KIND = Kind(
    "sentences, or a block with say:", _text_or(list_of(SPEECH), MOVEMENT, required=["say"]), from_node=_read_movement
)
MOVE_KIND = Kind("a text, or a block with say:", _text_or(SPEECH, MOVE, required=["say"]), from_node=_read_move)
BREATHING_KIND = Kind(
    "a text, or in: and out:", _text_or(SPEECH, BREATHING, minProperties=1), from_node=_read_breathing
)

_WEIGHTS_IN_A_ROW = re.compile(r"\s*\d[\d.]*\s*[^\W\d]+\s*(,\s*\d[\d.]*\s*[^\W\d]+\s*)+")


def _read_weights(node: Node, problems: Problems) -> tuple[Text, ...] | None:
    """Return one weight, or one a set; ``20kg,25kg`` is two, and ``2,5 kg`` is one."""
    if isinstance(node, reader.Scalar) and _WEIGHTS_IN_A_ROW.fullmatch(node.text):
        node = at_commas(node)
    return WEIGHTS.read(node, problems)


WEIGHTS = list_of(SPEECH)
DOSE = (
    Key(
        "do",
        DO,
        "sets and repetitions or time: 3x12, 3x10-15, 3x40s, 12,10,8, 30s,20s, 3x12 each side, 1m both sides, "
        "10x10s hold",
    ),
    Key("sets", SETS, "number of sets"),
    Key("reps", REPS, "repetitions a set: 12, 10-15, or 12,10,8"),
    Key("time", TIME, "time a set, instead of repetitions: 40s, 5m-10m, or 30s,20s"),
    Key("until", choice("done"), "done: live, a set lasts until a key is pressed; in a file, as long as its dose"),
)
PACING = (
    Key("rep", REPETITION, "length of one repetition"),
    Key("tempo", TEMPO, "phases of a repetition and their lengths, or the strength notation 3-1-1-0"),
    Key("starts", choice("lower", "lift"), "with which part the strength notation begins: lower or lift"),
    Key("count", COUNT, "how repetitions are counted: up, down, last 5, every 5, ticks, none"),
    Key("count_on", TEXT, "the phase on whose first instant the count falls"),
)
INTERVALS = (
    Key("ready", INTERVAL, "seconds to get ready before the exercise"),
    Key("rest", for_each_set(INTERVAL), "rest between sets, or one after each: 60s,45s"),
    Key("switch", INTERVAL, "seconds to change sides"),
)
ORDER = (
    Key("sides", SIDES_KIND, "each, alternate, left, right, none, or the order, [left, right]"),
    Key(
        "switch_after",
        choice("set", "exercise", "variant"),
        "sides change within a set, after all sets, or after a variant",
    ),
    Key("fade", SWITCH, "cues whole in set 1, short in set 2, silent from set 3"),
)
STYLE = Key("style", choice(*STYLES), "how much is said by itself: quiet, plain or lively")
FORM_WORDS = (
    Key("say", SPEECH, "the spoken name"),
    Key("setup", list_of(SPEECH), "the position, spoken before the first repetition"),
    Key("movement", MOVEMENT_KIND, "what the body does: start, path, end, way back, in one to four short sentences"),
    Key("cues", nodes(CUES_SCHEMA, "cues"), "what to say when"),
)
WORDS = (
    *FORM_WORDS,
    Key("move", MOVE_KIND, "what to fetch, put on or move first; there is quiet to do it in"),
    Key("side_words", SPEECH, "what names the side: {side} leg, lying on your {side} side"),
    Key("breathing", BREATHING_KIND, "the phases of the tempo in which to breathe in and out, or a text"),
    Key("safety", list_of(SPEECH), "said once, before the work"),
    Key("demo", integer(0, 3, "slow repetitions"), "slow repetitions together first, not counted"),
    Key("prompts", PROMPTS_KIND, "switches of the built-in prompts"),
    STYLE,
)
VARIANT = (*FORM_WORDS, *DOSE[2:], *PACING)
_VARIANTS_SCHEMA: Schema = {"type": "array", "items": object_schema(VARIANT), "minItems": 1}
_PLAIN_EXERCISE = (
    *WORDS,
    *DOSE,
    Key(
        "weight", Kind(WEIGHTS.expects, WEIGHTS.schema, from_node=_read_weights), "what is lifted, or one weight a set"
    ),
    *ORDER,
    *INTERVALS,
    *PACING,
    Key("variants", nodes(_VARIANTS_SCHEMA, "a list of variants"), "forms done one after another within a set"),
)
EXERCISE = (
    *_PLAIN_EXERCISE,
    Key("easier", nodes(object_schema(_PLAIN_EXERCISE), "overrides"), "what is different with --level easy"),
    Key("harder", nodes(object_schema(_PLAIN_EXERCISE), "overrides"), "what is different with --level hard"),
)
DEFAULTS = (*DOSE, *ORDER, *INTERVALS, *PACING[:4])

SLOWEST_SPEECH, FASTEST_SPEECH = 60, 400
"""Words a minute."""
RATE = integer(SLOWEST_SPEECH, FASTEST_SPEECH, "words a minute")
VOICE = (
    Key("engine", TEXT, "auto, hibari, piper, pico, pyttsx3, command, silent, or another installed engine"),
    Key("name", TEXT, "a voice of that engine; see voicecoach voices"),
    Key("command", TEXT, "for the engine command: a program that speaks, run only with --allow-command"),
    Key("rate", RATE, "words a minute"),
)
COUNTER = VOICE[1:]
SLOWEST_PACE, FASTEST_PACE = Decimal("0.25"), Decimal(4)
_PACE = decimal(SLOWEST_PACE, FASTEST_PACE, "a speed")
PACE = (Key("move", _PACE, "speed of movement"), Key("rest", _PACE, "speed of rests"))


def _parse_minutes(text: str) -> int | None:
    length = parse_duration(f"{text}m" if text.replace(".", "", 1).isdecimal() else text)
    return length if length and length <= MAX_LENGTH else None


MINUTES_LENGTH: Kind[int] = Kind("12, 12.5, 12m30s or 12:30", DURATION_SCHEMA, _parse_minutes)
MINUTES = (
    Key("length", MINUTES_LENGTH, "how long the routine is to last: 25, 12m30s"),
    Key("movement", SWITCH, "whether movement, holds and timed work may change for that too"),
)
_LANGUAGE = Kind(
    "a language tag such as en or pt-BR",
    {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    lambda text: text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text) else None,
)
WORDINGS = list_of(TEXT)
_FORMAT = Kind("1, the only format version so far", {"enum": [1, "1"]}, lambda text: 1 if text == "1" else None)
STEPS_SCHEMA: Schema = {"type": "array", "items": {"$ref": "#/$defs/step"}}

TOP = (
    Key("voicecoach", _FORMAT, "format version"),
    Key("title", SPEECH, "what the routine is called"),
    Key("artist", TEXT, "artist in the file's tags"),
    Key("album", TEXT, "album in the file's tags"),
    Key("language", _LANGUAGE, "language of the texts; picks the phrase pack and the voice"),
    Key("voice", nodes(either(TEXT, Kind("", object_schema(VOICE))), "a voice"), "who speaks, and how fast"),
    Key("counter", nodes(either(TEXT, Kind("", object_schema(COUNTER))), "a voice"), "another voice for the counts"),
    Key("seed", integer(0, 999_999_999), "another order for wordings that take turns; the same number, the same order"),
    Key("pace", nodes(either(_PACE, Kind("", object_schema(PACE))), "a pace"), "speed of movement and rests"),
    Key(
        "minutes",
        nodes(either(MINUTES_LENGTH, Kind("", object_schema(MINUTES))), "a length"),
        "how long it is to last: rests give first, then sets",
    ),
    Key("defaults", nodes(object_schema(DEFAULTS), "defaults"), "what exercises have unless they say otherwise"),
    Key("prompts", PROMPTS_KIND, "switches of the built-in prompts"),
    STYLE,
    Key(
        "phrases",
        nodes({"type": "object", "additionalProperties": WORDINGS.schema}, "phrases"),
        "other wordings for the built-in prompts: one, or a list of which they take turns",
    ),
    Key("lexicon", nodes({"type": "object", "additionalProperties": TEXT.schema}, "words"), "how words are spoken"),
    Key(
        "sounds",
        nodes({"type": "object", "propertyNames": {"enum": list(SOUNDS)}}, "sounds"),
        "a sound file, or off, for a meaning",
    ),
    Key("music", nodes(MUSIC_SCHEMA, "music"), "what plays under the routine: a bed, own music, or a block"),
    Key("equipment", list_of(SPEECH), "what is needed, each a thing: a mini band; said at the start"),
    Key("safety", list_of(SPEECH), "said once, at the start"),
    Key("include", list_of(TEXT), "other scripts whose exercises can be used here"),
    Key(
        "exercises",
        nodes({"type": "object", "additionalProperties": {"$ref": "#/$defs/exercise"}}, "exercises"),
        "exercises by name",
    ),
    Key("routine", nodes(STEPS_SCHEMA, "a list of steps"), "the steps, in order"),
)  # fmt: skip
