"""Backups: one archive that holds an installation, and the way back."""
