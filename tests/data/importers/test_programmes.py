from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue, read_catalogue
from data.domain import StateId
from data.importers.counts import ImportCounts
from data.importers.mapping import ColumnMapping, read_mapping
from data.importers.run import import_file
from data.importers.shipped_mappings import shipped_mappings
from data.programme_figure_store import Figures, figures_by_institution, figures_by_state, stored_cycles
from data.programme_titles import ProgrammeMatcher
from data.settings import Settings
from data.tables import programme_figure
from tests.data.importers.partner_files import KEY, TODAY, Importing, write_csv
from tests.development_data import development_file

ROW = {
    "cycle": "2017-2018",
    "state_id": "JALISCO",
    "municipality": "ZAPOPAN",
    "institution": "UNIVERSIDAD AUTONOMA DE AGUASCALIENTES",
    "programme": "ING. EN SIST. COMP.",
    "n_enrolled": "120",
    "n_graduates": "20",
    "n_new_entrants": "40",
}
LAW = ROW | {"programme": "LICENCIATURA EN DERECHO", "n_enrolled": "300", "n_graduates": "90", "n_new_entrants": ""}
ELSEWHERE = ROW | {"state_id": "19", "institution": "Academia X", "n_enrolled": "7", "n_graduates": "0"}


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue(Settings().reference)


@pytest.fixture
def importing(engine: sa.Engine, shipped: Catalogue, tmp_path: Path) -> Importing:
    """Imports with the shipped catalogue, which has the rules for titles."""
    return Importing(engine, shipped, tmp_path)


class TestProgrammes:
    def test_are_stored_once(self, importing: Importing) -> None:
        assert importing.rows("programmes", ROW, LAW, ELSEWHERE) == ImportCounts(n_in=3, new=3)
        before = importing.stored()
        spaced = ROW | {"programme": "ING.  EN SIST. COMP. "}
        counts = importing.rows("programmes", ROW, LAW, ELSEWHERE, spaced)
        assert counts == ImportCounts(n_in=4, unchanged=3, duplicate=1)
        assert importing.stored() == before

    def test_know_their_family_and_institution(self, importing: Importing) -> None:
        importing.rows("programmes", ROW, LAW, ELSEWHERE)
        known = (programme_figure.c.family_id, programme_figure.c.institution_id, programme_figure.c.n_new_entrants)
        with importing.engine.connect() as connection:
            stored = connection.execute(sa.select(*known).order_by(programme_figure.c.n_enrolled)).all()
        assert [tuple(row) for row in stored] == [
            ("computer_systems", None, 40),
            ("computer_systems", "uaa", 40),
            (None, "uaa", None),
        ]

    def test_are_found_under_their_spanish_names(self, importing: Importing, tmp_path: Path) -> None:
        row = {
            "ESTADO": "JALISCO",
            "MUNICIPIO": "ZAPOPAN",
            "INSTITUCIÓN": "Academia X",
            "PROGRAMA": "Derecho",
            "MATRÍCULA": "5",
            "EGRESADOS": "2",
            "NUEVO INGRESO": "1",
        }
        mapping = ColumnMapping(constants={"cycle": "2017-2018"})
        path = write_csv(tmp_path / "anuario.csv", [row])
        assert importing.file("programmes", path, mapping) == ImportCounts(n_in=1, new=1)
        with importing.engine.connect() as connection:
            assert figures_by_state(connection, "2017-2018", ()) == {"MX-JAL": Figures(5, 2, 0, 0)}

    def test_of_mexico_are_of_the_state(self, importing: Importing) -> None:
        importing.rows("programmes", ROW | {"state_id": "MÉXICO"})
        with importing.engine.connect() as connection:
            assert list(figures_by_state(connection, "2017-2018", ())) == ["MX-MEX"]

    def test_corrected_figures_are_updated(self, importing: Importing) -> None:
        importing.rows("programmes", ROW)
        assert importing.rows("programmes", ROW | {"n_graduates": "21"}) == ImportCounts(n_in=1, updated=1)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"cycle": ""}, "cycle is missing"),
            ({"state_id": "Atlantis"}, "state_id is not known"),
            ({"n_enrolled": ""}, "n_enrolled is missing"),
            ({"n_graduates": "2.5"}, "n_graduates is not a whole number"),
            ({"n_new_entrants": "-1"}, "n_new_entrants is not between 0 and 10000000"),
            ({"municipality": "x" * 101}, "municipality is longer than 100 characters"),
        ],
    )
    def test_a_wrong_row_is_refused(self, importing: Importing, changed: dict[str, str], reason: str) -> None:
        assert importing.rows("programmes", ROW | changed) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, reason)]


