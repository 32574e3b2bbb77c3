"""Turns a partner's number of a person into the pseudonym that every table but ``person`` uses."""

import functools
import hmac
import unicodedata
from base64 import b32encode

from data.domain import LearnerId

# 80 bits: two of a million people share a pseudonym with a chance of 4e-13.
_N_BYTES = 10

_N_REMEMBERED = 50_000


def learner_id_of(key: bytes, external_id: str) -> LearnerId:
    """``L`` and 16 letters that only the holder of ``key`` can link to ``external_id``.

    Examples
    --------
    >>> learner_id_of(b"key", "A-17") == learner_id_of(b"key", " A-17 ")
    True
    >>> learner_id_of(b"key", "A-17") == learner_id_of(b"other key", "A-17")
    False
    """
    plain = unicodedata.normalize("NFC", external_id.strip()).encode()
    code = b32encode(hmac.digest(key, plain, "sha256")[:_N_BYTES])
    return LearnerId(f"L{code.decode().lower()}")


class Pseudonyms:
    """`learner_id_of` under one key, remembering the latest, as one person's rows tend to stand together."""

    def __init__(self, key: bytes) -> None:
        self.of = functools.lru_cache(maxsize=_N_REMEMBERED)(functools.partial(learner_id_of, key))
