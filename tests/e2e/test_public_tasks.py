"""What anybody does with Rumbo without an account, in a real browser."""

from playwright.sync_api import expect

from data.catalogue import read_catalogue
from data.domain import Language, StateId
from tests.e2e.walk import Walk


class TestCareers:
    def test_lead_from_the_map_to_where_to_study(self, walk: Walk) -> None:
        walk.open("/").follow("frame.careers")
        walk.go_by(walk.content.locator(".state-map a[href^='/carreras/MX-JAL']").first)
        walk.reads("page.career.heading", place="Jalisco")
        expect(walk.content.locator("#careers-heading ~ .certifications h3").first).to_be_visible()
        places = walk.content.locator("section", has=walk.page.locator("#study-heading"))
        if places.locator("summary").count():
            places.locator("summary").click()
        expect(places.get_by_role("rowheader", name="Universidad de Guadalajara", exact=True)).to_be_visible()
        catalogue = read_catalogue(walk.service.settings.reference)
        in_state = [one for one in catalogue.institutions.values() if one.state_id == StateId("MX-JAL")]
        assert 1 < places.locator("tbody tr").count() <= len(in_state)

    def test_of_one_field_keep_it_from_the_map_to_the_state(self, walk: Walk) -> None:
        walk.open("/carreras").choose("page.careers.field", "bpo").press("page.careers.show")
        walk.go_by(walk.content.locator(".state-map a[href^='/carreras/MX-NLE']").first)
        expect(walk.field("page.careers.field")).to_have_value("bpo")

    def test_lead_to_a_certification_to_begin_with(self, walk: Walk) -> None:
        walk.open("/carreras/MX-CMX")
        step = walk.content.locator("li.step a").first
        name = step.inner_text()
        walk.go_by(step)
        expect(walk.page.locator("h1")).to_have_text(name)


class TestExplore:
    def test_suggests_to_whoever_tells_a_little(self, walk: Walk) -> None:
        walk.open("/").follow("page.start.explore")
        walk.choose("fact.curriculum", "tecnm-isc").press("page.explore.show_subjects")
        walk.content.locator("input[name=subject_ids]").first.check()
        walk.choose("fact.state", "MX-JAL").choose("fact.goal", "data-analyst").press("page.explore.submit")
        cards = walk.content.locator("article.card")
        assert cards.count() >= 3
        cards.first.locator("summary").click()
        expect(cards.first.get_by_role("table")).to_be_visible()
        walk.go_by(cards.first.locator("h3 a")).reads("page.certification.caution")


class TestCertifications:
    def test_are_found_by_their_key_and_lead_to_what_comes_before(self, walk: Walk) -> None:
        walk.open("/").follow("frame.certifications").fill("page.certifications.search", "lpic-2")
        if walk.manner.scripts:
            expect(walk.content.locator("#results h3").first).to_have_text("LPIC-2: Linux Engineer")
        else:
            walk.press("page.certifications.find")
        walk.go_by(walk.content.get_by_role("link", name="LPIC-2: Linux Engineer"))
        before = walk.content.locator("section", has=walk.page.locator("#before-heading"))
        walk.go_by(before.locator("ul a").first)
        expect(walk.page.locator("h1")).to_contain_text("LPIC-1")

    def test_in_the_other_language_are_one_link_away(self, walk: Walk) -> None:
        walk.open("/certificaciones?q=redes&area=networks")
        other = Language.EN if walk.manner.language is Language.ES else Language.ES
        walk.page.get_by_role("navigation").locator(f"a[lang={other}]").click()
        expect(walk.page.locator("html")).to_have_attribute("lang", other.value)
        expect(walk.page.locator("#q")).to_have_value("redes")
