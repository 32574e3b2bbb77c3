"""Pages with drawn figures, in a real browser: light and dark, on a phone and a desktop, with mouse and keys."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from data.database import migrate, opened_engine, writing
from data.demand_store import Demand, replace_demand
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.learner_store import put_learners
from data.posting_store import replace_links
from data.rights import Role
from data.settings import ROOT, Settings
from tests.api.page_client import PASSWORD
from tests.api.people import put_account, put_organisation
from tests.browser import log_in, opened_browser
from tests.data.rows import add_postings, learner_row, person_row, posting_row
from tests.served import served

AS_OF = date(2026, 10, 31)
TITLES = ("Analista de datos", "Programador web", "Especialista en continuidad del negocio", "Intérprete")
STATES = ("MX-JAL", "MX-TLA", "MX-SON")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over sixty postings of three states and learners of one."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), reference=ROOT / "data" / "reference")
    ids = [PostingId(f"p{number}") for number in range(60)]
    links = [LinkedSkill(SkillId(name), "Pedimos SQL e inglés B2", "exact", 0.9) for name in ("sql", "english")]
    people = [learner_row(f"l{number}", english=("A2", "B1", "B2")[number % 3]) for number in range(40)]
    with opened_engine(settings.sqlalchemy_url) as engine:
        migrate(engine)
        with writing(engine) as connection:
            add_postings(
                connection,
                *(
                    posting_row(
                        id_,
                        title=TITLES[number % 4],
                        state_id=STATES[(number % 10) // 5 if number < 50 else 2],
                        posted_on=date(2026, 1 + number % 10, 3),
                    )
                    for number, id_ in enumerate(ids)
                ),
            )
            replace_links(connection, dict.fromkeys(ids, links), "test")
            replace_demand(
                connection,
                [Demand(StateId(STATES[0]), SkillId(name), 25, 25, 0, 25) for name in ("sql", "english")],
                AS_OF,
            )
            put_learners(connection, people, [person_row(row["learner_id"]) for row in people])
            put_account(connection, Role.ACADEMIA, organisation_id=put_organisation(connection, "school"))
    with served(settings) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


def open_page(browser: Browser, address: str, *, width: int = 1280, scheme: str = "light") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    return page


class TestEveryChart:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 1280])
    @pytest.mark.parametrize("path", ["/carreras", "/carreras/MX-JAL", "/academia/ingles?state=MX-JAL"])
    def test_passes_axe_and_fits_its_width(
        self, browser: Browser, address: str, path: str, width: int, scheme: str
    ) -> None:
        page = open_page(browser, address, width=width, scheme=scheme)
        if path.startswith("/academia"):
            log_in(page, address, "academia@example.mx", PASSWORD)
        page.goto(f"{address}{path}")
        expect(page.locator("figure.chart").first).to_be_visible()
        violations = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        # No text of a picture is cut at its edge.
        outside = """[...document.querySelectorAll('.chart svg text')].filter(text => {
            const own = text.getBoundingClientRect(), frame = text.closest('svg').getBoundingClientRect();
            return own.left < frame.left - 1 || own.right > frame.right + 1;
        }).map(text => text.textContent)"""
        assert page.evaluate(outside) == []
        page.context.close()


class TestMap:
    def test_is_a_light_page_with_its_styles(self, browser: Browser, address: str) -> None:
        page = open_page(browser, f"{address}/carreras")
        sheets = page.eval_on_selector_all("link[rel=stylesheet]", "links => links.map(link => link.href)")
        sizes = [len(page.request.get(url).body()) for url in (page.url, *sheets)]
        assert len(sizes) == 4
        assert sum(sizes) < 135_000
        page.context.close()

    def test_leads_to_a_state_by_the_keyboard(self, browser: Browser, address: str) -> None:
        page = open_page(browser, f"{address}/carreras?lang=es")
        page.get_by_role("link", name="Jalisco: 25 vacantes").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Carreras de TI y BPO en Jalisco")
        page.context.close()

    def test_colours_a_state_by_its_number(self, browser: Browser, address: str) -> None:
        page = open_page(browser, f"{address}/carreras")
        shade = "getComputedStyle(document.querySelector('a[href=\"/carreras/{}\"] path')).fillOpacity"
        shades = [float(page.evaluate(shade.format(state))) for state in ("MX-NLE", "MX-SON", "MX-JAL")]
        assert shades == sorted(set(shades))
        assert shades[0] == 0
        page.context.close()


class TestLines:
    def test_are_told_apart_without_colour(self, browser: Browser, address: str) -> None:
        page = open_page(browser, f"{address}/carreras/MX-JAL")
        dashes = "[...document.querySelectorAll('polyline.line')].map(line => getComputedStyle(line).strokeDasharray)"
        found = page.evaluate(dashes)
        assert len(found) == len(set(found)) == 2
        page.context.close()
