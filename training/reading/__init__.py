"""Fits what reads texts: the matcher, the reader of skills, the model of boilerplate."""
