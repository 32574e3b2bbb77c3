"""HTTP, pages and command line: the only edge that people touch."""
