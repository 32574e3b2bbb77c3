"""What the pages of the programme's managers are made of."""
