"""The packets of AAC and Opus, encoded as an MP3's frames are: between silences, on all cores, each kind once.

Such a packet reaches into the one before it, as an MP3 frame does, and in silence it does not matter which one that is.
So what is said of chunks in :mod:`voicecoach.output.chunks` holds here too. A sound without silence, such as one with
music, is encoded in one go.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from voicecoach.output.chunks import Chunk, Chunks, Section, samples_of, sections
from voicecoach.output.model import FileSound, Progress, Shelf
from voicecoach.output.stream import Makers, begun, parts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FORMAT = 1
"""Part of each kept chunk's key: raise it with any change to cutting or encoding."""
_OFTEN = 50
_SETTLED = 5
"""So many packets of silence after its beginning an encoder says no more than that there is nothing."""


class Codec(Protocol):
    """An encoder; ``name`` has everything that shapes its packets."""

    name: str
    channels: int

    @property
    def frame_samples(self) -> int:
        """Return the samples of sound in a packet."""

    def encoded(self, blocks: Iterable[npt.NDArray[np.int16]]) -> Iterator[bytes]:
        """Yield the packets of blocks as a stream of its own, whose last packets hold silence.

        Several threads may ask at once. All blocks but the last have whole frames.
        """


def packets(
    sound: FileSound, codec: Codec, count: int, shelf: Shelf | None, progress: Progress
) -> Generator[bytes, None, None]:
    """Yield the ``count`` packets of a sound. Whoever stops early closes the iterator, so that no thread works on."""
    chunks = Chunks(shelf)
    silence = _silence(chunks, codec)

    def key(sound: FileSound, section: Section) -> str:
        first, last = section.first * codec.frame_samples, section.last * codec.frame_samples
        shape = section.last - section.first, min(last, sound.length) - first
        return repr((codec.name, FORMAT, *shape, sound.identity(first, last)))

    makers = Makers(key, lambda sound, section: Chunk(_packed(_encoded(sound, section, codec))), chunks)
    try:
        cut = sections(sound.sounding(), codec, sound.length, count)
        for section, waiting in begun(sound, cut, makers):
            if waiting is not None:
                yield from _unpacked(waiting().data)
            elif section.sound:
                for done, packet in enumerate(_encoded(sound, section, codec), section.first):
                    yield packet
                    if done % _OFTEN == 0:
                        progress(min(done * codec.frame_samples, sound.length), sound.length)
            else:
                yield from (silence for _ in range(section.first, section.last))
            progress(min(section.last * codec.frame_samples, sound.length), sound.length)
    finally:
        makers.close()


def _encoded(sound: FileSound, section: Section, codec: Codec) -> Iterator[bytes]:
    whole = (part for part in parts(section) if part.first * codec.frame_samples < sound.length)
    return islice(codec.encoded(samples_of(sound, part, codec) for part in whole), section.last - section.first)


def _silence(chunks: Chunks, codec: Codec) -> bytes:
    """Return the packet that all silence is made of."""
    key = repr((codec.name, FORMAT, "silence"))
    if (kept := chunks.get(key)) is not None:
        return kept.data
    import numpy as np

    nothing = np.zeros((_SETTLED * codec.frame_samples, codec.channels), np.int16)
    return chunks.put(key, Chunk([*codec.encoded([nothing])][_SETTLED - 1])).data


def _packed(encoded: Iterable[bytes]) -> bytes:
    every = [*encoded]
    return struct.pack(f"<I{len(every)}H", len(every), *map(len, every)) + b"".join(every)


def _unpacked(data: bytes) -> Iterator[bytes]:
    (count,) = struct.unpack_from("<I", data)
    at = 4 + 2 * count
    for size in struct.unpack_from(f"<{count}H", data, 4):
        yield data[at : at + size]
        at += size
