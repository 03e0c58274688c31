"""voicecoach: workout routines as timelines of spoken cues, counts and tones."""
