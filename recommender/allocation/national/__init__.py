"""Tiers and minimum groups around the solver: which prices to reach and what to open."""
