"""The main job on real parts: from raw files to suggestions that a student can read."""

import functools
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import bundle_holder, create_app
from api.commands.plain_text import suggestions_text
from api.dependencies import now
from api.services import Suggested, suggest_for
from data import demand_store, posting_store
from data.account_store import rights_over_invented
from data.catalogue import read_catalogue
from data.database import writing
from data.domain import Language, LearnerId, StateId
from data.errors import ForeignIndexError
from data.learner_store import count_learners, open_learners
from data.settings import ROOT, Settings
from embeddings.build import Kind, build_indexes, vector_path
from embeddings.vector_file import VectorFile
from recommender.bundle import Bundle, current_bundle_folder
from recommender.suggestion import ReasonKey
from tests.development_data import development_file
from tests.e2e.conftest import TODAY
from training import jobs
from training.doctor import examine
from training.evaluate import OURS, Report
from training.imports import run_import
from training.job_runs import opened

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

Country = tuple[Settings, Report]


@functools.cache
def bundle_of(bundles_dir: Path, reference: Path) -> Bundle:
    """The served bundle of an installation, loaded once for all learners."""
    settings = Settings(home=bundles_dir.parent, reference=reference, models=ROOT / "data" / "local" / "models")
    return bundle_holder(settings, read_catalogue(reference)).current()


def suggested_to(settings: Settings, learner_id: LearnerId, moment: datetime = NOON) -> Suggested:
    bundle = bundle_of(settings.bundles_dir, settings.reference)
    with opened(settings) as engine, writing(engine) as connection:
        return suggest_for(connection, bundle, rights_over_invented(connection, learner_id), moment=moment)


def learners_of(settings: Settings, state_id: str | None = None) -> list[LearnerId]:
    with opened(settings) as engine, engine.connect() as connection:
        found = open_learners(connection, 5_000)
    return [one.id for one in found if state_id is None or one.state_id == state_id]


class TestServedCountry:
    def test_the_doctor_finds_nothing(self, country: Country) -> None:
        assert [finding for finding in examine(country[0]) if not finding.is_well] == []

    def test_ours_leads_popularity_content_and_chance_on_learners_never_seen(self, sqlite_country: Country) -> None:
        _, report = sqlite_country
        for comparison in report.comparisons:
            for rival in ("popularity in region x area", "content only", "random"):
                # The country is small, so means are compared; the published figures have intervals (test_figures).
                assert comparison.ours_minus[rival].mean > 0, (comparison.metric, rival)
            assert comparison.means["oracle"].mean > comparison.means[OURS].mean

    def test_no_policy_gives_more_than_the_seats_and_pesos(self, sqlite_country: Country) -> None:
        _, report = sqlite_country
        for n_given, centavos in report.spent.values():
            assert n_given <= report.facts["seats"]
            assert centavos / 100 <= float(report.facts["budget_pesos"]) + 1

    def test_first_days_are_not_a_list_of_what_is_popular(self, sqlite_country: Country) -> None:
        assert sqlite_country[1].first_day_overlap.mean <= 0.5

    def test_the_page_and_the_command_line_say_the_same(self, country: Country) -> None:
        settings, _ = country
        learner_id = learners_of(settings)[0]
        # The drawn places follow the day: page and command must be asked on the same one.
        app = create_app(settings)
        app.dependency_overrides[now] = lambda: NOON
        with TestClient(app, base_url="http://127.0.0.1") as browser:
            page = browser.get(f"/learners/{learner_id}?lang=es")
            answer = browser.get(f"/v1/learners/{learner_id}/suggestions").json()
        assert page.status_code == 200
        found = suggested_to(settings, learner_id)
        names = [
            read_catalogue(settings.reference).certifications[i.certification_id].name for i in found.suggestions.items
        ]
        text = suggestions_text(found, read_catalogue(settings.reference), Language.ES)
        for name in names:
            assert name in page.text
            assert name in text
        assert [item["certification"]["id"] for item in answer["items"]] == [
            item.certification_id for item in found.suggestions.items
        ]

    def test_equal_input_and_date_give_an_equal_list(self, country: Country) -> None:
        settings, _ = country
        for learner_id in learners_of(settings)[:20]:
            first = suggested_to(settings, learner_id)
            again = suggested_to(settings, learner_id, NOON + timedelta(hours=3))
            assert _comparable(first) == _comparable(again)

    def test_every_certification_on_a_list_has_its_prerequisites(self, country: Country) -> None:
        settings, _ = country
        catalogue = read_catalogue(settings.reference)
        for learner_id in learners_of(settings)[:60]:
            found = suggested_to(settings, learner_id)
            held = {exam.certification_id for exam in found.history.exams if exam.passed}
            for item in found.suggestions.items:
                assert item.certification_id not in held
                assert all(group & held for group in catalogue.certifications[item.certification_id].prerequisites)


