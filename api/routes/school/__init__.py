"""Calls of the API for schools, each about what the caller's own school has."""
