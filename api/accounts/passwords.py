"""Passwords: kept as argon2id hashes, compared in the same time whether or not there is an account."""

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import InputError

FEWEST_LETTERS: Final = 10
MOST_LETTERS: Final = 200
"""A longer one would only cost time to hash."""

_HASHER: Final = PasswordHasher()


class WeakPasswordError(InputError):
    """A password is too short, too long, or the account's own address."""

    key = "error.weak_password"


def password_hash(password: str, *, email: str) -> str:
    """The hash to store, with its own salt and parameters (RFC 9106, argon2id).

    Raises
    ------
    WeakPasswordError
        If it has fewer than ``FEWEST_LETTERS`` or more than ``MOST_LETTERS`` letters, is one letter over and over, or
        is the e-mail address.
    """
    is_long_enough = FEWEST_LETTERS <= len(password) <= MOST_LETTERS and len(set(password)) > 1
    if not is_long_enough or password.strip().casefold() in (email, email.partition("@")[0]):
        raise WeakPasswordError(f"a password has {FEWEST_LETTERS} to {MOST_LETTERS} letters and is not the address")
    return _HASHER.hash(password)


def is_right(password: str, stored_hash: str | None) -> bool:
    """Whether a password is the stored one; without a stored one it takes as long to say no."""
    try:
        _HASHER.verify(stored_hash or _nobodys_hash(), password[: MOST_LETTERS + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored_hash is not None


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")
