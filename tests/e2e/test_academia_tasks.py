"""What a school does with Rumbo, from the log-in to the result, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from data.domain import Area, InstitutionId
from tests.development_data import development_file
from tests.e2e.walk import Walk
from tests.e2e.walkers import new_external_id, new_school
from training.worker import work_on_queue

FIRST, SECOND, THIRD = "Fundamentos de programación", "Programación orientada a objetos", "Bases de datos"
OTHER = "Redes de computadoras"
PLAN_NAME = "Sistemas de prueba"
PLAN = f"""Clave,Materia,Semestre,Horas,Créditos,Temario,Seriación
A-1,{FIRST},1,5,5,"Algoritmos, variables, ciclos y funciones en Python.",
A-2,{SECOND},2,5,5,"Clases, herencia y polimorfismo en Java.",A-1
A-3,{THIRD},3,5,5,"Diseño relacional. Consultas en SQL. Respaldo y recuperación.",A-2
A-4,{OTHER},3,5,5,"Modelo OSI, protocolos TCP/IP y configuración de ruteadores.",
A-5,Una materia de más,séptimo,5,5,,
"""


def at_school(walk: Walk) -> Walk:
    """Somebody of a new school of Jalisco who has just logged in."""
    email, _ = new_school(walk.service, InstitutionId("udg"))
    walk.log_in(email)
    assert walk.path == "/academia"
    return walk


def at_plan(walk: Walk) -> Walk:
    """The same with the plan loaded from a file, at its subjects."""
    at_school(walk).follow("page.plans.load_first").fill("field.plan_name", PLAN_NAME).choose("field.area", "software")
    send(walk, "field.plan_file", "plan.csv", PLAN.encode("cp1252"))
    walk.press("page.new_plan.submit").reads("page.plan_preview.read", n_rows=5, n_subjects=4, n_rejected=1)
    return stored(walk, 4)


def send(walk: Walk, key: str, name: str, content: bytes) -> None:
    """Choose a file in a field."""
    walk.field(key).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def stored(walk: Walk, n_subjects: int) -> Walk:
    """Agree to the preview."""
    said = walk.t.count("page.plan_preview.store", n_subjects)
    walk.go_by(walk.page.get_by_role("button", name=said)).reads("page.subjects.intro")
    expect(walk.content.locator(".subjects li")).to_have_count(n_subjects)
    return walk


def summary(walk: Walk) -> str:
    """The first answer about a plan."""
    return walk.follow("way.plan.summary").content.locator("p.lead").inner_text()


def row(walk: Walk, name: str) -> Locator:
    """The first row of a table about something."""
    return walk.content.get_by_role("row").filter(has=walk.page.get_by_role("rowheader", name=name, exact=True)).first


def open_cell(walk: Walk, subject: str, area: Area) -> None:
    """Look behind a cell of the table of subjects and areas; scripts show it on the same page."""
    heads = walk.content.locator(".heat thead th").all_inner_texts()
    cell = row(walk, subject).get_by_role("cell").nth(heads.index(walk.t.word(area)) - 1)
    cell.get_by_role("link").click()
    expect(walk.page.locator("#cell h2")).to_contain_text(subject)


@pytest.mark.needs_development_data
class TestRealPlan:
    def test_is_loaded_by_paste_and_again_by_file(self, walk: Walk) -> None:
        path = development_file("curricula/reticula_isc.md")
        at_school(walk).follow("page.plans.load_first").fill("field.plan_name", "ISC").choose("field.area", "software")
        walk.fill("field.plan_text", path.read_text(encoding="utf-8")).press("page.new_plan.submit")
        stored(walk.reads("page.plan_preview.read", n_rows=58, n_subjects=58, n_rejected=0), 58)
        walk.follow("way.school.plans").follow("page.plans.load_another")
        walk.fill("field.plan_name", "ISC").choose("field.area", "software")
        send(walk, "field.plan_file", path.name, path.read_bytes())
        walk.press("page.new_plan.submit").reads("page.plan_preview.change", kept=58, new=0, gone=0)
        stored(walk, 58)


class TestLoadPlan:
    def test_tells_what_is_missing_and_which_row_was_refused(self, walk: Walk) -> None:
        at_school(walk).follow("page.plans.load_first").fill("field.plan_name", PLAN_NAME)
        walk.choose("field.area", "software").press("page.new_plan.submit", status=422)
        walk.is_refused("page.new_plan.nothing_given").fill("field.plan_text", PLAN).press("page.new_plan.submit")
        expect(walk.content.locator("section", has_text=walk.t.count("page.rejected.heading", 1))).to_contain_text(
            "séptimo"
        )


class TestSubject:
    def test_skills_are_corrected_and_the_cell_says_so_with_two_sentences(self, walk: Walk) -> None:
        at_plan(walk).follow("way.plan.summary")
        open_cell(walk, SECOND, Area.SOFTWARE)
        assert walk.path.endswith("/celda") is not walk.manner.scripts
        skill = walk.page.locator("#cell .evidence h3").first.inner_text()
        walk.follow("page.cell.correct").fill("page.subject.search", skill).press("page.subject.find")
        answer = walk.content.locator("fieldset.skill", has_text=skill).first.get_by_label(walk.t("depth.fully"))
        answer.check()
        walk.press("page.subject.save_skills").is_told("done.saved").follow("way.plan.summary")
        open_cell(walk, SECOND, Area.SOFTWARE)
        heading = walk.page.get_by_role("heading", name=skill, exact=True)
        evidence = walk.page.locator("#cell .evidence li", has=heading)
        expect(evidence).to_contain_text(walk.t("page.cell.source.corrected"))
        expect(evidence).to_contain_text(walk.t("page.cell.covered", share=walk.t.percent(1)))
        expect(evidence.locator("blockquote.posting p")).not_to_be_empty()
        expect(evidence.locator("blockquote.syllabus p")).to_contain_text("Clases, herencia y polimorfismo en Java")

    def test_facts_are_corrected(self, walk: Walk) -> None:
        at_plan(walk).go_by(walk.content.get_by_role("link", name=OTHER))
        walk.fill("field.prerequisites", "Alquimia").press("page.subject.save_facts", status=422)
        expect(walk.field("field.prerequisites")).to_have_attribute("aria-invalid", "true")
        walk.fill("field.prerequisites", FIRST).press("page.subject.save_facts")
        walk.is_told("done.saved").follow("way.plan.order")
        expect(row(walk, OTHER)).to_contain_text(FIRST)


class TestFindings:
    def test_lead_from_a_gap_by_effort_to_what_a_certification_would_change(self, walk: Walk) -> None:
        today = summary(at_plan(walk))
        walk.follow("page.overview.order.effort")
        chosen = walk.content.locator(".orders a[aria-current=true]")
        expect(chosen).to_have_text(walk.t("page.overview.order.effort"))
        link = walk.content.locator(".gap .closing li").first
        name = link.locator("a").first.inner_text()
        walk.follow("page.plan.try", of=name, within=link).reads("page.add.not_stored")
        expect(walk.content.locator("#change-heading ~ p.lead")).to_contain_text(name)
        expect(walk.content.locator("td strong").first).to_be_visible()
        assert summary(walk) == today

    def test_name_the_bottlenecks(self, walk: Walk) -> None:
        at_plan(walk).follow("way.plan.order")
        walk.reads_text(walk.t.count("page.order.chain", 3, chain=f"{FIRST} → {SECOND} → {THIRD}"))
        # A chain of three runs through the first subject and two wait for it.
        assert row(walk, FIRST).get_by_role("cell").all_inner_texts()[:3] == ["5", "3", "2"]

    def test_stand_beside_those_of_a_typical_plan(self, walk: Walk) -> None:
        at_plan(walk).follow("way.plan.compare")
        heads = walk.content.get_by_role("table").first.get_by_role("columnheader")
        typical = heads.all_inner_texts()[2:]
        assert len(typical) == 2
        further = walk.content.locator(".checks label", has=walk.page.locator("input:not(:checked)")).first
        name = further.inner_text().strip()
        further.get_by_role("checkbox").check()
        walk.press("page.plan_compare.submit")
        assert heads.nth(1).inner_text() == walk.t("page.plan_compare.own")
        assert set(heads.all_inner_texts()[2:]) == {*typical, name}

    def test_are_taken_away_as_a_file_that_needs_nothing_else(self, walk: Walk) -> None:
        at_plan(walk).follow("way.plan.report")
        with walk.page.expect_download() as download:
            walk.page.get_by_role("link", name=walk.t("page.report.download")).click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert PLAN_NAME in text
        assert all(name in text for name in (FIRST, SECOND, THIRD, OTHER))
        assert not any(mark in text for mark in ("<link", "<script", "src="))


class TestTeachers:
    def test_are_registered_with_what_they_hold_and_what_they_need(self, walk: Walk) -> None:
        at_plan(walk).follow("way.plan.training").reads("page.training.no_teachers")
        subject = walk.content.locator("#without-heading ~ ul li").first.inner_text().partition(":")[0]
        walk.follow("page.training.to_teachers")
        walk.fill("field.staff_code", "D-1").fill("field.optional_name", "Inventada")
        walk.field("page.teachers.subject").select_option(label=subject)
        walk.press("page.teachers.submit")
        teacher = walk.content.get_by_role("article", name="Inventada")
        expect(teacher).to_contain_text(walk.t("page.teachers.no_certifications"))
        walk.follow("way.plan.training")
        needs = walk.content.locator("section.need", has_text=subject).get_by_role("listitem")
        n_needs = needs.count()
        certification = needs.locator("a[href^='/certificaciones/']").first
        certification_id = str(certification.get_attribute("href")).rpartition("/")[2]
        walk.follow("page.training.to_teachers")
        teacher.get_by_label(walk.t("page.teachers.certification"), exact=True).select_option(certification_id)
        teacher.get_by_label(walk.t("page.teachers.taken_on")).fill("2026-03-02")
        walk.press("page.teachers.add_certification", within=teacher)
        expect(teacher.locator(".removable").last).to_contain_text("2026")
        walk.follow("way.plan.training")
        assert needs.count() < n_needs
        walk.follow("page.training.to_teachers").go_by(teacher.locator(".removable").last.get_by_role("button"))
        expect(teacher).to_contain_text(walk.t("page.teachers.no_certifications"))


class TestKardex:
    def test_is_sent_processed_and_counted(self, walk: Walk) -> None:
        at_school(walk).follow("way.school.kardex")
        first, second, third = (new_external_id() for _ in range(3))
        file = (
            "external_id,kind,state_id,english,institution_id\n"
            f"{first},student,MX-JAL,B1,\n{second},student,MX-JAL,A2,\n{third},student,MX-JAL,A2,tecnm\n"
        )
        send(walk, "page.kardex.file", "kardex.csv", file.encode())
        walk.press("page.kardex.submit").reads("page.kardex_file.waiting")
        work_on_queue(walk.service.settings, once=True, poll_seconds=0.01, progress=lambda line: None)
        walk.follow("page.kardex_file.renew")
        for key, n_rows in (("read", "3"), ("new", "2"), ("rejected", "1")):
            counted = walk.content.locator("dl div", has_text=walk.t(f"kardex.count.{key}"))
            expect(counted.locator("dd")).to_have_text(n_rows)
        refused = walk.content.get_by_role("row").last.get_by_role("cell").all_inner_texts()
        assert refused[:2] == [walk.t("kardex.sheet.learners"), "4"]
        walk.follow("page.kardex_file.back").reads_text("kardex.csv")


class TestSharing:
    def test_lets_another_school_compare_until_it_is_taken_back(self, walk: Walk) -> None:
        at_plan(walk).follow("way.school.settings").fill("field.school_name", "Escuela que comparte")
        walk.tick("page.settings.share").press("page.settings.save").is_told("done.saved")
        other = at_plan(walk.another()).follow("way.plan.compare")
        shared = other.content.get_by_role("checkbox", name=f"{PLAN_NAME} (Escuela que comparte)")
        shared.check()
        other.press("page.plan_compare.submit")
        heads = other.content.get_by_role("table").first.get_by_role("columnheader")
        expect(heads.last).to_have_text(f"{PLAN_NAME} (Escuela que comparte)")
        walk.follow("way.school.settings").field("page.settings.share").uncheck()
        walk.press("page.settings.save")
        other.follow("way.plan.compare")
        expect(shared).to_have_count(0)
