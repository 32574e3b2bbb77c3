"""Judges a bundle on learners that no model saw, against rivals and the oracle, by the known potential outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerId
from data.simulator.parameters import frozen_hash
from data.simulator.truth import read_world
from recommender.allocation.problem import CountRules, Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.programme import programme_problem, public_funds
from recommender.arrays import CatalogueArrays, by_certification
from recommender.bundle import Bundle
from training.champion import ChampionComparison, basis_of, compare_with_champion, groups_of
from training.datasets import RankingRows
from training.first_day import first_day_overlap
from training.judged_learners import Judged, judged_learners
from training.metrics import Interval, bootstrap_mean, ndcg_at_k
from training.platform_effects.assumed_effect import assumed_changes
from training.platform_effects.effect_truth import EffectTruth, effect_truth
from training.ranking_quality import RankingQuality, by_group, calibration_of, cold_start, measures_of
from training.records import Records
from training.rivals import (
    content_scores,
    fit_logistic,
    popularity_everywhere,
    popularity_scores,
    random_scores,
)
from training.voucher_plans import PlanTrial, compare_plans
from training.voucher_trial import Given, Score, Trial, averted_by_learner, filled_by_learner, give_vouchers

Matrix = NDArray[np.float64]
Progress = Callable[[str], None]

OURS, RANKER, ORACLE = "rumbo", "rumbo, ranking alone", "oracle"
ASSUMED, UNUSED = "rumbo, assumed effect", "rumbo, no effect"
VARIANTS = (RANKER, ASSUMED, UNUSED)
"""Ours with a part taken away or exchanged: they show what the part is worth and are no rivals."""
SEAT_SHARE = 0.2
"""Seats of the voucher trial, as a share of its learners."""
BUDGET_SHARE = 0.8
"""Pesos of the trial, as a share of what those seats would cost at the mean voucher."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric: each policy's mean, ours minus each rival's and variant's, and the share of the way to the oracle."""

    metric: str
    means: Mapping[str, Interval]
    ours_minus: Mapping[str, Interval]
    ours_minus_variants: Mapping[str, Interval]
    best_rival: str
    gap_closed: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that ``rumbo evaluate`` prints; ``facts`` are counts and hashes.

    ``against_champion`` is ``None`` where no other bundle serves, or it cannot be judged any more; ``effect_truth``
    where nobody judged studies.
    """

    comparisons: tuple[Comparison, ...]
    first_day_overlap: Interval
    plans: PlanTrial
    effect_truth: EffectTruth | None
    spent: Mapping[str, tuple[int, float]]
    facts: Mapping[str, str | int | float]
    quality: RankingQuality
    against_champion: ChampionComparison | None = None


def evaluate(
    bundle: Bundle,
    champion: Bundle | None,
    records: Records,
    rows: RankingRows,
    world: Path,
    pseudonym: Callable[[str], LearnerId],
    *,
    seed: int,
    progress: Progress,
) -> Report:
    """Compare the bundle with its rivals and with the ``champion``, the other bundle that serves, if there is one.

    ``world`` is the truth folder of the country that was imported.

    Raises
    ------
    InputError
        If the truth speaks of other people or certifications than those that were imported.
    """
    judged = judged_learners(bundle, records, world, pseudonym)
    progress(f"judging {len(judged.learner_ids)} learners that no model saw")
    rng = np.random.default_rng(seed)
    scores = _scores(bundle, judged, rows, rng, seed)
    progress("ranking")
    ranking = _ranking_comparison(judged, scores, rng)
    progress("voucher trial")
    trial = _trial(judged, bundle.arrays)
    policies = (OURS, ASSUMED, UNUSED, *(name for name in scores if name not in (OURS, RANKER)))
    given = {name: _give(name, trial, judged, bundle, scores) for name in policies}
    progress("vouchers by allocation, greedily and first come, first served")
    plans = _plan_trial(trial, judged, bundle, seed)
    progress("quality of the order")
    quality = _quality(judged, bundle, scores, seed)
    against_champion = None
    if champion is not None:
        progress(f"comparing with {champion.version}, which serves")
        theirs = judged_learners(champion, records, world, pseudonym)
        against_champion = _against_champion(bundle, judged, champion, theirs, seed)
    return Report(
        quality=quality,
        comparisons=(ranking, *_trial_comparisons(trial, given, bundle, rng)),
        plans=plans,
        first_day_overlap=first_day_overlap(bundle, judged.demand, rng),
        effect_truth=effect_truth(
            judged.values.risk_change,
            -trial.averted,
            np.where(judged.allowed, trial.holds, 0.0),
            judged.profiles,
            bundle.arrays,
            bundle.risk.yearly_risk(judged.profiles),
        ),
        spent={name: (len(g.learner), g.spent_centavos) for name, g in given.items()},
        facts=_facts(bundle, judged, trial, read_world(world)),
        against_champion=against_champion,
    )


def _scores(
    bundle: Bundle, judged: Judged, rows: RankingRows, rng: np.random.Generator, seed: int
) -> dict[str, Matrix]:
    """How each policy orders certifications for each judged learner, shape (n, m) each."""
    return {
        OURS: judged.values.total,
        RANKER: bundle.models.score(_flat(judged.features)).reshape(judged.allowed.shape),
        "popularity in region x area": popularity_scores(judged.profiles, bundle.arrays, bundle.behaviour),
        "content only": content_scores(judged.features),
        "popularity": popularity_everywhere(judged.profiles, bundle.behaviour),
        "logistic regression": fit_logistic(rows, seed)(judged.features),
        "random": random_scores(judged.allowed.shape, rng),
        ORACLE: _expected_grade(judged),
    }


def _facts(
    bundle: Bundle, judged: Judged, trial: Trial, world: Mapping[str, str | int]
) -> dict[str, str | int | float]:
    return {
        **world,
        "parameters_frozen": str(frozen_hash() == world["parameters_sha256"]),
        "bundle": bundle.version,
        "learners_judged": len(judged.learner_ids),
        "seats": trial.n_seats,
        "budget_pesos": round(trial.budget_centavos / 100),
    }


def _against_champion(
    challenger: Bundle, ours: Judged, champion: Bundle, theirs: Judged, seed: int
) -> ChampionComparison:
    """Compare two bundles by NDCG@10 on the learners that no model saw, who are the same for both."""
    return compare_with_champion(
        champion.version,
        basis_of(ours.demand.as_of, date.fromisoformat(champion.manifest["data_as_of"])),
        _ndcg(ours, ours.values.total),
        _ndcg(theirs, theirs.values.total),
        groups_of(ours.profiles, challenger.arrays),
        np.random.default_rng(seed),
    )


def _quality(judged: Judged, bundle: Bundle, scores: Mapping[str, Matrix], seed: int) -> RankingQuality:
    """What the order of ``RANKER`` is worth, beside that of its rivals."""
    rng = np.random.default_rng(seed)
    gains, accept = judged.true("grade"), np.where(judged.allowed, judged.true("accept"), 0.0)
    return RankingQuality(
        measures=measures_of(scores, judged.allowed, gains, bundle.arrays.area, seed),
        by_group=by_group(_ndcg(judged, scores[RANKER]), groups_of(judged.profiles, bundle.arrays), rng),
        cold=cold_start(
            bundle, judged.histories, judged.demand.as_of, judged.demand, judged.allowed, gains, scores[RANKER], rng
        ),
        calibration={
            "accepting": calibration_of(
                judged.values.accept_chance, judged.true("accept"), judged.allowed.astype(np.float64), rng
            ),
            "passing, of who would enrol": calibration_of(
                judged.values.pass_chance, judged.true("passes"), accept * judged.true("enrol"), rng
            ),
        },
    )


def _flat(features: NDArray[np.float32]) -> NDArray[np.float32]:
    return features.reshape(-1, features.shape[-1])


def _expected_grade(judged: Judged) -> Matrix:
    """What the oracle orders by: the expected grade that the structural equations give."""
    accept, enrol = judged.true("accept"), judged.true("enrol")
    return accept * (1 + enrol * (1 + judged.true("passes") * (1 + judged.true("job"))))


def _ranking_comparison(judged: Judged, scores: Mapping[str, Matrix], rng: np.random.Generator) -> Comparison:
    return _comparison("NDCG@10", {name: _ndcg(judged, score) for name, score in scores.items()}, rng, scale=1.0)


def _ndcg(judged: Judged, scores: Matrix) -> NDArray[np.float64]:
    """NDCG@10 of each learner by the true expected grades."""
    gains = np.where(judged.allowed, judged.true("grade"), 0.0)
    return ndcg_at_k(np.where(judged.allowed, scores, -np.inf), gains, 10)


def _trial(judged: Judged, arrays: CatalogueArrays) -> Trial:
    proves = arrays.proved.toarray() > 0
    proven = judged.profiles.certifications.astype(np.float32) @ proves > 0
    cost = judged.cost_centavos
    n_seats = round(SEAT_SHARE * len(judged.learner_ids))
    leave = judged.truth.leave_without[judged.rows][:, None]
    return Trial(
        allowed=judged.allowed,
        cost_centavos=cost,
        n_seats=n_seats,
        budget_centavos=BUDGET_SHARE * n_seats * float(cost[judged.allowed].mean()),
        open_positions=np.where(arrays.has_cluster[:, None], judged.demand.unmet, 0.0).astype(np.float64),
        state=judged.profiles.state,
        proves=proves,
        proven=proven,
        holds=judged.true("accept") * judged.true("enrol") * judged.true("passes"),
        averted=leave - judged.true("leave_with"),
    )


def _give(name: str, trial: Trial, judged: Judged, bundle: Bundle, scores: Mapping[str, Matrix]) -> Given:
    if name == ORACLE:
        return _give_by_value(trial, trial.holds, trial.averted, np.zeros_like(trial.holds), bundle)
    if name in (OURS, ASSUMED, UNUSED):
        believed = judged.values.accept_chance * judged.values.pass_chance
        averted = _believed_averted(name, judged, bundle)
        return _give_by_value(trial, believed, averted, judged.values.benefit, bundle)
    return give_vouchers(trial, lambda _: scores[name], np.zeros_like(trial.holds))


def _believed_averted(name: str, judged: Judged, bundle: Bundle) -> Matrix:
    """Fall of the yearly chance of dropping out that a variant of ours expects; zero where it expects none."""
    if name == UNUSED:
        return np.zeros(judged.allowed.shape)
    if name == ASSUMED:
        yearly_risk = bundle.risk.yearly_risk(judged.profiles)
        return np.nan_to_num(-assumed_changes(judged.profiles, bundle.arrays, yearly_risk))
    return np.nan_to_num(-judged.values.risk_change.expected)


def _give_by_value(trial: Trial, holds: Matrix, averted: Matrix, benefit: Matrix, bundle: Bundle) -> Given:
    """Give by the terms of ``recommender.value``, at the shadow price of this trial's money."""
    gross = _gross(trial, holds, averted, benefit, bundle)
    problem = _one_fund(trial, _programme(trial, gross(trial.open_positions), trial.allowed, bundle))
    money = float(solve(problem, seed=0).multipliers.budget[0])
    return give_vouchers(trial, lambda still_open: gross(still_open) - money * trial.cost_centavos, holds)


