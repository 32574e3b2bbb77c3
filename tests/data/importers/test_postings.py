import csv
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.importers.mapping import ColumnMapping
from data.importers.postings import content_hash
from data.tables import posting as table
from tests.data.importers.partner_files import Importing, posting, write_jsonl
from tests.development_data import development_file


def stored(importing: Importing, column: str) -> list[object]:
    with importing.engine.connect() as connection:
        return list(connection.scalars(sa.select(table.c[column]).order_by(table.c.posting_id)))


class TestPostings:
    def test_are_stored_under_source_and_id(self, importing: Importing, tmp_path: Path) -> None:
        path = write_jsonl(tmp_path / "p.jsonl", [posting("7")])
        assert importing.file("postings", path, ColumnMapping(source="board")) == ImportCounts(n_in=1, new=1)
        assert stored(importing, "posting_id") == ["board:7"]

    def test_lose_html_entities_and_outer_blanks(self, importing: Importing) -> None:
        importing.rows("postings", posting("1", title=" R&amp;D ", description="  C&#43;&#43; y SQL\n "))
        assert stored(importing, "title") == ["R&D"]
        assert stored(importing, "description") == ["C++ y SQL"]

    def test_get_the_language_of_their_text(self, importing: Importing) -> None:
        english = "We are looking for an engineer with experience in the cloud"
        importing.rows("postings", posting("1"), posting("2", description=english), posting("3", language="EN"))
        assert stored(importing, "language") == ["es", "en", "en"]

    @pytest.mark.parametrize("name", ["MX-NLE", "mx-nle", "19", "NL", "Nuevo León", "nuevo leon", " NUEVO  LEON "])
    def test_find_their_state_in_every_code_system(self, importing: Importing, name: str) -> None:
        importing.rows("postings", posting("1", state_id=name))
        assert stored(importing, "state_id") == ["MX-NLE"]

    def test_with_an_equal_text_in_one_state_are_duplicates(self, importing: Importing) -> None:
        rows = [
            posting("1", title="Data Analyst", description="SQL  and BI"),
            posting("2", title="data analyst", description="sql and\nbi "),
            posting("3", title="Data Analyst", description="SQL and BI", state_id="MX-NLE"),
        ]
        notes = {"with_equal_text": 1}
        assert importing.rows("postings", *rows) == ImportCounts(n_in=3, new=2, duplicate=1, notes=notes)
        assert importing.rows("postings", *rows[1:]) == ImportCounts(n_in=2, unchanged=1, duplicate=1, notes=notes)

    def test_with_a_known_id_are_brought_up_to_date(self, importing: Importing) -> None:
        importing.rows("postings", posting("1"), posting("2"))
        changed = posting("2", n_positions=4)
        assert importing.rows("postings", posting("1"), changed) == ImportCounts(n_in=2, updated=1, unchanged=1)
        assert stored(importing, "n_positions") == [1, 4]

    def test_of_one_id_twice_in_a_file_keep_the_first(self, importing: Importing) -> None:
        rows = (posting("1", n_positions=2), posting("1", n_positions=3))
        assert importing.rows("postings", *rows) == ImportCounts(n_in=2, new=1, duplicate=1)
        assert importing.rows("postings", *rows) == ImportCounts(n_in=2, unchanged=1, duplicate=1)
        assert stored(importing, "n_positions") == [2]

    def test_whose_text_moves_to_another_id_settle_at_once(self, importing: Importing) -> None:
        importing.rows("postings", posting("1", description="old"))
        rows = (posting("2", description="old"), posting("1", description="new"))
        assert importing.rows("postings", *rows) == ImportCounts(n_in=2, new=1, updated=1)
        assert importing.rows("postings", *rows) == ImportCounts(n_in=2, unchanged=2)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"title": ""}, "title is missing"),
            ({"title": "&nbsp;"}, "title is missing"),
            ({"title": "x" * 401}, "title is longer than 400 characters"),
            ({"description": " "}, "description is missing"),
            ({"description": "x" * 200_001}, "description is longer than 200000 characters"),
            ({"description": "a\0b"}, "description contains a NUL character"),
            ({"description": "a\ud800b"}, "description contains bytes that are no text"),
            ({"state_id": "México"}, "state_id is not known"),
            ({"posted_on": "2026-11-23"}, "posted_on is in the future"),
            ({"posted_on": "1066-10-14"}, "posted_on is before 1950-01-01"),
            ({"posted_on": "01/02/2026"}, "posted_on is not an ISO date"),
            ({"n_positions": 0}, "n_positions is not between 1 and 10000"),
            ({"n_positions": 1.5}, "n_positions is not a whole number"),
            ({"n_positions": "NaN"}, "n_positions is not a number"),
            ({"language": "pt"}, "language is not one of es, en"),
            ({"employer": "x" * 201}, "employer is longer than 200 characters"),
            ({"source": "x" * 65}, "source is longer than 64 characters"),
            ({"posting_id": "N/D"}, "posting_id is missing"),
            ({"is_invented": "perhaps"}, "is_invented is not true or false"),
            ({"title": ["a"]}, "title is a list or an object"),
        ],
    )
    def test_that_are_wrong_are_kept_with_line_and_reason(
        self, importing: Importing, tmp_path: Path, changed: dict[str, object], reason: str
    ) -> None:
        path = write_jsonl(tmp_path / "p.jsonl", [posting("1"), posting("2", **changed)])
        assert importing.file("postings", path) == ImportCounts(n_in=2, new=1, rejected=1)
        assert importing.file("postings", path) == ImportCounts(n_in=2, unchanged=1, rejected=1)
        assert importing.reasons() == [(2, reason)]

    def test_with_long_ids_keep_a_readable_start_and_stay_apart(self, importing: Importing) -> None:
        link = "https://bolsa.example/ofertas/analista-de-datos-con-sql-y-python-para-empresa-grande-en-monterrey/"
        assert importing.rows("postings", posting(f"{link}1"), posting(f"{link}2")) == ImportCounts(n_in=2, new=2)
        assert importing.rows("postings", posting(f"{link}2"), posting(f"{link}1")) == ImportCounts(n_in=2, unchanged=2)
        ids = [str(one) for one in stored(importing, "posting_id")]
        assert all(one.startswith("import:https://bolsa.example/ofertas/analista-de-datos-con") for one in ids)
        assert [len(one) for one in ids] == [80, 80]

    def test_of_an_employer_without_a_name_have_none(self, importing: Importing) -> None:
        importing.rows("postings", posting("1", employer="N/D"), posting("2", employer="-"))
        assert stored(importing, "employer") == [None, None]


