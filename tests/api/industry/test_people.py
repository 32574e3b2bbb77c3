import re

import pytest
from fastapi import FastAPI

from api.industry.people import reference_of
from api.pages.industry import supply
from data.audit_store import AuditAction, entries_about
from data.consent_store import ConsentPurpose, withdraw_consent
from data.contact_store import answer_message, received_messages, sent_messages
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import LearnerId, PostingId, SkillId, StateId
from data.learner_skill_store import state_skills
from data.need_store import needs_of
from data.settings import Settings
from data.standing_store import ask_deletion
from tests.api.conftest import START, Clock
from tests.api.industry.companies import Companies
from tests.api.industry.neighbours import put_neighbours, rights_of
from tests.api.letters import last_link, letters, text_of
from tests.api.page_client import PageClient
from tests.api.people import enter
from tests.api.table_reading import files_of
from tests.statements import counted_statements

PROFILE, MESSAGES = ConsentPurpose.PROFILE, ConsentPurpose.MESSAGES
FIVE = ("n1", "n2", "n3", "n4", "n5")


def figures(page: str) -> dict[str, tuple[str, str]]:
    """The two figures of each place of the table."""
    row = r'<tr><th scope="row">([^<]+)</th><td class="amount">([^<]+)</td><td class="amount">([^<]+)</td></tr>'
    return {place: (ready, near) for place, ready, near in re.findall(row, page)}


def references(page: str) -> list[str]:
    return re.findall(r'id="profile-([0-9A-Z]+)"', page)


def referred(settings: Settings, companies: Companies, name: str) -> str:
    """What a person is called in the western company's only need."""
    with companies.engine.begin() as connection:
        (one,) = needs_of(connection, companies.west_rights)
    return reference_of(settings.pseudonym_secret, one.posting_id, LearnerId(name))


@pytest.fixture
def url(companies: Companies) -> str:
    """The people near a need that requires SQL and wishes for Python."""
    put_neighbours(companies.engine, FIVE, "sql", "python", agree=(PROFILE, MESSAGES))
    put_neighbours(companies.engine, ("far1", "far2"), "sql", "python", agree=(PROFILE,), state_id="MX-NLE")
    put_neighbours(companies.engine, ("hidden",), "sql", "python")
    put_neighbours(companies.engine, ("none",), agree=(PROFILE, MESSAGES))
    companies.count_people()
    return f"{companies.post()}/personas"


@pytest.fixture
def n1(web_app: FastAPI, companies: Companies, url: str) -> PageClient:
    """The browser of one of the five, who are there once the need is."""
    browser = PageClient(web_app)
    with companies.engine.begin() as connection:
        enter(browser, connection, "n1")
    return browser


