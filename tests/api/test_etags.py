"""Versions of what can be edited: 304 to who has it, 412 to who edits an old one."""

import pytest
import sqlalchemy as sa

from data.rights import Role
from tests.api.page_client import PageClient
from tests.api.people import logged_in


class TestOwnThings:
    @pytest.fixture
    def ana(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.STUDENT, learner_id="ana")

    @pytest.mark.parametrize(
        ("path", "edit"),
        [("/v1/me/skills", {"skill_id": "sql", "word": "denied"}), ("/v1/me/objection", {"objects": True})],
    )
    def test_are_not_sent_twice_nor_edited_blindly(self, ana: PageClient, path: str, edit: dict[str, object]) -> None:
        tag = ana.get(path).headers["etag"]
        same = ana.get(path, headers={"if-none-match": f'"x", W/{tag}'})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert ana.post(path, json=edit, headers={"if-match": tag}).is_success
        refused = ana.post(path, json=edit, headers={"if-match": tag})
        assert (refused.status_code, refused.json()["key"]) == (412, "error.changed_since")
        changed = ana.get(path, headers={"if-none-match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag
        assert ana.post(path, json=edit, headers={"if-match": changed.headers["etag"]}).is_success
        assert ana.post(path, json=edit).is_success

    def test_have_one_version_for_all_their_pages(self, ana: PageClient) -> None:
        ana.post("/v1/me/skills", json={"skill_id": "sql", "word": "held"})
        tags = {ana.get(f"/v1/me/skills?limit={limit}").headers["etag"] for limit in (1, 2, 100)}
        assert len(tags) == 1


class TestJobs:
    def test_are_cancelled_as_they_were_seen_or_not_at_all(self, client: PageClient, engine: sa.Engine) -> None:
        operator = logged_in(client, engine, Role.OPERATOR)
        operator.post("/v1/jobs", json={"command": "embed"})
        tag = operator.get("/v1/jobs/1").headers["etag"]
        assert operator.get("/v1/jobs/1", headers={"if-none-match": tag}).status_code == 304
        assert operator.post("/v1/jobs/1/cancel", headers={"if-match": '"other"'}).status_code == 412
        assert operator.post("/v1/jobs/1/cancel", headers={"if-match": tag}).status_code == 200
        assert operator.post("/v1/jobs/1/retry", headers={"if-match": tag}).status_code == 412
        assert operator.post("/v1/jobs/1/retry").status_code == 201
