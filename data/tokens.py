"""Secrets that open something by being known: links of letters, log-ins, keys. Their hash is stored alone."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits in 43 letters that may stand in an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is stored of a token; a plain hash will do, as nobody can guess 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
