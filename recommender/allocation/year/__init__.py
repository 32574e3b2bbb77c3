"""Vouchers month by month, and the programme's own year as a problem."""
