"""Looks for what a valid catalogue may still get wrong: one module a kind of mistake, ``report.py`` runs them all."""
