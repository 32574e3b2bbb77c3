"""Pages of a learner's own."""
