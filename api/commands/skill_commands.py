"""The commands ``rumbo skills ...``: read skills out of files of texts, write what people corrected."""

import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

import typer

from api.commands.terminal import progress
from api.skill_texts import installed_extractor, skills_json
from data.atomic_file import replaced_file
from data.catalogue import read_catalogue
from data.database import opened_engine
from data.errors import InputError, TextTooLongError
from data.settings import Settings
from data.skill_example_store import examples
from embeddings.skills import SkillExtractor

skills_app = typer.Typer(help="Read skills out of texts.", no_args_is_help=True)

_LINES_A_TURN: Final = 8
_LINES_A_BLOCK: Final = 512
"""Lines held in memory at once."""
_BYTES_THAT_PAY: Final = 1_000_000
"""A smaller file is read before a second process has started."""
_MAX_PROCESSES: Final = 2


@dataclass(frozen=True, slots=True)
class _Result:
    """One line of the answer, or what is wrong with a line; ``n_encoded`` phrases went through the encoder for it."""

    line: str
    trouble: str | None
    n_encoded: int


class _Reader:
    """The extractor of a process, made once by ``start``."""

    extractor: SkillExtractor

    @classmethod
    def start(cls) -> None:
        settings = Settings()
        with opened_engine(settings.sqlalchemy_url) as engine:
            cls.extractor = installed_extractor(settings, read_catalogue(settings.reference), engine)


@skills_app.command("extract")
def extract(
    texts: Annotated[Path, typer.Argument(help="One JSON object a line: id, text", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Argument(help="File to write: one JSON object a line: id, skills")],
) -> None:
    """Find skills in texts; bad lines are named and left out, exit code 1 if there is any."""
    _Reader.start()  # keeps vectors on disk, so that the processes find them there
    begun = time.monotonic()
    tell = progress()
    n_texts = n_encoded = 0
    troubles: list[str] = []
    with replaced_file(out) as file:
        for result in _results(texts):
            n_encoded += result.n_encoded
            if result.trouble is not None:
                troubles.append(result.trouble)
                continue
            n_texts += 1
            file.write(result.line.encode() + b"\n")
    minutes = max(time.monotonic() - begun, 1e-9) / 60
    tell(f"{n_texts} texts, {n_texts / minutes:.0f} a minute, {n_encoded / max(n_texts, 1):.2f} encodings a text")
    for trouble in troubles:
        typer.secho(f"error: {trouble}", err=True, fg=typer.colors.RED)
    if troubles:
        raise typer.Exit(1)


@skills_app.command("corrections")
def corrections(
    out: Annotated[Path, typer.Option(help="File to write: one JSON object a line: text, skill_id, weight")],
) -> None:
    """Write what schools and companies corrected of their texts' skills, as examples to learn from; nobody is named."""
    n_written = 0
    with opened_engine(Settings().sqlalchemy_url) as engine, engine.begin() as connection, replaced_file(out) as file:
        for text, skill_id, weight in examples(connection):
            line = json.dumps({"text": text, "skill_id": skill_id, "weight": weight}, ensure_ascii=False)
            file.write(line.encode() + b"\n")
            n_written += 1
    progress()(f"{n_written} corrections")


def _results(texts: Path) -> Iterator[_Result]:
    """What comes of each line, in the order of the lines, worked on by as many processes as pay."""
    n_processes = min(_MAX_PROCESSES, os.cpu_count() or 1)
    with texts.open("rb") as lines:
        numbered = ((f"{texts}, line {number}", line) for number, line in enumerate(lines, start=1))
        if n_processes == 1 or texts.stat().st_size < _BYTES_THAT_PAY:
            yield from map(_read_line, numbered)
            return
        # Fresh processes: a fork would copy the encoder's threads in the middle of their work.
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(n_processes, mp_context=fresh, initializer=_Reader.start) as pool:
            while block := list(islice(numbered, _LINES_A_BLOCK)):
                yield from pool.map(_read_line, block, chunksize=_LINES_A_TURN)


def _read_line(numbered: tuple[str, bytes]) -> _Result:
    place, line = numbered
    if not line.strip():
        return _Result("", f"{place}: is empty; delete it or give id and text", 0)
    try:
        id_, text = _id_and_text(line)
        before = _Reader.extractor.n_encoded
        found = skills_json(_Reader.extractor.extract(text))
    except (InputError, TextTooLongError) as error:
        return _Result("", f"{place}: {error.detail}", 0)
    written = json.dumps({"id": id_, "skills": found}, ensure_ascii=False)
    return _Result(written, None, _Reader.extractor.n_encoded - before)


def _id_and_text(line: bytes) -> tuple[str, str]:
    """Fields of a line.

    Raises
    ------
    InputError
        If it is no JSON object with both as texts.
    """
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError("is no JSON in UTF-8") from error
    if not isinstance(row, dict):
        raise InputError('is no object; expected {"id": ..., "text": ...}')
    for name in ("id", "text"):
        if not isinstance(row.get(name), str):
            raise InputError(f"the field {name} is missing or no text")
    if any("\ud800" <= letter <= "\udfff" for letter in row["id"] + row["text"]):
        raise InputError("id or text holds half a character (a lone surrogate); write it anew as UTF-8")
    return row["id"], row["text"]
