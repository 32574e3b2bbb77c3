"""Trains the encoder's adapter on concepts with names in two languages."""
