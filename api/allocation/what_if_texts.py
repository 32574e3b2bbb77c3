"""Answers about changes and prices of an allocation, for reading and as plain values; small groups are hidden."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.allocation.what_if_services import Answer, Prices
from api.i18n import Texts
from api.small_groups import Sum, shown_figures
from data.domain import Label
from recommender.allocation.explaining.shadow_report import RulePrice
from recommender.allocation.explaining.shortfall import Shortfall
from recommender.allocation.explaining.what_if import WhatIf
from recommender.allocation.running.names import Names

Integers = NDArray[np.int64]
_DECIMALS = 4
_MOST_LINES = 20


def answer_text(answer: Answer, t: Texts) -> str:
    """Totals, then what changes by state, fund and certification; or what is missing."""
    if answer.compared is None:
        return missing_text(answer.missing, answer.names, t) if answer.missing is not None else ""
    compared, names = answer.compared, answer.names
    before, after = compared.before, compared.after
    lines = [
        t("allocation.what_if.vouchers", **_numbers(before.vouchers, after.vouchers, t)),
        t("allocation.what_if.value", **_numbers(before.value, after.value, t, 2)),
        t("allocation.what_if.doubt", doubt=t.number(_doubt(compared), 2)),
    ]
    for key, ids, was, now in _groups(answer, compared):
        lines += _block(t(key), _counted_lines(ids, was, now, before.vouchers, after.vouchers, t))
    money = [
        t("allocation.what_if.line", name=fund, **_money(was, now, t))
        for fund, was, now in zip(names.fund_ids, before.spent.tolist(), after.spent.tolist(), strict=True)
        if was != now
    ]
    return "\n".join(lines + _block(t("allocation.what_if.by_fund"), money))


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain values; hidden figures are left out."""
    if answer.compared is None:
        return {"possible": False, "missing": missing_json(answer.missing, answer.names)} if answer.missing else {}
    compared = answer.compared
    found: dict[str, Any] = {
        "possible": True,
        "vouchers": [compared.before.vouchers, compared.after.vouchers],
        "value": [compared.before.value, compared.after.value],
        "bound": [compared.before.bound, compared.after.bound],
    }
    for key, ids, was, now in _groups(answer, compared):
        shown = _shown(was, compared.before.vouchers) & _shown(now, compared.after.vouchers)
        found[key.rpartition(".")[2]] = {
            ids[row]: [int(was[row]), int(now[row])] for row in np.flatnonzero(shown).tolist()
        }
    funds = zip(answer.names.fund_ids, compared.before.spent, compared.after.spent, strict=True)
    found["by_fund_centavos"] = {fund: [int(was), int(now)] for fund, was, now in funds}
    return found


def missing_text(missing: Shortfall, names: Names, t: Texts) -> str:
    """The smallest extra budget, or that no money would do."""
    if not missing.is_enough:
        return t("allocation.missing.not_by_money", rules=t.listed(_unmet(missing, names, t)))
    extra = [
        f"{names.fund_ids[row]}: {t.money(int(missing.extra[row]))}" for row in np.flatnonzero(missing.extra).tolist()
    ]
    return t("allocation.missing.money", funds="; ".join(extra))


def missing_json(missing: Shortfall | None, names: Names) -> dict[str, Any]:
    """The same as plain values."""
    if missing is None or not missing.is_enough:
        return {"by_money": False}
    extra = {names.fund_ids[row]: int(missing.extra[row]) for row in np.flatnonzero(missing.extra).tolist()}
    return {"by_money": True, "extra_centavos": extra}


def prices_text(prices: Prices, t: Texts) -> str:
    """What one more peso and one more seat are worth, highest first, and what each rule costs."""
    names = prices.names
    lines = _block(t("allocation.prices.peso"), _priced(names.fund_ids, prices.shadow.peso * 1000, t))
    lines += _block(t("allocation.prices.seat"), _priced(names.certification_ids, prices.shadow.seat, t))
    rules = [
        t(
            "allocation.prices.rule",
            name=t.label(rule_label(one, names)),
            whole=t.number(one.whole, 2),
            doubt=t.number(one.uncertainty, 2),
            marginal=t.number(one.marginal, _DECIMALS),
        )
        for one in prices.rules
    ]
    lines += _block(t("allocation.prices.rules"), rules)
    return "\n".join(lines) if lines else t("allocation.prices.none")


