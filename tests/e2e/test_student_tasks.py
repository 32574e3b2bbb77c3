"""What a student does with Rumbo, from the log-in to the result, in a real browser."""

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from data.domain import Language
from data.rights import Role
from tests.e2e.walk import Walk
from tests.e2e.walkers import new_account, new_student

CV = "Administré servidores Linux. Programé en Python y en JavaScript. Diseñé bases de datos en SQL."


def cards(walk: Walk) -> Locator:
    """The suggestions."""
    return walk.content.locator("article.card")


def names(walk: Walk) -> list[str]:
    """The names of the certifications suggested, in their order."""
    return cards(walk).locator("h3").all_inner_texts()


def at_suggestions(walk: Walk) -> Walk:
    """A student who has just logged in, which leads to the suggestions."""
    walk.log_in(new_student(walk.service))
    assert walk.path == "/mi"
    expect(cards(walk).first).to_be_visible()
    return walk


class TestSuggestions:
    def test_are_answered_with_yes_which_can_be_undone_and_never(self, walk: Walk) -> None:
        at_suggestions(walk)
        liked, refused = names(walk)[:2]
        walk.press("answer.yes", of=liked)
        walk.is_told("page.learner.answered", name=liked, answer=walk.t("answer.yes"))
        expect(walk.button("answer.yes", of=liked)).to_have_attribute("aria-pressed", "true")
        walk.press("page.next_steps.undo").is_told("page.next_steps.undone", name=liked)
        expect(walk.button("answer.yes", of=liked)).to_have_attribute("aria-pressed", "false")
        walk.press("answer.never", of=refused)
        walk.is_told("page.learner.answered", name=refused, answer=walk.t("answer.never"))
        assert refused not in names(walk)
        expect(walk.content.locator(".past-answers")).to_contain_text(refused)

    def test_follow_the_goal(self, walk: Walk) -> None:
        at_suggestions(walk).follow("page.next_steps.change_profile")
        walk.fill("fact.weekly_hours", "0").content.locator("form").first.evaluate("form => form.noValidate = true")
        walk.press("page.goals.store", status=422).is_refused("error.field.hours")
        walk.choose("fact.goal", "data-analyst").fill("fact.weekly_hours", "12")
        walk.press("page.goals.store").is_told("page.goals.stored").follow("page.goals.see")
        expect(cards(walk).first).to_be_visible()
        goal = walk.content.locator("dl.facts div", has_text=walk.t("fact.goal"))
        expect(goal).to_contain_text(
            {Language.ES: "analista de datos", Language.EN: "data analyst"}[walk.manner.language]
        )

    def test_are_compared_three_at_a_time(self, walk: Walk) -> None:
        at_suggestions(walk)
        chosen = names(walk)[:3]
        for card in cards(walk).all()[:3]:
            card.get_by_role("checkbox").check()
        walk.press("page.next_steps.compare")
        assert walk.content.get_by_role("columnheader").all_inner_texts() == chosen
        walk.follow("page.compare.back")
        for card in cards(walk).all()[:4]:
            card.get_by_role("checkbox").check()
        walk.press("page.next_steps.compare", status=422).reads("error.too_many_compared")


