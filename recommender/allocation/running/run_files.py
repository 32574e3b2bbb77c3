"""The files of a run that follow from its plans and multipliers: whoever checks the run makes them once more."""

from collections.abc import Sequence

from data.allocation import run_folder
from recommender.allocation.explaining.price_table import price_table
from recommender.allocation.lottery import Drawn
from recommender.allocation.national.nodes import ProvenNode
from recommender.allocation.plan import Plan
from recommender.allocation.running.building import Built
from recommender.allocation.running.multiplier_arrays import arrays_of
from recommender.allocation.running.plan_table import plan_table, voucher_table


def run_files(built: Built, before: Plan, drawn: Drawn, nodes: Sequence[ProvenNode]) -> dict[str, bytes]:
    """Content of each file by name: for programs the plan and the multipliers, for people vouchers and prices."""
    plan = plan_table(built, before, drawn)
    return {
        run_folder.PLAN: run_folder.parquet_bytes(plan),
        run_folder.MULTIPLIERS: run_folder.arrays_bytes(arrays_of(nodes)),
        run_folder.VOUCHERS: run_folder.csv_bytes(voucher_table(plan)),
        run_folder.PRICES: run_folder.csv_bytes(price_table(built, nodes)),
    }
