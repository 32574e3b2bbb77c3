"""Every page of the service in a real browser: it can be read, used with the keyboard, and asks no other host."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from data.domain import Language
from data.rights import Role
from data.settings import Settings
from scripts.page_stops import STOPS, in_language
from scripts.page_tour import Tour, furnished
from tests.browser import log_in, opened_browser
from tests.e2e.conftest import copied
from tests.e2e.keyboard import walked_with_tab
from tests.served import served

PHONE, DESKTOP = 360, 1280
MOST_BYTES = 150_000

HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))"""

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

VIEWS = [
    pytest.param(PHONE, Language.ES),
    pytest.param(DESKTOP, Language.EN),
    pytest.param(PHONE, Language.EN, marks=pytest.mark.full),
    pytest.param(DESKTOP, Language.ES, marks=pytest.mark.full),
]


@dataclass
class Look:
    """A page that was opened, and what the browser did and complained of on the way."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", lambda answer: self.answers.append(answer))


@dataclass
class Guide:
    """Opens the pages of a tour, as whoever may look at them."""

    browser: Browser
    address: str
    tour: Tour
    sessions: dict[Role, Any] = field(default_factory=dict)

    def opened(self, name: str, width: int, language: Language) -> Look:
        """The page of a stop, as if it were the first one that the browser is shown."""
        stop = next(one for one in self.tour.stops if one.name == name)
        session = None if stop.role is None else self._session(stop.role)
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, storage_state=session, reduced_motion="reduce"
        )
        look = Look(context.new_page())
        answer = look.page.goto(f"{self.address}{in_language(stop.path, language)}")
        assert answer is not None
        assert answer.status == 200
        return look

    def _session(self, role: Role) -> Any:
        """What a browser keeps after a log-in."""
        if role not in self.sessions:
            context: BrowserContext = self.browser.new_context()
            log_in(context.new_page(), self.address, self.tour.log_ins[role].email, self.tour.log_ins[role].password)
            self.sessions[role] = context.storage_state()
            context.close()
        return self.sessions[role]


@pytest.fixture(scope="module")
def guide(served_country: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """A guide through a copy of the country that has something on every page."""
    settings = copied(served_country, tmp_path_factory.mktemp("tour"))
    tour = furnished(settings)
    with served(settings) as address, opened_browser() as browser:
        yield Guide(browser, address, tour)


class TestEveryPage:
    @pytest.mark.parametrize(("width", "language"), VIEWS)
    @pytest.mark.parametrize("name", [stop.name for stop in STOPS])
    def test_can_be_read_and_walked_by_keyboard(self, guide: Guide, name: str, width: int, language: Language) -> None:
        look = guide.opened(name, width, language)
        page = look.page
        assert page.locator("html").get_attribute("lang") == language.value
        assert page.title().removesuffix(" · Rumbo")
        assert page.evaluate(TOO_WIDE) == 0
        levels = page.evaluate(HEADINGS)
        assert (levels[0], levels.count(1)) == (1, 1)
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []

        own_host = urlsplit(guide.address).netloc
        assert [url for url in look.requests if urlsplit(url).netloc != own_host and not url.startswith("data:")] == []
        sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in look.answers}
        assert sum(sizes.values()) < MOST_BYTES, sizes

        violations = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
        assert walked_with_tab(page) == {"missed": [], "unseen": [], "outOfOrder": []}
        assert look.complaints == []
        page.context.close()

    def test_leads_past_its_head_with_the_first_key(self, guide: Guide) -> None:
        page = guide.opened("start", PHONE, Language.ES).page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        page.context.close()


class TestWalkedWithTab:
    def test_tells_what_is_missed_unseen_and_out_of_order(self, guide: Guide) -> None:
        page = guide.browser.new_page()
        page.set_content("""
            <a id="late" href="#late">late</a>
            <button id="unseen" style="outline: none">unseen</button>
            <a id="missed" href="#missed" tabindex="-1">missed</a>
            <label><input id="early" tabindex="1"></label>""")
        walked = {
            fault: [re.findall(r'id="(\w+)"', html)[0] for html in some]
            for fault, some in walked_with_tab(page).items()
        }
        assert walked == {"missed": ["missed"], "unseen": ["unseen"], "outOfOrder": ["late"]}
        page.context.close()