class TestShow:
    def test_counts_by_state_and_hides_small_groups(self, companies: Companies, url: str) -> None:
        # Eight people can prove all, at .7 a skill: near, not ready. The two of Nuevo León would follow from the rest.
        found = figures(companies.west.get(url).text)
        assert found == {
            "Todo el país": ("0", "8"),
            "Jalisco": ("0", "oculto"),
            "Nuevo León": ("0", "oculto"),
        }

    def test_shows_profiles_of_those_who_agree_without_name_or_number(
        self, companies: Companies, url: str, settings: Settings
    ) -> None:
        page = companies.west.get(url).text
        assert set(references(page)) == {referred(settings, companies, name) for name in (*FIVE, "far1", "far2")}
        assert page.count("Escribirle por medio del programa") == 5
        # Two of Nuevo León are too few to tell where they are from.
        assert page.count("Estado con pocas personas") == 2
        assert all(f">{name}<" not in page and f"{name}@" not in page for name in FIVE)

    def test_tells_no_state_of_those_whose_state_the_catalogue_lost(self, companies: Companies) -> None:
        put_neighbours(companies.engine, FIVE, "sql", "python", agree=(PROFILE,), state_id="MX-OLD")
        companies.count_people()
        page = companies.west.get(f"{companies.post()}/personas").text
        assert page.count("Estado con pocas personas") == len(references(page)) == 5

    def test_shows_no_profile_where_fewer_than_five_agree(self, companies: Companies, url: str) -> None:
        with writing(companies.engine) as connection:
            for name in ("n1", "far1"):
                withdraw_consent(connection, rights_of(name), PROFILE, START)
            ask_deletion(connection, rights_of("n2"), START, START.date())
        assert references(companies.west.get(url).text) == []

    def test_says_of_which_day_it_is_and_leaves_out_at_once_who_asks_for_deletion(
        self, companies: Companies, url: str
    ) -> None:
        put_neighbours(companies.engine, ("late",), "sql", "python")
        page = companies.west.get(url).text
        assert "La gente se contó el 20 de noviembre de 2026" in page
        assert figures(page)["Todo el país"] == ("0", "8")
        with writing(companies.engine) as connection:
            ask_deletion(connection, rights_of("n2"), START, START.date())
        assert figures(companies.west.get(url).text)["Todo el país"] == ("0", "7")
        companies.count_people()
        assert figures(companies.west.get(url).text)["Todo el país"] == ("0", "8")

    def test_says_what_a_person_holds_as_of_now(self, companies: Companies, url: str) -> None:
        with writing(companies.engine) as connection:
            state_skills(connection, rights_of("n1"), [SkillId("python")], START, is_held=False)
        page = companies.west.get(url).text
        assert page.count("<dt>Le falta</dt><dd>Python</dd>") == 1

    @pytest.mark.parametrize(("page", "n"), [("people", 12), ("talent", 5)])
    def test_takes_few_statements_however_many_people(self, companies: Companies, url: str, page: str, n: int) -> None:
        address = url if page == "people" else "/industria/talento"
        companies.west.get(address)
        with counted_statements(companies.engine) as statements:
            companies.west.get(address)
        assert len(statements) == n

    def test_says_that_nobody_was_counted_yet(self, companies: Companies) -> None:
        assert "Todavía no se cuenta a la gente." in companies.west.get(f"{companies.post()}/personas").text
        assert "Todavía no se cuenta a la gente." in companies.west.get("/industria/talento").text

    def test_a_reference_is_of_one_posting(self) -> None:
        ana = LearnerId("ana")
        assert reference_of(b"k", PostingId("a"), ana) != reference_of(b"k", PostingId("b"), ana)
        assert reference_of(b"k", PostingId("a"), ana) != reference_of(b"l", PostingId("a"), ana)

    def test_is_of_the_company_alone(self, companies: Companies, url: str) -> None:
        assert companies.east.get(url).status_code == 404
        assert companies.east.post(f"{url}/ABC", data={"message": "Hola"}).status_code == 404

    def test_says_that_a_need_without_skills_has_nobody(self, companies: Companies) -> None:
        page = companies.west.get(f"{companies.post(description='Nada', title='Nada')}/personas").text
        assert "La vacante aún no tiene habilidades." in page


class TestWrite:
    def test_reaches_the_person_and_the_address_comes_back_after_a_yes_alone(
        self, companies: Companies, url: str, settings: Settings, n1: PageClient
    ) -> None:
        person = referred(settings, companies, "n1")
        answer = companies.west.post(f"{url}/{person}", data={"message": "¿Platicamos?"})
        assert answer.status_code == 303, answer.text
        (letter,) = letters(settings)
        assert letter["To"] == "n1@example.mx"
        assert "Org west-works" in text_of(letter)
        assert "¿Platicamos?" in text_of(letter)
        page = companies.west.get(url).text
        assert "espera respuesta" in page
        assert "n1@example.mx" not in page
        link = last_link(settings)
        anonymous = PageClient(companies.west.app)  # type: ignore[arg-type]  # httpx knows no more than an ASGI app
        assert "¿Platicamos?" in anonymous.get(link).text
        assert "Guardamos tu respuesta." in anonymous.post(link, data={"accepts": "true"}).text
        assert anonymous.get(link).status_code == 410
        assert anonymous.post(link, data={"accepts": "false"}).status_code == 410
        assert "n1@example.mx" in companies.west.get(url).text
        assert "Compartimos tu correo" in letters(settings)[-1]["Subject"]
        with companies.engine.begin() as connection:
            (one,) = needs_of(connection, companies.west_rights)
            (sent,) = sent_messages(connection, one)
            actions = [(entry.action, entry.actor) for entry in entries_about(connection, sent.id)]
        assert actions == [(AuditAction.MESSAGE_SENT, "west-works"), (AuditAction.MESSAGE_ACCEPTED, None)]
        # Taken back, the consent hides the address again.
        n1.post("/mi/datos/consentimientos", data={"purpose": "messages", "agrees": "false"})
        assert "n1@example.mx" not in companies.west.get(url).text

    def test_a_no_is_told_without_an_address(
        self, companies: Companies, url: str, settings: Settings, n1: PageClient
    ) -> None:
        companies.west.post(f"{url}/{referred(settings, companies, 'n1')}", data={"message": "Hola"})
        page = n1.get("/mi/mensajes").text
        assert "Org west-works: Analista de datos" in page
        found = re.search(r'action="(/mi/mensajes/[0-9a-z]+)"', page)
        assert found
        done = n1.post(found[1], data={"accepts": "false"})
        assert "no aceptaste" in n1.get(done.headers["location"]).text
        page = companies.west.get(url).text
        assert "no aceptó" in page
        assert "n1@example.mx" not in page

    def test_nobody_is_written_to_twice_about_one_need(
        self, companies: Companies, url: str, settings: Settings
    ) -> None:
        person = referred(settings, companies, "n1")
        companies.west.post(f"{url}/{person}", data={"message": "Hola"})
        assert companies.west.post(f"{url}/{person}", data={"message": "Hola"}).status_code == 409
        assert len(letters(settings)) == 1

    @pytest.mark.parametrize(("name", "status"), [("far1", 409), ("hidden", 404), ("none", 404)])
    def test_nobody_is_written_to_who_did_not_agree(
        self, companies: Companies, url: str, settings: Settings, name: str, status: int
    ) -> None:
        person = referred(settings, companies, name)
        assert companies.west.post(f"{url}/{person}", data={"message": "Hola"}).status_code == status
        assert letters(settings) == []

    def test_needs_words(self, companies: Companies, url: str, settings: Settings) -> None:
        person = referred(settings, companies, "n1")
        answer = companies.west.post(f"{url}/{person}", data={"message": " "})
        assert answer.status_code == 422
        assert f'id="error-{person}"' in answer.text

    def test_waits_thirty_days(self, companies: Companies, url: str, settings: Settings, clock: Clock) -> None:
        companies.west.post(f"{url}/{referred(settings, companies, 'n1')}", data={"message": "Hola"})
        clock.pass_minutes(30 * 24 * 60)
        assert PageClient(companies.west.app).get(last_link(settings)).status_code == 410  # type: ignore[arg-type]
        with companies.engine.begin() as connection:
            (received,) = received_messages(connection, rights_of("n1"), clock())
            assert (received.is_waiting, received.is_accepted) == (False, None)
            accepts = answer_message(connection, received.id, rights_of("n1"), clock(), is_accepted=True)
        assert not accepts


