import json
from pathlib import Path
from typing import Any

import pytest

from data.errors import InputError
from data.importers.counts import ImportCounts
from data.importers.formats.job_posting import posting_fields
from data.importers.reading import open_rows
from tests.data.importers.partner_files import Importing

POSTING: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Analista de datos",
    "description": "<p>Buscamos a una persona con <b>SQL</b> &amp; BI.</p><ul><li>Python</li><li>Linux</li></ul>",
    "datePosted": "2026-10-01T09:00:00-06:00",
    "validThrough": "2026-12-01",
    "hiringOrganization": {"@type": "Organization", "name": "Acme"},
    "jobLocation": [
        {"@type": "Place", "address": {"addressRegion": "Texas", "addressCountry": "US"}},
        {
            "@type": "Place",
            "address": {"addressLocality": "Zapopan", "addressRegion": "Jalisco", "addressCountry": {"name": "México"}},
        },
    ],
    "identifier": {"@type": "PropertyValue", "name": "Acme", "value": 4711},
    "url": "https://acme.example/4711",
    "totalJobOpenings": 3,
    "inLanguage": "es-MX",
}
OURS = {
    "posting_id": "4711",
    "title": "Analista de datos",
    "description": "Buscamos a una persona con SQL & BI.\nPython\nLinux",
    "employer": "Acme",
    "state_id": "Jalisco",
    "posted_on": "2026-10-01T09:00:00-06:00",
    "language": "es",
    "n_positions": "3",
}
FILES = {
    "alone.json": json.dumps(POSTING, indent=1),
    "line.jsonl": json.dumps(POSTING),
    "array.json": json.dumps([POSTING]),
    "graph.jsonld": json.dumps({"@context": "x", "@graph": [{"@type": "Organization", "name": "Acme"}, POSTING]}),
    "list.json": json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}),
    "page.html": "<!DOCTYPE html>\n<html><head><script>var a = '<b>';</script>\n"
    f'<script type="application/ld+json">[{json.dumps(POSTING)}]</script></head><body>x</body></html>',
}


class TestPostingFields:
    def test_are_our_columns(self) -> None:
        found = posting_fields(POSTING)
        assert {name: found[name] for name in OURS} == OURS

    def test_keep_the_plain_fields_for_a_mapping(self) -> None:
        assert posting_fields(POSTING)["validThrough"] == "2026-12-01"

    def test_leave_out_what_is_not_there(self) -> None:
        assert posting_fields({"@type": "JobPosting", "title": "x"}) == {"@type": "JobPosting", "title": "x"}

    def test_take_the_address_for_the_id_where_there_is_no_number(self) -> None:
        assert posting_fields({"@type": "JobPosting", "url": "https://acme.example/7"})["posting_id"].endswith("/7")

    @pytest.mark.parametrize(
        ("location", "state"),
        [
            ("Jalisco", "Jalisco"),
            ({"address": "Sonora"}, "Sonora"),
            ({"address": {"addressLocality": "CDMX"}}, "CDMX"),
            (
                [
                    {"address": {"addressRegion": "Texas"}},
                    {"address": {"addressRegion": "Oaxaca", "addressCountry": "MX"}},
                ],
                "Oaxaca",
            ),
        ],
    )
    def test_find_the_state_in_many_shapes(self, location: object, state: str) -> None:
        assert posting_fields({"@type": "JobPosting", "jobLocation": location})["state_id"] == state


class TestFiles:
    @pytest.mark.parametrize("name", FILES)
    def test_load_without_a_mapping(self, importing: Importing, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_text(FILES[name], encoding="utf-8")
        assert importing.file("postings", path) == ImportCounts(n_in=1, new=1)
        assert importing.file("postings", path) == ImportCounts(n_in=1, unchanged=1)
        (row,) = importing.stored()["posting"]
        assert {"Analista de datos", OURS["description"], "Acme", "MX-JAL", 3} <= set(row)

    @pytest.mark.parametrize(
        "script", ["", '<script type="application/ld+json">{"@type": "Organization"}</script>', "<script>{}</script>"]
    )
    def test_a_page_without_a_posting_is_named(self, tmp_path: Path, script: str) -> None:
        path = tmp_path / "page.html"
        path.write_text(f"<html>{script}</html>", encoding="utf-8")
        with pytest.raises(InputError, match="holds no JobPosting"), open_rows(path, ["title"], []) as rows:
            list(rows)

    def test_a_script_that_is_no_json_is_a_bad_row(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.write_text('<html>\n<script type="application/ld+json">{oh</script></html>', encoding="utf-8")
        with open_rows(path, ["title"], []) as rows:
            assert [(row.line, row.problem) for row in rows] == [(2, "the line is not a JSON object")]
