import csv
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.names import unaccented
from data.reference_files import plain_rows
from data.settings import ROOT
from embeddings.title_forms import names_a_job, normal_title
from tests.development_data import development_file
from training.encoder.concept_split import Part, occupation_part

ROWS = plain_rows(ROOT / "data" / "reference", "title_words.csv")
FORMS = [row["form"] for row in ROWS]
PIECES = [
    *FORMS,
    "de",
    "en",
    "y",
    "/",
    "(a)",
    "/a",
    "-o/a",
    "@",
    "$20,000",
    "15k",
    "C++",
    ".NET",
    "r.h.",
    "l.a.v",
    "🙂",
    "中文",
]


class TestNormalTitle:
    @pytest.mark.parametrize(
        "title",
        [
            "Ingeniero de datos",
            "INGENIERA DE DATOS",
            "Ing. de datos",
            "ingeniera/ingeniero de datos",
            "Ingeniero/a de Datos",
            "Ingeniero(a) de datos Jr.",
            "Ingenier@ de datos",
            "Ingenier-o/a de datos",
            "una ingeniera de datos",
            "¡¡URGENTE!! Ingenieros de datos (m/f/d) - CDMX, $20,000 🚀",
            "Se busca ingeniera de datos para home office",
            "Ingeniero de datos Sr. en Guadalajara",
        ],
    )
    def test_writes_one_title_one_way(self, title: str) -> None:
        assert normal_title(title) == "ingeniero de datos"

    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Técnica informática", "tecnico informatico"),
            ("Técnico seguridad informática", "tecnico seguridad informatica"),
            ("Auxiliares administrativas", "auxiliar administrativo"),
            ("Aux. admva.", "auxiliar administrativo"),
            ("Lic. en Admon.", "licenciado en administracion"),
            ("Gte. de RRHH", "gerente de recursos humanos"),
            ("Coord. de RH", "coordinador de recursos humanos"),
            ("Prog. Java Ssr", "programador java"),
            ("Tec. en redes", "tecnico en redes"),
            ("Admon. de TI", "administracion de ti"),
            ("Consultor I.T.", "consultor ti"),
            ("Jefa de mkt", "jefe de marketing"),
            ("Médica directora", "medico director"),
            ("Primera maquinista", "primer maquinista"),
            ("Ingeniera de minas especializada en seguridad", "ingeniero de minas especializado en seguridad"),
            ("Vendedora de ropa y cajera", "vendedor de ropa y cajera"),
            ("Vendedora de ropa y promotora de moda", "vendedor de ropa y promotor de moda"),
            ("Ejecutiva telefónica bilingüe", "ejecutivo telefonico bilingue"),
            ("Front-End Dev (Remote)", "frontend developer"),
            ("Sr. QA Engineer", "qa engineer"),
            ("Developer / Architect", "developer architect"),
        ],
    )
    def test_changes_the_person_and_what_agrees_with_it(self, title: str, expected: str) -> None:
        assert normal_title(title) == expected

    @pytest.mark.parametrize(
        "title",
        [
            "seguridad informatica",
            "bases de datos",
            "atencion a clientes",
            "analista de seguridad informatica",
            "jefe de prensa",
            "administrador de personas",
            "reparador de computadoras e impresoras",
            "operador de maquina excavadora",
            "desarrollador java",
            "camera operator",
            "data analyst",
            "agente de aduana",
        ],
    )
    def test_leaves_words_that_are_no_person_as_they_are(self, title: str) -> None:
        assert normal_title(title) == title

    @pytest.mark.parametrize(
        ("text", "expected"), [("", ""), ("!!! 🚀", ""), ("URGENTE!!", "urgente"), ("18 mil", "18 mil")]
    )
    def test_keeps_words_that_say_nothing_where_there_are_no_others(self, text: str, expected: str) -> None:
        assert normal_title(text) == expected

    @given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from([" ", "/", " - ", ""]))
    def test_of_a_normal_title_is_the_title(self, pieces: list[str], between: str) -> None:
        title = normal_title(between.join(pieces))

        assert normal_title(title) == title

    @given(st.text())
    def test_is_never_empty_where_there_are_letters(self, text: str) -> None:
        title = normal_title(text)

        assert title or not any(letter.isalpha() for letter in unaccented(text))
        assert normal_title(title) == title

    @pytest.mark.needs_development_data
    def test_is_equal_for_both_genders_of_public_titles(self) -> None:
        found = [normal_title(one) == normal_title(other) for one, other in gender_pairs()]

        assert len(found) > 2_000
        assert sum(found) / len(found) >= 0.97


class TestNamesAJob:
    @pytest.mark.parametrize(
        "title", ["URGENTE!!", "", "🙂", "Vacante CDMX $15,000", "de", "Sr.", "home office / tiempo completo"]
    )
    def test_is_false_for_noise_alone(self, title: str) -> None:
        assert not names_a_job(title)

    @pytest.mark.parametrize("title", ["Urgente cajera", "DBA", "Sr. Dev", "经理"])
    def test_is_true_where_any_word_is_left(self, title: str) -> None:
        assert names_a_job(title)


class TestTitleWords:
    def test_are_many_and_each_stands_once_in_a_kind(self) -> None:
        assert len(ROWS) >= 400
        assert len({(row["form"], row["kind"]) for row in ROWS}) == len(ROWS)
        assert all(earlier <= later for earlier, later in pairwise((row["kind"], row["form"]) for row in ROWS))

    def test_are_written_as_titles_are_compared(self) -> None:
        for form in FORMS:
            assert form == " ".join(unaccented(form).lower().split())

    @pytest.mark.parametrize("kind", ["abbreviation", "spelling"])
    def test_are_written_out_into_what_stays_as_it_is(self, kind: str) -> None:
        for row in ROWS:
            if row["kind"] == kind:
                assert normal_title(f"tema de {row['canonical']}") == f"tema de {row['canonical']}"


def gender_pairs() -> set[tuple[str, str]]:
    """Masculine and feminine form of ESCO's own titles, of occupations that are not kept for figures."""
    with development_file("esco/occupations_es.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if occupation_part(row["conceptUri"]) is not Part.REPORT]
    pairs: set[tuple[str, str]] = set()
    for row in rows:
        sides = [side.strip() for side in row["preferredLabel"].split("/")]
        names = [name.strip() for name in row["altLabels"].split("\n")]
        candidates = [*permutations(names, 2), *([(sides[0], sides[1])] if len(sides) == 2 else [])]
        pairs |= {(one, other) for one, other in candidates if _is_feminine_of(one, other)}
    return pairs


def _is_feminine_of(one: str, other: str) -> bool:
    """Whether two titles differ in nothing but the ending of the feminine: "jefe"/"jefa", "gestor"/"gestora"."""
    words, others = one.lower().split(), other.lower().split()
    if len(words) != len(others) or words == others:
        return False
    return all(
        here == there or there == f"{here}a" or (here[-1] in "oe" and there == f"{here[:-1]}a")
        for here, there in zip(words, others, strict=True)
    )
