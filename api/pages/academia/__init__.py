"""Pages of the schools' side."""
