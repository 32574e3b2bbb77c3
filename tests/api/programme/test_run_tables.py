"""Tables of allocations as files: money in pesos, small groups hidden as on the page."""

from tests.api.page_client import PageClient
from tests.api.programme.managing import RUNS, Work, made
from tests.api.table_reading import files_of


class TestTablesOfRuns:
    def test_have_what_the_page_shows(self, manager: PageClient, work: Work) -> None:
        url = made(manager, work)
        files = files_of(manager, url)
        assert files.keys() == {"fondos", "certificaciones", "estados", "tipos", "limites"}
        # Three applicants are a small group wherever they stand.
        assert {row[1] for row in files["estados"][1:]} == {"oculto"}
        money = {row[0]: row[2] for row in files["fondos"][1:]}
        assert set(money.values()) <= {f"{float(text):.2f}" for text in money.values()}
        assert len(files_of(manager, RUNS)["repartos"]) == 2

    def test_compare_two_of_them(self, manager: PageClient, work: Work) -> None:
        urls = [made(manager, work), made(manager, work, lottery="25")]
        files = files_of(manager, f"{urls[0]}/comparar?con={urls[1].rpartition('/')[2]}")
        assert {"totals", "by-fund", "by-state", "by-certification", "prices"} <= files.keys()
        for row in files["totals"][1:]:
            one, other, difference = map(float, row[1:])
            assert abs(other - one - difference) < 0.011
