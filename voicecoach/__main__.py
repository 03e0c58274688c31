"""``python -m voicecoach`` is ``voicecoach``."""

import sys

from voicecoach.cli import main

sys.exit(main())