class TestSkills:
    def test_are_added_and_removed(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.skills")
        walk.fill("page.my_skills.search", "kubernetes").press("page.my_skills.search_button")
        walk.press("page.my_skills.add_button", of="Kubernetes").is_told("page.my_skills.now_held", name="Kubernetes")
        group = walk.content.locator("details", has_text="Kubernetes")
        group.locator("summary").click()
        walk.reads("page.my_skills.from_you")
        walk.press("page.my_skills.remove", of="Kubernetes", within=group)
        walk.is_told("page.my_skills.now_taken_back", name="Kubernetes")
        expect(walk.content.locator("details", has_text="Kubernetes")).to_have_count(0)

    def test_are_found_in_a_text_of_which_two_are_kept(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.skills").follow("page.my_skills.from_text_link")
        walk.press("page.skill_text.read", status=422).is_refused("error.unreadable_text")
        walk.fill("page.skill_text.paste", CV).press("page.skill_text.read")
        found = walk.content.get_by_role("checkbox")
        assert found.count() > 2
        for box in found.all():
            box.uncheck()
        for name in ("Python", "JavaScript"):
            walk.content.get_by_role("checkbox", name=re.compile(f"^{name} ")).check()
        walk.press("page.skill_text.keep").reads_text(walk.t.count("page.my_skills.kept", 2))
        for name in ("Python", "JavaScript"):
            line = walk.content.locator("li", has_text=name).filter(has_text=walk.t("page.my_skills.from_text"))
            expect(line).to_have_count(1)


class TestDemand:
    def test_is_drawn_over_time_and_told_in_a_table(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.demand")
        for chart in walk.content.locator("figure.chart").all():
            chart.locator("summary").click()
            lines = chart.locator(".legend li").all_inner_texts()
            assert lines
            assert [text.strip() for text in lines] == chart.locator("thead th").all_inner_texts()[1:]
            assert chart.locator("tbody tr").count() == 12


class TestVouchers:
    def test_are_applied_for_and_withdrawn(self, walk: Walk) -> None:
        at_suggestions(walk)
        wanted = names(walk)[0]
        walk.follow("card.voucher", of=wanted).press("page.vouchers.apply")
        walk.is_told("page.vouchers.applied", name=wanted)
        line = walk.content.locator(".voucher-lines li", has_text=wanted).first
        expect(line).to_contain_text(walk.t("application.applied"))
        walk.press("page.vouchers.withdraw", of=wanted).is_told("page.vouchers.withdrawn")
        expect(line).to_contain_text(walk.t("application.withdrawn"))
        expect(walk.button("page.vouchers.withdraw", of=wanted)).to_have_count(0)


class TestRightsOverOwnData:
    def test_objecting_leaves_a_list_in_plain_order_until_taken_back(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.data")
        walk.press("page.my_data.object").is_told("page.my_data.objects").follow("way.student.suggestions")
        walk.reads("page.unranked.why")
        expect(cards(walk)).to_have_count(0)
        listed = walk.content.locator(".plain-rows h2").all_inner_texts()
        assert listed
        assert listed == sorted(listed, key=str.casefold)
        walk.follow("page.unranked.change").press("page.my_data.object_no_more")
        walk.is_told("page.my_data.objects_no_more").follow("way.student.suggestions")
        expect(cards(walk).first).to_be_visible()

    def test_a_person_answers_who_asks_for_one(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.vouchers").follow("page.vouchers.ask_human")
        question = "¿Por qué no me sugieren la de redes?"
        walk.fill("page.my_data.message", question).press("page.my_data.ask").is_told("page.my_data.asked")
        walk.reads("page.my_data.no_answer")
        manager = walk.another().log_in(new_account(walk.service, Role.MANAGER))
        assert manager.path == "/programa"
        waiting = manager.content.locator(".request-lines li", has_text=question).last
        waiting.get_by_role("textbox").fill("La revisamos: ya puedes pedirla.")
        manager.press("page.programme.send", within=waiting).is_told("page.programme.answered")
        walk.follow("way.student.data").reads_text("La revisamos: ya puedes pedirla.")

    def test_all_data_are_downloaded(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.data")
        with walk.page.expect_download() as download:
            walk.page.get_by_role("link", name=walk.t("page.my_data.download")).click()
        taken = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
        assert len(taken["tables"]["impression"]) >= len(taken["tables"]["learner"]) == 1

    def test_deletion_blocks_everything_until_it_is_cancelled(self, walk: Walk) -> None:
        at_suggestions(walk).follow("way.student.data")
        walk.fill("page.my_data.password", "not the password").press("page.my_data.delete", status=422)
        walk.is_refused("error.field.old_password")
        walk.fill("page.my_data.password", "correct horse battery").press("page.my_data.delete")
        walk.is_told("page.my_data.deletion_asked").reads("page.my_data.blocked")
        walk.open("/mi/metas")
        assert walk.path == "/mi/datos"
        walk.press("page.my_data.cancel_deletion").is_told("page.my_data.deletion_cancelled")
        walk.follow("way.student.suggestions")
        expect(cards(walk).first).to_be_visible()
