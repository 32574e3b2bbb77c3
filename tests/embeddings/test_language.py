import pytest

from data.domain import Language
from embeddings.language import language_of


class TestLanguageOf:
    @pytest.mark.parametrize(
        "text",
        [
            "gestionar bases de datos",
            "Atención al cliente",
            "seguridad informática",
            "DISEÑO WEB",
            "redactar documentos",
        ],
    )
    def test_knows_spanish(self, text: str) -> None:
        assert language_of(text) is Language.ES

    @pytest.mark.parametrize(
        "text",
        [
            "management of databases",
            "You will be working with our partners",
            "monitoring and testing",
            "Team management and planning",
        ],
    )
    def test_knows_english(self, text: str) -> None:
        assert language_of(text) is Language.EN

    @pytest.mark.parametrize("text", ["Java", "SQL Server", "", "🙂", "Kubernetes", "السلام"])
    def test_leaves_open_what_says_nothing(self, text: str) -> None:
        assert language_of(text) is None
