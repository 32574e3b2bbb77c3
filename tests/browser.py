"""A real browser for tests: Chromium of the system, or the one that Playwright installed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

# Nothing but the pages under test is to be fetched; a container's root has no sandbox.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Path of a browser: RUMBO_CHROMIUM, else Chromium or Chrome of the system, else Playwright's own (``None``)."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("RUMBO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A headless browser; an error names the ways to get one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def log_in(page: Page, address: str, email: str, password: str) -> None:
    """Log in through the form; the page that the role begins with is open afterwards."""
    page.goto(f"{address}/entrar")
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "/entrar" not in url)
