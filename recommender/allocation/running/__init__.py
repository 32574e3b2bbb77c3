"""Scenario files in, plan and certificate out, and the check of both."""
