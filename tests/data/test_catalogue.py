from pathlib import Path

import pytest

from data.catalogue import Catalogue, read_catalogue
from data.catalogue_checks import circle_of
from data.domain import CertificationId, CurriculumId, SubjectId
from data.errors import CatalogueError
from data.manifest import read_manifest, renew_manifest
from data.settings import Settings
from tests.catalogue_files import ROWS, write_catalogue


def with_row(file: str, place: int, row: str) -> tuple[str, ...]:
    """The tiny catalogue's rows of a file with one of them replaced."""
    rows = list(ROWS[file])
    rows[place] = row
    return tuple(rows)


class TestReadCatalogue:
    def test_keeps_file_order(self, catalogue: Catalogue) -> None:
        assert list(catalogue.certifications) == ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]
        assert [one.id for one in catalogue.curricula[CurriculumId("systems")].subjects] == [
            "s-prog",
            "s-data",
            "s-net",
            "s-team",
        ]

    def test_reads_and_as_groups_and_or_as_alternatives(self, catalogue: Catalogue) -> None:
        assert catalogue.certifications[CertificationId("acme-3")].prerequisites == (
            frozenset({"acme-2"}),
            frozenset({"zen-1", "zen-2"}),
        )

    def test_takes_an_empty_cell_as_not_known(self, catalogue: Catalogue) -> None:
        assert catalogue.certifications[CertificationId("zen-1")].list_price_usd is None
        assert catalogue.certifications[CertificationId("zen-1")].validity_months is None

    def test_gives_subjects_without_skills_no_weights(self, catalogue: Catalogue) -> None:
        assert catalogue.subjects[SubjectId("s-net")].skill_weights == {}

    def test_gives_subjects_what_is_to_be_passed_before(self, catalogue: Catalogue) -> None:
        assert {id_: set(one.prerequisite_ids) for id_, one in catalogue.subjects.items()} == {
            "s-prog": set(),
            "s-data": {"s-prog"},
            "s-net": set(),
            "s-team": {"s-data", "s-net"},
        }

    def test_digest_follows_the_content(self, catalogue: Catalogue, tmp_path: Path) -> None:
        same = read_catalogue(write_catalogue(tmp_path / "same"))
        other = read_catalogue(
            write_catalogue(tmp_path / "other", subject_skills=("s-prog,python,0.8", "s-data,sql,0.9"))
        )
        assert same.digest == catalogue.digest
        assert other.digest != catalogue.digest

    @pytest.mark.parametrize(
        ("file", "place", "row", "message"),
        [
            (
                "skills.csv",
                1,
                "sql,a,b,,,hard,software,,,2026-11-01",
                r"skills\.csv, line 3: sql is there twice",
            ),
            ("skills.csv", 1, "x,a,,,,hard,software,,,2026-11-01", r"line 3: label_en is empty"),
            ("skills.csv", 1, "python,a,b,,,firm,software,,,2026-11-01", r"line 3: kind must be one of hard"),
            (
                "skills.csv",
                2,
                "cloud,a,b,,,hard,cloud,aws,,2026-11-01",
                r"circle.*aws -> cloud|circle.*cloud -> aws",
            ),
            ("skills.csv", 1, "python,a,b,hard,software,,,2026-11-01", r"line 3: 8 cells, not 10"),
            (
                "certification_skills.csv",
                0,
                "acme-1,cooking,1.0",
                r"line 2: skill_id 'cooking' does not exist",
            ),
            ("certification_skills.csv", 0, "acme-1,cloud,0", r"line 2: weight must be above 0"),
            ("certification_skills.csv", 0, "acme-1,cloud,nan", r"line 2: weight must be from"),
            ("certification_skills.csv", 1, "acme-1,cloud,1.0", r"line 3: cloud is there twice"),
            ("certification_skills.csv", 4, "zen-2,cloud,1.0", r"certification zen-1 teaches no skill"),
            (
                "clusters.csv",
                0,
                "w,W,MX-XXX,G,20,-103,cluster,cloud,2026-11-01,t",
                r"clusters\.csv, line 2: state_id",
            ),
            ("subjects.csv", 3, "s-team,systems,a,b,4,3,3,c,d", r"s-team lies after the last semester"),
            ("subject_prerequisites.csv", 1, "s-data,s-prog", r"line 3: s-prog is there twice for one subject_id"),
            ("subject_prerequisites.csv", 0, "s-data,", r"line 2: needs_subject_id is empty"),
            ("subject_prerequisites.csv", 0, "s-art,s-prog", r"line 2: subject_id 's-art' does not exist"),
            ("subject_prerequisites.csv", 0, "s-data,s-art", r"line 2: needs_subject_id 's-art' does not exist"),
            (
                "subject_prerequisites.csv",
                2,
                "s-data,s-net",
                r"line 4: s-data \(semester 2\) needs s-net \(semester 2\), which must come earlier",
            ),
            ("subject_prerequisites.csv", 0, "s-prog,s-data", r"line 2: s-prog \(semester 1\) needs s-data"),
            ("funds.csv", 1, "j,state,a,b,,0.3,1,2026-11-01,t", r"a fund of a state names no state_id"),
            ("agreements.csv", 0, "acme,40,200,5,2026-11-01,t", r"discount must be from 0.0 to 1.0"),
        ],
    )
    def test_names_file_and_line_of_a_wrong_row(
        self, tmp_path: Path, file: str, place: int, row: str, message: str
    ) -> None:
        folder = write_catalogue(tmp_path, **{file.removesuffix(".csv"): with_row(file, place, row)})
        with pytest.raises(CatalogueError, match=message):
            read_catalogue(folder)

    def test_refuses_a_prerequisite_of_another_plan(self, tmp_path: Path) -> None:
        folder = write_catalogue(
            tmp_path,
            curricula=(*ROWS["curricula.csv"], "night,Nocturna,Evening,software,3,u-west,2026-11-01,test"),
            subjects=(*ROWS["subjects.csv"], "n-team,night,Proyecto,Project,3,3,3,a,b"),
            subject_prerequisites=("n-team,s-net",),
        )
        with pytest.raises(CatalogueError, match=r"line 2: n-team needs s-net, which is of another plan"):
            read_catalogue(folder)

    @pytest.mark.parametrize(
        ("prerequisites", "message"),
        [
            ("acme-3", "circle"),
            ("acme-2 & nothing", "'nothing' does not exist"),
            ("zen-1 &", "has an empty part"),
        ],
    )
    def test_refuses_wrong_prerequisites(self, tmp_path: Path, prerequisites: str, message: str) -> None:
        row = ROWS["certifications.csv"][0].replace(",0,,A-1,", f",0,{prerequisites},A-1,")
        folder = write_catalogue(tmp_path, certifications=with_row("certifications.csv", 0, row))
        with pytest.raises(CatalogueError, match=message):
            read_catalogue(folder)

    def test_refuses_a_file_that_the_manifest_does_not_describe(self, tmp_path: Path) -> None:
        folder = write_catalogue(tmp_path)
        with (folder / "vendors.csv").open("a", encoding="utf-8") as handle:
            handle.write("late,Late,,2026-11-01,test\n")
        with pytest.raises(CatalogueError, match=r"vendors\.csv is not the file that MANIFEST\.toml describes"):
            read_catalogue(folder)

    @pytest.mark.parametrize("file", ["skills.csv", "MANIFEST.toml"])
    def test_names_a_missing_file(self, tmp_path: Path, file: str) -> None:
        folder = write_catalogue(tmp_path)
        (folder / file).unlink()
        with pytest.raises(CatalogueError, match=f"{file} is missing"):
            read_catalogue(folder)

    def test_reads_the_shipped_catalogue(self) -> None:
        shipped = read_catalogue(Settings().reference)
        assert len(shipped.states) == 32
        assert all(one.skill_weights for one in shipped.occupations.values())


