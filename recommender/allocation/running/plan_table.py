"""A plan as a table that people and programs read, one row a learner, and back."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.allocation.run_folder import RunFolderError
from data.allocation.scenario_tables import PAYING
from recommender.allocation.lottery import Drawn
from recommender.allocation.national.agreements import settled
from recommender.allocation.plan import Plan
from recommender.allocation.problem import Integers, Problem
from recommender.allocation.running.building import Built

_PESOS = 100


@dataclass(frozen=True, slots=True)
class ReadPlans:
    """What a table of a plan says: the plan, and the one before the lottery."""

    plan: Plan
    before: Plan


def plan_table(built: Built, before: Plan, drawn: Drawn) -> pa.Table:
    """One row a learner in the problem's order; money in centavos, blanks where there is no voucher.

    ``alternative`` is the row of `Payments`; the columns ``planned_*`` are the plan before the lottery, ``pool`` says
    who was drawn against whom, ``propensity`` is the chance of a voucher before the draw.
    """
    plan, names = drawn.plan, built.names
    problem = settled(built.national, plan)
    certification = _certifications(problem, plan)
    paid = _payments(built, problem, plan)
    return pa.table(
        {
            "learner_id": pa.array(names.learner_ids, pa.string()),
            "certification_id": _taken(names.certification_ids, certification),
            "alternative": _blank(plan.alternative),
            "price_centavos": _blank(np.where(certification >= 0, problem.price[certification], -1)),
            **paid,
            "planned_certification_id": _taken(names.certification_ids, _certifications(problem, before)),
            "planned_alternative": _blank(before.alternative),
            "pool": _blank(drawn.pool),
            "propensity": pa.array(drawn.propensity, pa.float64()),
        }
    )


def voucher_table(plan: pa.Table) -> pa.Table:
    """The vouchers of a plan for people: who gets what and who pays how many pesos."""
    given = plan.filter(pc.is_valid(plan["certification_id"]))
    pesos = [name for name in given.column_names if name.endswith("_centavos")]
    columns = {name: given[name] for name in ("learner_id", "certification_id")}
    columns |= {f"{payer}_fund": given[f"{payer}_fund"] for payer in PAYING}
    columns |= {
        f"{name.removesuffix('_centavos')}_pesos": pc.divide(pc.cast(given[name], pa.float64()), _PESOS)
        for name in pesos
    }
    columns["drawn"] = pc.is_valid(given["pool"])
    return pa.table(columns)


def plans_in(table: pa.Table, built: Built) -> ReadPlans:
    """The plans of a table.

    Raises
    ------
    RunFolderError
        If the table is not of the problem's learners, or a row names no option of theirs or no way to pay.
    """
    needed = {"learner_id", "certification_id", "alternative", "planned_certification_id", "planned_alternative"}
    if missing := needed - set(table.column_names):
        raise RunFolderError(f"the plan has no column {', '.join(sorted(missing))}")
    if table["learner_id"].to_pylist() != list(built.names.learner_ids):
        raise RunFolderError(
            f"the plan's {len(table)} rows are not the scenario's {len(built.names.learner_ids)} learners"
        )
    return ReadPlans(*(_plan(table, built, prefix) for prefix in ("", "planned_")))


def _plan(table: pa.Table, built: Built, prefix: str) -> Plan:
    problem, names = built.national.base, built.names
    given = pc.fill_null(
        pc.index_in(table[f"{prefix}certification_id"].combine_chunks(), value_set=pa.array(names.certification_ids)),
        -1,
    )
    certification = np.asarray(given, np.int64)
    is_given = np.asarray(pc.is_valid(table[f"{prefix}certification_id"]), np.bool_)
    alternative = np.asarray(pc.fill_null(table[f"{prefix}alternative"], -1), np.int32)
    option = _option_rows(problem, certification)
    n_alternatives = len(problem.payments.budget)
    is_wrong = (is_given != (option >= 0)) | (is_given != (alternative >= 0)) | (alternative >= n_alternatives)
    for row in np.flatnonzero(is_wrong)[:1]:
        raise RunFolderError(
            f"the plan's row {row + 1}, learner {names.learner_ids[row]}: {prefix}certification_id is none of the"
            " learner's options, or there is no way to pay for it"
        )
    return Plan(option, alternative)


def _option_rows(problem: Problem, certification: Integers) -> Integers:
    """The learners' rows of `Options` with the certifications, -1 where there is none."""
    options = problem.options
    rows = np.full(problem.n_learners, -1, np.int64)
    found = np.flatnonzero(options.certification == np.repeat(certification, np.diff(options.start)))
    rows[options.learners()[found]] = found
    return rows


def _certifications(problem: Problem, plan: Plan) -> Integers:
    found = np.full(problem.n_learners, -1, np.int64)
    found[plan.holders] = problem.options.certification[plan.option[plan.holders]]
    return found


def _payments(built: Built, problem: Problem, plan: Plan) -> dict[str, pa.Array]:
    """Each payer's fund and centavos, and the learner's own part."""
    payments, holders = problem.payments, plan.holders
    alternative, certification = plan.alternative[holders], _certifications(problem, plan)[holders]
    budget = payments.budget[alternative]
    charge = payments.charges(problem.price)[alternative, :, certification]
    payer = np.array([PAYING.index(one) if one in PAYING else -1 for one in built.names.payers])
    of_payer = np.where(budget >= 0, payer[budget], -1)
    columns: dict[str, pa.Array] = {}
    for number, name in enumerate(PAYING):
        pays = of_payer == number
        columns[f"{name}_fund"] = _taken(
            built.names.fund_ids, _spread(plan, np.where(pays, budget, -1).max(axis=1, initial=-1))
        )
        columns[f"{name}_centavos"] = _blank(_spread(plan, (charge * pays).sum(axis=1)))
    own = payments.own_part(problem.price)[alternative, certification]
    return {**columns, "own_centavos": _blank(_spread(plan, own))}


def _spread(plan: Plan, of_holders: NDArray[np.integer]) -> Integers:
    found = np.full(len(plan.option), -1, np.int64)
    found[plan.holders] = of_holders
    return found


def _taken(ids: tuple[str, ...], rows: NDArray[np.integer]) -> pa.Array:
    return pa.array(ids, pa.string()).take(_blank(rows))


def _blank(numbers: NDArray[np.integer]) -> pa.Array:
    """Numbers from 0, blank where they are below."""
    return pa.array(np.maximum(numbers, 0).astype(np.int64), mask=numbers < 0)
