"""A table of cases as an institution has it: what its columns mean, and how it is read."""
