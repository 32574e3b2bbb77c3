"""Everything that pages do is done by calls as well, or it is said why not."""

from tests.api.calls_of_pages import CALLS_OF_PAGES, REASONS
from tests.api.rights_table import ALLOWED, EVERYBODY

PAGES = {route for route in ALLOWED if " /v1/" not in route} - {"GET /healthz", "GET /readyz"}
CALLS = {page: calls for page, calls in CALLS_OF_PAGES.items() if not isinstance(calls, str)}


def test_each_page_and_form_is_named() -> None:
    assert CALLS_OF_PAGES.keys() == PAGES


def test_each_call_is_there() -> None:
    assert {call for calls in CALLS.values() for call in calls} <= ALLOWED.keys()


def test_who_may_use_the_page_may_use_its_calls() -> None:
    shut = {
        (page, call)
        for page, calls in CALLS.items()
        for call in calls
        if not ALLOWED[page] <= ALLOWED[call] and ALLOWED[page] != EVERYBODY
    }
    assert shut == set()


def test_what_stays_with_pages_has_one_of_few_reasons() -> None:
    assert {reason for reason in CALLS_OF_PAGES.values() if isinstance(reason, str)} == set(REASONS)
