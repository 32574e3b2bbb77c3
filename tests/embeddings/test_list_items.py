import pytest

from embeddings.list_items import list_items


class TestListItems:
    @pytest.mark.parametrize(
        ("text", "items"),
        [
            ("Excel, SQL, Power BI", ["Excel", "SQL", "Power BI"]),
            ("Java; Python and Go.", ["Java", "Python", "Go"]),
            ("• Redes\n• Linux\n• Soporte técnico", ["Redes", "Linux", "Soporte técnico"]),
            ("TCP/IP, DNS y DHCP", ["TCP", "IP", "DNS", "DHCP"]),
            ("Requisitos:\nExcel\nSAP\nExcel\ninglés", ["Excel", "SAP", "inglés"]),
        ],
    )
    def test_takes_lists_apart(self, text: str, items: list[str]) -> None:
        assert list_items(text) == items

    def test_takes_the_first_fifty_of_a_very_long_list(self) -> None:
        assert list_items(", ".join(f"tema {number}" for number in range(10_000))) == [f"tema {n}" for n in range(50)]

    @pytest.mark.parametrize(
        "text",
        [
            "Redes, seguridad",
            "Buscamos a una persona responsable, con ganas de aprender, que trabaje en equipo",
            "",
            ",,,",
            "dato " * 10_000,
        ],
    )
    def test_leaves_the_rest_whole(self, text: str) -> None:
        assert list_items(text) == [text]
