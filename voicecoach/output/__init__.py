"""What is written to disk: the MP3 and its siblings, whole or not at all."""
