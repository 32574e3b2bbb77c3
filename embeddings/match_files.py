"""The files of ``rumbo match-texts``: texts by id in, ranked ids out, tab separated without a header."""

from pathlib import Path

from data.atomic_file import replaced_file
from data.errors import InputError
from embeddings.match import Matches

_MARK = b"\xef\xbb\xbf"  # what some programs write at the start of a UTF-8 file


def read_texts(path: Path) -> dict[str, str]:
    """Texts by id, in the file's order; a text may be empty and may hold tabs.

    Raises
    ------
    InputError
        If the file is missing or empty, or a line has no tab, has an empty or repeated id, or is not UTF-8.
    """
    texts: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            for number, content in enumerate(file, start=1):
                id_, text = _cells(path, number, content.removeprefix(_MARK) if number == 1 else content)
                if id_ in texts:
                    raise InputError(f"{path}, line {number}: the id {id_!r} was there before; ids must differ")
                texts[id_] = text
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InputError(f"{path}: there is no such file") from error
    if not texts:
        raise InputError(f"{path}: the file is empty; it must have lines of id, tab, text")
    return texts


def write_run(path: Path, matches: Matches) -> None:
    """Write query id, corpus id, rank from 1 and score, a line a match; the file appears whole or not at all."""
    with replaced_file(path) as file:
        for query_id, ranked in matches:
            for rank, (corpus_id, score) in enumerate(ranked, start=1):
                file.write(f"{query_id}\t{corpus_id}\t{rank}\t{score:.6f}\n".encode())


def _cells(path: Path, number: int, content: bytes) -> tuple[str, str]:
    try:
        line = content.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}, line {number}: not UTF-8; save the file as UTF-8") from error
    id_, tab, text = line.partition("\t")
    if not tab:
        raise InputError(f"{path}, line {number}: no tab; each line must be id, tab, text")
    if not id_.strip():
        raise InputError(f"{path}, line {number}: the id is empty")
    return id_, text
