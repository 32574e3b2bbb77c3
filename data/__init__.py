"""Nouns, reference files, SQL, importers, the simulator and settings: the lowest layer."""
