"""Things of ours as schema.org's JSON-LD: one type a module."""
