"""Chunks: a routine cut into silence and parts that can be encoded apart, each kind once.

An MP3 frame needs its neighbours: its window reaches into them, and its bits may lie in the frames before. In digital
silence it needs nothing. So where a chunk begins with :data:`BEFORE` silent frames and ends with :data:`AFTER`, its
frames stand alone, silence is one frame again and again, and the joined stream decodes as if it had been encoded at
once. Chunks begin where the stream's own frames do: no sound is moved, so equal sounds are equal chunks only where they
lie alike within the frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecoach.cache import Recent
from voicecoach.output.info import Layer3, crc16, frames_for
from voicecoach.output.lame import LAME_VERSION, Settings, encoded
from voicecoach.output.model import FileSound, Shelf

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BEFORE, AFTER = 2, 3
"""Silent frames in a chunk around its sound. With one less on either side the joins are still clean."""
FORMAT = 1
"""Part of each kept chunk's key: raise it with any change to cutting or encoding."""

_LONGEST_CHUNK = 2048
_CRC_BYTES = 2
_HELD_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Section:
    """MP3 frames [first, last) of the stream: a chunk where there is ``sound``, otherwise silence."""

    first: int
    last: int
    sound: bool

    @property
    def held(self) -> bool:
        """Return whether it is a chunk short enough to be kept; a longer one is written as it is encoded."""
        return self.sound and self.last - self.first <= _LONGEST_CHUNK


@dataclass(frozen=True, slots=True)
class Chunk:
    """Encoded frames, with the CRC-16 of their bytes where it is wanted."""

    data: bytes
    crc: int = 0


class Framed(Protocol):
    """An encoder whose frames hold so many samples each."""

    @property
    def frame_samples(self) -> int:
        """Return the samples of sound in a frame."""


def cut(sound: FileSound, layer: Layer3) -> Iterator[Section]:
    """Cut the whole of ``sound`` into :func:`sections`."""
    return sections(sound.sounding(), layer, sound.length, frames_for(sound.length, layer))


def sections(sounding: Iterable[tuple[int, int]], layer: Framed, samples: int, frames: int) -> Iterator[Section]:
    """Cut a stream of ``frames`` frames that hold ``samples``; ``sounding`` as :class:`FileSound` gives it.

    A chunk that reaches the end of the samples reaches the end of the stream.
    """
    done = 0
    for first, last in _joined(sounding, layer.frame_samples):
        if first > done:
            yield Section(done, first, sound=False)
        done = frames if last * layer.frame_samples >= samples else last
        yield Section(first, done, sound=True)
    if done < frames:
        yield Section(done, frames, sound=False)


def _joined(sounding: Iterable[tuple[int, int]], frame: int) -> Iterator[tuple[int, int]]:
    """Yield the MP3 frames of each chunk; stretches too close for a cut between them share one."""
    begin = end = -1
    for first, last in sounding:
        low, high = max(0, first // frame - BEFORE), -(-last // frame) + AFTER
        if end >= 0 and low < end:
            end = max(end, high)
            continue
        if end >= 0:
            yield begin, end
        begin, end = low, high
    if end >= 0:
        yield begin, end


def encode(sound: FileSound, section: Section, layer: Layer3, settings: Settings) -> Chunk:
    """Encode one chunk; nothing but its samples and the settings shape its frames."""
    stream = encoded([samples_of(sound, section, layer)], settings)
    data = b"".join(first_frames(stream, layer.frame_bytes(settings.bitrate), section.last - section.first))
    return Chunk(data, crc16(data))


def samples_of(sound: FileSound, section: Section, layer: Framed) -> npt.NDArray[np.int16]:
    """Return the samples of a section; a sound that gives fewer than it promised is a bug."""
    first, last = section.first * layer.frame_samples, min(section.last * layer.frame_samples, sound.length)
    block = sound.int16(first, last)
    if len(block) != last - first:
        raise AssertionError(f"the sound gave {first + len(block)} of {sound.length} samples")
    return block


def first_frames(parts: Iterable[bytes], size: int, count: int) -> Iterator[bytes]:
    """Yield the first ``count`` MP3 frames of a stream in ``parts``; each frame has ``size`` bytes, or one more."""
    rest = b""
    for part in parts:
        rest += part
        at = 0
        while count and len(rest) - at >= size and len(rest) - at >= (length := size + (rest[at + 2] >> 1 & 1)):
            at, count = at + length, count - 1
        yield rest[:at]
        rest = rest[at:]


def key_of(sound: FileSound, section: Section, layer: Layer3, settings: Settings) -> str:
    """Name everything that shapes a chunk's bytes."""
    identity = sound.identity(section.first * layer.frame_samples, section.last * layer.frame_samples)
    ends = min(section.last * layer.frame_samples, sound.length) - section.first * layer.frame_samples
    return repr(("mp3", FORMAT, LAME_VERSION, settings, section.last - section.first, ends, identity))


def silent_frame(chunks: Chunks, layer: Layer3, settings: Settings) -> Chunk:
    """Return a frame of silence that needs no other: what all silence is made of."""
    key = repr(("mp3 silence", FORMAT, LAME_VERSION, settings))
    if (kept := chunks.get(key)) is not None:
        return kept
    import numpy as np

    silence = np.zeros(4 * layer.frame_samples * settings.channels, np.int16)
    data = b"".join(encoded([silence], settings))[: layer.frame_bytes(settings.bitrate)]
    return chunks.put(key, Chunk(data, crc16(data)))


class Chunks:
    """Chunks by key: those of this run while there is room, and those on the shelf. Several threads may ask at once."""

    def __init__(self, shelf: Shelf | None) -> None:
        self._shelf = shelf
        self._held: Recent[str, Chunk] = Recent(_HELD_BYTES, lambda chunk: len(chunk.data))

    def get(self, key: str) -> Chunk | None:
        """Return the chunk of that key, or None where it has to be encoded."""
        if (held := self._held.get(key)) is not None:
            return held
        kept = self._shelf.load(key) if self._shelf else None
        if kept is None:
            return None
        return self._held.hold(key, Chunk(kept[_CRC_BYTES:], int.from_bytes(kept[:_CRC_BYTES], "big")))

    def put(self, key: str, chunk: Chunk) -> Chunk:
        """Keep a chunk that was encoded."""
        if self._shelf:
            self._shelf.store(key, chunk.crc.to_bytes(_CRC_BYTES, "big") + chunk.data)
        return self._held.hold(key, chunk)
