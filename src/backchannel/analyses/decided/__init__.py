"""Decisions that were made: reading them, what every model would have said, and how far off it was."""
