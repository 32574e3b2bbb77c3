"""Two companies with somebody logged in each."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from api.dependencies import Parts
from data.rights import CompanyRights
from recommender.people_files import PeopleFiles
from tests.api.conftest import START
from tests.api.page_client import PageClient
from training.people_count import count_people

NEED = {
    "title": "Analista de datos",
    "description": "Buscamos quien domine SQL.\nDeseable: Python.",
    "state_id": "MX-JAL",
    "n_positions": "3",
    "english": "B2",
    "pay_from": "25,000",
    "pay_to": "$32,000.00",
    "expires_on": "2026-12-31",
}


@dataclass(frozen=True, slots=True)
class Companies:
    """Both browsers and what each may do."""

    parts: Parts
    west: PageClient
    east: PageClient
    west_rights: CompanyRights
    east_rights: CompanyRights

    @property
    def engine(self) -> sa.Engine:
        """The application's."""
        return self.parts.engine

    def count_people(self) -> None:
        """Count what everybody can do, as `rumbo embed` does."""
        files = PeopleFiles(self.parts.settings.people_dir)
        count_people(self.engine, self.parts.catalogue, files, START.date(), lambda line: None)

    def post(self, **changed: str) -> str:
        """Post a need of the western company; its address."""
        answer = self.west.post("/industria/vacantes/nueva", data={**NEED, **changed})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).partition("?")[0]


def chosen_words(page: str) -> dict[str, str]:
    """The answer that is chosen for each skill of a need's page."""
    return dict(re.findall(r'name="skill-([^"]+)" value="([^"]*)" checked', page))
