"""The blocks that a step can be: what each takes, and what it means in a line."""

from __future__ import annotations

from voicecoach.script.keys import EXERCISE, INTERVAL, PROMPTS_KIND, SOUND, STEPS_SCHEMA, STYLE, nodes
from voicecoach.script.kinds import TEXT, Key, Kind, Schema, duration, integer, list_of, object_schema
from voicecoach.script.music import SECTION_MUSIC_SCHEMA
from voicecoach.script.notation import SETS, SIDES_KIND
from voicecoach.script.reader import Node
from voicecoach.script.texts import SPEECH
from voicecoach.units import HOUR, SECOND

_RAW_STEPS = nodes(STEPS_SCHEMA, "a list of steps")
_STATIONS = Key("steps", _RAW_STEPS, "the stations, in order")
_NAME = Key("say", SPEECH, "a name, spoken before the first round")
_BLOCK_TIME = duration(10 * SECOND, 3 * HOUR)
_ROUNDS = (
    Key("rounds", integer(1, 100), "how many rounds; without it, as many as the stations have sets"),
    Key("work", INTERVAL, "the length of stations that do not say another dose"),
    Key("rest", INTERVAL, "rest between stations; without it, the time to get ready of the next one"),
    Key("rest_between_rounds", INTERVAL, "rest between rounds; without it, the rest of the defaults"),
    _NAME,
    _STATIONS,
)
_TABATA = (
    Key("rounds", integer(1, 100), "intervals in all, 8 unless said otherwise; several stations take turns"),
    Key("work", INTERVAL, "work in each: 20s"),
    Key("rest", INTERVAL, "rest between them: 10s"),
    _NAME,
    _STATIONS,
)
_EMOM = (
    Key("time", _BLOCK_TIME, "how long in all"),
    Key("every", duration(10 * SECOND, 10 * 60 * SECOND), "a station starts so often: 1m; several take turns"),
    _NAME,
    _STATIONS,
)
_AMRAP = (Key("time", _BLOCK_TIME, "how long in all"), _NAME, Key("steps", _RAW_STEPS, "the exercises of a round"))


def _block(name: str, keys: tuple[Key, ...], short: Schema, doc: str) -> tuple[Key, ...]:
    """Return the keys of a block, which stand beside its name or inside it; ``short`` may stand after the name too."""
    schema: Schema = {"anyOf": [short, STEPS_SCHEMA, object_schema(keys), {"type": "null"}]}
    kind: Kind[Node] = nodes(schema, doc)
    return (Key(name, kind, doc), *keys)


_COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": 100}
BLOCKS: dict[str, tuple[Key, ...]] = {
    "exercise": (Key("exercise", TEXT, "an exercise, by its name"), *EXERCISE),
    "rest": (Key("rest", INTERVAL, "silence with the rest prompts"),),
    "say": (Key("say", SPEECH, "spoken, and waited for"),),
    "tone": (Key("tone", SOUND, "a sound of the palette"),),
    "repeat": (Key("repeat", integer(1, 1000), "how many times"), Key("steps", _RAW_STEPS, "the steps")),
    "section": (
        Key("section", SPEECH, "a part of the routine, by its name, which is spoken before its first exercise"),
        Key("prompts", PROMPTS_KIND, "switches of the built-in prompts in this part"),
        STYLE,
        Key("music", nodes(SECTION_MUSIC_SCHEMA, "music"), "what plays in this part, in place of the script's music"),
        Key("steps", _RAW_STEPS, "the steps"),
    ),
    "sides": (
        Key("sides", SIDES_KIND, "the sides, in order"),
        Key("switch", INTERVAL, "seconds to change sides"),
        Key("steps", _RAW_STEPS, "the steps"),
    ),
    "include": (
        Key("include", TEXT, "another script, relative to this one"),
        Key("only", list_of(TEXT), "only these exercises of it"),
        Key("sets", SETS, "so many sets of each"),
    ),
    "superset": _block("superset", _ROUNDS, _COUNT, "exercises in turn, a set of each: rounds, or a block of keys"),
    "circuit": _block("circuit", _ROUNDS, _COUNT, "stations in turn, round after round: rounds, or a block of keys"),
    "tabata": _block(
        "tabata",
        _TABATA,
        {"anyOf": [_COUNT, TEXT.schema]},
        "8 times 20 s of work and 10 s of rest: intervals, an exercise, or a block of keys",
    ),
    "emom": _block("emom", _EMOM, _BLOCK_TIME.schema, "every minute on the minute: a time, or a block of keys"),
    "amrap": _block("amrap", _AMRAP, _BLOCK_TIME.schema, "as many rounds as possible: a time, or a block of keys"),
}
