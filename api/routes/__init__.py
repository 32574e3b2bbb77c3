"""JSON routes of the service, one group a file."""
