"""Shapes of what the JSON API takes and gives, by topic."""
