"""Cutting one stream of MP3 frames into files that follow each other without a gap, to the sample.

The files share the stream's frames, so that what they decode to is what the whole decodes to. Three things would be
heard at a cut, and are dealt with:

- a decoder adds a delay, and needs the frames before a sample to make it: a file begins some frames early, and its Info
  frame says how much of what is decoded has to be left out;
- the bits of a frame may lie in the frames before (the bit reservoir): silent frames that carry them stand before it;
- a file ends with the frame that completes its last sample, and its Info frame says how much of that is too much.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from voicecoach.output.chunks import Chunk
from voicecoach.output.info import ENCODER_DELAY, Layer3, crc16, frames_for
from voicecoach.output.lame import Settings
from voicecoach.output.stream import Run

DECODER_DELAY = 529
"""Samples by which each decoder of layer III is late; it leaves them out besides those that an Info frame names."""

_WARM_UP = 1056
"""Samples until a decoder that begins in the middle is right: half of a window, and the memory of its filters."""
_HEADER_BYTES = 4
_MOST_CARRIED = 511
_MOST_CARRIERS = 2
"""More would be lost: mpg123 reads no more than four frames before the first one that it plays."""
_REMEMBERED = 32
"""Frames whose bytes may hold bits of a later one: as many as 255 bytes take at the lowest bit rate."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The samples [start, end) of a stream, and its frames [first, last) that a decoder needs for them."""

    start: int
    end: int
    first: int
    last: int

    def delay(self, layer: Layer3, carriers: int) -> int:
        """Return the encoder's delay that the Info frame names, with so many frames before the first."""
        return self.start + ENCODER_DELAY - (self.first - carriers) * layer.frame_samples


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames that belong to the file with the number ``part``; ``carriers`` of them, at its beginning, are silent."""

    part: int
    frames: int
    chunk: Chunk
    carriers: int = 0


def cuts(bounds: Sequence[int], layer: Layer3) -> tuple[Cut, ...]:
    """Return where a stream is cut, whose files begin and end at some samples; the first is 0, the last its length."""
    size, late = layer.frame_samples, ENCODER_DELAY + DECODER_DELAY
    found = []
    for start, end in pairwise(bounds):
        first = max(0, (start + late) // size - -(-_WARM_UP // size))
        last = frames_for(end, layer) if end == bounds[-1] else -(-(end + late) // size)
        found.append(Cut(start, end, first, last))
    return tuple(found)


def pieces(runs: Iterable[Run], where: Sequence[Cut], layer: Layer3, settings: Settings) -> Iterator[Piece]:
    """Yield the frames of each file as ``runs`` bring them: those at a cut come twice, for the files on both sides."""
    size = layer.frame_bytes(settings.bitrate)
    before: deque[bytes] = deque(maxlen=_REMEMBERED)
    done = begun = 0
    for count, chunk in runs:
        offsets = _offsets(chunk.data, size)
        if len(offsets) != count + 1:
            raise AssertionError(f"{len(offsets) - 1} frames came where {count} were announced")
        while begun < len(where) and where[begun].last <= done:
            begun += 1
        for number in range(begun, len(where)):
            if where[number].first >= done + count:
                break
            low, high = max(where[number].first - done, 0), min(where[number].last - done, count)
            if low >= high:
                continue
            if where[number].first == done + low:
                frames = [*before, *_frames(chunk.data, offsets[max(0, low - _REMEMBERED) : low + 1])]
                carriers = _carriers(frames, chunk.data[offsets[low] :], layer, settings)
                data = b"".join(carriers)
                yield Piece(number, len(carriers), Chunk(data, crc16(data)), len(carriers))
            data = chunk.data[offsets[low] : offsets[high]]
            yield Piece(number, high - low, chunk if high - low == count else Chunk(data, crc16(data)))
        before.extend(_frames(chunk.data, offsets[-_REMEMBERED - 1 :]))
        done += count


def _offsets(data: bytes, size: int) -> list[int]:
    """Return where each frame begins, and the end of the last one."""
    found, at, end = [0], 0, len(data)
    while at < end:
        at += size + (data[at + 2] >> 1 & 1)
        found.append(at)
    return found


def _frames(data: bytes, offsets: Sequence[int]) -> Iterator[bytes]:
    return (data[start:end] for start, end in pairwise(offsets))


def _carriers(before: Sequence[bytes], frame: bytes, layer: Layer3, settings: Settings) -> list[bytes]:
    """Return silent frames that end with the bytes before ``frame`` that hold bits of it; none where it needs none."""
    needed = _reach(frame, layer)
    if not needed:
        return []
    side = layer.side_info_bytes(settings.channels)
    held = b"".join(one[_HEADER_BYTES + side :] for one in before)[-needed:]
    if len(held) < needed:
        raise AssertionError(f"a frame needs {needed} bytes of those before it, which have {len(held)}")
    bitrate = _carrier_bitrate(needed, layer, settings)
    room = layer.frame_bytes(bitrate) - _HEADER_BYTES - side
    carriers: list[bytes] = []
    while held:
        held, own = held[:-room], held[-room:]
        head = bytes((frame[0], frame[1], _bitrate_bits(bitrate, layer) | frame[2] & 0x0C, frame[3]))
        carriers.insert(0, head + _side_info(len(held), side, layer) + own.rjust(room, b"\0"))
    return carriers


def _reach(frame: bytes, layer: Layer3) -> int:
    """Return how many bytes before a frame, headers aside, its bits begin."""
    return frame[4] << 1 | frame[5] >> 7 if layer.version_bits == 3 else frame[4]


def _side_info(reach: int, size: int, layer: Layer3) -> bytes:
    """Return what says that a frame is silent, and that its bits would begin ``reach`` bytes before it."""
    head = bytes((reach >> 1, (reach & 1) << 7)) if layer.version_bits == 3 else bytes((reach,))
    return head.ljust(size, b"\0")


def _bitrate_bits(bitrate: int, layer: Layer3) -> int:
    return layer.bitrates.index(bitrate) + 1 << 4


def _carrier_bitrate(needed: int, layer: Layer3, settings: Settings) -> int:
    """Return the stream's own bit rate where a few frames of it have the room, and no decoder chokes on one of them."""

    def room(bitrate: int) -> int:
        return layer.frame_bytes(bitrate) - _HEADER_BYTES - layer.side_info_bytes(settings.channels)

    if room(settings.bitrate) <= _MOST_CARRIED and needed <= _MOST_CARRIERS * room(settings.bitrate):
        return settings.bitrate
    return max(one for one in layer.bitrates if room(one) <= _MOST_CARRIED)
