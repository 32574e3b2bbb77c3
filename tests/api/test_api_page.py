"""Every command of docs/api.md is run, and answered with the status that stands behind it."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from api import app as application
from api import skill_texts
from data.database import writing
from data.rights import Role
from data.settings import Settings
from tests.api.command_line import Rumbo
from tests.api.people import put_account, put_organisation
from tests.api.small_bundle import ENCODER
from tests.served import served_app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
ACCOUNTS = {
    "estudiante@demo.example": (Role.STUDENT, "eva"),
    "programa@demo.example": (Role.MANAGER, None),
    "operador@demo.example": (Role.OPERATOR, None),
    "industria@demo.example": (Role.INDUSTRY, None),
    "academia@demo.example": (Role.ACADEMIA, None),
}
IDS = {
    "L224qsmk3ojcbf2jw": "ana",
    "cisco-ccst-it-support": "zen-1",
    "tecnm-isc": "systems",
    "isc-scd1008": "s-prog",
}
"""Ids of the demo, and what stands for them in the small application."""


def commands(text: str) -> Iterator[str]:
    """The commands of a page's bash blocks, each on one line: one begins where a line is not indented."""
    for block in re.findall(r"^```bash\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from re.sub(r"\s*\\?\n\s+", " ", block.strip()).splitlines()


def status_of(command: str, variables: Mapping[str, str]) -> tuple[int, int]:
    """The status that stands behind a ``curl`` and the one that it gets."""
    found = re.fullmatch(r"(curl -s .*?)  # (\d{3})", command)
    assert found, f"no status behind {command}"
    ran = subprocess.run(
        ["/bin/bash", "-c", f"{found[1]} -o /dev/null -w '%{{http_code}}'"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return int(found[2]), int(ran.stdout)


class TestCommands:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """One kind of database is enough for what a page says."""
        return sqlite_url

    @pytest.fixture
    def address(
        self,
        web_app: FastAPI,
        settings: Settings,
        bundle_template: Path,
        engine: sa.Engine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Iterator[str]:
        """The small application on a port of its own, with the accounts that the page speaks of."""
        for place in (application, skill_texts):
            monkeypatch.setattr(place, "load_encoder", lambda _model, _folder: ENCODER)
        shutil.copytree(bundle_template, settings.bundles_dir)
        with writing(engine) as connection:
            for email, (role, learner_id) in ACCOUNTS.items():
                has_organisation = role in (Role.INDUSTRY, Role.ACADEMIA)
                organisation = put_organisation(connection, f"org-{role}", role) if has_organisation else None
                put_account(connection, role, email=email, learner_id=learner_id, organisation_id=organisation)
        with served_app(web_app) as found:
            yield found

    def test_are_answered_as_the_page_says(self, address: str, database: str, rumbo: Rumbo) -> None:
        shown = httpx.get(f"{address}/v1/learners/ana/suggestions", timeout=300).json()["items"][0]["impression_id"]
        replaced = {**IDS, "http://127.0.0.1:8000": address, "cf0ccbe2964c4f03ae8381be316fa123-1": shown}
        variables: dict[str, str] = {}
        wrong = {}
        n_calls = 0
        for line in commands(PAGE.read_text(encoding="utf-8")):
            command = line
            for old, new in replaced.items():
                command = command.replace(old, new)
            key = re.fullmatch(r"([A-Z]+)=\$\(rumbo (.*)\)", command)
            if key or command.startswith("rumbo "):
                ran = rumbo(*shlex.split(key[2] if key else command.removeprefix("rumbo ")))
                assert ran.code == 0, (command, ran.err)
                variables |= {key[1]: ran.out.strip()} if key else {}
            else:
                n_calls += 1
                expected, status = status_of(command, variables)
                wrong |= {} if expected == status else {line: status}
        assert wrong == {}
        assert n_calls > 30
        assert variables.keys() == {"STUDENT", "MANAGER", "OPERATOR", "USERS", "COMPANY", "SCHOOL"}
