"""Finds what the packages below say in English among phrases that are known, to say it in the reader's language."""

import re

Phrases = tuple[tuple[re.Pattern[str], str], ...]
"""Forms of phrases, each with the key of its text; the named groups are that text's values."""


def known_phrase(said: str, phrases: Phrases) -> tuple[str, dict[str, str]] | None:
    r"""Key and values of the first phrase that the whole of ``said`` fits; ``None`` where it is not known.

    Examples
    --------
    >>> known_phrase("12 GB free", ((re.compile(r"(?P<free>\d+) GB free"), "finding.disk_free"),))
    ('finding.disk_free', {'free': '12'})
    """
    for pattern, key in phrases:
        found = pattern.fullmatch(said)
        if found is not None:
            return key, found.groupdict()
    return None
