"""Files of a plan of study: an empty one to fill in, and one of a plan that is loaded."""

import json
from typing import Final

from fastapi import APIRouter, Response

from api.dependencies import CatalogueDep, PageTextsDep, ReadingDep, SchoolDep
from api.i18n import Texts
from api.linked_data import MEDIA_TYPE, linked_plan
from api.pages.academia.ways import HOME, IdPath
from data import plan_store
from data.exporters.linked_data.terms import one_document
from data.exporters.plan_template import plan_csv, plan_workbook, rows_of

TEMPLATE_PATH: Final = f"{HOME}/plantillas/plan"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV: Final = "text/csv; charset=utf-8"

router = APIRouter(include_in_schema=False)


@router.get(f"{TEMPLATE_PATH}.xlsx")
def download_template(_rights: SchoolDep, t: PageTextsDep) -> Response:
    """Send the empty file with an example."""
    return file_answer(
        plan_workbook([_example(t)], t("plan_file.sheet"), t.language), EXCEL, "plan-de-estudios.xlsx", t
    )


@router.get(f"{TEMPLATE_PATH}.csv")
def download_csv_template(_rights: SchoolDep, t: PageTextsDep) -> Response:
    """Send the same as CSV."""
    return file_answer(plan_csv([_example(t)], t.language), _CSV, "plan-de-estudios.csv", t)


@router.get(f"{HOME}/planes/{{plan_id}}/plan.xlsx")
def download_plan(plan_id: IdPath, rights: SchoolDep, connection: ReadingDep, t: PageTextsDep) -> Response:
    """Send a plan as a file that can be changed and loaded again."""
    rows = rows_of(plan_store.plan_of(connection, rights, plan_id))
    return file_answer(plan_workbook(rows, t("plan_file.sheet"), t.language), EXCEL, "plan-de-estudios.xlsx", t)


@router.get(f"{HOME}/planes/{{plan_id}}/plan.jsonld")
def download_linked_plan(
    plan_id: IdPath, rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep
) -> Response:
    """Send a plan as schema.org's JSON-LD, which can be loaded again as well."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    content = json.dumps(one_document(linked_plan(plan, catalogue)), ensure_ascii=False, indent=1)
    return file_answer(content.encode(), MEDIA_TYPE, "plan-de-estudios.jsonld", t)


def file_answer(content: bytes, media_type: str, name: str, t: Texts) -> Response:
    """A file to be saved under a name."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-language": t.language.value}
    return Response(content, media_type=media_type, headers=headers)


def _example(t: Texts) -> dict[str, str]:
    return {
        "subject_key": "ABC-1001",
        "label_es": t("plan_file.example.name"),
        "semester": "1",
        "hours": "5",
        "credits": "5",
        "syllabus_es": t("plan_file.example.syllabus"),
    }
