"""Text files that learners bring along."""

from typing import BinaryIO

from data.errors import InputError, TextTooLongError
from embeddings.passages import MAX_BYTES


class UnreadableTextError(InputError):
    """There is no text: nothing was sent, or a file of another kind."""

    key = "error.unreadable_text"


def text_of_file(file: BinaryIO) -> str:
    """The text of a plain text file, in UTF-8 or in Windows' letters.

    Raises
    ------
    TextTooLongError
        If it is too long to be read in one piece.
    UnreadableTextError
        If it is empty or no plain text.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise TextTooLongError("a file of a learner's is too long to read in one piece")
    if b"\x00" in raw or not raw.strip():
        raise UnreadableTextError("the file is no plain text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