class TestFigures:
    def test_are_summed_by_state_and_institution_of_one_cycle(self, importing: Importing) -> None:
        importing.rows("programmes", ROW, LAW, ELSEWHERE, LAW | {"cycle": "2018-2019"})
        with importing.engine.connect() as connection:
            assert stored_cycles(connection) == ("2017-2018", "2018-2019")
            states = figures_by_state(connection, "2017-2018", {"computer_systems"})
            institutions = figures_by_institution(connection, "2017-2018", {"computer_systems"})
            north = figures_by_institution(connection, "2017-2018", {"computer_systems"}, StateId("MX-NLE"))
            none = figures_by_state(connection, "2017-2018", ())
        assert states == {"MX-JAL": Figures(420, 110, 120, 20), "MX-NLE": Figures(7, 0, 7, 0)}
        assert [(one.institution_id, one.figures) for one in institutions] == [
            ("uaa", Figures(420, 110, 120, 20)),
            (None, Figures(7, 0, 7, 0)),
        ]
        assert north == institutions[1:]
        assert none["MX-JAL"] == Figures(420, 110, 0, 0)


@pytest.mark.needs_development_data
class TestTheCountry:
    @pytest.fixture
    def country(self, engine: sa.Engine, shipped: Catalogue) -> Callable[[list[str]], ImportCounts]:
        path = development_file("anuies/anuies_2017_2018_programas.csv")
        mapping = read_mapping(shipped_mappings()["anuies-2017-2018"])

        def imported(told: list[str]) -> ImportCounts:
            return import_file("programmes", path, mapping, engine, shipped, KEY, TODAY, tell=told.append)

        return imported

    def test_goes_in_whole_and_adds_up(
        self, engine: sa.Engine, shipped: Catalogue, country: Callable[[list[str]], ImportCounts]
    ) -> None:
        told: list[str] = []
        assert country(told) == ImportCounts(n_in=22_370, new=22_370)
        assert country([]) == ImportCounts(n_in=22_370, unchanged=22_370)

        raw = pd.read_csv(development_file("anuies/anuies_2017_2018_programas.csv"))
        matcher = ProgrammeMatcher(Settings().reference)
        families = {title: matcher.family_of(title) for title in raw["programa"].unique()}
        is_in_scope = raw["programa"].map({t: f is not None and f.is_in_scope for t, f in families.items()})
        scoped = raw[is_in_scope]
        in_scope = {family.id for family in matcher.families.values() if family.is_in_scope}
        with engine.connect() as connection:
            states = figures_by_state(connection, "2017-2018", in_scope)
            institutions = figures_by_institution(connection, "2017-2018", in_scope)

        jalisco, all_of_it = raw["estado"] == "JALISCO", raw["estado"].notna()
        for figures, rows in (
            (states["MX-JAL"], jalisco),
            (sum(states.values(), start=Figures()), all_of_it),
            (sum((one.figures for one in institutions), start=Figures()), all_of_it),
        ):
            assert figures == Figures(
                raw[rows]["matricula"].sum(),
                raw[rows]["egresados"].sum(),
                scoped[rows[is_in_scope]]["matricula"].sum(),
                scoped[rows[is_in_scope]]["egresados"].sum(),
            )
        assert len(states) == raw["estado"].nunique() == 32
        assert len(institutions) == len(raw[["estado", "institucion"]].drop_duplicates())
        assert told == [
            f"cycle 2017-2018: 32 states, {raw['matricula'].sum():,} enrolled, {raw['egresados'].sum():,} graduates; "
            f"in fields of IT and BPO {scoped['matricula'].sum():,} and {scoped['egresados'].sum():,}"
        ]
