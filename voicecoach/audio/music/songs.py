"""Own music under a routine: songs one after the other, faded into each other, for as long as it lasts."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

import numpy as np

from voicecoach.audio.clip import Samples
from voicecoach.audio.music.grid import Ints
from voicecoach.audio.music.model import Samples2
from voicecoach.audio.music.route import Guide, Leg, Pulse, Route, count_before, guides
from voicecoach.audio.music.stretch import stretched
from voicecoach.cache import Recent
from voicecoach.timeline.passages import Passage
from voicecoach.timeline.song_tempo import BAR
from voicecoach.units import SECOND, samples_at

CROSSFADE_S = 3
"""How long songs fade into each other; those of a known tempo for one bar."""
JOINT_MS = 12
"""How long it takes where a song changes its tempo, or is stretched piece by piece."""
PIECE_BEATS = 16
_LEAST_BEATS = 8
"""What is shorter than two bars is played as it is."""
_MARGIN_MS = 250
_AROUND_MS = 1_000
"""Music is heard so long before and after its passages, while it fades in and out."""

_STRETCHED: Recent[tuple[Hashable, int, int, int], Samples2] = Recent(48 << 20, lambda sound: sound.nbytes)
"""Music that was stretched last; a session asks for the same whenever its timeline grows."""


class Playable(Protocol):
    """A song without the silence around it, of which nothing but ``bpm`` is asked before it is its turn."""

    @property
    def bpm(self) -> Decimal | None:
        """Return its tempo, where that is known."""

    @property
    def bar(self) -> int:
        """Return the sample at which a bar begins."""

    @property
    def length(self) -> int:
        """Return how many samples it has."""

    @property
    def key(self) -> Hashable:
        """Return what is the same for the same sound."""

    def read(self, first: int, last: int, /) -> Samples2:
        """Return its samples in [first, last)."""


class _Taken(NamedTuple):
    """A song whose turn it is; the beats of one whose tempo is known, and the sets that it fits."""

    song: Playable
    pulse: Pulse | None
    sets: list[Guide]

    @property
    def lead(self) -> float:
        """Return how much is heard before its first bar begins."""
        if self.pulse is None:
            return 0.0
        return self.pulse.bar % (BAR * self.pulse.beat)


class _Piece(NamedTuple):
    """A part of a leg that is stretched at once, or all of one that is not."""

    leg: Leg
    stretched: bool


class _Run(NamedTuple):
    """A song as it is played once: from ``start`` to ``end``, faded in and out."""

    song: Playable
    start: int
    end: int
    rise: int
    fall: int
    pieces: list[_Piece]


class SongList:
    """Plays ``songs`` under ``passages``; a ``seed`` other than 0 shuffles them.

    Each fades into the next one, the last into the first again. Songs of a known tempo have their beats on the counts,
    and follow each other at bars. A sample depends on its place alone.
    """

    def __init__(self, songs: Sequence[Playable], rate: int, passages: Sequence[Passage], seed: int = 0) -> None:
        self._rate = rate
        self._joint = JOINT_MS * rate // SECOND
        self._end = samples_at(passages[-1].end + _AROUND_MS, rate)
        self._sets = {song.bpm: guides(song.bpm, passages, rate) for song in songs if song.bpm is not None}
        self._songs = tuple(songs)
        self._runs = list(self._played(samples_at(max(0, passages[0].start - _AROUND_MS), rate), seed))
        self._starts = [run.start for run in self._runs]

    def read(self, first: int, last: int) -> Samples2:
        """Return the samples in [first, last)."""
        sound = np.zeros((max(last - first, 0), 2), np.float32)
        index = max(0, bisect_right(self._starts, first) - 2)
        while index < len(self._runs) and self._starts[index] < last:
            self._add(sound, first, self._runs[index])
            index += 1
        return sound

    def _played(self, start: int, seed: int) -> Iterator[_Run]:
        """Yield how often and when each song is played."""
        order = _order(len(self._songs), seed)
        taken, anchor, rise = self._taken(next(order)), None, 0
        while True:
            route = Route(taken.pulse, taken.sets, self._rate, start, 0, anchor)
            end = route.reach(taken.song.length, self._end)
            pieces = list(_pieces(route.legs, taken.pulse))
            if end >= self._end:
                yield _Run(taken.song, start, end, rise, 0, pieces)
                return
            following = self._taken(next(order))
            fade = self._fade(taken, following)
            earliest = start + rise
            begin, anchor = self._entry(route, following, earliest, max(end - fade, earliest + self._rate // 4))
            yield _Run(taken.song, start, begin + fade, rise, fade, pieces)
            taken, start, rise = following, begin, fade

    def _taken(self, number: int) -> _Taken:
        song = self._songs[number]
        beat = 60 * self._rate / float(song.bpm) if song.bpm else 0.0
        if song.bpm is None or song.length < _LEAST_BEATS * beat:
            return _Taken(song, None, [])
        return _Taken(song, Pulse(beat, song.bar), self._sets[song.bpm])

    def _fade(self, one: _Taken, two: _Taken) -> int:
        length = CROSSFADE_S * self._rate
        if one.pulse and two.pulse:
            length = min(length, int(BAR * one.pulse.beat))
        return min(length, one.song.length // 4, two.song.length // 4)

    def _entry(self, route: Route, two: _Taken, earliest: int, latest: int) -> tuple[int, tuple[int, float] | None]:
        """Return when a song begins after another, and which place of it is to be on a count."""
        if two.pulse is not None:
            found = count_before(two.sets, latest + int(two.lead), two.pulse.beat, self._rate)
            if found is not None:
                count, within = found
                begin = count - round(two.lead / within.speed)
                if earliest <= begin <= latest:
                    return begin, (count, two.lead)
        bar = route.bar_before(latest + int(two.lead))
        if bar is not None and earliest <= bar - int(two.lead) <= latest:
            return bar - int(two.lead), None
        return latest, None

    def _add(self, sound: Samples2, first: int, run: _Run) -> None:
        """Add what of a song falls into ``sound``, which begins at ``first``."""
        low, high = max(first, run.start), min(first + len(sound), run.end)
        if low >= high:
            return
        part = np.zeros((high - low, 2), np.float32)
        index = max(0, bisect_right(run.pieces, low, key=lambda one: one.leg.start) - 1)
        while index < len(run.pieces) and run.pieces[index].leg.start - self._joint < high:
            self._join(part, low, run, index)
            index += 1
        if low - run.start < run.rise:
            part *= _quarter(np.arange(low - run.start, high - run.start), run.rise)
        if run.end - (high - 1) < run.fall:
            part *= _quarter(np.arange(run.end - low, run.end - high, -1), run.fall)
        sound[low - first : high - first] += part

    def _join(self, part: Samples2, first: int, run: _Run, index: int) -> None:
        """Add what of a piece falls into ``part``; it fades in just before its start while the one before fades out."""
        piece = run.pieces[index]
        begins, ends = index == 0, index == len(run.pieces) - 1
        start = piece.leg.start - (0 if begins else self._joint)
        low, high = max(first, start), min(first + len(part), piece.leg.end)
        if low >= high:
            return
        sound = self._heard(run.song, piece, low, high)
        if low < piece.leg.start:
            sound = sound * _ramp(low - start, high - start, self._joint)
        if not ends and high > piece.leg.end - self._joint:
            over = piece.leg.end - self._joint
            sound = sound * (1 - _ramp(low - over, high - over, self._joint))
        part[low - first : high - first] += sound

    def _heard(self, song: Playable, piece: _Piece, low: int, high: int) -> Samples2:
        """Return the samples in [low, high) of a piece, which may begin as much as a joint before it."""
        leg = piece.leg
        if not piece.stretched:
            offset = round(leg.begin) - leg.start
            return _within(song, low + offset, high + offset)
        margin = _MARGIN_MS * self._rate // SECOND
        before, length = self._joint + margin, leg.end - leg.start
        first, last = round(leg.begin - before * leg.speed), round(leg.stop + margin * leg.speed)
        place = song.key, first, last, length
        made = _STRETCHED.get(place)
        if made is None:
            whole = stretched(_within(song, first, last), before + length + margin, self._rate)
            made = _STRETCHED.hold(place, whole[margin : before + length])
        start = leg.start - self._joint
        return made[low - start : high - start]


def _ramp(first: int, last: int, length: int) -> Samples:
    """Return a line from 0 at 0 to 1 at ``length``, read from ``first`` to ``last``."""
    return np.asarray(np.clip(np.arange(first, last) / length, 0, 1), np.float32)[:, None]


def _quarter(places: Ints, length: int) -> Samples:
    """Return a quarter of a sine, from 0 at 0 to 1 at ``length``; whole numbers, for a song may be hours long."""
    return np.asarray(np.sin(np.clip(places / length, 0, 1) * (np.pi / 2)), np.float32)[:, None]


def _within(song: Playable, first: int, last: int) -> Samples2:
    """Return the samples in [first, last) of a song, silence where it has none."""
    begin, stop = max(first, 0), min(last, song.length)
    sound = np.zeros((last - first, 2), np.float32)
    if begin < stop:
        sound[begin - first : stop - first] = song.read(begin, stop)
    return sound


def _pieces(legs: Sequence[Leg], pulse: Pulse | None) -> Iterator[_Piece]:
    """Yield the parts of legs that are stretched at once, a few bars each: none changes when others do."""
    for whole in legs:
        if pulse is None or whole.as_it_is:
            yield _Piece(whole, stretched=False)
            continue
        left, size = whole, PIECE_BEATS * pulse.beat
        cut = pulse.bar + ((left.begin - pulse.bar) // size + 1) * size
        while left.stop - cut > size / 4:
            if cut - left.begin > size / 4:
                at = left.start + round((cut - left.begin) / left.speed)
                yield _Piece(Leg(left.start, at, left.begin, cut), stretched=True)
                left = Leg(at, left.end, cut, left.stop)
            cut += size
        yield _Piece(left, stretched=True)


def _order(count: int, seed: int) -> Iterator[int]:
    """Yield which song comes next, for ever; shuffled, none comes twice in a row."""
    dice = random.Random(seed)  # noqa: S311 (an order of songs)
    last = -1
    while True:
        numbers = list(range(count))
        if seed:
            dice.shuffle(numbers)
            if count > 1 and numbers[0] == last:
                numbers.append(numbers.pop(0))
        yield from numbers
        last = numbers[-1]
