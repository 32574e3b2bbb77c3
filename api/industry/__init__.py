"""What companies do, without the pages."""
