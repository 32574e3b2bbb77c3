"""The kinds of import that extend the catalogue: their columns, and the reference rows that one row becomes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from data.catalogue_rows import certification, curriculum_of_row, skill, subject
from data.domain import SkillId, Subject
from data.importers.curricula import complete_subject
from data.importers.fields import RowError
from data.importers.plan_prerequisites import COLUMN as PREREQUISITES
from data.importers.plan_prerequisites import PlanPrerequisites, names_in
from data.reference_files import COLUMNS, ReferenceRow

Cells = dict[str, str]
Rows = dict[str, list[Cells]]
"""New rows by reference file."""
Link = Callable[[Rows], Rows]
"""Adds what can be told of a row when the others of its kind are known, or raises ``RowError``."""

_DEFAULT_PRICE: Final = "200"
_PREREQUISITE_FILE: Final = "subject_prerequisites.csv"


@dataclass(frozen=True, slots=True)
class CatalogueKind:
    """One kind: its columns, the file that it fills and the weights that go with it.

    ``id_column`` names a row; ``owned`` are the files whose rows an id of this kind owns, by first column.
    ``complete`` fills texts that may be left out; ``read`` turns texts by column into reference rows or raises
    ``CatalogueError`` or ``ValueError``; ``linker`` makes a ``Link`` from all rows of the first of ``owned``, old and
    new.
    """

    id_column: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    owned: tuple[str, ...]
    read: Callable[[Cells, int], Rows]
    complete: Callable[[Cells], Cells] = lambda cells: cells
    linker: Callable[[Iterable[Mapping[str, str]]], Link] = lambda _: lambda rows: rows

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that a file may have."""
        return (*self.required, *self.optional)


def weights_in(cells: Mapping[str, str], column: str = "skills") -> dict[SkillId, float]:
    """Weights of a cell such as ``python:1|sql:0.5``; a skill without a number weighs 1.

    Raises
    ------
    RowError
        If a part is empty, is there twice or its weight is not in (0, 1].
    """
    weights: dict[SkillId, float] = {}
    for part in filter(None, (piece.strip() for piece in cells.get(column, "").split("|"))):
        skill_id, _, number = (piece.strip() for piece in part.partition(":"))
        try:
            weight = float(number or 1)
        except ValueError as error:
            raise RowError(f"{column}: the weight of {skill_id} is no number") from error
        if not skill_id or not 0 < weight <= 1:
            raise RowError(f"{column}: the weight of {skill_id or 'a skill'} is not in (0, 1]")
        if skill_id in weights:
            raise RowError(f"{column}: {skill_id} is there twice")
        weights[SkillId(skill_id)] = weight
    return weights


def _weight_rows(owner: str, id_: str, weights: Mapping[SkillId, float]) -> list[Cells]:
    return [{owner: id_, "skill_id": skill_id, "weight": f"{weight:g}"} for skill_id, weight in weights.items()]


def _certification(cells: Cells, line: int) -> Rows:
    id_, weights = cells["certification_id"], weights_in(cells)
    row = {**cells, "assumed_price_usd": cells["assumed_price_usd"] or cells["list_price_usd"] or _DEFAULT_PRICE}
    certification(ReferenceRow("certifications.csv", line, row), {id_: weights})
    found: Rows = {
        "certifications.csv": [row],
        "certification_skills.csv": _weight_rows("certification_id", id_, weights),
    }
    if cells["vendor_name"]:
        # The row's source speaks of the certification, not of who issues it.
        found["vendors.csv"] = [{"vendor_id": cells["vendor_id"], "name": cells["vendor_name"]}]
    return found


def _skill(cells: Cells, line: int) -> Rows:
    skill(ReferenceRow("skills.csv", line, cells))
    return {"skills.csv": [cells]}


def _subject(cells: Cells, line: int) -> Rows:
    """A row is a subject; what it says of its plan must be the same in each of the plan's rows."""
    id_, weights = cells["subject_id"], weights_in(cells)
    plan = {
        **{name: cells[name] for name in ("curriculum_id", "area", "n_semesters", "institution_id")},
        **{f"label_{language}": cells[f"curriculum_label_{language}"] for language in ("es", "en")},
        **{name: cells[name] for name in ("checked_at", "source")},
    }
    curriculum_of_row(ReferenceRow("curricula.csv", line, plan), (_subject_of(cells, line),))
    return {
        "curricula.csv": [plan],
        "subjects.csv": [cells],
        "subject_skills.csv": _weight_rows("subject_id", id_, weights),
    }


def _subject_of(cells: Mapping[str, str], line: int = 0) -> Subject:
    """The bare subject of a row: without skills and prerequisites."""
    return subject(ReferenceRow("subjects.csv", line, dict(cells)), {}, {})[1]


def _prerequisite_linker(subject_rows: Iterable[Mapping[str, str]]) -> Link:
    """What adds the prerequisites of a subject; their names can be told when the whole plan is known."""
    rows_and_subjects = [(cells, _subject_of(cells)) for cells in subject_rows]
    # Rows of the catalogue have no column for the key: their ids hold it.
    keys = {one.id: cells["subject_key"] for cells, one in rows_and_subjects if cells.get("subject_key")}
    plans = PlanPrerequisites((one for _, one in rows_and_subjects), keys)

    def link(rows: Rows) -> Rows:
        (cells,) = rows["subjects.csv"]
        one = _subject_of(cells)
        needed = plans.ids(one, names_in(cells[PREREQUISITES]))
        return {**rows, _PREREQUISITE_FILE: [{"subject_id": one.id, "needs_subject_id": id_} for id_ in needed]}

    return link


def _split(file: str, optional: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns of a reference file that every row must fill, and the others."""
    loose = tuple(optional.split())
    return tuple(name for name in COLUMNS[file] if name not in loose), loose


_CERTIFICATION: Final = _split(
    "certifications.csv",
    "experience_months prerequisites exam_codes validity_months list_price_usd assumed_price_usd price_checked_at"
    " url checked_at source",
)
_SKILL: Final = _split("skills.csv", "aliases_es aliases_en broader_skill_id esco_uri checked_at")
_SUBJECT: Final = _split("subjects.csv", "subject_id label_en semester hours syllabus_es syllabus_en")

CATALOGUE_KINDS: Final[Mapping[str, CatalogueKind]] = {
    "certifications": CatalogueKind(
        id_column="certification_id",
        required=(*_CERTIFICATION[0], "skills"),
        optional=(*_CERTIFICATION[1], "vendor_name"),
        owned=("certifications.csv", "certification_skills.csv"),
        read=_certification,
    ),
    "skills": CatalogueKind(
        id_column="skill_id",
        required=_SKILL[0],
        optional=_SKILL[1],
        owned=("skills.csv",),
        read=_skill,
    ),
    "curricula": CatalogueKind(
        id_column="subject_id",
        required=(*_SUBJECT[0], "curriculum_label_es", "area", "n_semesters"),
        optional=(
            *_SUBJECT[1],
            "subject_key",
            "heading",
            "hours_theory",
            "hours_practice",
            "curriculum_label_en",
            "institution_id",
            "skills",
            PREREQUISITES,
            "checked_at",
            "source",
        ),
        owned=("subjects.csv", "subject_skills.csv", _PREREQUISITE_FILE),
        read=_subject,
        complete=complete_subject,
        linker=_prerequisite_linker,
    ),
}
