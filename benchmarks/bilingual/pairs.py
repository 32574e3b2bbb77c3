"""Reads the judged pairs of the bilingual benchmark and refuses what breaks their rules."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar

from data.catalogue import Catalogue
from data.errors import InputError

FOLDER: Final = Path(__file__).resolve().parent
FILES: Final = ("certification_posting", "certification_subject", "subject_posting", "skill_sentence")
"""The files of pairs, without their ending."""

COLUMNS: Final = ("pair_id", "query_kind", "query_id", "language", "text", "is_bpo", "grade", "why")

Meaning = TypeVar("Meaning")


class QueryKind(StrEnum):
    """What sort of thing a text is judged against."""

    CERTIFICATION = "certification"
    SUBJECT = "subject"
    SKILL = "skill"


class TextLanguage(StrEnum):
    """Language that a text is chiefly written in."""

    SPANISH = "es"
    ENGLISH = "en"


class Grade(IntEnum):
    """How well the thing answers the text; README.md has the rule."""

    UNRELATED = 0
    TOUCHES = 1
    FITS = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A thing of the catalogue and a text, with the judge's grade and reason."""

    pair_id: str
    query_kind: QueryKind
    query_id: str
    language: TextLanguage
    text: str
    is_bpo: bool
    grade: Grade
    why: str


_KINDS: Final = {kind.value: kind for kind in QueryKind}
_LANGUAGES: Final = {language.value: language for language in TextLanguage}
_TRUTH: Final = {"true": True, "false": False}
_GRADES: Final = {str(grade.value): grade for grade in Grade}


def pairs_file(name: str) -> Path:
    """Path of one of ``FILES``."""
    return FOLDER / f"{name}.csv"


def read_pairs(path: Path, catalogue: Catalogue) -> list[Pair]:
    """The pairs of a file, in its order; pairs of one text stand together.

    Raises
    ------
    InputError
        If the file is missing or not UTF-8, has other columns, or breaks a rule: unknown ids, words or grades, empty
        cells, a repeated pair, a text that is scattered or told in two ways, a language without texts. The detail
        names file, line and column.
    """
    known: dict[QueryKind, Collection[str]] = {
        QueryKind.CERTIFICATION: catalogue.certifications,
        QueryKind.SUBJECT: catalogue.subjects,
        QueryKind.SKILL: catalogue.skills,
    }
    pairs = []
    places: dict[tuple[str, ...], str] = {}
    for place, row in _rows(path):
        pair = _pair(row, known, place)
        for what, key in (("pair_id", (pair.pair_id,)), ("query_id and text", (pair.query_id, pair.text))):
            if key in places:
                raise InputError(f"{place}: {what} repeat those of {places[key]}; leave one of the two rows")
            places[key] = place
        pairs.append(pair)
    _check_texts(path, pairs)
    return pairs


def by_text(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """The pairs of each text; ``pairs`` as they are read, those of one text together."""
    return [list(group) for _, group in groupby(pairs, key=lambda pair: pair.text)]


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """File and line of each row, for messages, with its cells."""
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            if reader.fieldnames is None or tuple(reader.fieldnames) != COLUMNS:
                raise InputError(f"{path.name}, line 1: the columns must be {', '.join(COLUMNS)}")
            for row in reader:
                place = f"{path.name}, line {reader.line_num}"
                if None in row or None in row.values():
                    raise InputError(f"{place}: must have {len(COLUMNS)} cells; put quotes round a text with commas")
                yield place, row
    except FileNotFoundError as error:
        raise InputError(f"{path} is not there; the files of pairs are {', '.join(FILES)}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name} cannot be read as CSV in UTF-8: {error}") from error


def _pair(row: Mapping[str, str], known: Mapping[QueryKind, Collection[str]], place: str) -> Pair:
    empty = [column for column in COLUMNS if not row[column].strip()]
    if empty:
        raise InputError(f"{place}, {empty[0]}: is empty; fill it in")
    query_kind = _meaning(row, "query_kind", _KINDS, place)
    if row["query_id"] not in known[query_kind]:
        raise InputError(f"{place}, query_id: the catalogue has no {query_kind} {row['query_id']}; correct the id")
    return Pair(
        pair_id=row["pair_id"],
        query_kind=query_kind,
        query_id=row["query_id"],
        language=_meaning(row, "language", _LANGUAGES, place),
        text=row["text"],
        is_bpo=_meaning(row, "is_bpo", _TRUTH, place),
        grade=_meaning(row, "grade", _GRADES, place),
        why=row["why"],
    )


def _meaning(row: Mapping[str, str], column: str, meanings: Mapping[str, Meaning], place: str) -> Meaning:
    """What a cell means that must be one of a few words."""
    if row[column] not in meanings:
        raise InputError(f"{place}, {column}: is {row[column]!r}; write one of {', '.join(meanings)}")
    return meanings[row[column]]


def _check_texts(path: Path, pairs: Sequence[Pair]) -> None:
    """Check what no single row can show."""
    seen: set[str] = set()
    for alike in by_text(pairs):
        first = alike[0]
        if first.text in seen:
            raise InputError(f"{path.name}, pair {first.pair_id}: its text came before; put rows of one text together")
        seen.add(first.text)
        for pair in alike:
            if (pair.language, pair.is_bpo, pair.query_kind) != (first.language, first.is_bpo, first.query_kind):
                raise InputError(
                    f"{path.name}, pair {pair.pair_id}: language, is_bpo or query_kind differ from those of pair "
                    f"{first.pair_id}, which has the same text; make them equal"
                )
    for language in TextLanguage:
        if not any(pair.language is language for pair in pairs):
            raise InputError(f"{path.name}: has no text in {language}; both languages must be there")
