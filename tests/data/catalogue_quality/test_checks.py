from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue, catalogue_of, read_catalogue
from data.catalogue_quality.duplicates import duplicates
from data.catalogue_quality.finding import Finding
from data.catalogue_quality.outliers import kilometres, outliers
from data.catalogue_quality.prerequisites import needless_prerequisites
from data.catalogue_quality.report import check_catalogue, report_lines
from data.catalogue_quality.staleness import never_checked, stale
from data.catalogue_quality.translations import untranslated
from data.domain import State, StateId, SubjectId
from data.settings import Settings
from tests.catalogue_files import ROWS, write_catalogue

DAY = "2026-11-01,test"


def found(
    check: Callable[[Catalogue], Iterator[Finding]], folder: Path, **changed: tuple[str, ...]
) -> list[tuple[str, str]]:
    """File and row of what a check finds in the tiny catalogue with some files changed, beyond what it finds anyway."""
    before = {str(one) for one in check(catalogue_of(write_catalogue(folder / "before")))}
    after = check(catalogue_of(write_catalogue(folder / "after", **changed)))
    return [(one.file, one.row_id) for one in after if str(one) not in before]


def with_row(file: str, row: str) -> tuple[str, ...]:
    return (*ROWS[file], row)


@st.composite
def needs_of_earlier_ones(draw: st.DrawFn) -> dict[SubjectId, frozenset[SubjectId]]:
    """Up to seven subjects, one a semester, each of which needs any of those before it."""
    ids = [SubjectId(f"s{place}") for place in range(draw(st.integers(1, 7)))]
    return {
        id_: draw(st.frozensets(st.sampled_from(ids[:place]))) if place else frozenset()
        for place, id_ in enumerate(ids)
    }


def all_needed(needs: dict[SubjectId, frozenset[SubjectId]], id_: SubjectId) -> set[SubjectId]:
    """What a subject needs, directly or through others."""
    return {*needs[id_]}.union(*(all_needed(needs, needed) for needed in needs[id_]))


class TestDuplicates:
    @pytest.mark.parametrize(
        ("file", "row", "expected"),
        [
            ("skills.csv", "s2,consultas sql,other,,,hard,data_ai,,,2026-11-01", "sql"),
            ("skills.csv", "s2,otra,other,,PYTHON,hard,data_ai,,,2026-11-01", "python"),
            ("skills.csv", "s2,otra,other,tres|Trés,,hard,data_ai,,,2026-11-01", "s2"),
            ("vendors.csv", f"v2,ACME,,{DAY}", "acme"),
            ("clusters.csv", f"c2,West   cluster,MX-NLE,M,25.6,-100.3,cluster,cloud,{DAY}", "west"),
            ("institutions.csv", f"u2,universidad del oeste,MX-JAL,public_university,{DAY}", "u-west"),
        ],
    )
    def test_finds_a_name_that_two_rows_share(self, tmp_path: Path, file: str, row: str, expected: str) -> None:
        changed = {file.removesuffix(".csv"): with_row(file, row)}
        assert found(duplicates, tmp_path, **changed) == [(file, expected)]

    def test_lets_one_name_stand_in_both_languages_and_in_two_states(self, tmp_path: Path) -> None:
        twin = with_row("institutions.csv", f"u2,Universidad del Oeste,MX-NLE,public_university,{DAY}")
        assert found(duplicates, tmp_path, institutions=twin) == []

    def test_finds_equal_lists_of_skills(self, tmp_path: Path) -> None:
        weights = ("acme-1,cloud,1.0", "acme-2,cloud,1.0", "acme-3,aws,1.0", "zen-1,sql,1.0", "zen-2,python,1.0")
        changed = found(duplicates, tmp_path, certification_skills=weights)
        assert changed == [("certification_skills.csv", "acme-1")]

    def test_finds_an_esco_identifier_given_twice(self, tmp_path: Path) -> None:
        rows = tuple(row.replace(",,2026", ",uri:1,2026") for row in ROWS["skills.csv"][:2]) + ROWS["skills.csv"][2:]
        assert found(duplicates, tmp_path, skills=rows) == [("skills.csv", "sql")]


