"""Files that people take away: one kind a module."""
