"""What an operator looks after, made ready for pages and the API: refused rows, bundles, drift, backups."""
