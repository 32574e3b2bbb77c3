"""Reads plans of study that schools send as a file or paste, and says what storing one would change."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.job_services import Upload
from data import plan_store
from data.catalogue import Catalogue
from data.domain import Area, CurriculumId, Label, SubjectId
from data.errors import InputError
from data.importers.plan_file import PlanFile, PlanOutline, read_plan
from data.rights import SchoolRights
from data.uploads import Uploads

MOST_LETTERS: Final = 1_000_000
"""Of a plan that is loaded by a page."""

_CSV: Final = ".csv"
_MARKDOWN_RULE: Final = re.compile(r"^\s*\|\s*:?-+:?\s*\|", re.M)

# Stands for the id of a plan that is only looked at.
_PREVIEW: Final = CurriculumId("plan")


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What storing would change in a plan that is there: subjects by what becomes of them."""

    n_kept: int
    n_new: int
    n_gone: int


class BadRowsError(InputError):
    """Rows of a plan that cannot be taken, by line; a plan is stored whole or not at all."""

    def __init__(self, rejected: Sequence[tuple[int, str]]) -> None:
        line, reason = rejected[0]
        super().__init__(f"line {line}: {reason}")
        self.rejected = rejected


def read_upload(file: Upload, most_bytes: int, name: str, area: Area, catalogue: Catalogue, today: date) -> PlanFile:
    """The plan in a file of a form.

    Raises
    ------
    InputError
        If it is none, or longer than a form can bring back.
    UploadTooLargeError
        If it has more than ``most_bytes``.
    """
    with _empty_folder() as folder:
        path = Uploads(folder).keep(file.content, file.name, folder, most_bytes)
        return _short(read_plan(path, _outline(_PREVIEW, name, area), catalogue, today))


def read_text(text: str, name: str, area: Area, catalogue: Catalogue, today: date, kind: str | None = None) -> PlanFile:
    """The plan in a text: a Markdown table, JSON-LD, or lines with cells apart by tabs, semicolons or commas.

    ``kind`` is the suffix that a file with this text would have; left out, the text itself tells.

    Raises
    ------
    InputError
        If it is none, or longer than a form can bring back.
    """
    if len(text) > MOST_LETTERS:
        raise _too_long()
    return _short(_read(text, kind or kind_of_text(text), _outline(_PREVIEW, name, area), catalogue, today))


def kind_of_text(text: str) -> str:
    r"""The suffix that a file with this text would have.

    Examples
    --------
    >>> kind_of_text("Materia,Horas"), kind_of_text("| Materia |\n| --- |"), kind_of_text(' [{"name": "Redes"}]')
    ('.csv', '.md', '.json')
    """
    if text.lstrip().startswith(("{", "[")):
        return ".json"
    return ".md" if _MARKDOWN_RULE.search(text) else _CSV


def change_of(connection: sa.Connection, rights: SchoolRights, read: PlanFile) -> PlanChange | None:
    """What storing would change in the school's plan of the same name; ``None`` where there is none."""
    plan_id = plan_store.plan_named(connection, rights, read.outline.label.es)
    if plan_id is None:
        return None
    old = _parts(one.id for one in plan_store.plan_of(connection, rights, plan_id).curriculum.subjects)
    new = _parts(one.id for one in read.subjects)
    return PlanChange(len(old & new), len(new - old), len(old - new))


def store_text(
    connection: sa.Connection,
    rights: SchoolRights,
    text: str,
    name: str,
    area: Area,
    catalogue: Catalogue,
    moment: datetime,
    kind: str = _CSV,
) -> CurriculumId:
    """Store the plan of a text whole, or a new version of the school's plan of its name; returns its id.

    ``kind`` is the suffix that a file with this text would have; that of `PlanFile.as_csv` is the default.

    Raises
    ------
    InputError
        If it is no plan, or a row cannot be read: of bad rows none is left out unseen.
    """
    plan_id = plan_store.plan_id_for(connection, rights, name)
    read = _read(text, kind, _outline(plan_id, name, area), catalogue, moment.date())
    if read.rejected:
        raise BadRowsError(read.rejected)
    plan_store.put_plan(connection, rights, read.curriculum, read.official_keys, moment)
    return plan_id


def _outline(plan_id: CurriculumId, name: str, area: Area) -> PlanOutline:
    """A plan goes by its Spanish name in English as well."""
    return PlanOutline(plan_id, Label(name, name), area)


def _read(text: str, suffix: str, outline: PlanOutline, catalogue: Catalogue, today: date) -> PlanFile:
    with _empty_folder() as folder:
        path = folder / f"text{suffix}"
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
        return read_plan(path, outline, catalogue, today)


def _short(read: PlanFile) -> PlanFile:
    """The plan, if a form can bring it back to be stored."""
    if len(read.as_csv()) > MOST_LETTERS:
        raise _too_long()
    return read


def _too_long() -> InputError:
    return InputError(f"more than {MOST_LETTERS} letters, which is no plan of study")


def _parts(subject_ids: Iterable[SubjectId]) -> set[str]:
    """What stands behind the plan's id in those of its subjects."""
    return {id_.partition("-")[2] for id_ in subject_ids}


@contextmanager
def _empty_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rumbo-plan-") as made:
        yield Path(made)
