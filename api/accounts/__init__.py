"""Accounts and who gets in: passwords, links of letters, invitations, keys and their scopes, the privacy notice."""
