"""What the made beds play: for each measure the notes, by its mood, its beats and its place.

A figure is written over the eighths of four pulses, a letter or a digit each and ``.`` where nothing is played; digits
are steps of the chord, upwards. It goes on from its beginning where a measure is longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from voicecoach.audio.music.grid import BAR, BEAT, STEADY, Measure
from voicecoach.audio.music.instruments import Sound
from voicecoach.audio.music.tune import SECTION, Chord, Tune, throw


class Note(NamedTuple):
    """A sound that begins at sample ``start``; a loop is held for ``length`` samples, ``rise`` and ``fall`` long."""

    start: int
    sound: Sound
    gain: float
    length: int = 0
    rise: int = 0
    fall: int = 0
    offset: int = 0


class Score(NamedTuple):
    """A bed's way of playing: ``size`` is how many pulses a measure has at least."""

    size: int
    progressions: tuple[tuple[int, ...], ...]
    levels: tuple[float, float, float]
    """What makes it -20 LUFS where it is busy, where it is calm, and a little less in a rest."""
    play: Callable[[Measure, Tune], Iterator[Note]]

    def notes(self, measure: Measure, tune: Tune) -> list[Note]:
        """Return the notes of a measure, in an order that is always the same."""
        busy, calm, resting = self.levels
        level = resting if measure.mood == "rest" else busy if _busy(measure) else calm
        return [note._replace(gain=note.gain * level) for note in self.play(measure, tune)]


def _busy(measure: Measure) -> bool:
    return measure.counted and measure.mood == "work"


_STRESS = {STEADY: 0.62, BEAT: 0.8, BAR: 1.0}
_LIVELY = {"work": 1.0, "rest": 0.35}
_SIDE = 0.7
_HIGH = 91
"""The note (MIDI) above which nothing is played: G6, 1.6 kHz."""


