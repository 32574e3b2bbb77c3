"""What an operator does: rows mended, models changed, drift looked for, backups made and checked, in a real browser."""

from datetime import UTC, datetime

import pytest

from data.rights import Role
from recommender.bundle import promoted_versions
from scripts.operation_tour import furnish_operation, point_to_served
from tests.e2e.walk import Service, Walk
from tests.e2e.walkers import new_account, new_external_id
from training.worker import work_on_queue


def work(walk: Walk) -> None:
    """Let a worker do all that waits."""
    work_on_queue(walk.service.settings, once=True, poll_seconds=0.1, progress=lambda line: None)


@pytest.fixture(scope="module")
def versions(service: Service) -> dict[str, str]:
    """The bundle that serves and another one, of the service that the tests of this file share."""
    return furnish_operation(service.settings, datetime.now(UTC))


@pytest.fixture
def operator(walk: Walk, versions: dict[str, str]) -> Walk:
    """An operator at their first page; the other bundle served before."""
    # Walks before this one changed both the pointer and the records.
    point_to_served(walk.service.settings, versions["version"], versions["other_version"])
    walk.log_in(new_account(walk.service, Role.OPERATOR))
    assert walk.path == "/operacion"
    return walk


class TestRefusedRows:
    def test_are_mended_in_place_and_leave_the_list(self, operator: Walk) -> None:
        rows = f"external_id,kind,state_id,english\n{new_external_id()},student,Atlantis,B1\n"
        operator.follow("frame.jobs", within=operator.page.get_by_role("banner")).choose("page.jobs.kind", "learners")
        file = {"name": "alumnos.csv", "mimeType": "text/csv", "buffer": rows.encode()}
        operator.field("page.jobs.file").set_input_files([file])
        operator.press("page.jobs.import_now")
        work(operator)
        operator.follow("way.operator.start").follow("way.operation.files", within=operator.content.locator("nav"))
        operator.go_by(operator.content.get_by_role("link", name="alumnos.csv"))
        operator.reads("page.refused.there")
        operator.go_by(operator.content.get_by_role("link", name=operator.t("page.refused.mend", line=2)))
        operator.content.locator('input[value="Atlantis"]').fill("MX-JAL")
        operator.press("page.refused_row.submit")
        assert operator.path.startswith("/trabajos/")
        work(operator)
        operator.open("/operacion/filas").reads_not("alumnos.csv")

    def test_are_forgotten(self, operator: Walk) -> None:
        rows = f"external_id,kind,state_id,english\n{new_external_id()},student,Atlantis,B1\n"
        operator.open("/trabajos").choose("page.jobs.kind", "learners")
        file = {"name": "nuevos.csv", "mimeType": "text/csv", "buffer": rows.encode()}
        operator.field("page.jobs.file").set_input_files([file])
        operator.press("page.jobs.import_now")
        work(operator)
        operator.open("/operacion/filas").go_by(operator.content.get_by_role("link", name="nuevos.csv"))
        operator.content.get_by_text(operator.t("page.refused.dismiss_text")).click()
        operator.press("page.refused.dismiss").is_told("done.rows_dismissed").reads_not("nuevos.csv")


class TestModels:
    def test_one_that_the_gate_refuses_says_why_in_the_readers_language(
        self, operator: Walk, versions: dict[str, str]
    ) -> None:
        operator.follow("way.operation.models", within=operator.content.locator("nav"))
        promoting = operator.t("page.models.promote", version=versions["other_version"])
        operator.go_by(operator.content.get_by_role("link", name=promoting))
        operator.reads("page.promotion.gate").press("page.promotion.submit")
        job = operator.path
        work(operator)
        operator.open(job).reads("gate.not_registered")

    def test_the_earlier_one_serves_again(self, operator: Walk, versions: dict[str, str]) -> None:
        operator.open("/operacion/modelos")
        back = operator.t("page.models.roll_back", version=versions["other_version"])
        operator.go_by(operator.content.get_by_role("link", name=back))
        operator.reads("page.rollback.no_gate").press("page.rollback.submit")
        work(operator)
        assert promoted_versions(operator.service.settings.bundles_dir) == [versions["other_version"]]
        operator.open(f"/operacion/modelos/{versions['other_version']}").reads("page.models.is_served")


class TestUpkeep:
    def test_a_backup_is_made_checked_and_taken_away(self, operator: Walk) -> None:
        operator.follow("way.operation.backups", within=operator.content.locator("nav"))
        operator.press("page.backups.make")
        work(operator)
        operator.open("/operacion/respaldos")
        newest = operator.content.get_by_role("listitem").filter(has=operator.page.locator("form")).first
        with operator.page.expect_navigation():
            newest.get_by_role("button").first.click()
        work(operator)
        operator.open("/operacion/respaldos").reads("page.backups.whole")
        with operator.page.expect_download() as taken:
            newest.get_by_role("button").nth(1).click()
        assert taken.value.suggested_filename.startswith("rumbo-")

    def test_the_installation_is_examined_and_drift_looked_for(self, operator: Walk) -> None:
        operator.press("page.operation.examine")
        work(operator)
        operator.open("/operacion").reads("page.operation.doctor").reads("finding.part_indexes")
        operator.follow("way.operation.drift", within=operator.content.locator("nav"))
        operator.reads_text("state_id").press("page.drift.ask")
        assert operator.path.startswith("/trabajos/")


class TestKeys:
    def test_are_made_shown_once_and_ended(self, operator: Walk) -> None:
        operator.follow("frame.account").follow("page.keys.manage").fill("page.keys.name", "nightly")
        operator.press("page.keys.make").reads("page.keys.once")
        token = operator.content.locator("#token").inner_text()
        operator.open("/cuenta/llaves").reads_text("nightly").reads_not(token)
        operator.press("page.keys.end", of="nightly").is_told("done.key_ended").reads("page.keys.none")