class TestPageHeaders:
    HEADER = "Inicio Buscar empleo Publicar oferta Acceso empresas Acceso candidatos Regístrate gratis Ayuda Contacto"

    def test_are_cut_told_and_counted(self, importing: Importing) -> None:
        rows = [posting(str(n), description=f"{self.HEADER} Puesto{n} con SQL") for n in range(60)]
        rows.append(posting("60", description="Texto propio sin nada alrededor"))
        counts = importing.rows("postings", *rows)
        assert counts == ImportCounts(n_in=61, new=61, notes={"with_page_header": 60})
        assert counts.adds_up
        assert not any("Acceso empresas" in str(text) for text in stored(importing, "description"))
        assert importing.lines == [f"words of the site's page, cut from the descriptions: {self.HEADER}"]
        assert importing.rows("postings", *rows).n_changed == 0

    def test_with_nothing_beside_leave_the_title_as_the_text(self, importing: Importing) -> None:
        rows = [posting(str(n), description=f"{self.HEADER} Puesto{n} con SQL") for n in range(60)]
        importing.rows("postings", *rows, posting("60", title="Analista de datos", description=self.HEADER))
        assert "Analista de datos" in stored(importing, "description")


class TestContentHash:
    def test_tells_title_from_description(self) -> None:
        assert content_hash("a", "b c") != content_hash("a b", "c")


@pytest.mark.needs_development_data
class TestRealPostings:
    def test_load_and_change_nothing_the_second_time(self, importing: Importing) -> None:
        path = development_file("postings_latam/postings.jsonl")
        mapping = ColumnMapping(
            columns={"posting_id": "job_id"},
            constants={"state_id": "MX-JAL", "posted_on": "2026-09-01", "source": "latam"},
        )
        first = importing.file("postings", path, mapping)
        assert first.n_in == 150
        assert first.adds_up
        assert first.new >= 145
        before = importing.stored()
        second = importing.file("postings", path, mapping)
        assert second.adds_up
        assert second.n_changed == 0
        assert importing.stored() == before
        languages = [json.loads(line)["lang"] for line in path.read_text(encoding="utf-8").splitlines()]
        assert stored(importing, "language").count("es") == pytest.approx(languages.count("es"), abs=3)

    def test_in_latin_1_with_tabs_load_without_the_words_of_the_page(self, importing: Importing) -> None:
        columns = {"posting_id": "Enlace", "title": "Título", "description": "Descripción", "employer": "Empresa"}
        mapping = ColumnMapping(columns=columns, constants={"state_id": "MX-NLE", "posted_on": "2026-09-01"})
        path = development_file("postings_messy/ofertas_latin1_tab.csv")
        with path.open(encoding="latin-1", newline="") as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
        links = {row["Enlace"] for row in rows}
        first = importing.file("postings", path, mapping)
        assert (first.n_in, first.adds_up, first.rejected) == (len(rows), True, 0) == (2062, True, 0)
        assert first.notes["with_page_header"] == sum("Búsquedas TOP" in row["Descripción"] for row in rows)
        # Of 1,314 advertisements some say the same as another under a link of its own.
        assert first.duplicate - first.notes["with_equal_text"] == len(rows) - len(links) == 748
        texts = {(row["Título"].lower(), self._own_words(row["Descripción"])) for row in rows}
        assert len(texts) <= first.new <= len(links)
        assert first.duplicate == len(rows) - first.new
        assert not any("Búsquedas TOP" in str(text) for text in stored(importing, "description"))
        titles = {" ".join(row["Título"].split()) for row in rows}
        assert set(stored(importing, "title")) <= titles
        assert (None in stored(importing, "employer"), "N/D" in stored(importing, "employer")) == (True, False)
        second = importing.file("postings", path, mapping)
        assert second.n_changed == 0

    @staticmethod
    def _own_words(description: str) -> str:
        """What an advertisement of the messy file says before the words of the page."""
        own = description.split("Búsquedas TOP")[0].removeprefix("Oferta de Empleo").strip()
        return " ".join(own.removesuffix("- Tecnoempleo.com").lower().split())
