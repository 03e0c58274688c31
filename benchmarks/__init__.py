"""What a render costs, held against other ways to get the same sound: ``python -m benchmarks``."""
