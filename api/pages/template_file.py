"""The Excel file that schools fill in with their learners."""

from typing import Final

from fastapi import APIRouter, Response

from api.dependencies import CatalogueDep, PageTextsDep
from api.template_texts import template_texts
from data.exporters.learner_template import learner_template

PATH: Final = "/plantillas/aprendices.xlsx"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def download_template(catalogue: CatalogueDep, t: PageTextsDep) -> Response:
    """Send the file in the reader's language."""
    headers = {"content-disposition": 'attachment; filename="aprendices.xlsx"', "content-language": t.language.value}
    return Response(learner_template(catalogue, template_texts(t)), media_type=_TYPE, headers=headers)