class TestRenewManifest:
    def test_refuses_a_csv_without_an_entry(self, tmp_path: Path) -> None:
        folder = write_catalogue(tmp_path)
        (folder / "extra.csv").write_text("a,b\n", encoding="utf-8")
        with pytest.raises(CatalogueError, match=r"no entry for extra\.csv"):
            renew_manifest(folder)

    @pytest.mark.parametrize("name", ["description", "source", "licence"])
    def test_refuses_an_entry_without_its_texts(self, tmp_path: Path, name: str) -> None:
        folder = write_catalogue(tmp_path)
        manifest = folder / "MANIFEST.toml"
        lines = manifest.read_text(encoding="utf-8").splitlines()
        lines.remove(next(line for line in lines if line.startswith(f"{name} =")))
        manifest.write_text("\n".join(lines), encoding="utf-8")
        with pytest.raises(CatalogueError, match=f"{name} is missing"):
            renew_manifest(folder)

    def test_writes_rows_and_hashes_of_the_present_files(self, tmp_path: Path) -> None:
        folder = write_catalogue(tmp_path)
        with (folder / "vendors.csv").open("a", encoding="utf-8") as handle:
            handle.write("late,Late,,2026-11-01,test\n")
        renew_manifest(folder)
        assert {entry.name: entry.rows for entry in read_manifest(folder)}["vendors.csv"] == 3
        assert "late" in read_catalogue(folder).vendors


class TestCircleOf:
    def test_finds_an_id_that_needs_itself(self) -> None:
        assert circle_of({"a": ["a"]}) == ("a", "a")

    def test_takes_two_ways_to_one_id_for_no_circle(self) -> None:
        assert circle_of({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == ()
