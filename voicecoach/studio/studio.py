"""The studio as a whole: the server of the page over one folder of scripts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from voicecoach.studio.address import Address, new_address, remember, remembered
from voicecoach.studio.api import Api
from voicecoach.studio.desk import Desk
from voicecoach.studio.folder import Folder
from voicecoach.studio.progress import Progress
from voicecoach.studio.server import StudioServer
from voicecoach.studio.sound import Sounds
from voicecoach.studio.voices import Voices

_PATIENCE_S = 10
ASSETS = Path(__file__).parent / "assets"


class OpenStudio(AbstractContextManager["OpenStudio"]):
    """A studio that serves the scripts of ``folder`` until its context ends; ``first`` is opened first.

    ``template`` is the text of new scripts, ``voice`` and ``rate`` speak in place of the script's own. ``report`` gets
    what the person at the terminal should see. Raises ``OSError`` where the port cannot be had.
    """

    def __init__(
        self,
        folder: Path,
        template: str,
        report: Callable[[str], None],
        *,
        first: str = "",
        port: int = 0,
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
            self.server = self._served(folder, port, lambda at: StudioServer(*at, assets, calls, report))
        except BaseException:
            self.sounds.close()
            raise
        self.server.start()
        self._warming = threading.Thread(target=self.desk.warm, args=(first,), daemon=True)
        self._warming.start()

    def _served(self, folder: Path, port: int, serve: Callable[[Address], StudioServer]) -> StudioServer:
        """Return a server at the port that is asked for, or at the address of the last time if that is free."""
        before = remembered(folder)
        try:
            server = serve(before._replace(port=port or before.port))
        except OSError:
            if port or not before.port:
                raise
            return serve(new_address())  # another studio of this folder is open
        remember(folder, Address(server.port, server.token))
        return server

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return self.server.url

    def __exit__(self, *_: object) -> None:
        self.server.close()
        self.sounds.close()
        self.desk.ahead.close()
        self._warming.join(timeout=_PATIENCE_S)
        self.voices.close()
