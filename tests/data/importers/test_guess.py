import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.catalogue import Catalogue
from data.errors import InputError
from data.importers.guess import Guess, guess_mapping, write_mapping
from data.importers.mapping import ColumnMapping, read_mapping
from tests.data.importers.partner_files import Importing
from tests.development_data import development_file

POSTINGS = (
    "Núm;Puesto;Detalles de la vacante;Lugar;Fecha de publicacion;Giro;Contacto\n"
    "a-1;Analista;Buscamos a alguien con SQL;Jalisco;31/08/2026;TI;ana@acme.example\n"
    "a-2;Desarrollador;Buscamos a alguien con Java;Nuevo León;01/09/2026;BPO;5512345678\n"
    "a-3;Administrador;Buscamos a alguien con Linux;Jalisco;02/09/2026;TI;\n"
)


def guess_of(folder: Path, catalogue: Catalogue, kind: str, content: str) -> Guess:
    path = folder / "f.csv"
    path.write_text(content, encoding="utf-8")
    return guess_mapping(kind, path, catalogue)


def with_constants(path: Path, **constants: str) -> ColumnMapping:
    """A written guess, completed by hand as its comments ask."""
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in constants.items())
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("[constants]")
    comment, _, rest = tail.partition("\n")
    path.write_text(f"{head}[constants]{comment}\n{lines}{rest}", encoding="utf-8")
    return read_mapping(path)


