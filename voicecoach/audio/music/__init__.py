"""Music under the voice: what a bed is told about a routine, and beds that are made for it."""
