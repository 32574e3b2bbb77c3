from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from api.accounts.letters import follow_up_letter
from api.pages.survey import wage_change_of
from api.programme.follow_up_services import FewAnswersError, create_study, new_study, study_results, write_letters
from data import follow_up_answer_store, follow_up_store
from data.account_store import account_of_learner
from data.catalogue import Catalogue
from data.database import writing
from data.domain import Language, LearnerId
from data.errors import InputError
from data.follow_up_store import Study, StudyTakenError
from data.learner_store import put_learners
from data.rights import LearnerRights, Role
from data.settings import Settings
from data.standing_store import ask_deletion, object_to_automation
from data.tables import exam_result, survey_answer
from recommender.follow_up.report import Asked
from tests.api.conftest import START, Clock
from tests.api.letters import last_link, letters, text_of
from tests.api.page_client import PageClient
from tests.api.people import put_account
from tests.data.rows import learner_row, person_row

PASSED = date(2026, 4, 1)
N_STUDENTS, N_PROFESSIONALS = 60, 20


def study_of(name: str = "2026-a", **changed: object) -> Study:
    days = {"passed_from": date(2026, 1, 1), "passed_until": date(2026, 6, 30), "closes_on": date(2026, 12, 1)}
    return new_study(name, **{**days, **changed}, moment=START, seed=7, reaches=(2.0, 10.0))  # type: ignore[arg-type]


def put_certified(connection: sa.Connection, certification_id: str) -> None:
    """Sixty students and twenty professionals who passed in April, all with an address."""
    ids = [f"s{number:02}" for number in range(N_STUDENTS)] + [f"p{number:02}" for number in range(N_PROFESSIONALS)]
    kinds = {"s": "student", "p": "professional"}
    put_learners(
        connection,
        [learner_row(id_, kind=kinds[id_[0]]) for id_ in ids],
        [person_row(id_, email=f"{id_}@example.mx") for id_ in ids],
    )
    connection.execute(
        sa.insert(exam_result),
        [{"learner_id": id_, "certification_id": certification_id, "taken_on": PASSED, "passed": True} for id_ in ids],
    )


@pytest.fixture
def certification_id(catalogue: Catalogue) -> str:
    return next(iter(catalogue.certifications))


@pytest.fixture
def certified(engine: sa.Engine, certification_id: str) -> sa.Engine:
    with writing(engine) as connection:
        put_certified(connection, certification_id)
    return engine


@pytest.fixture
def send(certified: sa.Engine, settings: Settings) -> Callable[..., tuple[int, int]]:
    """Writes letters of the study, and returns how many were written and whom none is due."""

    def run(*, is_reminder: bool = False, moment: datetime = START) -> tuple[int, int]:
        sent = write_letters(certified, "2026-a", settings, lambda: moment, is_reminder=is_reminder)
        return sent.n_written, sent.n_left_out

    return run


def create(engine: sa.Engine, n_drawn: int = 80) -> tuple[int, int]:
    with writing(engine) as connection:
        return create_study(connection, study_of(), n_drawn)


def answer(engine: sa.Engine, learner_id: str, *, has_new_job: bool, wage_change: float | None = None) -> None:
    """Answer as a form would."""
    with writing(engine) as connection:
        token = follow_up_answer_store.issue_link_token(
            connection, study_of().study_id, LearnerId(learner_id), START, is_reminder=False
        )
        question = follow_up_answer_store.question_of(connection, token, START.date())
        assert question is not None
        answers = follow_up_answer_store.Answers(True, has_new_job, wage_change, None)
        assert follow_up_answer_store.store_answers(connection, question, answers, START)


