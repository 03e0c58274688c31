"""The words of each language: prompts that no script has to write, and how numbers are spoken."""
