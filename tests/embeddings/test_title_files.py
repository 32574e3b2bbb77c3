from pathlib import Path

from data.domain import Label
from embeddings.title_files import write_readings
from embeddings.titles import TitledOccupation, TitleReading


class TestWriteReadings:
    def test_writes_a_line_an_occupation_and_an_empty_one_for_none(self, tmp_path: Path) -> None:
        ours = TitledOccupation(Label(es="cajero", en="cashier"), ("cajero",), "cashier")
        others = TitledOccupation(Label(es="soldador", en="welder"), ("soldador",), None, "http://esco/welder")
        readings = [("a", [TitleReading(ours, 1.0, 0.75), TitleReading(others, 0.9, 0.125)]), ("b", [])]

        write_readings(tmp_path / "out.tsv", readings)

        assert (tmp_path / "out.tsv").read_text(encoding="utf-8") == (
            "a\t1\tcashier\t\tcajero\tcashier\t0.7500\n"
            "a\t2\t\thttp://esco/welder\tsoldador\twelder\t0.1250\n"
            "b\t0\t\t\t\t\t\n"
        )