def _gross(trial: Trial, holds: Matrix, averted: Matrix, benefit: Matrix, bundle: Bundle) -> Score:
    """Worth of a voucher before anything is paid for it, from what is still open."""
    worth = bundle.worth
    steady = benefit + holds * averted * worth.learner_kept

    def gross(still_open: Matrix) -> Matrix:
        here = np.minimum(1.0, still_open)[trial.state]
        fills = by_certification(here * ~trial.proven, bundle.arrays.proved)
        return np.asarray(steady + holds * fills * worth.position)

    return gross


def _programme(trial: Trial, value: Matrix, allowed: NDArray[np.bool_], bundle: Bundle, part: float = 1.0) -> Problem:
    """The programme's year for the learners of the trial."""
    catalogue, dollar = bundle.catalogue, bundle.pesos_per_dollar
    return programme_problem(value, allowed, trial.state, bundle.arrays, catalogue, dollar, part)


def _one_fund(trial: Trial, problem: Problem) -> Problem:
    """The same learners with the seats and pesos of the trial, which are for everybody together."""
    n_kinds = problem.counts.of_kind.shape[1]
    payments = replace(problem.payments, budget=np.minimum(problem.payments.budget, 0))
    counts = CountRules(
        problem.counts.segment,
        problem.counts.kind,
        np.ones((1, 1), np.bool_),
        np.ones((1, n_kinds), np.bool_),
        np.zeros(1, np.int64),
        np.array([trial.n_seats], np.int64),
    )
    return replace(problem, budgets=np.array([int(trial.budget_centavos)]), payments=payments, counts=counts)


