"""The live coach: the timeline played through a sound device, with keys and a screen."""
