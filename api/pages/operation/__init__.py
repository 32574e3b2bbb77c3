"""Pages of operators: what needs attention, refused rows, models, drift, backups."""
