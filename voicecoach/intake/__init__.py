"""Routines that were written for something else, turned into routine scripts."""
