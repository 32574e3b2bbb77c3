from collections.abc import Iterator

import pytest

from api.web.body_limit import MOST_BYTES
from tests.api.page_client import PageClient


class TestBodyLimit:
    @pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", ""])
    def test_refuses_a_long_body_without_files(self, client: PageClient, kind: str) -> None:
        headers = {"content-type": kind} if kind else {}
        answer = client.post("/v1/suggestions", content=b"x" * (MOST_BYTES + 1), headers=headers)
        assert answer.status_code == 413
        assert answer.json()["key"] == "error.upload_too_large"

    def test_lets_a_form_with_files_be_as_long_as_uploads_may_be(self, client: PageClient) -> None:
        answer = client.post("/entrar", files={"file": ("a.csv", b"x" * (MOST_BYTES + 1))}, data={"email": "a"})
        assert answer.status_code == 401  # read, and no log-in
        megabytes = client.app.state.parts.settings.upload_megabytes  # type: ignore[attr-defined]
        headers = {"content-type": "multipart/form-data; boundary=b", "content-length": str(megabytes * 3_000_000)}
        assert client.post("/entrar", content=b"", headers=headers).status_code == 413

    def test_refuses_a_body_that_does_not_say_its_length(self, client: PageClient) -> None:
        def parts() -> Iterator[bytes]:
            yield b"{}"

        assert client.post("/v1/suggestions", content=parts()).status_code == 422
        assert client.get("/", headers={"content-length": "many"}).status_code == 422
