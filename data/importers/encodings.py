"""Finds how the bytes of a text file become text."""

import codecs
import re
from pathlib import Path
from typing import Final, Protocol

from data.errors import InputError

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 18

# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# First bytes of files that people send by mistake, with the word that tells them so.
_FOREIGN: Final = (
    (b"PK\x03\x04", "a zip file or a spreadsheet other than .xlsx; unpack it, or save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old (.xls) or password-protected spreadsheet; save it as .xlsx or CSV"),
    (b"%PDF", "a PDF file"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)

# Wide encodings without a mark: bytes a character, and which of them are zero in all common letters.
_WIDE: Final = (
    ("utf-32-le", 4, (1, 2, 3)),
    ("utf-32-be", 4, (0, 1, 2)),
    ("utf-16-le", 2, (1,)),
    ("utf-16-be", 2, (0,)),
)
_MOSTLY: Final = 0.8

_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MOST_CONTROL: Final = 0.05

# Windows, DOS and old Macintosh, as tables in Spanish still come. Latin-1 letters are the same in the first.
_OLD: Final = ("cp1252", "cp850", "mac_roman")
_SPANISH: Final = re.compile("[áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°]")

_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_ACCENTED: Final = re.compile("[\u0080-\ud7ff]")


class Readable(Protocol):
    """Bytes that can be read from the start again."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most ``size``."""
        ...

    def seek(self, offset: int, /) -> int:
        """Go to an offset."""
        ...


def encoding_of(path: Path, raw: Readable) -> str:
    """Encoding of a text file: by its mark or its zeros, UTF-8 where it holds, otherwise the likeliest old one.

    A file that is UTF-8 but for a few broken bytes counts as UTF-8; its broken rows are refused one by one.

    Raises
    ------
    InputError
        If the file is empty or no text.
    """
    raw.seek(0)
    sample = raw.read(_SAMPLE)
    if not sample.strip():
        raise InputError(f"{path}: the file is empty")
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    for start, what in _FOREIGN:
        if sample.startswith(start):
            raise InputError(f"{path}: is {what}")
    wide = _wide_encoding(sample)
    if wide is not None:
        return wide
    if len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample):
        raise InputError(f"{path}: is a binary file, not text")
    raw.seek(0)
    n_broken, n_accented = _utf8_counts(raw)
    if n_accented > 2 * n_broken or n_broken == 0:
        return "utf-8"
    return _old_encoding(sample)


def _wide_encoding(sample: bytes) -> str | None:
    """The encoding of two or four bytes a character in which most of a text would be plain letters, if any."""
    for name, size, zeros in _WIDE:
        shares = [sample[place::size].count(0) / max(1, len(sample) // size) for place in range(size)]
        if all((share > _MOSTLY) == (place in zeros) for place, share in enumerate(shares)):
            return name
    return None


def _utf8_counts(raw: Readable) -> tuple[int, int]:
    """Bytes of a whole file that are not UTF-8, and characters beyond ASCII that are."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    n_broken = n_accented = 0
    while chunk := raw.read(_CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            n_broken += len(_ESCAPED.findall(text))
            n_accented += len(_ACCENTED.findall(text))
    n_broken += len(_ESCAPED.findall(decoder.decode(b"", True)))
    return n_broken, n_accented


def _old_encoding(sample: bytes) -> str:
    """The encoding in which most bytes beyond ASCII are letters and signs of Spanish; the first on a tie.

    General detectors go by the statistics of long texts and mistake short Spanish tables for other tongues.
    """
    return max(_OLD, key=lambda name: len(_SPANISH.findall(sample.decode(name, errors="replace"))))
