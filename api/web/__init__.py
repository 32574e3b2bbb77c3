"""What happens to every request before and after its route: limits, errors, forms, pages of lists, headers."""
