"""Synthetic Mexico: an invented country with known potential outcomes."""
