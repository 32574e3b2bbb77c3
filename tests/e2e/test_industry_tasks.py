"""What a company does, from a first need to an answer of somebody who fits it, in a real browser."""

from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from playwright.sync_api import expect

from data.catalogue import read_catalogue
from data.domain import SkillId
from data.rights import Role
from recommender.people_files import PeopleFiles
from tests.api.letters import last_link
from tests.e2e.conftest import WITH_SCRIPTS
from tests.e2e.keyboard import walked_with_tab
from tests.e2e.walk import Walk
from tests.e2e.walkers import new_account, new_company, new_neighbours
from training.people_count import count_people
from training.worker import work_on_queue

TITLE = "Analista de datos"
TEXT = "Buscamos quien domine SQL.\nDeseable: Python."
PASTED = "Analista de redes\nZapopan, Jalisco. Inglés intermedio (B1).\nDomina SQL."
HEADER = "posting_id,title,description,state_id,posted_on"


@pytest.fixture
def company(walk: Walk) -> Walk:
    """Somebody of a company at its first page."""
    walk.log_in(new_company(walk.service))
    assert walk.path == "/industria"
    return walk


def post_need(walk: Walk, text: str = TEXT) -> str:
    """Post a need by form; its address."""
    walk.follow("way.company.needs").follow("page.needs.by_form")
    walk.fill("field.need_title", TITLE).fill("field.need_text", text).choose("fact.state", "MX-JAL")
    walk.press("page.new_need.submit").is_told("done.need")
    return walk.path


def skill_name(walk: Walk, skill_id: str) -> str:
    """What a skill is called in the walk's language."""
    return walk.t.label(read_catalogue(walk.service.settings.reference).skills[SkillId(skill_id)].label)


class TestNeed:
    def test_is_posted_corrected_closed_and_opened_again(self, company: Walk) -> None:
        walk = company
        walk.follow("way.company.needs").follow("page.needs.by_form")
        walk.fill("field.need_title", TITLE).fill("field.need_text", TEXT).choose("fact.state", "MX-JAL")
        walk.page.locator("#pay_from").fill("mucho")
        walk.press("page.new_need.submit", status=422).is_refused("error.field.amount")
        expect(walk.field("field.need_title")).to_have_value(TITLE)
        walk.page.locator("#pay_from").fill("25,000")
        walk.press("page.new_need.submit").is_told("done.need").reads_text("$25,000")
        python = walk.content.get_by_role("group", name=skill_name(walk, "python"))
        python.get_by_label(walk.t("need_skill.rejected"), exact=True).check()
        walk.press("page.need.save").is_told("done.saved").press("page.need.accept_all").is_told("done.saved")
        expect(walk.content.locator("del")).to_have_text(skill_name(walk, "python"))
        walk.press("page.need.close").is_told("done.need_closed").reads("need_state.closed")
        walk.press("page.need.reopen").is_told("done.need_open").reads("need_state.open")
        walk.follow("page.need.edit").fill("field.positions", "7").press("page.new_need.submit")
        walk.is_told("done.saved").follow("page.need.back").reads_text(TITLE)

    def test_is_pasted(self, company: Walk) -> None:
        walk = company
        walk.follow("way.company.needs").follow("page.needs.by_paste")
        walk.content.locator("textarea").fill(PASTED)
        walk.press("page.paste.submit").reads("page.new_need.pasted")
        expect(walk.field("field.need_title")).to_have_value("Analista de redes")
        expect(walk.field("fact.state")).to_have_value("MX-JAL")
        walk.press("page.new_need.submit").is_told("done.need").reads("english.b1")

    def test_comes_in_by_a_file_and_is_read(self, company: Walk, tmp_path: Path) -> None:
        walk = company
        file = tmp_path / "vacantes.csv"
        # Word by word the same as of another company would be a duplicate.
        text = f"Pruebas con SQL. Clave {token_hex(4)}"
        file.write_text(f"{HEADER}\n1,Tester manual,{text},Jalisco,2026-11-02\n", encoding="utf-8")
        walk.follow("way.company.needs").follow("page.needs.by_file")
        walk.field("page.need_files.file").set_input_files(file)
        walk.press("page.kardex.submit").reads("page.kardex_file.waiting")
        work_on_queue(walk.service.settings, once=True, poll_seconds=0.1, progress=lambda line: None)
        walk.open("/industria/vacantes").go_by(walk.content.get_by_role("link", name="Tester manual"))
        walk.press("page.need.read").is_told("done.need_read").reads_text(skill_name(walk, "sql"))

    @pytest.mark.parametrize("walk", WITH_SCRIPTS, indirect=True)
    def test_is_posted_by_the_keyboard_alone(self, company: Walk) -> None:
        walk, keyboard = company, company.page.keyboard
        walk.open("/industria/vacantes/nueva")
        assert walked_with_tab(walk.page) == {"missed": [], "unseen": [], "outOfOrder": []}
        walk.open("/industria/vacantes/nueva")
        for name, typed in (("title", TITLE), ("description", TEXT), ("state_id", "Jalisco")):
            while walk.page.evaluate("document.activeElement.name") != name:
                keyboard.press("Tab")
            keyboard.type(typed)
        while walk.page.evaluate("document.activeElement.type") != "submit":
            keyboard.press("Tab")
        with walk.page.expect_navigation():
            keyboard.press("Enter")
        walk.is_told("done.need")