def _pulse(measure: Measure, tune: Tune) -> Iterator[Note]:
    """Play a bass drum on every beat, a bass that pushes, plucked figures to both sides, and a pad behind."""
    chord, mood = tune.chord(measure), measure.mood
    yield _behind(0.5, measure, tune)
    yield from _beats("kick", 0.46, measure)
    if mood == "rest":
        return
    busy = _busy(measure)
    bass = tune.choose(_PULSE_BASS if busy else _CALM_BASS, measure, 10)
    for start, step, stress in _figure(bass, measure):
        note = {"r": chord.low(33), "o": chord.low(33) + 12, "f": chord.low(33, 2)}[step]
        yield Note(start, Sound("bass", (note,)), (0.26 if busy else 0.2) * (0.8 + 0.2 * stress))
    if busy:
        yield from _stress("pluck", chord.close(55), 0.13, measure)
    lead = tune.choose(("pluck", "pluck", "mallet"), measure, 12)
    yield from _melody(lead, _PULSE_FIGURES if busy else _CALM_FIGURES, 60, 0.23 if busy else 0.18, measure, tune)
    if busy and (mood == "work" or measure.number // SECTION % 2):
        for start, _, stress in _figure(".x.x.x.x" if measure.last_set else "..x...x.", measure):
            yield Note(start, Sound("shaker", pan=0.5), 0.05 * stress)


_PULSE_BASS = ("r..r..r.", "r.r.r.o.", "r.rr..f.", "r..rr.f.", "r.o.r.f.")
_PULSE_FIGURES = ("0.2.1.3.", "02.13.2.", "0.12.32.", "3.2.1.2.", "0.3.2.43", "..0.12.3", "2.0.2.1.", "4.3.2.3.")
_CALM_BASS = ("r.......", "r.....f.")
_CALM_FIGURES = ("0...2...", "..1...3.", "2.......", "0..1..2.", "....2.1.")


def _march(measure: Measure, tune: Tune) -> Iterator[Note]:
    """Play a low drum on every beat, a bass that walks, and a marimba that sings above it."""
    chord, mood = tune.chord(measure), measure.mood
    yield _behind(0.5 if mood == "rest" else 0.3, measure, tune)
    yield from _beats("tom", 0.46, measure)
    if mood == "rest":
        return
    busy = _busy(measure)
    for start, step, _ in _figure("r...f..." if busy else "r.......", measure):
        yield Note(start, Sound("bass", (chord.low(33, 2 if step == "f" else 0),)), 0.24 if busy else 0.18)
    if busy:
        yield from _stress("mallet", (chord.low(43), chord.low(55)), 0.2, measure)
        for start, _, stress in _figure(tune.choose(("..c...c.", "..c...cc", "..c..cc."), measure, 11), measure):
            yield Note(start, Sound("mallet", chord.close(55)[:2], -0.35), 0.1 * stress)
        for start, _, stress in _figure(".b.b.b.b" if measure.last_set else ".b...b..", measure):
            yield Note(start, Sound("brush", pan=0.4), 0.09 * stress)
    lead = tune.choose(("mallet", "mallet", "mallet", "pluck"), measure, 12)
    yield from _melody(lead, _MARCH_FIGURES if busy else _CALM_FIGURES, 62, 0.29 if busy else 0.21, measure, tune)


_MARCH_FIGURES = ("0.1.2.1.", "2.210.1.", "0.0.1.2.", "3.2.1...", "0.12.1..", "2..12...", "1.2.3.2.", "0.2.3...")


def _drone(measure: Measure, tune: Tune) -> Iterator[Note]:
    """Play chords that come and go slowly over a low fifth, and now and then a bowl."""
    chord, rate = tune.chord(measure), tune.rate
    resting = measure.mood == "rest"
    root = chord.low(38)
    yield _held("drone", (root, root + 7), 0.4, measure, tune, 2.2, 2.6)
    yield _held("pad", chord.open(48 if resting else 50), 0.45, measure, tune, 2.2, 2.6)
    if resting:
        return
    half, much = measure.length / rate / 2, 0.25 + 0.2 * tune.chance(measure, 32)
    yield _held("pad", (*chord.close(60), _ninth(chord, 69)), much, measure, tune, half, min(half, 6.0), pause=0.1)
    if measure.last_set:
        yield _held("pad", (chord.low(72), chord.low(72, 2)), 0.3, measure, tune, half, min(half, 6.0), pause=0.3)
    yield from _bowls(measure, tune, 0.16, 3)


def _waves(measure: Measure, tune: Tune) -> Iterator[Note]:
    """Play waves that come in and run out, over far-off water, with a few soft notes."""
    chord, rate = tune.chord(measure), tune.rate
    near = 0.8 + 0.4 * tune.chance(measure, 30)
    lower = 0.75 if measure.mood == "rest" else 1.0
    start, length = measure.at[0], min(measure.length, 14 * rate)
    early = int(length * (0.05 + 0.2 * tune.chance(measure, 31)))
    rise, fall = int(length * 0.42), max(int(length * 0.7), rate // 2)
    yield _held("surf", (), 0.16 * lower, measure, tune, 2.0, 3.0)
    yield Note(start + early, Sound("surf"), 0.45 * near * lower, rise, rise, fall, tune.somewhere(measure, 1))
    late = start + early + int(rise * 0.45)
    yield Note(
        late, Sound("foam"), 0.4 * near * lower, int(rise * 0.7), int(rise * 0.7), fall, tune.somewhere(measure, 2)
    )
    yield _held("pad", chord.open(50), 0.26 * lower, measure, tune, 3.0, 4.0)
    yield from _bowls(measure, tune, 0.13 * lower, 3)


def _behind(gain: float, measure: Measure, tune: Tune) -> Note:
    """Hold the chord behind a bed with a beat; in a rest it is alone, lower and slower."""
    chord = tune.chord(measure)
    if measure.mood == "rest":
        return _held("pad", chord.open(45), gain, measure, tune, 0.9, 1.1)
    return _held("pad", chord.close(55), gain, measure, tune, 0.3, 0.5)


def _beats(drum: str, gain: float, measure: Measure) -> Iterator[Note]:
    """Play the beats: all pulses where one works, the routine's own where one rests, every other for a hold."""
    calm = measure.mood == "rest"
    gain *= _LIVELY[measure.mood]
    for number, (start, weight) in enumerate(zip(measure.at, measure.weights, strict=False)):
        if measure.counted and (weight > STEADY or not calm):
            yield Note(start, Sound(drum if weight > STEADY else f"soft {drum}"), gain * _STRESS[weight])
        elif not measure.counted and not calm and number % 2 == 0:
            yield Note(start, Sound(f"soft {drum}"), gain * 0.4)


def _stress(instrument: str, notes: tuple[int, ...], gain: float, measure: Measure) -> Iterator[Note]:
    """Play a few notes to both sides where a repetition begins."""
    for start, weight in zip(measure.at, measure.weights, strict=False):
        if weight == BAR:
            yield Note(start, Sound(instrument, notes[:1], -0.5), gain)
            yield Note(start, Sound(instrument, notes[1:], 0.5), gain * 0.8)


def _melody(
    instrument: str, figures: tuple[str, ...], bottom: int, gain: float, measure: Measure, tune: Tune
) -> Iterator[Note]:
    """Play phrases of four measures, the third like the first, the fourth at times with room to breathe.

    Each measure leaves out or lifts a note of its own; the last set has a second voice, and at its end a rise.
    """
    chord = tune.chord(measure)
    place = measure.number % 4
    if place == 3:
        figures = (*figures, *_CALM_FIGURES)
    figure = tune.choose(figures, measure, 20, 0 if place == 2 else place)
    figure += tune.choose(figures, measure, 24, place)
    rising = measure.last_set and measure.final
    if rising:
        figure, bottom = _rise(len(measure.weights)), bottom - 5
    left_out = int(tune.chance(measure, 21) * 24)
    for number, (start, step, stress) in enumerate(_figure(figure, measure)):
        if number == left_out and number and not rising:
            continue
        leap = 3 if tune.chance(measure, 22, number) < 0.08 and not rising else 0
        note = chord.step(bottom, int(step) + leap)
        high = note + 12 if note < _HIGH - 12 else note
        note = note if note < _HIGH else note - 12
        side = _SIDE if (number + measure.number) % 2 else -_SIDE
        touch = gain * (0.75 + 0.25 * stress) * (0.9 + 0.2 * tune.chance(measure, 23, number))
        yield Note(start, Sound(instrument, (note,), side), touch)
        if measure.last_set and (stress > _STRESS[STEADY] or rising):
            yield Note(start, Sound(instrument, (high,), -side), touch * 0.5)


def _rise(pulses: int) -> str:
    """Return a figure that climbs through a measure: in eighths, or in pulses where there are many."""
    if pulses <= 4:
        return "01234567"[: 2 * pulses]
    return "".join(f"{min(step, 7)}." for step in range(pulses))


def _bowls(measure: Measure, tune: Tune, gain: float, most: int) -> Iterator[Note]:
    """Play up to ``most`` soft notes somewhere in the measure, of its chord or a second above the root."""
    chord = tune.chord(measure)
    rising = measure.last_set and measure.final
    count = 3 if rising else int(tune.chance(measure, 40) * (most + 1))
    for number in range(count):
        start = measure.at[0] + int(measure.length * (number + 0.2 + 0.6 * tune.chance(measure, 41, number)) / count)
        step = number + 1 if rising else int(tune.chance(measure, 42, number) * 5)
        note = _ninth(chord, 62) if step == 4 else chord.step(62, step)
        side = _SIDE if throw(number, measure.number) % 2 else -_SIDE
        yield Note(start, Sound("glow", (note,), side), gain * (0.7 + 0.3 * tune.chance(measure, 43, number)))


def _held(
    instrument: str,
    notes: tuple[int, ...],
    gain: float,
    measure: Measure,
    tune: Tune,
    rise: float,
    fall: float,
    pause: float = 0.0,
) -> Note:
    """Hold a loop through the measure, after a ``pause`` of a share of it; it swells and fades in seconds."""
    start = measure.at[0] + int(pause * measure.length)
    length = measure.end - start
    slowest = max(length, tune.rate // 5)
    return Note(
        start,
        Sound(instrument, notes),
        gain,
        length,
        min(int(rise * tune.rate), slowest),
        min(int(fall * tune.rate), 2 * slowest),
        tune.somewhere(measure, sum(notes)),
    )


def _figure(figure: str, measure: Measure) -> Iterator[tuple[int, str, float]]:
    """Yield the instant, the sign and the stress (0…1) of what a figure plays in a measure."""
    for number, start in enumerate(measure.eighths()):
        sign = figure[number % len(figure)]
        if sign != ".":
            yield start, sign, 0.5 if number % 2 else _STRESS[measure.weights[number // 2]]


def _ninth(chord: Chord, bottom: int) -> int:
    return bottom + (chord.ninth - bottom) % 12


SCORES = {
    "pulse": Score(
        4,
        ((5, 3, 0, 4), (0, 4, 5, 3), (5, 2, 3, 0), (1, 3, 0, 4), (5, 4, 3, 4)),
        (0.75, 1.05, 1.08),
        _pulse,
    ),
    "march": Score(
        4,
        ((0, 3, 0, 4), (0, 5, 3, 4), (0, 2, 3, 4), (3, 0, 1, 4), (0, 4, 5, 3)),
        (0.84, 1.38, 1.08),
        _march,
    ),
    "drone": Score(16, ((0, 3, 5, 3), (5, 3, 0, 0), (0, 4, 3, 0), (3, 5, 0, 4)), (0.85, 0.85, 0.8), _drone),
    "waves": Score(16, ((0, 3), (5, 3), (0, 5, 3), (3, 0)), (1.05, 1.05, 1.05), _waves),
}
