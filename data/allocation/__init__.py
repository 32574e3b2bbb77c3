"""Files of an allocation: the scenario that somebody writes, its tables, and what a run leaves."""
