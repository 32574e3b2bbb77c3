"""Fits, judges and describes a model of drop-out risk on an institution's own table."""
