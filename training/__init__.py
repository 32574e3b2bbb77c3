"""Fits, evaluates and promotes models; the batch side of the house."""
