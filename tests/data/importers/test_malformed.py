"""Every kind of import over every malformed file: a clear error or rows with reasons, never a half import."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.archive_store import filled_tables
from data.catalogue import Catalogue, read_catalogue
from data.database import writing
from data.errors import InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.counts import ImportCounts
from data.importers.folder_kinds import FOLDER_KINDS
from data.importers.run import KINDS
from data.settings import ROOT
from data.tables import metadata
from tests.data.importers.malformed import READ_IN_PART, READ_WHOLE, REFUSED, Malformed, Sample
from tests.data.importers.partner_files import LEARNERS, Importing, posting
from tests.data.importers.test_catalogue_import import CERTIFICATION, SKILL, SUBJECT, Operator
from tests.data.importers.test_esco import CODING, PYTHON, SQL, row
from tests.data.importers.test_event_log import PASSED
from tests.data.importers.test_interactions import ENROLMENT, EXAM_RESULT, FEEDBACK, IMPRESSION, OUTCOME
from tests.data.importers.test_onet import USE
from tests.data.importers.test_programmes import ROW as PROGRAMME
from tests.data.importers.test_study_outcomes import RESULT
from tests.data.importers.test_surveys import SILENT
from tests.data.importers.test_transcripts import TRANSCRIPT
from tests.data.importers.test_vouchers import VOUCHER

DAYS = ("2026-08-01", "2026-08-02", "2026-08-03")


def sample(row: Mapping[str, str], key: str, values: tuple[str, str, str], **columns: str) -> Sample:
    """Rows that differ in one column."""
    one, two, three = ({**row, key: value} for value in values)
    return Sample((one, two, three), key, **columns)


SAMPLES = {
    "postings": Sample(
        tuple({**posting(one), "n_positions": "2"} for one in "123"),
        "title",
        number="n_positions",
        day="posted_on",  # type: ignore[arg-type, misc]
    ),
    "learners": sample(
        {**LEARNERS[0], "weekly_hours": "6", "started_on": DAYS[0]},
        "external_id",
        ("L1", "L2", "L3"),
        number="weekly_hours",
        day="started_on",
    ),
    "transcripts": sample({**TRANSCRIPT, "grade": "80"}, "completed_on", DAYS, number="grade", day="completed_on"),
    "impressions": sample(IMPRESSION, "impression_id", ("i1", "i2", "i3"), number="rank", day="shown_at"),
    "feedback": sample({**FEEDBACK, "impression_id": ""}, "answered_at", DAYS, day="answered_at"),
    "enrolments": sample(ENROLMENT, "enrolled_on", DAYS, number="price_paid_centavos", day="enrolled_on"),
    "exam_results": sample(EXAM_RESULT, "taken_on", DAYS, day="taken_on"),
    "outcomes": sample(OUTCOME, "occurred_on", DAYS, day="occurred_on"),
    "interactions": sample(PASSED, "occurred_at", DAYS, day="occurred_at"),
    "vouchers": sample(
        {**VOUCHER, "redeemed_on": ""}, "voucher_id", ("v1", "v2", "v3"), number="public_centavos", day="granted_on"
    ),
    "redemptions": sample({"redeemed_on": DAYS[0]}, "code", ("v1", "v2", "v3"), day="redeemed_on"),
    "surveys": sample(SILENT, "asked_on", DAYS, day="asked_on"),
    "study_outcomes": sample(RESULT, "external_id", ("S1", "S2", "S3"), number="credits"),
    "programmes": sample(PROGRAMME, "programme", ("Derecho", "Enfermería", "Música"), number="n_enrolled"),
    "onet": sample(USE, "Example", ("Python", "C#", "SQL")),
}
CONCEPTS = sample(row(SQL, "SQL"), "conceptUri", (SQL, PYTHON, CODING))
CATALOGUE_SAMPLES = {
    "certifications": sample(
        CERTIFICATION, "certification_id", ("acme-7", "acme-8", "acme-9"), number="preparation_hours"
    ),
    "skills": sample(SKILL, "skill_id", ("go", "rust", "zig")),
    "curricula": sample(SUBJECT, "subject_id", ("n-1", "n-2", "n-3"), number="hours"),
}

FAULTS = (*REFUSED, *READ_WHOLE, *READ_IN_PART)


def test_there_is_a_sample_of_every_kind() -> None:
    assert set(SAMPLES) == set(KINDS)
    assert set(CATALOGUE_SAMPLES) == set(CATALOGUE_KINDS)
    assert set(FOLDER_KINDS) == {"esco"}


def problem_of(expected: Malformed, path: Path, load: Callable[[], tuple[ImportCounts, list[str]]]) -> str | None:
    """What is wrong with what became of a file, if anything."""
    try:
        counts, reasons = load()
    except InputError as error:
        return None if expected.n_good is None and str(path) in error.detail else f"refused: {error.detail}"
    except Exception as error:  # noqa: BLE001 - any other error is what these tests look for
        return repr(error)
    found = (counts.new, counts.rejected, len([reason for reason in reasons if reason]), counts.adds_up)
    expected_fate = (expected.n_good, expected.n_bad, expected.n_bad, True)
    return None if found == expected_fate else f"{counts.as_dict()}, {reasons}"


def prepare(importing: Importing, kind: str) -> None:
    """What has to be there, beside learners, before a kind can be imported."""
    if kind == "redemptions":
        importing.rows("vouchers", *({**VOUCHER, "voucher_id": id_, "redeemed_on": ""} for id_ in ("v1", "v2", "v3")))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    """The catalogue that has the rules for titles of degrees, which programmes need."""
    return read_catalogue(ROOT / "data" / "reference")


@pytest.mark.parametrize("kind", SAMPLES)
def test_events(kind: str, engine: sa.Engine, catalogue: Catalogue, shipped: Catalogue, tmp_path: Path) -> None:
    importing = Importing(engine, shipped if kind == "programmes" else catalogue, tmp_path)
    if kind != "learners":
        importing.learners()
    prepare(importing, kind)
    before = importing.stored()
    problems: dict[str, str] = {}
    for fault in FAULTS:
        path = fault.write(SAMPLES[kind], _new_folder(tmp_path))
        if path is None:
            continue

        def load(path: Path = path) -> tuple[ImportCounts, list[str]]:
            counts = importing.file(kind, path)
            if kind == "redemptions":  # Changes what is there.
                counts = replace(counts, new=counts.updated, updated=counts.new)
            return counts, [reason for _, reason in importing.reasons()]

        problem = problem_of(fault, path, load)
        if fault.n_good is None and importing.stored() != before:
            problem = "a half import"
        if problem is not None:
            problems[fault.name] = problem
        if fault.n_good is not None:
            _clear(engine, kept=set() if kind == "learners" else {"learner", "person"})
            prepare(importing, kind)
    assert problems == {}


def test_a_folder(importing: Importing, tmp_path: Path) -> None:
    """ESCO comes as CSV files known by their headers, some of them packed; a folder without any is refused."""
    before = importing.stored()
    problems: dict[str, str] = {}
    unknown: set[str] = set()
    # A row that is no kind of concept, such as the header, is outside the scope and not refused.
    for fault in (fault for fault in FAULTS if fault.name != "the header again"):
        folder = _new_folder(tmp_path)
        path = fault.write(CONCEPTS, folder)
        if path is None or not path.is_file() or not path.name.startswith("file.csv"):
            continue
        path = path.rename(folder / path.name.replace("file", "skills_es"))

        def load(folder: Path = folder) -> tuple[ImportCounts, list[str]]:
            counts = FOLDER_KINDS["esco"](folder, importing.engine, lambda line: None)
            return counts, [reason for _, reason in importing.reasons()]

        problem = problem_of(fault, path, load)
        is_unknown = problem == f"refused: {folder}: holds no CSV file of ESCO in Spanish or English"
        if (is_unknown or fault.n_good is None) and importing.stored() != before:
            problem = "a half import"
        elif is_unknown:
            unknown.add(fault.name)
            problem = None
        if problem is not None:
            problems[fault.name] = problem
        _clear(importing.engine, kept=set())
    assert problems == {}
    assert unknown.isdisjoint(fault.name for fault in READ_IN_PART)


@pytest.mark.parametrize("kind", CATALOGUE_SAMPLES)
def test_catalogues(kind: str, tmp_path: Path) -> None:
    problems: dict[str, str] = {}
    for fault in FAULTS:
        folder = _new_folder(tmp_path)
        path = fault.write(CATALOGUE_SAMPLES[kind], folder)
        if path is None:
            continue
        operator = Operator(folder)

        def load(path: Path = path, operator: Operator = operator) -> tuple[ImportCounts, list[str]]:
            done = operator.import_path(kind, path)
            return done.counts, [reason for _, reason in done.rejected]

        problem = problem_of(fault, path, load)
        if fault.n_good is None and operator.catalogues.exists():
            problem = "a half import"
        if problem is not None:
            problems[fault.name] = problem
    assert problems == {}


def _new_folder(tmp_path: Path) -> Path:
    """An empty folder in place of the one before."""
    folder = tmp_path / "malformed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _clear(engine: sa.Engine, kept: set[str]) -> None:
    with writing(engine) as connection:
        for name in filled_tables(connection):
            if name not in kept:
                connection.execute(sa.delete(metadata.tables[name]))
