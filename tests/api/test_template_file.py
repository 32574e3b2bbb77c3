from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

PATH = "/plantillas/aprendices.xlsx"


class TestTheTemplate:
    @pytest.mark.parametrize(
        ("query", "sheets"),
        [
            ("", ["Aprendices", "Kardex", "Instrucciones", "Listas", "Materias"]),
            ("?lang=en", ["Learners", "Transcripts", "Instructions", "Lists", "Subjects"]),
        ],
    )
    def test_comes_in_both_languages(self, client: TestClient, query: str, sheets: list[str]) -> None:
        answer = client.get(PATH + query)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == 'attachment; filename="aprendices.xlsx"'
        assert load_workbook(BytesIO(answer.content)).sheetnames == sheets

    def test_is_found_on_the_start_page(self, client: TestClient) -> None:
        assert f'href="{PATH}"' in client.get("/").text
