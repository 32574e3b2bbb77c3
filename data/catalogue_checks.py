"""Checks across the reference files: every id that a row names exists, and none leads back to itself."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

from data.domain import Subject, SubjectId
from data.errors import CatalogueError
from data.reference_files import reference_rows

# file, column, file whose ids it names
REFERENCES = (
    ("clusters.csv", "state_id", "states.csv"),
    ("certifications.csv", "vendor_id", "vendors.csv"),
    ("certification_skills.csv", "certification_id", "certifications.csv"),
    ("certification_skills.csv", "skill_id", "skills.csv"),
    ("skills.csv", "broader_skill_id", "skills.csv"),
    ("occupation_skills.csv", "occupation_id", "occupations.csv"),
    ("occupation_skills.csv", "skill_id", "skills.csv"),
    ("institutions.csv", "state_id", "states.csv"),
    ("curricula.csv", "institution_id", "institutions.csv"),
    ("subjects.csv", "curriculum_id", "curricula.csv"),
    ("subject_skills.csv", "subject_id", "subjects.csv"),
    ("subject_skills.csv", "skill_id", "skills.csv"),
    ("subject_prerequisites.csv", "subject_id", "subjects.csv"),
    ("subject_prerequisites.csv", "needs_subject_id", "subjects.csv"),
    ("agreements.csv", "vendor_id", "vendors.csv"),
    ("funds.csv", "state_id", "states.csv"),
    ("graduates_by_state.csv", "state_id", "states.csv"),
)

Ids = Mapping[str, Collection[str]]


def check_references(folder: Path, ids: Ids) -> None:
    """Check that every id a row names exists; ``ids`` holds the ids of each file.

    Raises
    ------
    CatalogueError
        Naming file and line of the first row that points nowhere.
    """
    for file, column, target in REFERENCES:
        for row in reference_rows(folder, file):
            id_ = row.optional(column)
            if id_ is not None and id_ not in ids[target]:
                raise row.error(f"{column} {id_!r} does not exist in {target}")
    for row in reference_rows(folder, "certifications.csv"):
        for group in row.prerequisites("prerequisites"):
            absent = sorted(group - set(ids["certifications.csv"]))
            if absent:
                raise row.error(f"prerequisite {absent[0]!r} does not exist")


def check_subject_order(folder: Path, subjects: Mapping[SubjectId, Subject]) -> None:
    """Check that a subject needs only subjects of earlier semesters of its own plan: so none goes in a circle, either.

    Raises
    ------
    CatalogueError
        Naming file, line and both subjects.
    """
    for row in reference_rows(folder, "subject_prerequisites.csv"):
        one, needed = (subjects[SubjectId(row.text(column))] for column in ("subject_id", "needs_subject_id"))
        problem = order_problem(one, needed)
        if problem:
            raise row.error(problem)


def order_problem(one: Subject, needed: Subject) -> str | None:
    """Why ``needed`` cannot be passed before ``one``; ``None`` where it can."""
    if needed.curriculum_id != one.curriculum_id:
        return f"{one.id} needs {needed.id}, which is of another plan"
    if needed.semester >= one.semester:
        return (
            f"{one.id} (semester {one.semester}) needs {needed.id} (semester {needed.semester}),"
            " which must come earlier"
        )
    return None


def check_no_circle(file: str, needs: Mapping[str, Collection[str]]) -> None:
    """Check that nothing needs itself, directly or through others; ``needs`` maps an id to those it names.

    Raises
    ------
    CatalogueError
        Naming the ids of a circle.
    """
    circle = circle_of(needs)
    if circle:
        raise CatalogueError(f"{file}: a circle of ids that need each other: {' -> '.join(circle)}")


def circle_of(needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """One circle of a graph, its first id repeated at the end; empty where there is none.

    Examples
    --------
    >>> circle_of({"a": ["b"], "b": ["c"], "c": []})
    ()
    >>> circle_of({"a": ["b"], "b": ["c"], "c": ["b"]})
    ('b', 'c', 'b')
    """
    finished: set[str] = set()
    for start in needs:
        trail: list[str] = []
        stack: list[Iterator[str]] = []
        current: str | None = start if start not in finished else None
        while current is not None or stack:
            if current is not None:
                if current in trail:
                    return (*trail[trail.index(current) :], current)
                trail.append(current)
                stack.append(iter(sorted(needs.get(current, ()))))
            current = next((one for one in stack[-1] if one not in finished), None)
            if current is None:
                stack.pop()
                finished.add(trail.pop())
    return ()


def check_unique(file: str, column: str, values: Collection[Any]) -> None:
    """Check that a code stands for one row.

    Raises
    ------
    CatalogueError
        Naming a code that is there twice.
    """
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            raise CatalogueError(f"{file}: {column} {value!r} is there twice")
        seen.add(value)