class TestCreateStudy:
    def test_draws_in_strata_and_records_each_chance(self, certified: sa.Engine) -> None:
        assert create(certified, 24) == (80, 24)
        with certified.connect() as connection:
            sample = follow_up_store.sample_of(connection, study_of().study_id)
        # Five of each stratum, then fourteen among 55 and 15: eleven and three.
        assert {(one.learner_id[0], round(one.chance, 6)) for one in sample} == {
            ("s", round(16 / 60, 6)),
            ("p", round(8 / 20, 6)),
        }

    def test_refuses_a_name_twice_and_a_time_in_which_nobody_passed(self, certified: sa.Engine) -> None:
        create(certified)
        with pytest.raises(StudyTakenError, match="2026-a"):
            create(certified)
        empty = study_of("2020", passed_from=date(2020, 1, 1), passed_until=date(2020, 2, 1))
        with pytest.raises(InputError, match="nobody passed"), writing(certified) as connection:
            create_study(connection, empty, 5)

    @pytest.mark.parametrize(
        ("changed", "problem"),
        [
            ({"passed_from": date(2026, 7, 1)}, "before it begins"),
            ({"closes_on": date(2026, 5, 1)}, "before its time ends"),
        ],
    )
    def test_refuses_days_out_of_order(self, changed: dict[str, date], problem: str) -> None:
        with pytest.raises(InputError, match=problem):
            study_of(**changed)

    def test_refuses_a_band_that_means_nothing(self) -> None:
        with pytest.raises(InputError, match="--odds"):
            new_study("a", PASSED, PASSED, PASSED, moment=START, seed=1, reaches=(0.5, 1.0))


class TestLetters:
    def test_go_once_to_everybody_drawn_with_a_link_of_their_own(
        self, certified: sa.Engine, settings: Settings, send: Callable[..., tuple[int, int]]
    ) -> None:
        create(certified)
        assert send() == (80, 0)
        assert send() == (0, 0)
        written = letters(settings)
        assert len({letter["To"] for letter in written}) == 80
        assert len({text_of(letter) for letter in written}) == 80

    def test_leave_out_who_has_no_address_objects_or_asked_for_deletion(
        self, certified: sa.Engine, send: Callable[..., tuple[int, int]]
    ) -> None:
        create(certified)
        with writing(certified) as connection:
            put_learners(connection, [learner_row("s00")], [person_row("s00", name="No address")])
            object_to_automation(connection, LearnerRights(LearnerId("s01")), START)
            ask_deletion(connection, LearnerRights(LearnerId("s02")), START, START.date() + timedelta(days=30))
        assert send() == (77, 3)

    def test_prefer_the_address_and_language_of_an_account(
        self, certified: sa.Engine, settings: Settings, send: Callable[..., tuple[int, int]]
    ) -> None:
        create(certified)
        with writing(certified) as connection:
            email = put_account(connection, Role.STUDENT, learner_id="s00")
            assert account_of_learner(connection, LearnerId("s00")) is not None
        send()
        addresses = [letter["To"] for letter in letters(settings)]
        assert email in addresses
        assert "s00@example.mx" not in addresses

    def test_remind_once_who_is_silent_and_end_the_first_link(
        self, certified: sa.Engine, settings: Settings, send: Callable[..., tuple[int, int]]
    ) -> None:
        create(certified)
        assert send(is_reminder=True) == (0, 80)
        send()
        first = last_link(settings).rpartition("/")[2]
        answer(certified, "s05", has_new_job=True)
        assert send(is_reminder=True) == (79, 0)
        assert send(is_reminder=True) == (0, 0)
        with certified.connect() as connection:
            assert follow_up_answer_store.question_of(connection, first, START.date()) is None

    def test_are_refused_once_the_study_is_closed(
        self, certified: sa.Engine, send: Callable[..., tuple[int, int]]
    ) -> None:
        create(certified)
        with pytest.raises(InputError, match="closed on 2026-12-01"):
            send(moment=datetime(2026, 12, 2, tzinfo=UTC))

    def test_say_until_when_the_link_serves(self) -> None:
        for language in Language:
            letter = follow_up_letter("a@example.mx", language, "https://x/encuesta/t", PASSED, is_reminder=False)
            assert "https://x/encuesta/t" in letter.text
            assert "2026" in letter.text


