"""Pages of the programme's managers."""
