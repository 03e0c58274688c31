"""From a routine to events in time."""
