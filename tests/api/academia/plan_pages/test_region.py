import pytest

from api.academia.region import Region, region_of
from api.i18n import texts
from api.pages.academia.region import region_options
from data.account_store import Organisation
from data.catalogue import Catalogue
from data.domain import InstitutionId, Language, StateId
from data.rights import OrganisationId, Role


def school(state_id: str | None, institution_id: str | None) -> Organisation:
    return Organisation(
        OrganisationId("west"),
        Role.ACADEMIA,
        "West",
        InstitutionId(institution_id) if institution_id else None,
        StateId(state_id) if state_id else None,
        False,
        True,
    )


class TestRegionOf:
    @pytest.mark.parametrize(
        ("asked", "state_id", "institution_id", "expected"),
        [
            ("", "MX-JAL", "u-north", "MX-JAL"),
            ("", None, "u-north", "MX-NLE"),
            ("", None, None, "MX"),
            ("MX", "MX-JAL", None, "MX"),
            ("MX-NLE", "MX-JAL", None, "MX-NLE"),
            ("MX-XYZ", "MX-JAL", None, "MX-JAL"),
        ],
    )
    def test_is_the_one_asked_for_else_where_the_school_is_else_the_country(
        self, catalogue: Catalogue, asked: str, state_id: str | None, institution_id: str | None, expected: str
    ) -> None:
        assert region_of(asked, school(state_id, institution_id), catalogue).code == expected


class TestRegionOptions:
    def test_begin_with_the_schools_state_and_the_country(self, catalogue: Catalogue) -> None:
        offered = region_options(Region(None), school("MX-NLE", None), catalogue, texts(Language.ES))
        assert [(one.value, one.is_chosen) for one in offered] == [("MX-NLE", False), ("MX", True), ("MX-JAL", False)]
