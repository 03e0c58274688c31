"""Why the studio does not do what its page asks for: a sentence for a person, and an HTTP status."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from voicecoach.errors import OutputFailed, VoicecoachError


class Refusal(Exception):
    """A request that is not answered as asked; ``more`` goes to the page beside the sentence."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, **more: Any) -> None:
        super().__init__(message)
        self.status, self.more = status, more

    def answer(self) -> dict[str, Any]:
        """Return what the page gets."""
        return {"error": str(self), **self.more}


def refusal_of(error: VoicecoachError) -> Refusal:
    """Return what the page is told of an error of a lower floor."""
    sentence = str(error) + (f": {error.remedy}" if error.remedy else "")
    status = HTTPStatus.FORBIDDEN if isinstance(error, OutputFailed) else HTTPStatus.UNPROCESSABLE_ENTITY
    return Refusal(sentence, status)
