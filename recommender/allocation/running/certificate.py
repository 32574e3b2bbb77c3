"""The certificate of a plan: what it is worth, what no plan can exceed, and how it stands with every limit.

Nothing in it hangs on when, where or by whom it was made: equal inputs and seed give equal bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from data.allocation.run_folder import digest_of
from data.allocation.scenario import Lottery
from recommender.allocation.lottery import Drawn
from recommender.allocation.national.agreements import national_uses, tiers_reached
from recommender.allocation.national.nodes import ProvenNode, covers_all, relaxed
from recommender.allocation.plan import Multipliers, Plan, gap_between
from recommender.allocation.problem import NO_LIMIT, NationalProblem, Problem
from recommender.allocation.running.building import Built
from recommender.allocation.running.month import MonthAhead
from recommender.allocation.running.names import constraint_key
from recommender.allocation.solver.dual import dual_bound

FORMAT: Final = 1


def certificate_of(
    built: Built,
    before: Plan,
    drawn: Drawn,
    nodes: Sequence[ProvenNode],
    *,
    seed: int,
    lottery: Lottery,
    inputs: Mapping[str, str],
    files: Mapping[str, str],
    ahead: MonthAhead | None = None,
) -> dict[str, Any]:
    """All that a certificate states, computed from the plan and the multipliers alone.

    Parameters
    ----------
    before
        The plan before the lottery; its value is what the gap is about, as the lottery's loss is a choice.
    inputs, files
        The sha256 of each input and of each file of the run, by name.
    ahead
        Of a month of a year: value, bound and gap are then of the month's learners and the expected together.

    Raises
    ------
    ValueError
        If the nodes leave out a choice of tiers and openings, or their multipliers do not fit the problem.
    LimitsError
        If the expected learners cannot meet the lower bounds that the month's plan leaves to them.
    """
    national = built.national
    to_come = 0.0 if ahead is None else ahead.value_to_come(before, seed)
    value, drawn_value = (plan.value(national.base) + to_come for plan in (before, drawn.plan))
    whole = national if ahead is None else replace(national, base=ahead.whole)
    bound = proven_bound(whole, nodes, value)
    return {
        "format": FORMAT,
        "seed": seed,
        "scenario_digest": digest_of(inputs),
        "inputs": dict(inputs),
        "files": dict(files),
        "learners": national.base.n_learners,
        "learners_objecting": len(built.names.objecting),
        "options": len(national.base.options.value),
        "options_below_floor": built.floor_dropped,
        "vouchers": len(drawn.plan.holders),
        "bound": bound,
        "value": value,
        "gap": gap_between(value, bound),
        "parts": len(nodes),
        "lottery": {
            "share": lottery.share,
            "band": lottery.band,
            "pools": len(drawn.pools.places),
            "drawn_share": drawn.share,
            "value_after": drawn_value,
            "expected_loss": drawn.expected_loss,
        },
        **({} if ahead is None else {"year": _year(ahead, value - to_come, to_come)}),
        "tiers": _tiers(built, drawn.plan),
        "constraints": {
            constraint_key(use, built.names): {"used": use.used, "limit": use.limit, "slack": use.slack}
            for use in national_uses(national, drawn.plan)
            if use.limit < NO_LIMIT
        },
    }


def proven_bound(national: NationalProblem, nodes: Sequence[ProvenNode], value: float) -> float:
    """What no plan can be worth more than, by parts that hold every plan; at least ``value``, what one is worth.

    Raises
    ------
    ValueError
        If the parts do not hold every plan, or the multipliers of one are not of its limits.
    IndexError
        If a part settles a choice that there is not.
    """
    if not covers_all(national, [node.fixing for node in nodes]):
        raise ValueError("the parts leave out a choice of tiers and openings")
    return max(value, *(_bound(relaxed(national, node.fixing), node.multipliers) for node in nodes))


def _bound(problem: Problem, multipliers: Multipliers) -> float:
    """The bound of a part; a shorter array would pass for a longer one by broadcasting, and prove too much."""
    if multipliers.shapes != Multipliers.zeros(problem).shapes:
        raise ValueError("the multipliers are not of the problem's limits")
    return dual_bound(problem, multipliers)


def _year(ahead: MonthAhead, month_value: float, expected_value: float) -> dict[str, float]:
    """What of the value is this month's, and what the expected learners would bring with what is kept back."""
    return {
        "month": ahead.number,
        "month_value": month_value,
        "forecasts": len(ahead.forecasts),
        "expected_learners": len(ahead.forecasts[0]),
        "expected_value": expected_value,
    }


def _tiers(built: Built, plan: Plan) -> dict[str, dict[str, float]]:
    """Of vendors with tiers: which tier the plan reaches and the share of the price that it brings."""
    every, reached = built.national.agreements.tiers, tiers_reached(built.national, plan)
    return {
        built.names.vendor_ids[vendor]: {"tier": tier, "share": every[vendor][tier].share / 10_000}
        for vendor, tier in enumerate(np.asarray(reached).tolist())
        if len(every[vendor]) > 1
    }
