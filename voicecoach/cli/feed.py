"""``feed``: a podcast feed over the files of a folder."""

from __future__ import annotations

from argparse import Namespace

from voicecoach.cli.printing import say, tell
from voicecoach.output.podcast import FEED, FeedOptions, check_address, write_feed
from voicecoach.resources import user_path


def feed_command(arguments: Namespace) -> int:
    """Write the feed of a folder, and tell what to do with it."""
    url, warnings = check_address(arguments.url)
    folder = user_path(arguments.folder)
    options = FeedOptions(
        url,
        arguments.title,
        arguments.author,
        arguments.description,
        arguments.language,
        arguments.image,
    )
    written = write_feed(folder, options)
    for name in written.skipped:
        tell(f"left out: {folder / name}, which podcast players do not play")
    for warning in warnings:
        tell(f"warning: {warning}")
    episodes = "1 episode" if len(written.episodes) == 1 else f"{len(written.episodes)} episodes"
    say(f"{folder / FEED}  {episodes}", *(str(folder / name) for name in written.files if name != FEED))
    tell(f"Put all that is in {folder} on the web, so that {url}{FEED} is the feed; that address goes into the player.")
    return 0
