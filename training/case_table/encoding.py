"""The encoding of a table's columns; it lives where scoring can reach it, below training."""

from recommender.table_risk.encoding import CaseEncoding

__all__ = ["CaseEncoding"]
