"""A person at a browser: looks at pages, and walks a task by what the pages say."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, Response, expect

from api.dependencies import LANGUAGE_COOKIE
from api.i18n import texts
from data.domain import Language
from data.settings import Settings
from tests.api.page_client import PASSWORD

PHONE, DESKTOP = 360, 1280

_STICKING_OUT: Final = """[...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map(one => one.outerHTML.slice(0, 120))"""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs, over an installation that tests may change."""

    settings: Settings
    engine: sa.Engine
    address: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How a task is walked; ``scripts`` is false where the browser runs none."""

    language: Language
    width: int
    scripts: bool


class Visit:
    """A page looked at; what the browser complained of is kept."""

    def __init__(self, browser: Browser, width: int, *, scripts: bool = True) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def too_wide(self) -> int:
        """By how many pixels the page is wider than the screen."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width

    def close(self) -> None:
        self.context.close()


class Walk(Visit):
    """A task walked from page to page; each page must be in the language of the walk and fit the screen.

    Buttons, links and fields are found by the key of what they say, as a reader finds them. ``of`` is the name that a
    button or link adds for those who only hear it.
    """

    def __init__(self, browser: Browser, service: Service, manner: Manner) -> None:
        super().__init__(browser, manner.width, scripts=manner.scripts)
        self.t: Final = texts(manner.language)
        self.manner: Final = manner
        self.service: Final = service
        self._browser = browser
        self._companions: list[Walk] = []
        self._last_status = 0
        self._refusals: set[int] = set()
        self.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": manner.language.value, "url": service.address}])
        self.page.on("response", self._note_status)

    @property
    def content(self) -> Locator:
        """What the page has to say."""
        return self.page.locator("main")

    @property
    def path(self) -> str:
        """Where the walk is."""
        return urlsplit(self.page.url).path

    def another(self) -> "Walk":
        """Somebody else, at a browser of their own; both end together."""
        self._companions.append(Walk(self._browser, self.service, self.manner))
        return self._companions[-1]

    def open(self, path: str, *, status: int = 200) -> Self:
        """Type an address, which is answered with ``status``."""
        self.page.goto(f"{self.service.address}{path}")
        return self._arrived(status)

    def log_in(self, email: str, password: str = PASSWORD, *, status: int = 200) -> Self:
        """Log in, from the page of everybody."""
        return self.open("/entrar").fill_in_log_in(email, password, status=status)

    def fill_in_log_in(self, email: str, password: str = PASSWORD, *, status: int = 200) -> Self:
        """Log in on the page where that is asked for."""
        self.fill("field.email", email).fill("field.password", password)
        return self.press("page.log_in.submit", status=status)

    def field(self, key: str) -> Locator:
        """The field with a label."""
        return self.content.get_by_label(self.t(key), exact=True)

    def fill(self, key: str, text: str) -> Self:
        """Type into a field."""
        self.field(key).fill(text)
        return self

    def choose(self, key: str, value: str) -> Self:
        """Choose an option by its value."""
        self.field(key).select_option(value)
        return self

    def tick(self, key: str) -> Self:
        """Tick a box."""
        self.field(key).check()
        return self

    def button(self, key: str, *, of: str | None = None, within: Locator | None = None) -> Locator:
        """A button."""
        return (within or self.page).get_by_role("button", name=self._name(key, of))

    def press(self, key: str, *, of: str | None = None, within: Locator | None = None, status: int = 200) -> Self:
        """Press a button that leads to a page, which is answered with ``status``."""
        return self.go_by(self.button(key, of=of, within=within), status=status)

    def follow(self, key: str, *, of: str | None = None, within: Locator | None = None) -> Self:
        """Follow a link."""
        return self.go_by((within or self.page).get_by_role("link", name=self._name(key, of)))

    def go_by(self, way: Locator, *, status: int = 200) -> Self:
        """Go where a button or link leads."""
        with self.page.expect_navigation():
            way.click()
        return self._arrived(status)

    def reads(self, key: str, **values: object) -> Self:
        """Expect a text on the page."""
        return self.reads_text(self.t(key, **values))

    def reads_text(self, text: str) -> Self:
        """Expect words on the page that are the same in every language."""
        expect(self.content).to_contain_text(text)
        return self

    def reads_not(self, text: str) -> Self:
        """Expect words not to be on the page."""
        expect(self.content).not_to_contain_text(text)
        return self

    def is_told(self, key: str, **values: object) -> Self:
        """Expect the page to confirm what was just done."""
        expect(self.content.get_by_role("status").first).to_contain_text(self.t(key, **values))
        return self

    def is_refused(self, key: str) -> Self:
        """Expect a message beside a field that is marked as wrong."""
        wrong = self.content.locator("[aria-invalid=true]")
        expect(wrong).to_have_count(1)
        described_by = ",".join(f"[id='{id_}']" for id_ in str(wrong.get_attribute("aria-describedby")).split())
        expect(self.page.locator(described_by).filter(has_text=self.t(key))).to_have_count(1)
        return self

    def end(self) -> None:
        """Close the browsers; nothing may have been complained of but the refusals that were expected."""
        for companion in self._companions:
            companion.end()
        expected = tuple(f"the server responded with a status of {status} " for status in self._refusals)
        assert [one for one in self.complaints if not any(said in one for said in expected)] == []
        self.close()

    def _name(self, key: str, of: str | None) -> re.Pattern[str]:
        """What a button or link says, whole; browsers put a blank before a part that is only heard."""
        return re.compile("^" + re.escape(self.t(key)) + ("" if of is None else rf"\s?: {re.escape(of)}") + "$")

    def _note_status(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._last_status = response.status

    def _arrived(self, status: int = 200) -> Self:
        if status != 200:
            self._refusals.add(status)
        assert self._last_status == status, (self._last_status, self.page.url, self.content.inner_text())
        expect(self.page.locator("html")).to_have_attribute("lang", self.manner.language.value)
        expect(self.page.locator("h1")).to_have_count(1)
        assert self.too_wide == 0, (self.page.url, self.page.evaluate(_STICKING_OUT))
        return self
