"""Pages about accounts: sign up, accept an invitation, choose a password, look after one's account, look after all."""
