"""Takes a picture of every page: ``python -m scripts.screenshots HOME OUT`` makes files ``name-width-lang.png``.

HOME, an installation with invented people, stays as it is: a copy of it is filled and served.
"""

import argparse
import shutil
import tempfile
from itertools import groupby, product
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from data.domain import Language
from data.settings import Settings
from scripts.page_stops import Stop, in_language
from scripts.page_tour import Tour, furnished
from tests.browser import log_in, opened_browser
from tests.served import served

WIDTHS: Final = (360, 1280)
"""Of a phone and of a desktop, in pixels."""

_SHEET: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Rumbo's pages</title>
<style>figure {{ display: inline-block; vertical-align: top }} img {{ max-width: 20rem; border: 1px solid }}</style>
</head><body><h1>Rumbo's pages</h1>
{figures}
</body></html>
"""


def take_screenshots(home: Path, folder: Path) -> int:
    """Take the pictures and a contact sheet, ``index.html``; returns how many pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rumbo-pages-") as made:
        copy = Path(shutil.copytree(home, Path(made) / "home"))
        settings = Settings(home=copy)
        tour = furnished(settings)
        with served(settings) as address, opened_browser() as browser:
            names = [
                name
                for _, stops in groupby(tour.stops, lambda stop: stop.role)
                for name in _pictures(browser, address, tour, list(stops), folder)
            ]
    figures = "\n".join(f'<figure><img src="{name}" alt=""><figcaption>{name}</figcaption></figure>' for name in names)
    (folder / "index.html").write_text(_SHEET.format(figures=figures), encoding="utf-8")
    return len(names)


def _pictures(browser: Browser, address: str, tour: Tour, stops: list[Stop], folder: Path) -> list[str]:
    """Take the pictures of one role's pages; returns the names of the files."""
    page = browser.new_page()
    role = stops[0].role
    if role is not None:
        log_in(page, address, tour.log_ins[role].email, tour.log_ins[role].password)
    names = []
    for stop, width, language in product(stops, WIDTHS, Language):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{address}{in_language(stop.path, language)}")
        names.append(f"{stop.name}-{width}-{language.value}.png")
        page.screenshot(path=folder / names[-1], full_page=True)
    page.context.close()
    return names


def main() -> None:
    """Read the arguments and say how many pictures were taken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, metavar="HOME")
    parser.add_argument("out", type=Path, metavar="OUT")
    given = parser.parse_args()
    print(take_screenshots(given.home, given.out), "pictures in", given.out)  # noqa: T201  (its output)


if __name__ == "__main__":
    main()
