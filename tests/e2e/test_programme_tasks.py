"""What a manager of the programme does, from the map to a published allocation and its proof, in a real browser."""

import pytest
from playwright.sync_api import Locator, expect

from api.commands.worker_steps import SERVICE_STEPS
from data.rights import Role
from tests.e2e.walk import Walk
from tests.e2e.walkers import new_account
from training.worker import work_on_queue

MOST_CLICKS = 9
_MILLISECONDS_TO_RENEW = 20_000


class Clicks:
    """Counts the clicks of a walk; each leads to another page."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.n = 0

    def on(self, way: Locator) -> None:
        """Click, and arrive."""
        self.n += 1
        self.walk.go_by(way)

    def link(self, key: str) -> None:
        """Click a link of the page's own."""
        self.on(self.walk.content.get_by_role("link", name=self.walk.t(key), exact=True).first)

    def button(self, key: str) -> None:
        """Click a button."""
        self.on(self.walk.button(key))


@pytest.fixture
def clicks(walk: Walk) -> Clicks:
    """A manager at the first page of the programme."""
    walk.log_in(new_account(walk.service, Role.MANAGER))
    assert walk.path == "/programa"
    return Clicks(walk)


def do_all_jobs(walk: Walk) -> None:
    """Let a worker do all that waits."""
    work_on_queue(
        walk.service.settings, once=True, poll_seconds=0.1, progress=lambda line: None, service_steps=SERVICE_STEPS
    )


class TestDemand:
    def test_leads_from_the_map_to_the_postings_behind_a_number(self, clicks: Clicks) -> None:
        walk = clicks.walk
        clicks.link("way.programme.map")
        walk.choose("page.demand.area", "cloud").press("page.careers.show")
        row = walk.content.get_by_role("row").filter(has=walk.page.get_by_role("rowheader", name="Jalisco", exact=True))
        clicks.on(row.get_by_role("link").nth(1))
        assert walk.path == "/programa/demanda"
        walk.reads("page.demand.method")
        walk.choose("fact.state", "").press("page.careers.show")
        number = walk.content.get_by_role("region").first.locator("td a").first
        n_postings = number.inner_text()
        clicks.on(number)
        walk.reads_text(n_postings).reads("page.demand.origin")
        clicks.link("page.demand.back")


class TestStudy:
    def test_is_drawn_and_its_letters_are_written_after_a_look(self, clicks: Clicks) -> None:
        walk = clicks.walk
        clicks.link("way.programme.studies")
        clicks.link("page.study.new")
        manner = walk.manner
        name = f"{manner.language.value}-{manner.width}-{int(manner.scripts)}"
        walk.fill("page.study.field_name", "No Name").press("page.study.submit", status=422)
        walk.is_refused("page.study.wrong_name")
        walk.fill("page.study.field_name", name).fill("page.study.field_from", "2025-01-01")
        walk.fill("page.study.field_people", "40").press("page.study.submit")
        walk.is_told("done.study").reads("page.study.few_answers", fewest="30")
        clicks.link("page.study.invite")
        walk.reads("page.study.letters_once")


class TestVouchers:
    def test_a_code_of_none_and_a_file_of_none_are_told(self, clicks: Clicks) -> None:
        walk = clicks.walk
        clicks.link("way.programme.vouchers")
        walk.fill("page.vouchers.code", "NO-SUCH-CODE").press("page.voucher_life.redeem_submit", status=422)
        walk.is_refused("row.no_voucher")
        rows = b"code,redeemed_on\nNO-SUCH-CODE,2026-10-01\n"
        walk.field("page.voucher_life.file").set_input_files(
            {"name": "redemptions.csv", "mimeType": "text/csv", "buffer": rows}
        )
        walk.press("page.kardex.submit")
        do_all_jobs(walk)
        walk.open(walk.path).reads("row.no_voucher")


class TestAllocation:
    def test_goes_from_the_map_to_a_published_plan_and_its_proof_in_under_ten_clicks(self, clicks: Clicks) -> None:
        walk = clicks.walk
        clicks.link("way.programme.map")
        # The state that the map is about is a link of the picture itself; no mark of a cluster lies on Oaxaca's middle.
        clicks.on(walk.content.locator('svg a[href$="estado=MX-OAX"]'))
        assert walk.path == "/programa/repartos/nuevo"
        clicks.button("page.new_run.submit")
        walk.reads("page.run.waiting")
        do_all_jobs(walk)
        # The page renews itself, with scripts and without.
        expect(walk.page.locator(".state")).to_have_text(walk.t("run_standing.done"), timeout=_MILLISECONDS_TO_RENEW)
        clicks.link("page.run.approve")
        walk.reads("page.approval.undo")
        clicks.button("page.approval.submit")
        walk.is_told("done.run_approved")
        clicks.button("page.run.publish")
        walk.reads("page.run.publishing")
        do_all_jobs(walk)
        expect(walk.page.locator(".lead .state")).to_have_text(
            walk.t("run_standing.published"), timeout=_MILLISECONDS_TO_RENEW
        )
        clicks.link("page.run.proof")
        walk.reads("audit_action.allocation_published").reads_text("rumbo allocate verify")
        assert clicks.n <= MOST_CLICKS

    def test_an_approval_is_taken_back(self, clicks: Clicks) -> None:
        walk = clicks.walk
        clicks.link("way.programme.runs")
        clicks.link("page.runs.new")
        clicks.button("page.new_run.submit")
        do_all_jobs(walk)
        walk.open(f"{walk.path}/aprobar")
        clicks.button("page.approval.submit")
        clicks.button("page.run.withdraw")
        walk.is_told("done.run_withdrawn")
        clicks.link("way.programme.record")
        walk.reads("audit_action.allocation_withdrawn")
