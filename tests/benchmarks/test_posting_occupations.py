from pathlib import Path

from benchmarks.posting_occupations import figures, read_titles
from data.domain import Area, Label, Occupation, OccupationId


def occupation(id_: str, title: str) -> Occupation:
    return Occupation(OccupationId(id_), Label(title, id_), Area.DATA_AI, {}, esco_uri=f"esco:{id_}")


def test_counts_titles_that_name_the_right_the_wrong_and_no_occupation() -> None:
    occupations = [occupation("analyst", "analista de datos"), occupation("tester", "analista de pruebas")]
    titles = [
        ("esco:analyst", "Analistas de datos"),
        ("esco:analyst", "analista de pruebas de datos"),
        ("esco:tester", "probador"),
        ("esco:cook", "cocinero"),
        ("esco:cook", "cocinero y analista de datos"),
    ]
    assert figures(titles, occupations) == {
        "titles": 3,
        "named": 2,
        "right": 1,
        "titles_of_others": 2,
        "named_of_others": 1,
    }


def test_reads_each_title_of_a_file_once(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("i\tesco:a\tuno\tdos\ni\tesco:a\tuno\ttres\n", encoding="utf-8")
    assert read_titles(path) == [("esco:a", "dos"), ("esco:a", "tres"), ("esco:a", "uno")]
