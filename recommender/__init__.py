"""Ranks, values, selects and explains: pure computation on arrays and nouns."""
