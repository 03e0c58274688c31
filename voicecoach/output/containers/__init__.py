"""Files other than MP3 and WAV: AAC in MP4, Opus in Ogg, and FLAC, each with the tags that its players read."""
