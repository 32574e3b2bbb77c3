"""Who pays which share of an exam: the vendor's discount, public funds, the learner."""

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import CertificationId, StateId
from data.funding import FundKind
from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles
from recommender.suggestion import Price


def subsidy_centavos(profiles: Profiles, arrays: CatalogueArrays, pesos_per_dollar: float) -> NDArray[np.float64]:
    """Programme money that a voucher needs at planned prices, shape (n, m)."""
    share = np.where(profiles.state >= 0, arrays.subsidy_share[profiles.state], 0.0)
    centavos = 100.0 * pesos_per_dollar * arrays.planned_dollars * (1 - arrays.discount)
    return np.asarray(centavos[None, :] * share[:, None], np.float64)


def price_of(
    certification_id: CertificationId,
    state_id: StateId,
    catalogue: Catalogue,
    arrays: CatalogueArrays,
    pesos_per_dollar: float,
) -> Price:
    """The price of one exam in one state; ``None`` amounts where no dated list price is known."""
    column, state = arrays.certification_row[certification_id], arrays.state_row[state_id]
    discount, share = round(float(arrays.discount[column]), 6), round(float(arrays.subsidy_share[state]), 6)
    planned = round(100 * pesos_per_dollar * float(arrays.planned_dollars[column]))
    is_known = catalogue.certifications[certification_id].list_price_usd is not None
    discounted = planned * (1 - discount)
    return Price(
        list_centavos=planned if is_known else None,
        learner_centavos=round(discounted * (1 - share)) if is_known else None,
        discount=discount,
        subsidy_share=share,
        fund_ids=tuple(
            f.id
            for f in catalogue.funds.values()
            if f.kind is FundKind.FEDERAL or (f.kind is FundKind.STATE and f.state_id == state_id)
        ),
        planned_centavos=planned,
        planned_subsidy_centavos=round(discounted * share),
    )
