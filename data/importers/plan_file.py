"""Reads a school's plan of study from a file of any format: good subjects, and why others cannot be taken."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final

from data.catalogue import Catalogue
from data.catalogue_rows import subject
from data.domain import Area, Curriculum, CurriculumId, Label, Subject, SubjectId
from data.errors import CatalogueError, InputError
from data.importers.catalogue_import import without_place
from data.importers.catalogue_kinds import CATALOGUE_KINDS, Cells, weights_in
from data.importers.curricula import complete_subject
from data.importers.fields import Fields, RowError
from data.importers.guess import guess_mapping
from data.importers.mapping import ColumnMapping
from data.importers.plan_prerequisites import PlanPrerequisites, names_in
from data.importers.reading import SourceRow, open_rows
from data.names import plain_key, unaccented
from data.reference_files import ReferenceRow

REQUIRED: Final = "label_es"
OPTIONAL: Final = (
    "subject_key",
    "subject_id",
    "semester",
    "heading",
    "hours",
    "hours_theory",
    "hours_practice",
    "credits",
    "syllabus_es",
    "prerequisites",
    "label_en",
    "syllabus_en",
    "skills",
)
COLUMNS: Final = (REQUIRED, *OPTIONAL)

MOST_SUBJECTS: Final = 500
_KIND: Final = "curricula"
_SYLLABUSES: Final = ("syllabus_es", "syllabus_en")
_LABEL_LENGTH: Final = 200
_KEY_LENGTH: Final = 32
# Of the part of an id that stands behind the plan's.
_ID_LENGTH: Final = 48


@dataclass(frozen=True, slots=True)
class PlanOutline:
    """What a file of subjects does not say of their plan."""

    id: CurriculumId
    label: Label
    area: Area


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as far as it could be read.

    Attributes
    ----------
    subjects
        In the order of the file; their ids begin with that of the plan.
    official_keys
        The school's own key of each; blank where it gave none.
    n_rows
        Rows of the file, good or bad.
    rejected
        Line and reason of each bad row.
    columns
        The file's name of each of our columns that was found.
    unused
        The file's other columns.
    rows
        What the file says of each subject, by our column names: `as_csv` makes a file of it that reads alike.
    """

    outline: PlanOutline
    subjects: tuple[Subject, ...]
    official_keys: Mapping[SubjectId, str]
    n_rows: int
    rejected: tuple[tuple[int, str], ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = field(repr=False)

    @property
    def curriculum(self) -> Curriculum:
        """The plan of the good subjects, as many semesters long as they say.

        Raises
        ------
        InputError
            If there is no good subject.
        """
        if not self.subjects:
            raise InputError("no subject could be read")
        n_semesters = max(one.semester for one in self.subjects)
        return Curriculum(self.outline.id, self.outline.label, self.outline.area, n_semesters, None, self.subjects)

    def as_csv(self) -> str:
        """The good rows as a file."""
        text = StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue()


@dataclass(frozen=True, slots=True)
class _Read:
    """A good row: where it stood, what it says and the subject that it is, still without what it needs."""

    line: int
    said: Cells
    key: str
    subject: Subject


def read_plan(path: Path, outline: PlanOutline, catalogue: Catalogue, today: date) -> PlanFile:
    """Read the subjects of a plan.

    Columns are found by their names, equal or alike, as for the import of curricula. A subject without a key of the
    school's goes by its name.

    Raises
    ------
    InputError
        If the file cannot be read, lacks the names of subjects, or has more rows than a plan has subjects.
    """
    guess = guess_mapping(_KIND, path, catalogue)
    columns = {ours: theirs for ours, theirs in guess.columns.items() if ours in COLUMNS}
    others = [theirs for ours, theirs in guess.columns.items() if ours not in COLUMNS]
    mapping = ColumnMapping(columns=columns)
    names = mapping.file_columns(COLUMNS)
    good: list[_Read] = []
    rejected: list[tuple[int, str]] = []
    lines: dict[SubjectId, int] = {}
    n_rows = 0
    with open_rows(path, [names[REQUIRED]], [names[name] for name in OPTIONAL]) as rows:
        for row in rows:
            n_rows += 1
            if n_rows > MOST_SUBJECTS:
                raise InputError(f"{path}: more than {MOST_SUBJECTS} rows, which is no plan of study")
            try:
                fields = _fields(row, mapping, names, today)
                read = _subject(fields, row.line, outline.id)
                _check_new(read, lines)
                _check_skills(read.subject, catalogue)
                lines[read.subject.id] = row.line
                good.append(read)
            except RowError as error:
                rejected.append((row.line, error.reason))
            except CatalogueError as error:
                rejected.append((row.line, without_place(error)))
    good, subjects, lost = _linked(good)
    return PlanFile(
        outline,
        subjects,
        {one.subject.id: one.key for one in good},
        n_rows,
        tuple(sorted([*rejected, *lost])),
        columns,
        tuple(sorted([*others, *guess.unused])),
        tuple(one.said for one in good),
    )


def _fields(row: SourceRow, mapping: ColumnMapping, names: Mapping[str, str], today: date) -> Fields:
    """What a row says, by our column names; syllabuses keep their lines."""
    if row.problem is not None:
        raise RowError(row.problem)
    texts = mapping.texts(row.values, names)
    said = {name: _line(text) for name, text in texts.items()}
    said |= {name: "\n".join(filter(None, map(_line, texts[name].splitlines()))) for name in _SYLLABUSES}
    fields = Fields(said, today)
    fields.check_storable()
    return fields


def _subject(fields: Fields, line: int, plan_id: CurriculumId) -> _Read:
    said = {name: fields.optional(name) or "" for name in COLUMNS}
    label = fields.text(REQUIRED, _LABEL_LENGTH)
    fields.optional("label_en", _LABEL_LENGTH)
    key = fields.optional("subject_key", _KEY_LENGTH) or fields.optional("subject_id", _KEY_LENGTH) or ""
    id_ = f"{plan_id}-{_id_part(key, label)}"
    blank = dict.fromkeys(CATALOGUE_KINDS[_KIND].columns, "")
    row = ReferenceRow("", line, complete_subject(blank | said | {"subject_id": id_, "curriculum_id": plan_id}))
    _, read = subject(row, {id_: weights_in(row.cells)}, {})
    return _Read(line, said, key, read)


def _id_part(key: str, label: str) -> str:
    """What stands behind the plan's id: letters and digits of the school's key, or else of the name."""
    part = "".join(sign for sign in plain_key(unaccented(key or label)) if sign.isascii())[:_ID_LENGTH]
    if not part:
        raise RowError(f"{'subject_key' if key else REQUIRED} has no letter and no digit")
    return part


def _check_new(read: _Read, lines: Mapping[SubjectId, int]) -> None:
    """Refuse a subject that an earlier line has already."""
    if read.subject.id in lines:
        column = "subject_key" if read.key else REQUIRED
        raise RowError(f"{column} is that of line {lines[read.subject.id]}, too")


def _check_skills(one: Subject, catalogue: Catalogue) -> None:
    unknown = [skill_id for skill_id in one.skill_weights if skill_id not in catalogue.skills]
    if unknown:
        raise RowError(f"skills: {unknown[0]} is not known")


def _linked(good: Sequence[_Read]) -> tuple[list[_Read], tuple[Subject, ...], list[tuple[int, str]]]:
    """Subjects with what they need; those that need what is no good subject are lost, and so may be others then."""
    rejected: list[tuple[int, str]] = []
    while True:
        keys = {one.subject.id: one.key for one in good if one.key}
        plan = PlanPrerequisites((one.subject for one in good), keys)
        kept: list[_Read] = []
        subjects: list[Subject] = []
        for one in good:
            try:
                needed = plan.ids(one.subject, names_in(one.said["prerequisites"]))
            except RowError as error:
                rejected.append((one.line, error.reason))
                continue
            kept.append(one)
            subjects.append(replace(one.subject, prerequisite_ids=frozenset(needed)))
        if len(kept) == len(good):
            return kept, tuple(subjects), rejected
        good = kept


def _line(text: str) -> str:
    return " ".join(text.split())
