"""What the platform's own history says of the effect of certifications on dropping out."""
