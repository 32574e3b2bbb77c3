"""``rumbo match-texts`` with the default encoder, as a user runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from data.settings import ROOT
from embeddings.encoder import OnnxEncoder
from embeddings.match import match_texts
from embeddings.match_weights import TextKind
from embeddings.weights import build_default_encoder

CORPUS = {
    "en-db": "manage databases",
    "es-db": "administrar bases de datos",
    "en-net": "computer networks",
    "en-cust": "customer service",
    "es-cont": "contabilidad",
    "en-web": "web development",
}
MODELS_DIR = ROOT / "data" / "local" / "models"


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder.load(build_default_encoder(MODELS_DIR, lambda message: None))


class TestMatchTexts:
    @pytest.mark.parametrize(
        ("query", "kind", "best"),
        [
            ("redes de computadoras", TextKind.SKILL, "en-net"),
            ("ATENCIÓN AL CLIENTE", TextKind.SKILL, "en-cust"),
            (
                "Buscamos a alguien que lleve la contabilidad de la empresa y reporte a dirección",
                TextKind.SENTENCE,
                "es-cont",
            ),
            ("You will build web pages with our team in Monterrey", TextKind.SENTENCE, "en-web"),
        ],
    )
    def test_finds_the_meaning_in_either_language(
        self, encoder: OnnxEncoder, query: str, kind: TextKind, best: str
    ) -> None:
        ((_, ranked),) = match_texts({"q": query}, CORPUS, kind, 3, encoder)
        assert ranked[0][0] == best

    def test_gives_equal_bytes_with_and_without_the_cache(self, encoder: OnnxEncoder, tmp_path: Path) -> None:
        corpus, queries = tmp_path / "corpus.tsv", tmp_path / "queries.tsv"
        corpus.write_text("".join(f"{id_}\t{text}\n" for id_, text in CORPUS.items()), encoding="utf-8")
        queries.write_text("1\tbases de datos\n2\t\n3\tExcel, redes, páginas web\n", encoding="utf-8")
        environment = {
            "PYTHONPATH": ":".join(sys.path),
            "RUMBO_HOME": str(tmp_path / "home"),
            "RUMBO_MODELS": str(MODELS_DIR),
        }
        program = [sys.executable, "-c", "from api.cli import main; main()", "match-texts", str(queries), str(corpus)]
        runs = []
        for name in ("first.tsv", "again.tsv"):
            options = ["--kind", "sentence", "--top", "9", "--out", str(tmp_path / name)]
            subprocess.run([*program, *options], check=True, env=environment, cwd=tmp_path, capture_output=True)
            runs.append((tmp_path / name).read_bytes())
        assert runs[0] == runs[1]
        lines = [line.split("\t") for line in runs[0].decode().splitlines()]
        assert [(query, rank) for query, _, rank, _ in lines] == [
            (query, str(rank)) for query in "123" for rank in range(1, len(CORPUS) + 1)
        ]
        assert {score for query, _, _, score in lines if query == "2"} == {"0.000000"}
        assert len(list((tmp_path / "home" / "match_cache").iterdir())) == 1