def _plan_trial(trial: Trial, judged: Judged, bundle: Bundle, seed: int) -> PlanTrial:
    """The allocation and its rivals on the same part of every fund and vendor's seats, worth the trial's pesos.

    A voucher is worth what the trial counts, as it is believed: positions and learners kept, without the learner's own
    benefit. It is
    worth the same whoever else gets one, as so few vouchers hardly ever fill the need of a region: valuing the rest
    anew after each third of the vouchers changed nothing.
    """
    holds = judged.values.accept_chance * judged.values.pass_chance
    gross = _gross(trial, holds, _believed_averted(OURS, judged, bundle), np.zeros_like(holds), bundle)
    part = trial.budget_centavos / sum(fund.budget_centavos for fund in public_funds(bundle.catalogue))
    value = gross(trial.open_positions)
    return compare_plans(trial, _programme(trial, value, trial.allowed, bundle, part), seed)


def _trial_comparisons(
    trial: Trial, given: Mapping[str, Given], bundle: Bundle, rng: np.random.Generator
) -> list[Comparison]:
    n = len(trial.state)
    filled = {name: _spread(n, g, filled_by_learner(trial, g)) for name, g in given.items()}
    averted = {name: _spread(n, g, averted_by_learner(trial, g)) for name, g in given.items()}
    pesos = {
        name: (filled[name] * bundle.worth.position + averted[name] * bundle.worth.learner_kept) / 100 for name in given
    }
    return [
        _comparison("unmet cluster positions filled per 1,000 learners", filled, rng, scale=1000.0),
        _comparison("drop-outs averted in a year per 1,000 learners", averted, rng, scale=1000.0),
        _comparison("both, in pesos per 1,000 learners", pesos, rng, scale=1000.0),
    ]


def _spread(n: int, given: Given, amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts by learner; zero for who got no voucher."""
    by_learner = np.zeros(n)
    by_learner[given.learner] = amounts
    return by_learner


def _comparison(
    metric: str, per_learner: Mapping[str, NDArray[np.float64]], rng: np.random.Generator, *, scale: float
) -> Comparison:
    means = {name: bootstrap_mean(scale * values, rng) for name, values in per_learner.items()}
    rivals = [name for name in per_learner if name not in (OURS, ORACLE, *VARIANTS)]
    ours = per_learner[OURS]
    best = max(rivals, key=lambda name: means[name].mean)
    way = means[ORACLE].mean - means[best].mean
    return Comparison(
        metric,
        means,
        {name: bootstrap_mean(scale * (ours - per_learner[name]), rng) for name in rivals},
        {name: bootstrap_mean(scale * (ours - per_learner[name]), rng) for name in VARIANTS if name in per_learner},
        best,
        (means[OURS].mean - means[best].mean) / way if way > 0 else float("nan"),
    )
