"""Tests of the shipped list of technologies."""

from pathlib import Path

import pytest

from data.domain import SkillKind
from data.errors import CatalogueError
from data.technologies import read_technologies

HEADER = "label_es,label_en,aliases,kind,category,needs_context\n"


class TestReadTechnologies:
    def test_reads_a_row(self, tmp_path: Path) -> None:
        (tmp_path / "technologies.csv").write_text(
            HEADER + "Redes,Networking,LAN|WAN,hard,network,yes\n", encoding="utf-8"
        )
        (one,) = read_technologies(tmp_path)
        assert (one.label.es, one.label.en, one.aliases) == ("Redes", "Networking", ("LAN", "WAN"))
        assert (one.kind, one.category, one.needs_context) == (SkillKind.HARD, "network", True)

    def test_names_the_row_of_an_unknown_kind(self, tmp_path: Path) -> None:
        (tmp_path / "technologies.csv").write_text(HEADER + "Go,Go,,odd,language,yes\n", encoding="utf-8")
        with pytest.raises(CatalogueError, match=r"technologies\.csv, line 2: kind must be one of .*'odd'"):
            read_technologies(tmp_path)

    def test_names_no_label_twice(self) -> None:
        labels = [one.label.en.lower() for one in read_technologies()]
        assert len(labels) == len(set(labels))
        assert len(labels) >= 800
