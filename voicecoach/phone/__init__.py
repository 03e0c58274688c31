"""Hands files to a phone in the same network: a page with player and downloads, and the code that leads there."""
