"""A client that fills in forms as a browser does: with the token of the page that it was shown."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from api.web.visit import FORM_FIELD

PASSWORD = "correct horse battery"  # noqa: S105  (of invented accounts)


class PageClient(TestClient):
    """Does not follow redirects; posts to pages carry the visitor's form token."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        super().__init__(app, follow_redirects=False, **options)

    def post(self, url: Any, **given: Any) -> Response:  # type: ignore[override]
        """Post, with the form token unless it goes to the JSON API, sends raw content or brings a token itself."""
        is_form = not str(url).startswith("/v1/") and "json" not in given and "content" not in given
        if is_form and FORM_FIELD not in (given.get("data") or {}):
            given["data"] = {**(given.get("data") or {}), FORM_FIELD: self.form_token()}
        return super().post(url, **given)

    def form_token(self) -> str:
        """What the forms of this visitor's pages carry."""
        found = re.search(rf'name="{FORM_FIELD}" value="([^"]+)"', self.get("/explora").text)
        assert found, "the page has no form"
        return found[1]

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        """Log in as somebody."""
        answer = self.post("/entrar", data={"email": email, "password": password})
        assert answer.status_code == 303, answer.text
