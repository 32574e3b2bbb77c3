"""What a manager does at the form for a new allocation."""

import re
from collections.abc import Callable

from tests.api.page_client import PageClient

RUNS = "/programa/repartos"
NEW = f"{RUNS}/nuevo"

Work = Callable[[], None]


def form_of(page: str) -> dict[str, str]:
    """What a browser sends of the form for a new allocation when nothing is touched."""
    values = dict(re.findall(r'<input type="range" id="[^"]*" name="([^"]+)"[^>]* value="(\d+)"', page))
    (values["takes_part"],) = re.findall(r'name="takes_part" value="(\w+)" checked', page)
    return {**values, "parity": ""}


def ask(manager: PageClient, **changed: str) -> str:
    """Ask for an allocation; the address of its page."""
    answer = manager.post(NEW, data={**form_of(manager.get(NEW).text), **changed})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def made(manager: PageClient, work: Work, **changed: str) -> str:
    """The same, with the plan made."""
    url = ask(manager, **changed)
    work()
    return url


def publish(manager: PageClient, url: str, work: Work) -> None:
    """Ask that an approved allocation be published, and let a worker do it."""
    answer = manager.post(f"{url}/publicar")
    assert answer.status_code == 303, answer.text
    work()
