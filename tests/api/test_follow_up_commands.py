import json

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import opened_engine, writing
from tests.api.command_line import Rumbo
from tests.api.test_follow_up import answer, put_certified

CREATE = (
    *("follow-up", "create", "2026-a", "--passed-from", "2026-01-01", "--passed-until", "2026-06-30"),
    *("--closes", "2036-12-01", "--people", "80"),
)


@pytest.fixture
def certified(database: str, catalogue: Catalogue) -> str:
    with opened_engine(database) as engine, writing(engine) as connection:
        put_certified(connection, next(iter(catalogue.certifications)))
    return database


class TestFollowUpCommands:
    def test_go_from_the_draw_to_the_results(self, rumbo: Rumbo, certified: str) -> None:
        created = rumbo(*CREATE)
        assert (created.code, created.out) == (0, "people: 80, drawn: 80, seed: 2026\n")
        assert rumbo("follow-up", "invite", "2026-a").out == "letters: 80, without address or objecting: 0\n"
        with opened_engine(certified) as engine:
            _answer_in_part(engine)
        assert rumbo("follow-up", "remind", "2026-a").out == "letters: 40, without address or objecting: 0\n"
        listed = rumbo("follow-up", "list").out.rstrip("\n").split("\t")
        assert listed == ["2026-a", "2026-01-01", "2026-06-30", "2036-12-01", "80", "80", "40", "40"]
        told = json.loads(rumbo("follow-up", "results", "2026-a", "--json").out)
        assert told["n_answers"] == 40
        job = next(one for one in told["questions"] if one["asked"] == "new_job")
        assert job["estimate"]["value"] == pytest.approx((60 * 0.25 + 20 * 1.0) / 80, abs=5e-3)

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_tell_results_in_words(self, rumbo: Rumbo, certified: str, language: str) -> None:
        rumbo(*CREATE)
        with opened_engine(certified) as engine:
            _answer_in_part(engine)
        lines = rumbo("follow-up", "results", "2026-a", "--lang", language).out.splitlines()
        assert "80" in lines[0]
        # With the share silent, the result and its band; no key of a text is left.
        assert not [line for line in lines if "follow_up." in line]
        assert any("2012" in line for line in lines)

    def test_tell_of_studies_that_are_not_there(self, rumbo: Rumbo, certified: str) -> None:
        missing = rumbo("follow-up", "results", "none")
        assert missing.code != 0
        assert "no study 'none'" in missing.err


def _answer_in_part(engine: sa.Engine) -> None:
    """All professionals with a new job, and 20 of 60 students, a quarter of them with one."""
    for number in range(20):
        answer(engine, f"s{number:02}", has_new_job=number < 5)
        answer(engine, f"p{number:02}", has_new_job=True)
