"""One partner file format a module, each read row by row."""
