"""The pages that browse the shipped catalogue, in a real browser, at two widths and in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from data.catalogue import read_catalogue
from data.database import migrate, opened_engine
from data.domain import Language
from data.settings import ROOT, Settings
from tests.e2e.walk import DESKTOP, PHONE, Visit
from tests.served import served


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service on a free port of this machine, without a bundle."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), reference=ROOT / "data" / "reference")
    with opened_engine(settings.sqlalchemy_url) as engine:
        migrate(engine)
    with served(settings) as found:
        yield found


def with_prerequisites() -> str:
    """The address of the certification that asks for most others first."""
    certifications = read_catalogue(ROOT / "data" / "reference").certifications.values()
    return f"/certificaciones/{max(certifications, key=lambda one: len(frozenset().union(*one.prerequisites))).id}"


PATHS = (
    "/certificaciones",
    "/certificaciones?q=redes&area=networks",
    "/certificaciones-en-orden",
    "most",
    "/",
    "/explora",
    "/carreras",
    "/carreras/MX-JAL",
)


class TestEveryPage:
    @pytest.mark.parametrize("language", list(Language))
    @pytest.mark.parametrize("width", [PHONE, DESKTOP])
    @pytest.mark.parametrize("path", PATHS)
    def test_passes_axe_fits_its_width_and_logs_no_error(
        self, browser: Browser, address: str, path: str, width: int, language: Language
    ) -> None:
        visit = Visit(browser, width)
        chosen = with_prerequisites() if path == "most" else path
        visit.page.goto(f"{address}{chosen}{'&' if '?' in chosen else '?'}lang={language}")
        expect(visit.page.locator("html")).to_have_attribute("lang", language.value)
        violations = Axe().run(visit.page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
        assert visit.too_wide == 0
        assert visit.complaints == []
        visit.close()


class TestSearch:
    def test_answers_as_one_types(self, browser: Browser, address: str) -> None:
        visit = Visit(browser, PHONE)
        visit.page.goto(f"{address}/certificaciones?lang=es")
        visit.page.locator("#q").press_sequentially("ccna", delay=30)
        expect(visit.page.locator("#results h3").first).to_contain_text("CCNA")
        assert "q=ccna" in visit.page.url
        visit.page.locator("#area").select_option("bpo")
        expect(visit.page.locator("#results")).to_contain_text("Ninguna certificación coincide")
        assert visit.complaints == []
        visit.close()

    def test_works_without_scripts_from_the_list_to_a_certification(self, browser: Browser, address: str) -> None:
        visit = Visit(browser, PHONE, scripts=False)
        visit.page.goto(f"{address}/certificaciones?lang=en")
        visit.page.locator("#q").fill("ccna")
        visit.page.locator("#level").select_option("associate")
        visit.page.get_by_role("button", name="Search").click()
        visit.page.locator("#results h3 a").first.click()
        expect(visit.page.locator("h1")).to_contain_text("CCNA")
        expect(visit.page.get_by_role("heading", name="Jobs it brings you closer to")).to_be_visible()
        visit.close()

    def test_goes_back_to_what_was_searched(self, browser: Browser, address: str) -> None:
        visit = Visit(browser, DESKTOP)
        visit.page.goto(f"{address}/certificaciones?lang=es")
        visit.page.locator("#q").fill("itil")
        expect(visit.page.locator("#results h3").first).to_contain_text("ITIL")
        visit.page.locator("#results h3 a").first.click()
        expect(visit.page.locator("h1")).to_contain_text("ITIL")
        visit.page.go_back()
        expect(visit.page.locator("#q")).to_have_value("itil")
        expect(visit.page.locator("#results h3").first).to_contain_text("ITIL")
        visit.close()


def test_the_vendored_script_is_small_enough_for_a_phone() -> None:
    script = Path(ROOT / "api" / "static" / "vendor" / "htmx" / "htmx.min.js")
    assert script.stat().st_size < 60_000
