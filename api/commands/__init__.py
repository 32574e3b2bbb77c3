"""The command line by topic, joined by ``api/cli.py``; files named in pyproject.toml may import training."""
