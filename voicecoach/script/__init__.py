"""The routine language: reading, checking, and its schema."""
