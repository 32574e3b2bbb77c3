import csv
from pathlib import Path

import pytest

from data.catalogue import Catalogue, read_catalogue
from data.errors import CatalogueError
from data.importers.places import StateFinder
from data.programme_titles import ProgrammeMatcher
from data.settings import ROOT, Settings
from tests.development_data import development_file

REVIEWS = ROOT / "docs" / "reviews"


@pytest.fixture(scope="module")
def matcher() -> ProgrammeMatcher:
    return ProgrammeMatcher(Settings().reference)


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue(Settings().reference)


def judged(file: str) -> list[tuple[str, set[str]]]:
    """Titles and the families that a reader found right, none for a title that belongs to none."""
    with (REVIEWS / file).open(encoding="utf-8", newline="") as handle:
        return [(row["title"], set(filter(None, row["family_id"].split("|")))) for row in csv.DictReader(handle)]


class TestFamilyOf:
    @pytest.mark.parametrize(
        ("title", "family"),
        [
            ("Ing. en Sist. Comp.", "computer_systems"),
            ("INGENIERÍA EN COMPUTACIÓN", "computer_systems"),
            ("Ingenier?a en Computaci\ufffdn", "computer_systems"),
            ("INGENIERÃ\x8dA EN SOFTWARE", "software_engineering"),
            ("Licenciada en Informática Administrativa", "administrative_informatics"),
            ("Lic. en Negocios Internacionales", "international_business"),
            ("Médico Cirujano", None),
            ("Licenciatura en Derecho", None),
            ("", None),
        ],
    )
    def test_reads_titles_however_they_are_written(
        self, matcher: ProgrammeMatcher, title: str, family: str | None
    ) -> None:
        found = matcher.family_of(title)
        assert (found.id if found else None) == family

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Ingeniero(a) en Sistemas Computacionales", "INGENIERÍA EN SISTEMAS COMPUTACIONALES"),
            ("T.S.U. en Tec. de la Inf. y Com.", "TSU en Tecnologías de la Información y Comunicación"),
            ("Licenciado/a en Diseño de Video Juegos", "Licenciatura en diseño de videojuegos"),
        ],
    )
    def test_plain_titles_of_one_degree_are_equal(self, matcher: ProgrammeMatcher, one: str, other: str) -> None:
        assert matcher.plain_title(one) == matcher.plain_title(other)

    def test_a_plain_title_stays_as_it_is(self, matcher: ProgrammeMatcher) -> None:
        for title, _ in judged("programme-titles-tuning.csv"):
            plain = matcher.plain_title(title)
            assert matcher.plain_title(plain) == plain

    def test_is_right_for_at_least_95_of_100_titles_judged_by_others(self, matcher: ProgrammeMatcher) -> None:
        # 300 titles that the matcher gave a family, judged blind by a reader who knew neither rules nor answers.
        titles = judged("programme-titles-judged.csv")
        assert len(titles) == 300
        answers = [(matcher.family_of(title), right) for title, right in titles]
        given = [(family.id, right) for family, right in answers if family is not None]
        assert sum(id_ in right for id_, right in given) / len(given) >= 0.95

    @pytest.mark.needs_development_data
    def test_gives_the_distinct_titles_of_the_country_a_family_or_none(self, matcher: ProgrammeMatcher) -> None:
        with development_file("anuies/anuies_2017_2018_programas.csv").open(encoding="utf-8", newline="") as handle:
            titles = {row["programa"] for row in csv.DictReader(handle)}
        found = {title: matcher.family_of(title) for title in titles}
        in_scope = sum(family is not None and family.is_in_scope for family in found.values())
        assert (len(titles), in_scope, sum(family is None for family in found.values())) == (3_256, 1_289, 1_961)

    @pytest.mark.needs_development_data
    def test_sums_to_the_shipped_students_and_graduates_of_each_state(
        self, matcher: ProgrammeMatcher, shipped: Catalogue
    ) -> None:
        finder = StateFinder(shipped.states.values())
        columns = ("matricula", "nuevo_ingreso", "egresados", "titulados")
        sums = {state_id: dict.fromkeys(columns, 0) for state_id in shipped.states}
        with development_file("anuies/anuies_2017_2018_programas.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                family = matcher.family_of(row["programa"])
                if family is not None and family.is_in_scope:
                    # The file calls the state of Mexico by its short name, which alone could be the country.
                    state_id = finder.find("Estado de México" if row["estado"] == "MÉXICO" else row["estado"])
                    assert state_id is not None
                    for column in columns:
                        sums[state_id][column] += int(row[column] or 0)
        assert {id_: tuple(found.values()) for id_, found in sums.items()} == {
            id_: (one.enrolled, one.new_entrants, one.graduates, one.degrees) for id_, one in shipped.graduates.items()
        }


class TestReading:
    @pytest.mark.parametrize(
        ("rules", "message"),
        [
            ("1,unknown,sistemas,x", "line 2: family_id 'unknown' does not exist"),
            ("1,systems,(sistemas,x", "line 2: pattern is no regular expression"),
        ],
    )
    def test_names_the_line_of_a_wrong_rule(self, tmp_path: Path, rules: str, message: str) -> None:
        families = ("family_id,label_es,label_en,area,in_scope", "systems,Sistemas,Systems,software,true")
        files = {
            "programme_families.csv": "\n".join(families),
            "programme_rules.csv": f"priority,family_id,pattern,example\n{rules}",
            "programme_abbreviations.csv": "stage,pattern,replacement",
        }
        for name, text in files.items():
            (tmp_path / name).write_text(text + "\n", encoding="utf-8")
        with pytest.raises(CatalogueError, match=message.replace("(", r"\(")):
            ProgrammeMatcher(tmp_path)

    def test_names_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogueError, match=r"programme_families\.csv is missing"):
            ProgrammeMatcher(tmp_path)
