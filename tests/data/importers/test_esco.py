import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.concept_store import StoredOccupation, concept_ids, stored_occupations
from data.domain import Label
from data.errors import InputError
from data.importers.counts import ImportCounts
from data.importers.esco import import_esco
from data.importers.esco_files import find_esco_files
from data.tables import concept, concept_label, concept_relation, metadata, rejected_row
from tests.development_data import development_file

ESCO = "http://data.europa.eu/esco"
SQL, PYTHON, CODING, ANALYST = (f"{ESCO}/skill/{name}" for name in ("sql", "python", "coding", "analyst"))
COLLECTIONS = ("digital", "language", "transversal")


def row(uri: str, label: str, kind: str = "KnowledgeSkillCompetence", **more: str) -> dict[str, str]:
    """One concept as every file has it."""
    common = {"conceptType": kind, "conceptUri": uri, "preferredLabel": label, "altLabels": "", "description": ""}
    return common | more


class Folder:
    """Writes a folder of ESCO's files and imports it."""

    def __init__(self, path: Path, engine: sa.Engine) -> None:
        self.path = path
        self._engine = engine
        self.told: list[str] = []
        path.mkdir()

    def write(self, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        """A file under a header of every column that one of the rows has, packed where the name says so."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(dict.fromkeys(column for one in rows for column in one)), restval="")
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
        (self.path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)

    def imported(self) -> ImportCounts:
        return import_esco(self.path, self._engine, self.told.append)

    def select(self, *columns: sa.ColumnElement[object]) -> list[tuple[object, ...]]:
        """Columns of stored rows, in order of the first; no database sorts lists of aliases."""
        with self._engine.connect() as connection:
            return sorted((tuple(found) for found in connection.execute(sa.select(*columns))), key=str)

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        with self._engine.connect() as connection:
            return {
                name: [tuple(found) for found in connection.execute(sa.select(table).order_by(*table.primary_key))]
                for name, table in metadata.tables.items()
            }


@pytest.fixture
def folder(engine: sa.Engine, tmp_path: Path) -> Folder:
    return Folder(tmp_path / "esco", engine)


def write_small_country(folder: Folder) -> None:
    """Two occupations' worth of files: 8 rows of concepts, 2 broader ones, 3 relations."""
    folder.write(
        "occupations_en.csv", [row(ANALYST, "data analyst", "Occupation", code="2511.3", altLabels="analyst\nanalysts")]
    )
    folder.write("occupations_es.csv", [row(ANALYST, "analista de datos", "Occupation", code="2511.3")])
    skills = [
        row(SQL, "SQL", skillType="knowledge", reuseLevel="sector-specific", broaderConceptUri=CODING),
        row(PYTHON, "Python", skillType="knowledge", altLabels="py | Python 3", broaderConceptUri=f"{CODING} | {SQL}x"),
        row(CODING, "coding", skillType="skill/competence"),
    ]
    folder.write("digitalSkillsCollection_en.csv", skills)
    folder.write("digitalSkillsCollection_es.csv", [one | {"broaderConceptUri": ""} for one in skills])
    pairs = [(SQL, "optional", PYTHON), (PYTHON, "essential", CODING), (f"{SQL}x", "optional", SQL)]
    folder.write(
        "skillSkillRelations_en.csv.gz",
        [{"originalSkillUri": one, "relationType": how, "relatedSkillUri": other} for one, how, other in pairs],
    )


class TestImportEsco:
    def test_stores_concepts_with_labels_of_both_languages_and_relations(self, folder: Folder) -> None:
        write_small_country(folder)
        # 8 labels, broader: 1 of SQL, 2 of Python (one unknown), relations: 3 (one unknown).
        assert folder.imported() == ImportCounts(n_in=14, new=12, outside_scope=2)
        assert folder.select(concept.c.concept_id, concept.c.kind, concept.c.code, concept.c.skill_type) == [
            (ANALYST, "occupation", "2511.3", None),
            (CODING, "skill", None, "skill/competence"),
            (PYTHON, "skill", None, "knowledge"),
            (SQL, "skill", None, "knowledge"),
        ]
        labels = folder.select(concept_label.c.concept_id, concept_label.c.language, concept_label.c.aliases)
        assert labels[:2] == [(ANALYST, "en", ["analyst", "analysts"]), (ANALYST, "es", [])]
        assert labels[4:6] == [(PYTHON, "en", ["py", "Python 3"]), (PYTHON, "es", ["py", "Python 3"])]
        relations = folder.select(concept_relation.c.from_id, concept_relation.c.relation, concept_relation.c.to_id)
        assert relations == [
            (PYTHON, "broader", CODING),
            (PYTHON, "essential", CODING),
            (SQL, "broader", CODING),
            (SQL, "optional", PYTHON),
        ]

    def test_the_same_folder_again_changes_nothing(self, folder: Folder) -> None:
        write_small_country(folder)
        folder.imported()
        before = folder.everything()
        assert folder.imported() == ImportCounts(n_in=14, unchanged=12, outside_scope=2)
        assert folder.everything() == before

    def test_reads_the_relations_of_occupations_and_of_what_is_broader(self, folder: Folder) -> None:
        write_small_country(folder)
        folder.write(
            "occupationSkillRelations_en.csv",
            [{"occupationUri": ANALYST, "relationType": "essential", "skillType": "knowledge", "skillUri": SQL}],
        )
        broader = {"conceptType": "KnowledgeSkillCompetence", "conceptUri": SQL, "broaderUri": CODING}
        folder.write("broaderRelationsSkillPillar_en.csv", [broader])
        # What the collection said already is a duplicate.
        assert folder.imported() == ImportCounts(n_in=16, new=13, duplicate=1, outside_scope=2)
        relations = folder.select(concept_relation.c.from_id, concept_relation.c.relation, concept_relation.c.to_id)
        assert relations[0] == (ANALYST, "essential", SQL)

    def test_a_newer_version_wins_and_an_older_one_fills_gaps(self, folder: Folder) -> None:
        folder.write("v1.0_skills_en-us.csv.gz", [row(SQL, "old SQL"), row(PYTHON, "Python")])
        folder.write("v1.0_skills_es.csv.gz", [row(SQL, "SQL en español")])
        folder.write("v1.1.1_skills_en.csv", [row(SQL, "middle SQL")])
        folder.write("v1.10_skills_en.csv", [row(SQL, "new SQL")])
        assert folder.imported() == ImportCounts(n_in=5, new=3, duplicate=2)
        assert folder.select(concept_label.c.concept_id, concept_label.c.language, concept_label.c.label) == [
            (PYTHON, "en", "Python"),
            (SQL, "en", "new SQL"),
            (SQL, "es", "SQL en español"),
        ]
        assert folder.select(concept.c.concept_id, concept.c.version) == [(PYTHON, "1.0"), (SQL, "1.10")]

    def test_a_whole_file_stands_before_a_collection(self, folder: Folder) -> None:
        folder.write("aCollection_en.csv", [row(ANALYST, "analyst", "Occupation", broaderConceptUri="")])
        folder.write("occupations_en.csv", [row(ANALYST, "data analyst", "Occupation", code="2511.3")])
        assert folder.imported() == ImportCounts(n_in=2, new=1, duplicate=1)
        assert folder.select(concept.c.concept_id, concept.c.code) == [(ANALYST, "2511.3")]

    def test_a_changed_concept_or_text_is_an_update(self, folder: Folder) -> None:
        folder.write("skills_en.csv", [row(SQL, "SQL"), row(PYTHON, "Python"), row(CODING, "coding")])
        folder.imported()
        changed = [row(SQL, "SQL", skillType="knowledge"), row(PYTHON, "Python 3"), row(CODING, "coding")]
        folder.write("skills_en.csv", changed)
        assert folder.imported() == ImportCounts(n_in=3, updated=2, unchanged=1)

    def test_line_separators_inside_cells_are_text(self, folder: Folder) -> None:
        cell = "one\r\ntwo\u2028three\x85four\ntwo"
        folder.write("skills_es.csv", [row(SQL, "consultas\nSQL", altLabels="uno\r\ndos\ndos", description=cell)])
        assert folder.imported() == ImportCounts(n_in=1, new=1)
        assert folder.select(concept_label.c.label, concept_label.c.aliases, concept_label.c.description) == [
            ("consultas SQL", ["uno", "dos"], cell)
        ]

    @pytest.mark.parametrize(
        ("name", "bad", "reason"),
        [
            ("skills_en.csv", row(SQL, " "), "preferredLabel is missing"),
            ("skills_en.csv", row("SQL", SQL), "conceptUri is no URI"),
            ("skills_en.csv", row(SQL, "x" * 401), "preferredLabel is longer than 400 characters"),
            (
                "skillSkillRelations_en.csv",
                {"originalSkillUri": SQL, "relationType": "likes", "relatedSkillUri": CODING},
                "relationType is not one of essential, optional, broader",
            ),
            ("broaderRelations.csv", {"conceptUri": SQL, "broaderUri": ""}, "broaderUri is missing"),
        ],
    )
    def test_a_bad_row_is_kept_aside_with_its_file(
        self, folder: Folder, name: str, bad: dict[str, str], reason: str
    ) -> None:
        folder.write("skills_es.csv", [row(SQL, "SQL")])
        folder.write(name, [bad])
        assert folder.imported() == ImportCounts(n_in=2, new=1, rejected=1)
        columns = (rejected_row.c.kind, rejected_row.c.line, rejected_row.c.reason, rejected_row.c.file)
        assert folder.select(*columns) == [("esco", 2, reason, str((folder.path / name).resolve()))]

    def test_a_concept_of_another_kind_is_outside_the_scope(self, folder: Folder) -> None:
        folder.write("skills_en.csv", [row(SQL, "SQL"), row(f"{ESCO}/q/1", "a diploma", "Qualification")])
        assert folder.imported() == ImportCounts(n_in=2, new=1, outside_scope=1)

    def test_a_damaged_file_changes_nothing(self, folder: Folder) -> None:
        write_small_country(folder)
        before = folder.everything()
        path = folder.path / "skillSkillRelations_en.csv.gz"
        path.write_bytes(path.read_bytes()[:-9])
        with pytest.raises(InputError, match=r"skillSkillRelations_en\.csv\.gz"):
            folder.imported()
        assert folder.everything() == before

    NAMES = st.sampled_from(["v1.0_skills_en.csv", "skills_es.csv", "skillsCollection_en.csv"])
    ROWS = st.builds(
        row,
        st.sampled_from([SQL, PYTHON, CODING, "sql"]),
        st.sampled_from(["a", "b", ""]),
        st.sampled_from(["KnowledgeSkillCompetence", "Qualification"]),
        broaderConceptUri=st.sampled_from(["", CODING, f"{SQL} | {SQL}", f"{ESCO}/nowhere"]),
    )

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(files=st.dictionaries(NAMES, st.lists(ROWS, min_size=1, max_size=6), min_size=1))
    def test_every_row_has_one_fate_and_a_second_import_changes_nothing(
        self, folder: Folder, files: dict[str, list[dict[str, str]]]
    ) -> None:
        for path in folder.path.iterdir():
            path.unlink()
        for name, rows in files.items():
            folder.write(name, rows)
        first = folder.imported()
        assert first.adds_up
        before = folder.everything()
        second = folder.imported()
        assert (second.n_in, second.n_changed, second.adds_up) == (first.n_in, 0, True)
        assert folder.everything() == before


class TestStoredOccupations:
    def test_have_the_titles_of_both_languages_and_are_no_skills(self, folder: Folder, engine: sa.Engine) -> None:
        folder.write("occupations_es.csv", [row(ANALYST, "analista", "Occupation", altLabels="analista de datos")])
        folder.write("occupations_en.csv", [row(ANALYST, "analyst", "Occupation", altLabels="data analyst\nanalyst")])
        folder.write("skills_es.csv", [row(SQL, "SQL")])
        folder.imported()

        with engine.connect() as connection:
            assert stored_occupations(connection) == [
                StoredOccupation(
                    ANALYST,
                    Label(es="analista", en="analyst"),
                    ("analista", "analista de datos", "analyst", "data analyst"),
                )
            ]

    def test_of_one_language_alone_have_its_label_for_both(self, folder: Folder, engine: sa.Engine) -> None:
        folder.write("occupations_en.csv", [row(ANALYST, "analyst", "Occupation")])
        folder.imported()

        with engine.connect() as connection:
            assert [one.label for one in stored_occupations(connection)] == [Label(es="analyst", en="analyst")]


class TestFindEscoFiles:
    def test_names_what_it_leaves_out(self, folder: Folder) -> None:
        folder.write("skills_es.csv", [row(SQL, "SQL")])
        folder.write("skills_fr.csv", [row(SQL, "SQL")])
        folder.write("parallel_en.csv", [{"id": "1", "label_en": "SQL"}])
        folder.write("conceptSchemes_en.csv", [{"conceptType": "ConceptScheme", "conceptUri": ESCO}])
        (folder.path / "readme.txt").touch()
        (folder.path / "empty_en.csv").touch()
        (folder.path / "more").mkdir()
        left_out = ("conceptSchemes_en.csv", "empty_en.csv", "parallel_en.csv", "readme.txt", "skills_fr.csv")
        files = find_esco_files(folder.path)
        assert [file.path.name for file in files.concepts] == ["skills_es.csv"]
        assert files.ignored == left_out
        folder.imported()
        assert folder.told[0].endswith(", ".join(left_out))

    def test_reads_the_version_from_the_folder_where_no_file_tells(self, engine: sa.Engine, tmp_path: Path) -> None:
        folder = Folder(tmp_path / "ESCO dataset - v1.3.0 - en - csv", engine)
        folder.write("skills_en.csv", [row(SQL, "SQL")])
        assert [file.version for file in find_esco_files(folder.path).concepts] == ["1.3.0"]

    def test_a_folder_without_esco_is_an_error(self, folder: Folder) -> None:
        folder.write("parallel_en.csv", [{"id": "1", "label_en": "SQL"}])
        with pytest.raises(InputError, match="holds no CSV file of ESCO in Spanish or English"):
            find_esco_files(folder.path)

    def test_a_file_or_nothing_is_an_error(self, folder: Folder) -> None:
        folder.write("skills_en.csv", [row(SQL, "SQL")])
        for path in (folder.path / "skills_en.csv", folder.path / "absent"):
            with pytest.raises(InputError, match="is no folder"):
                find_esco_files(path)

    def test_a_damaged_header_is_an_error(self, folder: Folder) -> None:
        (folder.path / "skills_en.csv.gz").write_bytes(gzip.compress(b"conceptType")[:12])
        with pytest.raises(InputError, match=r"skills_en\.csv\.gz: the gzip file is damaged"):
            find_esco_files(folder.path)


def read(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def uris(rows: Iterable[Mapping[str, str]]) -> set[str]:
    return {one["conceptUri"] for one in rows}


@pytest.mark.needs_development_data
def test_the_whole_of_esco_goes_in(engine: sa.Engine) -> None:
    folder = development_file("esco")
    newest = {
        language: [
            one
            for name in ("occupations", "skillGroups", "ISCOGroups", *(f"{one}SkillsCollection" for one in COLLECTIONS))
            for one in read(folder / f"{name}_{language}.csv")
        ]
        for language in ("en", "es")
    }
    oldest = {"en": read(folder / "v1.0_skills_en-us.csv.gz"), "es": read(folder / "v1.0_skills_es.csv.gz")}
    labelled = {code: uris(newest[code]) | uris(o for o in oldest[code] if o["preferredLabel"]) for code in newest}
    known = labelled["en"] | labelled["es"]
    broader = [
        (one["conceptUri"], "broader", other)
        for rows in newest.values()
        for one in rows
        for other in one.get("broaderConceptUri", "").split(" | ")
        if other
    ]
    relations = [
        (one["originalSkillUri"], one["relationType"], one["relatedSkillUri"])
        for one in read(folder / "skillSkillRelations_en.csv.gz")
    ]
    distinct = {*broader, *relations}
    inside = {one for one in distinct if one[0] in known and one[2] in known}
    n_in = sum(map(len, (*newest.values(), *oldest.values(), broader, relations)))
    n_new = len(labelled["en"]) + len(labelled["es"]) + len(inside)
    expected = ImportCounts(
        n_in=n_in,
        new=n_new,
        duplicate=n_in - n_new - 13 - (len(distinct) - len(inside)),
        rejected=13,
        outside_scope=len(distinct) - len(inside),
    )
    told: list[str] = []
    assert import_esco(folder, engine, told.append) == expected
    assert (n_in, n_new) == (49_786, 44_283)
    again = import_esco(folder, engine, told.append)
    assert (again.unchanged, again.n_changed, again.adds_up) == (n_new, 0, True)
    assert told[0].endswith(
        "en_es_parallel_skills.csv, ict_occupation_skills_en.json.gz, v1.1.1_labels_and_alternatives_en.csv.gz"
    )
    with engine.connect() as connection:
        assert concept_ids(connection) == known
        kinds = Counter(connection.scalars(sa.select(concept.c.kind)))
        haskell = connection.execute(
            sa.select(concept_label.c.language, concept_label.c.label, concept_label.c.aliases)
            .where(concept_label.c.concept_id == f"{ESCO}/skill/000f1d3d-220f-4789-9c0a-cc742521fb02")
            .order_by(concept_label.c.language)
        ).all()
    skills = uris(one for rows in (*newest.values(), *oldest.values()) for one in rows if "skillType" in one)
    assert kinds == {
        "occupation": 3_039,
        "skill_group": 640,
        "isco_group": 619,
        "skill": len(skills),
    }
    assert [tuple(one) for one in haskell] == [("en", "Haskell", ["Haskell techniques"]), ("es", "Haskell", [])]
