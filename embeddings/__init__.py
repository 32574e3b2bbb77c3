"""Text to vectors to nearest neighbours, and skills out of free text."""
