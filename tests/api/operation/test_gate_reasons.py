"""Every reason of the gate is known in both languages."""

import pytest

from api.i18n import texts
from api.operation.gate_reasons import said_gate_message, said_refusal
from data.domain import Language
from data.errors import GateError
from tests.training.test_promote import GOOD, better_than
from training.metrics import Interval
from training.promote import check_champion, check_rivals

WORSE = {"state/MX-JAL": Interval(-0.02, -0.03, -0.01)}


def reasons() -> list[str]:
    """What the gate itself says, of every kind."""
    found = ["there is no challenger; run rumbo train ranker", "no bundle served before this one"]
    found += ["bundle v is not registered", "bundle v is not registered in /home/mlruns"]
    checks = (
        lambda: check_rivals("v", {}),
        lambda: check_rivals("v", GOOD | {"ndcg_10_least_lead": -0.01}),
        lambda: check_champion("v", "old", GOOD, {}),
        lambda: check_champion("v", "old", better_than("old", Interval(-0.1, -0.2, -0.05)), {}),
        lambda: check_champion("v", "old", better_than("old", **WORSE), {}),
    )
    for check in checks:
        with pytest.raises(GateError) as refused:
            check()
        found.append(refused.value.detail)
    return found


class TestSaidRefusal:
    @pytest.mark.parametrize("language", Language)
    def test_knows_every_reason(self, language: Language) -> None:
        said = [said_refusal(reason, texts(language)) for reason in reasons()]
        assert [one for one in said if "bundle" in one or "rumbo" in one] == []
        assert len(set(said)) == len(said) - 1
        assert "state/MX-JAL -0.0200 [-0.0300, -0.0100]" in said[-1]

    def test_leaves_others_as_they_are(self) -> None:
        t = texts(Language.ES)
        assert said_refusal("the moon is full", t) == "the moon is full"
        assert said_gate_message("GateError: no bundle served before this one", t) is not None
        assert said_gate_message("InputError: no bundle served before this one", t) is None
