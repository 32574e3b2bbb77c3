import json
from pathlib import Path

import pytest

from embeddings.hashing import HashingEncoder
from embeddings.match import match_texts
from embeddings.match_weights import ENCODER_ALONE, TextKind, read_match_weights
from training.reading.fit_matcher import CARD_FILE, WEIGHTS_FILE, KindFit, fit_kind, write_fits
from training.reading.match_tasks import MatchTask, same_group_task
from training.reading.rank_metrics import RankMetric

ENCODER = HashingEncoder(8)  # so few numbers that letters tell more than vectors
TITLES = {
    "network": ["técnico de redes", "técnica de redes", "tecnico en redes"],
    "data": ["analista de datos", "analista de bases de datos", "analista de la base de datos"],
    "service": ["agente de servicio", "agente de servicio al cliente", "agente de clientes"],
}


def quiet(_line: str) -> None:
    """No progress in tests."""


@pytest.fixture(scope="module")
def task() -> MatchTask:
    return same_group_task("titles", TITLES)


@pytest.fixture(scope="module")
def fit(task: MatchTask) -> KindFit:
    return fit_kind(TextKind.TITLE, [task], ENCODER, None, quiet)


class TestFitKind:
    def test_is_no_worse_than_the_encoder_alone(self, fit: KindFit) -> None:
        assert fit.mean > fit.mean_of_encoder
        assert fit.weights.lexical > 0
        assert fit.weights.window_3 == fit.weights.window_8 == 0

    def test_states_what_the_matcher_reaches(self, task: MatchTask, fit: KindFit) -> None:
        for weights, expected in ((fit.weights, fit.mean), (ENCODER_ALONE, fit.mean_of_encoder)):
            values = []
            found = match_texts(task.queries, task.corpus, task.kind, len(task.corpus), ENCODER, weights=weights)
            for query, ranked in found:
                others = [id_ for id_, _ in ranked if id_ != query]
                ranks = [rank for rank, id_ in enumerate(others, start=1) if id_ in task.relevant[query]]
                values.append(RankMetric.MAP(ranks, len(task.relevant[query])))
            assert sum(values) / len(values) == pytest.approx(expected)

    def test_gives_equal_weights_again(self, task: MatchTask, fit: KindFit) -> None:
        assert fit_kind(TextKind.TITLE, [task], ENCODER, None, quiet) == fit

    def test_splits_lists_where_that_helps(self) -> None:
        labels = {f"s:{name}": name for name in ("Excel", "nómina", "redes", "ventas por teléfono", "inglés")}
        queries = {"q:1": "Excel, nómina, redes", "q:2": "inglés; redes; ventas por teléfono"}
        relevant = {
            "q:1": frozenset({"s:Excel", "s:nómina", "s:redes"}),
            "q:2": frozenset({"s:inglés", "s:redes", "s:ventas por teléfono"}),
        }
        task = MatchTask("lists", TextKind.SENTENCE, RankMetric.MAP, queries, labels, relevant)
        assert fit_kind(TextKind.SENTENCE, [task], ENCODER, None, quiet).mean == 1.0


class TestWriteFits:
    def test_writes_weights_that_the_matcher_reads(self, tmp_path: Path, fit: KindFit) -> None:
        write_fits(tmp_path, dict.fromkeys(TextKind, fit), {"what": "ñ"})
        assert read_match_weights(tmp_path / WEIGHTS_FILE) == dict.fromkeys(TextKind, fit.weights)
        assert json.loads((tmp_path / CARD_FILE).read_text(encoding="utf-8")) == {"what": "ñ"}
