"""The studio as a whole: the server of the page over one folder of scripts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from voicecoach.studio.api import Api
from voicecoach.studio.desk import Desk
from voicecoach.studio.folder import Folder
from voicecoach.studio.progress import Progress
from voicecoach.studio.server import StudioServer
from voicecoach.studio.sound import Sounds
from voicecoach.studio.voices import Voices

ASSETS = Path(__file__).parent / "assets"


class OpenStudio(AbstractContextManager["OpenStudio"]):
    """A studio that serves the scripts of ``folder`` until its context ends; ``first`` is opened first.

    ``template`` is the text of new scripts, ``voice`` and ``rate`` speak in place of the script's own. ``report`` gets
    what the person at the terminal should see. With the port and ``token`` of an earlier studio, its page goes on with
    this one. Raises ``OSError`` where the port cannot be had.
    """

    def __init__(
        self,
        folder: Path,
        template: str,
        report: Callable[[str], None],
        *,
        first: str = "",
        port: int = 0,
        token: str = "",
        voice: str = "",
        rate: int = 0,
        assets: Path = ASSETS,
    ) -> None:
        self.voices = Voices(report)
        self.desk = Desk(Folder(folder), self.voices, voice, rate)
        progress = Progress()
        self.sounds = Sounds(self.desk, progress)
        calls = Api(self.desk, self.sounds, progress, template, first).calls()
        try:
            self.server = StudioServer(port, assets, calls, report, token)
        except BaseException:
            self.sounds.close()
            raise
        self.server.start()

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return self.server.url

    def __exit__(self, *_: object) -> None:
        self.server.close()
        self.sounds.close()
        self.voices.close()