class TestPeople:
    def test_are_written_to_without_a_name_and_answer(self, company: Walk) -> None:
        walk, service = company, company.service
        # What nobody else of the invented country has: of the many who agree to be seen few take messages.
        new_neighbours(service, 5, "cobol", "fortran")
        files = PeopleFiles(service.settings.people_dir)
        catalogue = read_catalogue(service.settings.reference)
        count_people(service.engine, catalogue, files, datetime.now(UTC).date(), lambda line: None)
        post_need(walk, "Buscamos quien domine COBOL.\nDeseable: Fortran.")
        walk.follow("page.need.people").reads("page.people.country")
        card = walk.content.locator("article", has=walk.page.locator("details")).first
        card.locator("summary").click()
        card.locator("textarea").fill("¿Platicamos?")
        walk.press("page.people.send", within=card).is_told("done.message").reads("message.waiting")
        walk.reads_not("@example.mx")
        person = walk.another().open(last_link(service.settings)).reads_text("¿Platicamos?")
        person.go_by(person.content.locator("button[name=accepts][value=true]")).reads("done.answer")
        walk.open(walk.path).reads_text("@example.mx")

    def test_of_a_state_are_counted_by_skill(self, company: Walk) -> None:
        walk = company
        walk.follow("way.company.supply").choose("fact.state", "MX-CMX").press("page.region.show")
        expect(walk.content.locator("tbody tr").first).to_be_visible()
        walk.follow("way.company.region").choose("fact.state", "MX-NLE").press("page.region.show")
        expect(walk.content.locator("tbody tr").first).to_be_visible()


class TestPledge:
    def test_is_offered_and_accepted(self, company: Walk) -> None:
        walk = company
        walk.follow("way.company.pledges").fill("field.budget", "0").fill("field.share_paid", "40")
        walk.page.locator("#expires_on").fill("2099-03-31")
        walk.press("page.pledges.submit", status=422).is_refused("error.field.amount")
        walk.fill("field.budget", "123,456").press("page.pledges.submit").is_told("done.pledge")
        manager = walk.another().log_in(new_account(walk.service, Role.MANAGER)).follow("way.programme.offers")
        offer = manager.content.locator("article", has_text="$123,456").first
        manager.go_by(offer.get_by_role("button", name=manager.t("page.offers.accept")))
        manager.is_told("done.pledge_accepted")
        walk.open(walk.path).reads("pledge_state.accepted")


class TestSurvey:
    def test_is_answered_and_told_in_sum_alone(self, company: Walk) -> None:
        walk = company
        walk.follow("way.company.survey").fill("page.company_survey.n_hired", "3")
        walk.page.locator("#satisfaction").select_option("high")
        walk.press("page.company_survey.submit").is_told("done.company_survey").reads("page.company_survey.answered")
        expect(walk.field("page.company_survey.n_hired")).to_have_value("3")
        manager = walk.another().log_in(new_account(walk.service, Role.MANAGER)).follow("way.programme.companies")
        manager.reads("page.companies.title")