class TestOutliers:
    def test_finds_hours_out_of_the_range_of_the_level(self, tmp_path: Path) -> None:
        rows = (ROWS["certifications.csv"][0].replace(",20,A2", ",400,A2"), *ROWS["certifications.csv"][1:])
        assert found(outliers, tmp_path, certifications=rows) == [("certifications.csv", "acme-1")]

    def test_finds_a_certification_with_few_or_light_skills(self, catalogue: Catalogue) -> None:
        few = [one.row_id for one in outliers(catalogue) if "fewer than 5" in one.text]
        assert set(few) == {*catalogue.certifications, *catalogue.occupations}
        light = {
            id_: replace(one, skill_weights=dict.fromkeys(one.skill_weights, 0.5))
            for id_, one in catalogue.certifications.items()
        }
        texts = [one.text for one in outliers(replace(catalogue, certifications=light))]
        assert sum("no skill weighs 0.7" in text for text in texts) == len(light)

    def test_finds_a_cluster_far_from_its_state(self, tmp_path: Path) -> None:
        row = f"far,Far,MX-JAL,Tijuana,32.5,-117.0,cluster,cloud,{DAY}"
        assert found(outliers, tmp_path, clusters=with_row("clusters.csv", row)) == [("clusters.csv", "far")]

    def test_finds_a_prerequisite_of_a_higher_level(self, tmp_path: Path) -> None:
        row = f"zen-3,zenith,Zenith Three,software,foundation,en,40,A1,,acme-3,,,,90,,,a,b,{DAY}"
        changed = {
            "certifications": with_row("certifications.csv", row),
            "certification_skills": with_row("certification_skills.csv", "zen-3,python,0.9"),
        }
        new = [one for one in found(outliers, tmp_path, **changed) if one[0] == "certifications.csv"]
        assert new == [("certifications.csv", "zen-3")]

    def test_measures_along_the_surface_of_the_earth(self, catalogue: Catalogue) -> None:
        equator = replace(catalogue.states[StateId("MX-JAL")], latitude=0.0, longitude=0.0)
        east: State = replace(equator, longitude=90.0)
        # A quarter of the great circle of a sphere of 6,371 km.
        assert kilometres(equator, east) == pytest.approx(10_007.5, abs=0.1)


class TestNeedlessPrerequisites:
    def test_finds_what_another_prerequisite_needs_anyway(self, tmp_path: Path) -> None:
        rows = with_row("subject_prerequisites.csv", "s-team,s-prog")
        (one,) = needless_prerequisites(catalogue_of(write_catalogue(tmp_path, subject_prerequisites=rows)))
        assert str(one) == "prerequisite: subject_prerequisites.csv, s-team: needs s-prog anyway, through s-data"

    @given(needs=needs_of_earlier_ones())
    def test_finds_just_what_can_go_without_changing_what_is_needed(
        self, catalogue: Catalogue, needs: dict[SubjectId, frozenset[SubjectId]]
    ) -> None:
        pattern = catalogue.subjects[SubjectId("s-prog")]
        subjects = {
            id_: replace(pattern, id=id_, semester=place, prerequisite_ids=needed)
            for place, (id_, needed) in enumerate(needs.items(), start=1)
        }
        found = {
            (one.row_id, one.text.split()[1]) for one in needless_prerequisites(replace(catalogue, subjects=subjects))
        }
        assert found == {
            (id_, gone)
            for id_, needed in needs.items()
            for gone in needed
            if all_needed(needs | {id_: needed - {gone}}, id_) == all_needed(needs, id_)
        }


