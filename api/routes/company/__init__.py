"""What companies do, and the sponsorships that managers answer."""
