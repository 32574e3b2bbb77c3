"""Lists of the catalogue and of jobs, page by page; and what one certification and one state say."""

import base64

import pytest
import sqlalchemy as sa

from data.rights import Role
from tests.api.page_client import PageClient
from tests.api.people import logged_in

LISTS = (
    "/v1/certifications",
    "/v1/skills",
    "/v1/occupations",
    "/v1/regions",
    "/v1/regions/MX-JAL/demand",
    "/v1/careers",
    "/v1/prerequisites",
    "/v1/learners",
)


def whole(client: PageClient, path: str, limit: int) -> list[dict[str, object]]:
    """Every item of a list, read page by page."""
    items: list[dict[str, object]] = []
    cursor = ""
    while True:
        page = client.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor}").json()
        assert len(page["items"]) <= limit
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next_cursor']}"


class TestPages:
    def test_hold_every_item_once_whatever_their_size(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.OPERATOR)
        for _ in range(5):
            client.post("/v1/jobs", json={"command": "embed"})
        for path in (*LISTS, "/v1/jobs"):
            expected = whole(client, path, 100)
            assert expected, path
            assert [whole(client, path, limit) for limit in (1, 2)] == [expected, expected], path
        assert [job["id"] for job in whole(client, "/v1/jobs", 2)] == [5, 4, 3, 2, 1]

    def test_are_told_by_cursors_of_their_own_list_alone(self, client: PageClient) -> None:
        cursor = client.get("/v1/certifications?limit=1").json()["next_cursor"]
        forged = base64.urlsafe_b64encode((3).to_bytes(8) + bytes(16)).decode()
        wrong = [
            f"/v1/skills?cursor={cursor}",
            f"/v1/certifications?level=foundation&cursor={cursor}",
            f"/v1/certifications?cursor={forged}",
            f"/v1/certifications?cursor={cursor[:-4]}",
            "/v1/certifications?cursor=",
            "/v1/certifications?cursor=ñ",
        ]
        answers = [client.get(url) for url in wrong]
        assert [(one.status_code, one.json()["key"]) for one in answers] == [(422, "error.cursor")] * len(wrong)
        assert client.get(f"/v1/certifications?lang=en&limit=3&cursor={cursor}").status_code == 200

    @pytest.mark.parametrize("limit", ["0", "101", "x"])
    def test_have_a_size_in_range(self, client: PageClient, limit: str) -> None:
        assert client.get(f"/v1/skills?limit={limit}").status_code == 422


class TestCertifications:
    def test_are_those_that_the_page_finds(self, client: PageClient) -> None:
        found = [one["id"] for one in whole(client, "/v1/certifications?q=sql", 100)]
        page = client.get("/certificaciones?q=sql").text
        places = [page.index(f'/certificaciones/{id_}"') for id_ in found]
        assert found
        assert places == sorted(places)

    def test_of_an_unknown_level_are_an_error(self, client: PageClient) -> None:
        refused = client.get("/v1/certifications?level=grand")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/query/level")

    def test_say_what_must_be_held_before_and_what_they_open(self, client: PageClient) -> None:
        ids = [str(one["id"]) for one in whole(client, "/v1/certifications", 100)]
        shown = {id_: client.get(f"/v1/certifications/{id_}?lang=en").json() for id_ in ids}
        asks = {(id_, one["id"]) for id_ in ids for group in shown[id_]["prerequisites"] for one in group}
        opens = {(one["id"], id_) for id_ in ids for one in shown[id_]["opens"]}
        assert asks
        assert asks == opens
        for one in shown.values():
            weights = [skill["weight"] for skill in one["skills"]]
            assert weights == sorted(weights, reverse=True)

    def test_that_are_none_are_404(self, client: PageClient) -> None:
        assert client.get("/v1/certifications/nothing").status_code == 404


class TestSkills:
    def test_are_found_by_the_beginning_of_a_word(self, client: PageClient) -> None:
        assert [one["id"] for one in whole(client, "/v1/skills?search=SQ", 100)] == ["sql"]
        assert whole(client, "/v1/skills?search=zzz", 100) == []


class TestDemand:
    def test_says_what_was_counted_in_the_state(self, client: PageClient) -> None:
        found = client.get("/v1/regions/MX-JAL/demand?lang=en").json()
        assert (found["data_as_of"], found["n_postings_in_region"]) == ("2026-11-01", 8)
        expected = {"n_postings": 3, "n_positions": 7, "share_of_postings": 0.375}
        assert found["items"] == [{"skill": {"id": "sql", "name": "SQL"}, **expected}]

    def test_tells_nothing_of_who_holds_a_skill(self, client: PageClient) -> None:
        assert "holders" not in client.get("/v1/regions/MX-JAL/demand").text

    @pytest.mark.parametrize(("state", "status"), [("MX-ZZZ", 404), ("JAL", 422)])
    def test_of_no_state_is_an_error(self, client: PageClient, state: str, status: int) -> None:
        assert client.get(f"/v1/regions/{state}/demand").status_code == status


class TestPrerequisites:
    def test_come_family_by_family_in_their_order(self, client: PageClient) -> None:
        (family,) = client.get("/v1/prerequisites").json()["items"]
        assert [one["name"] for one in family["vendors"]] == ["Acme", "Zenith"]
        # Acme Two asks for Acme One, Acme Three for Acme Two and one of Zenith's.
        layers = [sorted(one["id"] for one in layer) for layer in family["layers"]]
        assert layers == [["acme-1", "zen-1", "zen-2"], ["acme-2"], ["acme-3"]]
        needs = {(one["before"], one["after"]): one["is_alternative"] for one in family["prerequisites"]}
        assert needs == {
            ("acme-1", "acme-2"): False,
            ("acme-2", "acme-3"): False,
            ("zen-1", "acme-3"): True,
            ("zen-2", "acme-3"): True,
        }


class TestOpenLearners:
    def test_are_the_invented_ones_without_an_account(self, client: PageClient, engine: sa.Engine) -> None:
        found = client.get("/v1/learners?lang=en").json()["items"]
        assert [one["id"] for one in found] == ["ana", "eva"]
        assert found[1]["kind"] == "professional"
        assert found[0]["region"] == {"id": "MX-JAL", "name": "Jalisco"}
        assert found[0]["goal_occupation"] == {"id": "data-analyst", "name": "data analyst"}
        assert [one["id"] for one in client.get("/v1/learners?state_id=MX-NLE").json()["items"]] == ["eva"]
        assert len(client.get("/v1/learners?area=software").json()["items"]) == 2
        assert client.get("/v1/learners?area=networks").json()["items"] == []
        logged_in(client, engine, Role.STUDENT, learner_id="ana")
        assert [one["id"] for one in client.get("/v1/learners").json()["items"]] == ["eva"]


class TestPrivacyNotice:
    def test_is_that_of_the_page(self, client: PageClient) -> None:
        notice = client.get("/v1/privacy-notice?lang=en").json()
        page = client.get("/aviso-de-privacidad?lang=en").text
        assert notice["version"] in page
        assert all(section["title"] in page for section in notice["sections"])