class TestUntranslated:
    @pytest.mark.parametrize(
        ("labels", "is_found"),
        [
            ("liderazgo,leadership", False),
            ("leadership,leadership", True),
            ("big data,big data", False),
            ("Docker,Docker", False),
            ("c++,c++", False),
            ("gestión of riesgos,risk management", True),
            ("gestión de riesgos,gestión de riesgos", True),
        ],
    )
    def test_finds_labels_that_one_language_lacks(self, tmp_path: Path, labels: str, is_found: bool) -> None:
        def check(catalogue: Catalogue, loanwords: Collection[str] = ("Big Data",)) -> Iterator[Finding]:
            return untranslated(catalogue, loanwords)

        rows = with_row("skills.csv", f"x,{labels},,,hard,software,,,2026-11-01")
        assert bool(found(check, tmp_path, skills=rows)) is is_found

    def test_finds_a_syllabus_in_the_other_language(self, tmp_path: Path) -> None:
        row = "s-x,systems,Ética,Ethics,3,3,3,How to use the tools of that trade for the people,Codes of conduct"
        check = lambda catalogue: untranslated(catalogue, ())  # noqa: E731
        assert found(check, tmp_path, subjects=with_row("subjects.csv", row)) == [("subjects.csv", "s-x")]


class TestStale:
    def test_finds_rows_checked_too_long_ago_or_in_the_future(self, tmp_path: Path) -> None:
        folder = write_catalogue(
            tmp_path, vendors=("acme,Acme,,2024-01-01,t", "zenith,Zenith,,,t", "next,Next,,2027-01-01,t")
        )
        rows = [one.row_id for one in stale(folder, date(2026, 11, 25)) if one.file == "vendors.csv"]
        assert rows == ["acme", "next"]

    def test_prices_grow_old_sooner_than_names(self, tmp_path: Path) -> None:
        folder = write_catalogue(tmp_path)
        # The price was checked on 2026-10-01, the row on 2026-11-01.
        on = {day: [str(one) for one in stale(folder, day)] for day in (date(2027, 9, 30), date(2027, 10, 5))}
        assert on[date(2027, 9, 30)] == []
        assert [text.split(": ")[1] for text in on[date(2027, 10, 5)]] == ["certifications.csv, acme-1"]

    def test_counts_rows_that_nobody_compared(self, tmp_path: Path) -> None:
        folder = write_catalogue(tmp_path, vendors=("acme,Acme,,,general knowledge", "zenith,Zenith,,2026-01-01,t"))
        assert never_checked(folder)["vendors.csv"] == 1


class TestShippedCatalogue:
    TODAY = date(2026, 11, 25)

    def test_is_clean(self) -> None:
        report = check_catalogue(Settings().reference, self.TODAY)
        assert [str(one) for one in report.findings] == []
        assert report_lines(report)[-1].startswith("clean")

    def test_holds_what_it_promises(self) -> None:
        shipped = read_catalogue(Settings().reference)
        certifications = shipped.certifications.values()
        people = {"bpo", "service_management", "english", "soft_skills"}
        assert len(certifications) >= 250
        assert len({one.vendor_id for one in certifications}) >= 40
        assert sum(one.area.value in people for one in certifications) >= 0.25 * len(certifications)
        assert {one.level for one in certifications} == {"foundation", "associate", "professional", "expert"}
        assert min(len(one.skill_weights) for one in certifications) >= 5
        assert len(shipped.skills) >= 1_200
        assert len(shipped.occupations) >= 120
        assert len(shipped.clusters) >= 23
        assert len(shipped.institutions) >= 150
        assert len(shipped.curricula) >= 12
        assert len({one.state_id for one in shipped.institutions.values()}) == 32
        assert set(shipped.agreements) == {one.vendor_id for one in certifications}

    def test_says_of_most_subjects_what_they_build_on(self) -> None:
        shipped = read_catalogue(Settings().reference)
        for curriculum in shipped.curricula.values():
            n_needed = sum(len(one.prerequisite_ids) for one in curriculum.subjects)
            assert 0.7 <= n_needed / len(curriculum.subjects) <= 1.2, curriculum.id

    def test_a_price_without_a_day_is_no_price(self) -> None:
        for one in read_catalogue(Settings().reference).certifications.values():
            assert (one.list_price_usd is None) == (one.price_checked_at is None), one.id
