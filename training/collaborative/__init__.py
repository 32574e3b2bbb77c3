"""Chooses, by validation on the log itself, how next items are found, and fits that."""
