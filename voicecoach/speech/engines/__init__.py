"""Speech engines, one file each; none is imported before it is asked for."""