@pytest.mark.needs_development_data
class TestRealAds:
    def test_change_demand_and_suggestions_where_they_are_placed(
        self, copied_country: Settings, tmp_path: Path
    ) -> None:
        settings, state = copied_country, StateId("MX-SIN")
        ads = development_file("postings_latam/postings.jsonl")
        mapping = tmp_path / "ads.toml"
        mapping.write_text(
            'source = "ads"\n[columns]\nposting_id = "job_id"\n'
            f'[constants]\nstate_id = "{state}"\nposted_on = "2026-10-15"\n',
            encoding="utf-8",
        )
        learners = learners_of(settings, state)[:25]
        before = {id_: suggested_to(settings, id_) for id_ in learners}
        demand_before = _postings_by_skill(settings, state)

        counts = run_import(settings, "postings", ads, mapping, lambda _: None, TODAY)
        assert counts["in"] == 150
        assert counts["in"] == sum(count for fate, count in counts.items() if fate != "in")
        assert counts["new"] >= 145
        again = run_import(settings, "postings", ads, mapping, lambda _: None, TODAY)
        assert again["new"] == again["updated"] == 0
        assert again["in"] == 150

        jobs.run_embed(settings, lambda _: None)
        links = _links_of_ads(settings)
        grown = _postings_by_skill(settings, state)
        grown.subtract(demand_before)
        assert +grown == Counter(skill for skill, _ in links)

        after = {id_: suggested_to(settings, id_) for id_ in learners}
        changed = [id_ for id_ in learners if _order(before[id_]) != _order(after[id_])]
        assert changed
        quoted = [
            (reason, found.evidence_for(reason))
            for found in after.values()
            for item in found.suggestions.items
            for reason in item.reasons
            if reason.key is ReasonKey.REGIONAL_DEMAND
        ]
        from_ads = [(reason, evidence) for reason, evidence in quoted if evidence and not evidence.is_invented]
        assert from_ads
        text = ads.read_text(encoding="utf-8")
        for reason, evidence in from_ads:
            assert reason.n_postings >= 1
            assert evidence.sentence[:40].split("\\")[0] in text.replace("\\n", "\n").replace('\\"', '"')


def _comparable(found: Suggested) -> str:
    """All of a list as text: unknown grades are NaN, which differs from itself."""
    return repr([(item, item.features) for item in found.suggestions.items])


def _order(found: Suggested) -> list[str]:
    return [item.certification_id for item in found.suggestions.items]


def _postings_by_skill(settings: Settings, state_id: StateId) -> Counter[str]:
    with opened(settings) as engine, engine.connect() as connection:
        return Counter({row.skill_id: row.n_postings for row in demand_store.demand_of(connection, state_id)})


def _links_of_ads(settings: Settings) -> list[tuple[str, str]]:
    from data.frame_store import posting_skill_frame

    with opened(settings) as engine, engine.connect() as connection:
        frame = posting_skill_frame(connection)
    rows = frame[frame["posting_id"].str.startswith("ads:")]
    return list(zip(rows["skill_id"], rows["posting_id"], strict=True))


class TestTroubles:
    def test_an_index_of_another_encoder_is_refused(self, copied_country: Settings) -> None:
        path = vector_path(copied_country.vectors_dir, Kind.SKILLS)
        own = VectorFile.load(path)
        replace(own, fingerprint="another-encoder").save(path)
        before = sorted(copied_country.indexes_dir.iterdir())
        with pytest.raises(ForeignIndexError, match="another-encoder"):
            build_indexes(copied_country.vectors_dir, copied_country.indexes_dir, own.fingerprint, lambda _: None)
        assert {path.name for path in before} <= {path.name for path in copied_country.indexes_dir.iterdir()}

    def test_a_tampered_bundle_is_not_served(self, copied_country: Settings) -> None:
        folder = current_bundle_folder(copied_country.bundles_dir)
        with (folder / "accept.cbm").open("r+b") as file:
            file.seek(100)
            file.write(b"\xff")
        with TestClient(create_app(copied_country), base_url="http://127.0.0.1") as browser:
            answer = browser.get(f"/v1/learners/{learners_of(copied_country)[0]}/suggestions")
        assert answer.status_code == 503
        assert answer.headers["content-type"].startswith("application/problem+json")
        ill = [finding for finding in examine(copied_country) if not finding.is_well]
        assert [finding.part for finding in ill] == ["bundle"]
        assert "accept.cbm" in ill[0].detail

    def test_embedding_again_encodes_and_links_nothing(self, copied_country: Settings) -> None:
        lines: list[str] = []
        counts = jobs.run_embed(copied_country, lines.append)
        assert counts["postings_linked"] == 0
        assert [line for line in lines if "encoded" in line]
        assert all("encoded 0 new texts" in line for line in lines if "encoded" in line)
        with opened(copied_country) as engine, engine.connect() as connection:
            assert counts["people_counted"] == count_learners(connection)

    def test_vectors_have_unit_length(self, sqlite_country: Country) -> None:
        for kind in Kind:
            vectors = VectorFile.load(vector_path(sqlite_country[0].vectors_dir, kind)).vectors
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_postings_due_for_linking_are_none_after_embedding(country: Country) -> None:
    from embeddings.encoder import installed_fingerprint
    from training.linking import installed_marker

    settings, _ = country
    marker = installed_marker(read_catalogue(settings.reference), installed_fingerprint(None, settings.models_dir))
    with opened(settings) as engine, engine.connect() as connection:
        assert posting_store.due_for_linking(connection, marker) == ()