class TestSurveyPage:
    @pytest.fixture
    def link(
        self,
        client_without_bundle: PageClient,
        certified: sa.Engine,
        send: Callable[..., tuple[int, int]],
        settings: Settings,
    ) -> str:
        create(certified)
        send()
        return last_link(settings)

    def test_takes_answers_once(
        self, client_without_bundle: PageClient, link: str, engine: sa.Engine, certification_id: str
    ) -> None:
        shown = client_without_bundle.get(link)
        assert shown.status_code == 200
        said = {"is_employed": "1", "has_new_job": "0", "is_satisfied": "", "wage_change": "12,5"}
        answered = client_without_bundle.post(link, data=said)
        assert (answered.status_code, answered.headers["location"]) == (303, "/encuesta-recibida")
        assert client_without_bundle.get("/encuesta-recibida").status_code == 200
        assert client_without_bundle.get(link).status_code == 410
        assert client_without_bundle.post(link, data=said).status_code == 410
        given = survey_answer.c
        kept = sa.select(
            given.certification_id,
            given.answered_on,
            given.is_employed,
            given.has_new_job,
            given.salary_change_percent,
            given.is_satisfied,
        )
        with engine.connect() as connection:
            assert connection.execute(kept).all() == [(certification_id, START.date(), True, False, 12.5, None)]

    def test_shows_what_is_wrong_and_keeps_what_was_said(self, client_without_bundle: PageClient, link: str) -> None:
        answered = client_without_bundle.post(link, data={"has_new_job": "1", "wage_change": "much"})
        assert answered.status_code == 422
        assert 'id="has_new_job-1" name="has_new_job" value="1" checked' in answered.text
        assert 'value="much"' in answered.text
        assert 'aria-invalid="true"' in answered.text
        assert client_without_bundle.get(link).status_code == 200

    def test_serves_until_the_study_closes(self, client_without_bundle: PageClient, link: str, clock: Clock) -> None:
        clock.moment = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
        assert client_without_bundle.get(link).status_code == 200
        clock.moment = datetime(2026, 12, 2, 0, 1, tzinfo=UTC)
        assert client_without_bundle.get(link).status_code == 410

    def test_is_not_there_for_who_guesses(self, client_without_bundle: PageClient, link: str) -> None:
        assert client_without_bundle.get("/encuesta/" + "a" * 43).status_code == 410

    @pytest.mark.parametrize("typed", ["nan", "-101", "1001", "1e9", "dos"])
    def test_refuses_changes_of_wage_that_cannot_be(self, typed: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011  (that of float, or ours)
            wage_change_of(typed)


class TestStudyResults:
    def test_weigh_kinds_by_their_numbers(self, certified: sa.Engine, catalogue: Catalogue) -> None:
        create(certified)
        # 20 of 60 students answer, 5 of them with a new job; 16 of 20 professionals, 12 with one.
        for number in range(20):
            answer(certified, f"s{number:02}", has_new_job=number < 5)
        for number in range(16):
            answer(certified, f"p{number:02}", has_new_job=number < 12)
        with certified.connect() as connection:
            found = study_results(connection, "2026-a", catalogue)
        assert (found.n_people, found.letters.n_drawn, found.n_answers) == (80, 80, 36)
        job = next(one for one in found.questions if one.asked is Asked.NEW_JOB)
        assert job.plain == pytest.approx(17 / 36)
        assert job.estimate.value == pytest.approx((60 * 5 / 20 + 20 * 12 / 16) / 80, abs=2e-3)
        assert job.band.low < job.estimate.low < job.estimate.high < job.band.high
        assert {one.group for one in job.groups if one.fact == "kind"} == {"student", "professional"}
        assert [one.asked for one in found.questions] == [Asked.EMPLOYED, Asked.NEW_JOB]

    def test_hide_groups_of_fewer_than_five_and_what_would_tell_them(
        self, certified: sa.Engine, catalogue: Catalogue
    ) -> None:
        create(certified)
        for number in range(40):
            answer(certified, f"s{number:02}", has_new_job=number < 5)
        for number in range(4):
            answer(certified, f"p{number:02}", has_new_job=True)
        with certified.connect() as connection:
            job = next(
                one for one in study_results(connection, "2026-a", catalogue).questions if one.asked is Asked.NEW_JOB
            )
        # With the total of 44 and the 40 students in sight, the four professionals would be, too.
        assert [one.group for one in job.groups] == ["MX-JAL"]

    def test_wait_for_thirty_answers(self, certified: sa.Engine, catalogue: Catalogue) -> None:
        create(certified)
        for number in range(29):
            answer(certified, f"s{number:02}", has_new_job=False)
        with certified.connect() as connection, pytest.raises(FewAnswersError, match="29 answers"):
            study_results(connection, "2026-a", catalogue)
