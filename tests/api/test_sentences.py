"""Tests of what is said about finishing a degree."""

import pytest

from api.i18n import texts
from api.sentences import Teller
from data.catalogue import Catalogue
from data.domain import CertificationId, Language
from recommender.suggestion import Price, RiskChange, Suggestion, ValueTerms
from tests.factories import make_learner

PRICE = Price(None, None, 0.0, 0.0, (), 0, 0)


def make_suggestion(*, is_studying: bool, risk_change: RiskChange | None) -> Suggestion:
    return Suggestion(
        certification_id=CertificationId("acme-1"),
        rank=1,
        value=ValueTerms(0.0, 0.0, 0.0, 0.0, 0.0),
        accept_chance=0.5,
        pass_chance=0.5,
        is_studying=is_studying,
        risk_change=risk_change,
        price=PRICE,
        weeks=2.0,
        skills_added=(),
        skills_held=(),
        reasons=(),
        propensity=1.0,
        is_exploration=False,
        features=(),
    )


class TestRetention:
    @pytest.mark.parametrize(
        ("is_studying", "change", "language", "said"),
        [
            (True, RiskChange(-0.034, -0.051, -0.012), Language.ES, "unos 3.4 puntos porcentuales"),
            (True, RiskChange(-0.034, -0.051, -0.012), Language.ES, "entre 1.2 y 5.1."),
            (True, RiskChange(-0.034, -0.051, -0.012), Language.EN, "lower your risk"),
            (True, RiskChange(0.022, 0.011, 0.031), Language.EN, "between 1.1 and 3.1"),
            (True, RiskChange(0.022, 0.011, 0.031), Language.EN, "raise your risk"),
            (
                True,
                RiskChange(-0.011, -0.031, 0.009),
                Language.EN,
                "by up to 3.1 percentage points or raise it",
            ),
            (True, None, Language.ES, "Todavía no se sabe"),
            (True, None, Language.EN, "Not known yet"),
            (False, None, Language.EN, "you are not studying"),
        ],
    )
    def test_tells_what_is_known(
        self,
        catalogue: Catalogue,
        is_studying: bool,
        change: RiskChange | None,
        language: Language,
        said: str,
    ) -> None:
        teller = Teller(texts(language), catalogue, make_learner())
        assert said in teller.retention(make_suggestion(is_studying=is_studying, risk_change=change))
