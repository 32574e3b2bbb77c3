"""How one gets an account and back into it, from the first page to the last, in a real browser."""

from playwright.sync_api import expect

from data.domain import InstitutionId
from data.rights import Role
from tests.api.letters import last_link
from tests.e2e.walk import Walk
from tests.e2e.walkers import new_account, new_email, new_school, new_student

PASSWORD, NEXT_PASSWORD = "un tren sale a las nueve", "otra frase muy distinta"


class TestSignUp:
    def test_leads_by_letter_to_a_goal_and_to_suggestions(self, walk: Walk) -> None:
        email = new_email()
        walk.open("/").follow("frame.log_in").follow("page.log_in.sign_up")
        walk.fill("field.email", email).fill("field.password", PASSWORD).choose("fact.state", "MX-JAL")
        walk.choose("fact.curriculum", "tecnm-isc").choose("fact.english", "B1").fill("fact.weekly_hours", "8")
        walk.tick("field.notice").press("page.sign_up.submit").reads("page.sent.sign_up")
        newcomer = walk.another().log_in(email, PASSWORD, status=401).reads("error.unconfirmed")
        newcomer.open(last_link(walk.service.settings)).fill("field.password", PASSWORD).press(
            "page.confirmation.submit"
        )
        assert newcomer.path == "/mi"
        newcomer.follow("page.next_steps.tell_goal").choose("fact.goal", "data-analyst").press("page.goals.store")
        newcomer.follow("page.goals.see")
        expect(newcomer.content.locator("article.card").first).to_be_visible()
        expect(newcomer.page.get_by_role("link", name=walk.t("page.next_steps.tell_goal"))).to_have_count(0)

    def test_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed(self, walk: Walk) -> None:
        walk.open("/registro").fill("field.email", "nadie@example.mx").fill("field.password", "corta")
        walk.choose("fact.state", "MX-JAL").tick("field.notice").press("page.sign_up.submit", status=422)
        walk.is_refused("error.weak_password")
        expect(walk.field("field.email")).to_have_value("nadie@example.mx")
        expect(walk.field("fact.state")).to_have_value("MX-JAL")


class TestPasswordReset:
    def test_opens_the_account_with_the_new_password_alone(self, walk: Walk) -> None:
        email = new_student(walk.service)
        walk.open("/entrar").follow("page.log_in.forgotten").fill("field.email", email)
        walk.press("page.forgotten.submit").reads("page.sent.password").open(last_link(walk.service.settings))
        walk.fill("field.new_password", NEXT_PASSWORD).press("page.new_password.submit").is_told("done.password")
        walk.fill_in_log_in(email, status=401).reads("error.wrong_log_in")
        walk.fill_in_log_in(email, NEXT_PASSWORD)
        assert walk.path == "/mi"

    def test_a_link_serves_once(self, walk: Walk) -> None:
        walk.open("/contrasena").fill("field.email", new_student(walk.service)).press("page.forgotten.submit")
        link = last_link(walk.service.settings)
        walk.open(link).fill("field.new_password", NEXT_PASSWORD).press("page.new_password.submit")
        walk.open(link, status=410).reads("error.link")


class TestInvitation:
    def test_is_sent_accepted_and_ended_by_blocking(self, walk: Walk) -> None:
        _, school = new_school(walk.service, InstitutionId("udg"))
        email = new_email()
        walk.log_in(new_account(walk.service, Role.OPERATOR)).follow("way.operator.users")
        walk.fill("field.email", email).choose("field.role", Role.ACADEMIA.value)
        walk.press("page.users.send", status=422).is_refused("error.field.organisation")
        walk.choose("field.organisation", school.organisation_id).press("page.users.send").is_told("done.outbox")
        teacher = walk.another().open(last_link(walk.service.settings)).fill("field.name", "Lic. Inventada")
        teacher.fill("field.new_password", PASSWORD).tick("field.notice").press("page.invitation.submit")
        assert teacher.path == "/academia"
        walk.fill("page.users.search", email).press("page.users.find").reads_text("Lic. Inventada")
        walk.go_by(walk.page.get_by_role("button", name=walk.t("page.users.block_one", email=email)))
        walk.is_told("done.block")
        teacher.open("/academia")
        assert teacher.path == "/entrar"
        teacher.fill_in_log_in(email, PASSWORD, status=401).reads("error.wrong_log_in")


class TestOwnAccount:
    def test_a_closed_page_asks_for_the_log_in_and_then_opens(self, walk: Walk) -> None:
        walk.open("/mi/metas")
        assert walk.path == "/entrar"
        walk.fill_in_log_in(new_student(walk.service))
        assert walk.path == "/mi/metas"

    def test_the_password_is_changed_and_the_other_browser_is_logged_out(self, walk: Walk) -> None:
        email = new_student(walk.service)
        elsewhere = walk.another().log_in(email)
        walk.log_in(email).follow("frame.account").fill("field.old_password", "not the password")
        walk.fill("field.new_password", NEXT_PASSWORD).press("page.account.change_password", status=422)
        walk.is_refused("error.field.old_password").fill("field.old_password", "correct horse battery")
        walk.fill("field.new_password", NEXT_PASSWORD).press("page.account.change_password").is_told("done.password")
        elsewhere.open("/mi")
        assert elsewhere.path == "/entrar"
        walk.press("frame.log_out")
        assert walk.path == "/"
        walk.open("/cuenta")
        assert walk.path == "/entrar"
