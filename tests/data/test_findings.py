from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.findings import Finding, keep_findings, kept_findings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOUND = (Finding("disk", True, "79 GB free"), Finding("bundle", False, "no bundle is promoted"))


class TestFindings:
    def test_are_read_as_they_were_kept(self, tmp_path: Path) -> None:
        keep_findings(tmp_path / "doctor.json", FOUND, NOW)
        kept = kept_findings(tmp_path / "doctor.json")
        assert kept is not None
        assert (kept.examined_at, kept.findings, kept.ill) == (NOW, FOUND, FOUND[1:])

    @pytest.mark.parametrize("text", [None, "{", "[]", '{"examined_at": "2026-11-22", "findings": [{"part": 1}]}'])
    def test_that_cannot_be_read_are_none(self, tmp_path: Path, text: str | None) -> None:
        if text is not None:
            (tmp_path / "doctor.json").write_text(text, encoding="utf-8")
        assert kept_findings(tmp_path / "doctor.json") is None
