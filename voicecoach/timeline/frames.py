"""The frames of the MP3 as the timeline knows them: where a sentence begins when speech decides when that is.

The same words are encoded once, and used again wherever they lie alike among the frames. So whatever may begin a few
milliseconds later without harm begins a whole number of frames after what it follows, and a pause that grows for
speech ends on a frame of the whole routine. Beats and lengths of the script are never moved.
"""

from __future__ import annotations

from dataclasses import dataclass

FRAME = 24
"""Milliseconds of an MP3 frame at the sample rate of speech."""


def on_frame(instant: int, start: int = 0) -> int:
    """Return the first instant from ``instant`` on that is a whole number of frames after ``start`` (ms)."""
    return instant + (start - instant) % FRAME


@dataclass(frozen=True, slots=True)
class FrameGrid:
    """The frames of a whole routine, and by how many ms (0 to 23) it is ``ahead`` of what its lengths add up to.

    That offset goes from one grown pause to the next, and the silence at the end is shorter by it. So a rest that is
    5 s longer in the script makes the routine exactly 5 s longer.
    """

    ahead: int = 0

    def end_of_grown(self, needed: int, start: int) -> tuple[int, FrameGrid]:
        """Return the end of a pause from ``start`` whose speech lasts until ``needed``, and the grid after it.

        Whatever the offset is, the pause grows by the same whole number of frames, as all pauses like it do.
        """
        exact = on_frame(needed, start) + FRAME - self.ahead
        end = on_frame(exact)
        return end, FrameGrid(end - exact)