class TestConsent:
    def test_is_given_and_taken_back_and_both_stay_on_record(
        self, companies: Companies, n1: PageClient, url: str
    ) -> None:
        page = n1.get("/mi/datos").text
        assert page.count("Lo permites desde el") == 2
        for agrees in ("false", "true", "true"):
            answer = n1.post("/mi/datos/consentimientos", data={"purpose": "profile", "agrees": agrees})
            assert answer.status_code == 303
        kept = n1.get("/mi/datos/descarga").json()["tables"]["learner_consent"]
        profile = [(row["purpose"], row["withdrawn_at"] is None) for row in kept if row["purpose"] == "profile"]
        assert sorted(profile) == [("profile", False), ("profile", True)]

    def test_refuses_a_purpose_that_is_none(self, n1: PageClient, url: str) -> None:
        answer = n1.post("/mi/datos/consentimientos", data={"purpose": "sale", "agrees": "true"})
        assert answer.status_code == 422


class TestSupply:
    def test_counts_holders_by_the_same_rule(self, companies: Companies, url: str) -> None:
        page = companies.west.get("/industria/talento").text
        found = re.findall(r'<th scope="row">SQL</th>((?:<td class="amount">[^<]+</td>)+)', page)
        assert found == ['<td class="amount">7</td><td class="amount">oculto</td><td class="amount">0</td>']

    def test_says_the_same_in_files(self, companies: Companies, url: str) -> None:
        rows = files_of(companies.west, "/industria/talento")["talento"]
        assert [row[:4] for row in rows if row[0] == "SQL"] == [["SQL", "7", "oculto", "0"]]
        near = files_of(companies.west, url)["personas"]
        assert [row[1:] for row in near if row[0] in ("Jalisco", "Nuevo León")] == [["0", "oculto"]] * 2

    def test_has_every_skill_in_its_file_where_the_page_shows_the_first(
        self, companies: Companies, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with writing(companies.engine) as connection:
            asked = [Demand(StateId("MX-JAL"), SkillId(skill), 9, n, 0, 9) for skill, n in (("sql", 7), ("python", 6))]
            replace_demand(connection, asked, START.date())
        monkeypatch.setattr(supply, "_MOST_SKILLS", 1)
        assert companies.west.get("/industria/talento").text.count('<th scope="row">') == 1
        rows = files_of(companies.west, "/industria/talento")["talento"][1:]
        assert [row[:2] for row in rows] == [["SQL", "7"], ["Python", "6"]]
