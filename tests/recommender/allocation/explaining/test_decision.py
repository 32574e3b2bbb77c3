"""A learner's decision by names, and its plain values."""

import json
from pathlib import Path

import pytest

from data.domain import CertificationId, FundId, Label, LearnerId
from recommender.allocation.explaining.decision import Decision, NamedFlip, Share, decision_of
from recommender.allocation.explaining.explained_run import ExplainedRun
from recommender.allocation.explaining.explanations import Reason
from recommender.allocation.explaining.flips import FlipKind
from recommender.allocation.running.run import Inputs, allocate_with_lottery
from tests.scenario_files import write_scenario


def explained(folder: Path, changes: dict[str, tuple[str, str]] | None = None) -> ExplainedRun:
    inputs = Inputs.read(write_scenario(folder, changes))
    scenario = inputs.scenario
    allocated = allocate_with_lottery(inputs)
    return ExplainedRun.of(inputs.built, scenario.lottery, scenario.seed, allocated.drawn, allocated.nodes)


def decision(run: ExplainedRun, learner_id: str) -> Decision:
    learner = run.built.names.learner_row(LearnerId(learner_id))
    return decision_of(run, learner, run.flips(learner))


class TestDecisionOf:
    def test_says_who_pays_what_for_a_voucher(self, tmp_path: Path) -> None:
        found = decision(explained(tmp_path / "s"), "carla")
        # 2,000 pesos: the federal fund pays half.
        assert found.reason is Reason.GIVEN
        assert found.certification_id == "aws"
        assert found.shares == (Share(FundId("federal"), 100_000),)
        assert found.own_centavos == 100_000
        assert found.flips == ()

    def test_a_refused_learner_is_told_what_a_second_solution_confirmed(self, tmp_path: Path) -> None:
        changes = {"certifications.csv": ("java,oracle,2,", "java,oracle,1,")}
        run = explained(tmp_path / "s", changes)
        found = decision(run, "diego")
        # Beto is worth 8 for the only place, Diego 5.
        assert found.reason is Reason.SEATS
        assert found.certification_id == "java"
        kinds = {flip.kind: flip for flip in found.flips or ()}
        assert kinds[FlipKind.SEATS].amount == 1
        assert kinds[FlipKind.VALUE].amount > 0


class TestJson:
    @pytest.mark.parametrize(
        "told",
        [
            Decision(Reason.OBJECTS),
            Decision(
                Reason.RULE,
                CertificationId("c"),
                (Share(FundId("f"), 5),),
                7,
                limit=Label("Meta", "Target"),
                worth=0.5,
                needed=0.75,
                best=1.0,
                flips=(NamedFlip(FlipKind.RULE, 1.0, CertificationId("c"), label=Label("Meta", "Target")),),
                not_found=(FlipKind.VALUE,),
            ),
            Decision(
                Reason.BUDGET,
                CertificationId("c"),
                fund_id=FundId("f"),
                flips=(NamedFlip(FlipKind.BUDGET, 5.0, CertificationId("c"), (FundId("f"), FundId("g"))),),
            ),
        ],
    )
    def test_comes_back_as_it_was(self, told: Decision) -> None:
        assert Decision.from_json(json.loads(json.dumps(told.as_json()))) == told
