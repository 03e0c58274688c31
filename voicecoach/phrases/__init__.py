"""What is said without being written in the script, and how numbers are spoken."""
