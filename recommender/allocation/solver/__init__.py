"""From a settled problem to a plan: prices by a smoothed dual, rounding, repair, improvement; exact where small."""
