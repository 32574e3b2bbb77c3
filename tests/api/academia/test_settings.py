from data import account_store, plan_store
from tests.api.academia.schools import Schools
from tests.data.plans import make_plan

SETTINGS = "/academia/ajustes"


class TestSettings:
    def test_sharing_is_off_until_the_school_agrees_and_can_be_taken_back(self, schools: Schools) -> None:
        schools.put(schools.west_rights, make_plan())
        shared = []
        for fields in ({}, {"shares_plans": "1"}, {}):
            schools.west.post(SETTINGS, data={"name": "Tec Oeste", **fields})
            with schools.engine.begin() as connection:
                shared.append([one.school_name for one in plan_store.shared_plans(connection, schools.east_rights)])
        assert shared == [[], ["Tec Oeste"], []]

    def test_shows_the_institution_which_cannot_be_changed_here(self, schools: Schools) -> None:
        extra = {"institution_id": "u-north", "organisation_id": "east", "role": "operator"}
        schools.west.post(SETTINGS, data={"name": "Tec Oeste", **extra})
        with schools.engine.begin() as connection:
            west = account_store.get_organisation(connection, schools.west_rights.organisation_id)
            east = account_store.get_organisation(connection, schools.east_rights.organisation_id)
        assert (west.name, west.institution_id, west.role, east.name) == ("Tec Oeste", "u-west", "academia", "Org east")

    def test_a_school_needs_a_name(self, schools: Schools) -> None:
        answer = schools.west.post(SETTINGS, data={"name": "  "})
        assert answer.status_code == 422
        assert "Escribe el nombre de tu escuela." in answer.text

    def test_says_that_the_changes_were_saved(self, schools: Schools) -> None:
        answer = schools.west.post(SETTINGS, data={"name": "Tec Oeste"}, follow_redirects=True)
        assert '<p class="confirmation" role="status">Guardamos tus cambios.</p>' in answer.text
