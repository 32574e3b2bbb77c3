"""Reads the letters that the service left in its outbox."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from data.settings import Settings


def letters(settings: Settings) -> list[EmailMessage]:
    """All letters, oldest first."""
    paths = sorted(settings.outbox_dir.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def text_of(letter: EmailMessage) -> str:
    """What a letter says."""
    return str(letter.get_content())


def last_link(settings: Settings) -> str:
    """Path of the link in the newest letter."""
    found = re.search(re.escape(settings.address) + r"(/\w+/[\w-]{20,})", text_of(letters(settings)[-1]))
    assert found, "the letter has no link"
    return found[1]
