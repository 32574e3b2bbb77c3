"""The list of pages that are looked at has every page."""

import re

from scripts.page_stops import STOPS
from tests.api.rights_table import ALLOWED

NO_PAGES = {
    "/academia/kardex/plantilla.xlsx": "file",
    "/academia/plantillas/plan.csv": "file",
    "/academia/plantillas/plan.xlsx": "file",
    "/academia/planes/{plan_id}/informe/descargar": "file",
    "/academia/planes/{plan_id}/plan.jsonld": "file",
    "/academia/planes/{plan_id}/plan.xlsx": "file",
    "/mi/datos/descarga": "file",
    "/operacion/filas/{file_id}/filas.csv": "file",
    "/plantillas/aprendices.xlsx": "file",
    "/programa/repartos/{run_id}/archivos/{name}": "file",
    "/healthz": "for programs",
    "/readyz": "for programs",
}
"""Addresses that are no pages, and what they are."""


def shape(path: str) -> str:
    """An address whatever its parts in braces are called, without what is asked."""
    return re.sub(r"\{\w+\}", "{}", path.partition("?")[0])


class TestStops:
    def test_are_all_pages_and_no_others(self) -> None:
        # The table of rights has every route, which its own test sees to.
        methods_and_paths = (route.split() for route in ALLOWED)
        pages = {path for method, path in methods_and_paths if method == "GET" and not path.startswith("/v1/")}
        assert NO_PAGES.keys() <= pages
        assert {shape(stop.path) for stop in STOPS} == set(map(shape, pages - NO_PAGES.keys()))

    def test_have_names_of_their_own(self) -> None:
        assert len({stop.name for stop in STOPS}) == len(STOPS)

    def test_are_of_somebody_who_may_look_at_them(self) -> None:
        allowed = {shape(route.removeprefix("GET ")): roles for route, roles in ALLOWED.items() if route[:3] == "GET"}
        assert [stop.name for stop in STOPS if stop.role not in allowed[shape(stop.path)]] == []
