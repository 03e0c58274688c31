"""The full screen, the plain lines and the keys: how a session meets a person."""
