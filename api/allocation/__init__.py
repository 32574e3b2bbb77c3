"""Allocations of vouchers: runs, decisions and questions about them, and publishing."""
