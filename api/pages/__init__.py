"""HTML pages, one folder or file a role."""
