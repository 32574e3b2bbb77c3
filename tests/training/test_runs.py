import math
from dataclasses import replace
from typing import Any

import pytest

from training.metrics import Interval
from training.runs import ColumnKind, Run, Signature, flat, metric_name


def make_run(**changed: Any) -> Run:
    """A run of an invented kind."""
    facts: dict[str, Any] = {
        "experiment": "kind",
        "name": "one",
        "purpose": "Tells tests apart.",
        "data_sha256": "0" * 64,
        "split": "none",
        "seed": 1,
        "parameters": {"depth": 3},
        "metrics": {"auc": Interval(0.7, 0.6, 0.8)},
        "signature": Signature({"age": ColumnKind.NUMBER}, {"chance": ColumnKind.NUMBER}),
        "limits": ("Only for tests.",),
    }
    return Run(**{**facts, **changed})


class TestRun:
    @pytest.mark.parametrize("part", ["experiment", "name", "purpose", "split", "limits"])
    def test_refuses_to_leave_out_what_a_reader_needs(self, part: str) -> None:
        with pytest.raises(ValueError, match=f"needs {part}"):
            replace(make_run(), **{part: type(getattr(make_run(), part))()})

    @pytest.mark.parametrize("digest", ["", "abc", "G" * 64, "0" * 65])
    def test_refuses_what_is_no_hash_of_data(self, digest: str) -> None:
        with pytest.raises(ValueError, match="64 hexadecimal digits"):
            make_run(data_sha256=digest)

    def test_refuses_pictures_that_no_browser_shows(self) -> None:
        with pytest.raises(ValueError, match="plots are SVG files"):
            make_run(plots={"curve.pkl": ""})


class TestSignature:
    def test_refuses_a_model_without_columns(self) -> None:
        with pytest.raises(ValueError, match="inputs and outputs"):
            Signature({}, {"chance": ColumnKind.NUMBER})


class TestFlat:
    def test_leaves_out_what_is_not_known(self) -> None:
        assert flat({"auc": math.nan, "rows": 2}) == {"rows": 2.0}

    def test_keeps_both_ends_of_an_interval(self) -> None:
        assert flat({"a": Interval(2.0, 1.0, 4.0)}) == {"a": 2.0, "a_low": 1.0, "a_high": 4.0}


class TestMetricName:
    def test_replaces_what_the_tracker_refuses(self) -> None:
        assert metric_name("ndcg@10, state=MX-JAL") == "ndcg-10- state-MX-JAL"
        assert metric_name("ndcg_10/state:MX-JAL") == "ndcg_10/state-MX-JAL"
