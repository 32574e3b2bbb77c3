"""What operators do: jobs, imports, refused rows, models, backups, accounts."""