def prices_json(prices: Prices) -> dict[str, Any]:
    """The same as plain values."""
    names = prices.names
    return {
        "peso": dict(zip(names.fund_ids, prices.shadow.peso.tolist(), strict=True)),
        "seat": dict(zip(names.certification_ids, prices.shadow.seat.tolist(), strict=True)),
        "rules": [
            {
                "name": rule_label(one, names).en,
                "parity": one.is_parity,
                "marginal": one.marginal,
                "whole": one.whole,
                "uncertainty": one.uncertainty,
            }
            for one in prices.rules
        ],
    }


def rule_label(price: RulePrice, names: Names) -> Label:
    """The name of a rule, with the group that it holds for, or of the column that a parity compares."""
    if price.is_parity:
        column = names.parities[price.row].column
        return Label(column, column)
    rule = names.rules[price.row]
    return Label(*(f"{text}: {rule.value}" if rule.value else text for text in (rule.label.es, rule.label.en)))


def _groups(answer: Answer, compared: WhatIf) -> list[tuple[str, Sequence[str], Integers, Integers]]:
    before, after = compared.before, compared.after
    return [
        ("allocation.what_if.by_state", answer.states.names, before.by_group[0], after.by_group[0]),
        (
            "allocation.what_if.by_certification",
            answer.names.certification_ids,
            before.by_certification,
            after.by_certification,
        ),
    ]


def _counted_lines(
    ids: Sequence[str], was: Integers, now: Integers, total_was: int, total_now: int, t: Texts
) -> list[str]:
    """Groups that change, most first; those of one to four people are hidden, and others that give them away."""
    shown = _shown(was, total_was) & _shown(now, total_now)
    change = np.abs(now - was)
    rows = [row for row in np.argsort(-change, kind="stable").tolist() if shown[row] and change[row]]
    lines = [t("allocation.what_if.line", name=ids[row], **_numbers(int(was[row]), int(now[row]), t)) for row in rows]
    n_hidden = int((~shown & (change > 0)).sum())
    hidden = [t.count("allocation.what_if.hidden", n_hidden)] if n_hidden else []
    return lines[:_MOST_LINES] + hidden


def _shown(figures: Integers, total: int) -> NDArray[np.bool_]:
    """Which groups may be shown beside their total; learners of no group are one more."""
    parts = np.append(figures, total - figures.sum())
    whole = Sum(len(parts), tuple(range(len(parts))))
    return shown_figures(np.append(parts, total), (whole,))[: len(figures)]


def _numbers(before: float, after: float, t: Texts, decimals: int = 0) -> dict[str, str]:
    change = t.number(after - before, decimals)
    return {
        "before": t.number(before, decimals),
        "after": t.number(after, decimals),
        "change": f"+{change}" if after > before else change,
    }


def _money(before: int, after: int, t: Texts) -> dict[str, str]:
    change = t.money(after - before)
    return {
        "before": t.money(before),
        "after": t.money(after),
        "change": f"+{change}" if after > before else change,
    }


def _doubt(compared: WhatIf) -> float:
    """By how much the change of value may be off: what either plan may fall short of its bound."""
    return max(one.bound - one.value for one in (compared.before, compared.after))


def _priced(ids: Sequence[str], worth: NDArray[np.float64], t: Texts) -> list[str]:
    rows = [row for row in np.argsort(-worth, kind="stable").tolist() if worth[row] > 0][:_MOST_LINES]
    return [t("allocation.prices.line", name=ids[row], worth=t.number(float(worth[row]), _DECIMALS)) for row in rows]


def _unmet(missing: Shortfall, names: Names, t: Texts) -> list[str]:
    return [
        t.label(rule_label(RulePrice(one.row, one.kind.value == "parity", 0, 0, 0), names)) for one in missing.unmet
    ]


def _block(heading: str, lines: list[str]) -> list[str]:
    return ["", heading, *(f"  {line}" for line in lines)] if lines else []