class TestGuessMapping:
    def test_finds_columns_by_name_then_by_content(self, catalogue: Catalogue, tmp_path: Path) -> None:
        guess = guess_of(tmp_path, catalogue, "postings", POSTINGS)
        assert guess.columns == {
            "posting_id": "Núm",
            "title": "Puesto",
            "state_id": "Lugar",
            "posted_on": "Fecha de publicacion",
        }
        assert guess.date_format == "%d/%m/%Y"
        assert guess.missing == ("description",)
        assert guess.why["state_id"] == "it holds states"

    def test_shows_no_example_that_could_name_a_person(self, catalogue: Catalogue, tmp_path: Path) -> None:
        guess = guess_of(tmp_path, catalogue, "postings", POSTINGS)
        assert guess.unused["Giro"] == ("TI", "BPO")
        assert guess.unused["Contacto"] == ()
        people = "Matrícula,Nombre,Teléfono,Apodo\nA1,Zoraida,55,Zori\nA2,Quetzal,56,Que\n"
        guess = guess_of(tmp_path, catalogue, "learners", people)
        write_mapping(guess, tmp_path / "m.toml")
        written = (tmp_path / "m.toml").read_text(encoding="utf-8") + "\n".join(guess.told)
        assert "Apodo" in written
        assert not any(secret in written for secret in ("Zor", "Quetzal", "A1", "55"))

    @pytest.mark.parametrize(
        ("texts", "form"),
        [
            (["2026-08-31", "2026-09-01"], None),
            (["2026-08-31T10:00:00Z"], None),
            (["01/02/2026", "03/04/2026"], "%d/%m/%Y"),
            (["01/02/2026", "03/14/2026"], "%m/%d/%Y"),
            (["31-08-2026"], "%d-%m-%Y"),
            (["31/08/26"], "%d/%m/%y"),
            (["soon", "later"], None),
        ],
    )
    def test_finds_the_form_of_dates(
        self, catalogue: Catalogue, tmp_path: Path, texts: list[str], form: str | None
    ) -> None:
        rows = "".join(f"{text}\n" for text in texts)
        assert (
            guess_of(tmp_path, catalogue, "postings", f"Fecha;x\n{rows.replace(chr(10), ';1' + chr(10))}").date_format
            == form
        )

    def test_finds_decimal_commas(self, catalogue: Catalogue, tmp_path: Path) -> None:
        assert guess_of(tmp_path, catalogue, "transcripts", "Matrícula;Calificación\nA;8,5\nB;9\n").decimal_comma
        assert not guess_of(tmp_path, catalogue, "transcripts", "Matrícula;Calificación\nA;8.5\nB;9\n").decimal_comma

    def test_finds_names_that_are_almost_alike(self, catalogue: Catalogue, tmp_path: Path) -> None:
        guess = guess_of(tmp_path, catalogue, "learners", "Matricúla_;Nivel de ingles;Corre electronico\nA;B1;x\n")
        assert guess.columns == {
            "external_id": "Matricúla_",
            "english": "Nivel de ingles",
            "email": "Corre electronico",
        }

    def test_leaves_out_a_column_of_places_abroad(self, catalogue: Catalogue, tmp_path: Path) -> None:
        guess = guess_of(tmp_path, catalogue, "postings", "Puesto,Ubicación\na,Barcelona\nb,Madrid\n")
        assert "state_id" in guess.missing

    def test_reads_the_sheet_asked_for(self, catalogue: Catalogue, tmp_path: Path) -> None:
        workbook = Workbook()
        sheet = workbook.create_sheet("Vacantes")
        sheet.append(["Puesto", "Estado"])
        sheet.append(["Analista", "Jalisco"])
        workbook.save(tmp_path / "f.xlsx")
        guess = guess_mapping("postings", tmp_path / "f.xlsx", catalogue, sheet="Vacantes")
        write_mapping(guess, tmp_path / "m.toml")
        assert read_mapping(tmp_path / "m.toml").sheet == "Vacantes"

    def test_says_what_it_cannot_do(self, catalogue: Catalogue, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no kind of import 'wishes'"):
            guess_of(tmp_path, catalogue, "wishes", POSTINGS)
        with pytest.raises(InputError, match=r"f\.csv: has no rows"):
            guess_of(tmp_path, catalogue, "postings", "title\n")


class TestTold:
    def test_is_plain_words(self, catalogue: Catalogue, tmp_path: Path) -> None:
        told = guess_of(tmp_path, catalogue, "postings", POSTINGS).told
        assert "title is the file's column 'Puesto' (by its name)" in told
        assert "dates are written like %d/%m/%Y (d day, m month, Y year): please check" in told
        assert "missing: description; every row needs them, so name a column or a constant" in told
        assert "not used: Detalles de la vacante, Giro, Contacto" in told


class TestWriteMapping:
    def test_writes_a_mapping_that_can_be_used(
        self, importing: Importing, catalogue: Catalogue, tmp_path: Path
    ) -> None:
        guess = guess_of(tmp_path, catalogue, "postings", POSTINGS)
        path = tmp_path / "m.toml"
        write_mapping(guess, path)
        assert (
            "# description = ?  # every row needs it; one of: Detalles de la vacante, Giro, Contacto"
            in path.read_text()
        )
        mapping = with_constants(path, description="Sin detalle")
        assert mapping.columns == guess.columns
        counts = importing.file("postings", tmp_path / "f.csv", mapping)
        assert (counts.new, counts.rejected) == (3, 0)

    def test_takes_odd_names_of_columns(self, catalogue: Catalogue, tmp_path: Path) -> None:
        header = '"Título ""x"" \\ # ="' + ',"Estado\t\x7f"'
        guess = guess_of(tmp_path, catalogue, "postings", f"{header},id\na,Jalisco,7\n")
        write_mapping(guess, tmp_path / "m.toml")
        assert read_mapping(tmp_path / "m.toml").columns == guess.columns

    def test_writes_over_nothing_without_being_told(self, catalogue: Catalogue, tmp_path: Path) -> None:
        guess = guess_of(tmp_path, catalogue, "postings", POSTINGS)
        path = tmp_path / "m.toml"
        path.write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match="--force"):
            write_mapping(guess, path)
        assert path.read_text(encoding="utf-8") == "mine"
        write_mapping(guess, path, force=True)
        assert read_mapping(path).columns == guess.columns
        assert sorted(one.name for one in tmp_path.iterdir()) == ["f.csv", "m.toml"]

    def test_names_a_folder_that_is_not_there(self, catalogue: Catalogue, tmp_path: Path) -> None:
        guess = guess_of(tmp_path, catalogue, "postings", POSTINGS)
        with pytest.raises(InputError, match="cannot be written"):
            write_mapping(guess, tmp_path / "none" / "m.toml")


@pytest.mark.needs_development_data
class TestRealFiles:
    @pytest.mark.parametrize(
        ("file", "constants", "n_rows"),
        [
            ("postings_messy/ofertas_latin1_tab.csv", {"state_id": "MX-NLE"}, 2_062),
            ("postings_latam/postings.jsonl", {"state_id": "MX-NLE", "posted_on": "2026-09-01"}, 150),
        ],
    )
    def test_load_by_their_guess_and_its_missing_constants(
        self,
        importing: Importing,
        catalogue: Catalogue,
        tmp_path: Path,
        file: str,
        constants: dict[str, str],
        n_rows: int,
    ) -> None:
        path = development_file(file)
        guess = guess_mapping("postings", path, catalogue)
        assert set(guess.missing) == set(constants)
        write_mapping(guess, tmp_path / "m.toml")
        counts = importing.file("postings", path, with_constants(tmp_path / "m.toml", **constants))
        assert counts.n_in == n_rows
        assert counts.adds_up
        assert counts.rejected < 0.02 * n_rows
        assert counts.new > 0.5 * n_rows
