from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.errors import InputError
from training.case_table.mapping import CaseMapping, OutcomeColumn
from training.effects.design import EVERY_ARM, EffectDesign
from training.effects.effect_table import EffectTable, read_effect_table

RNG = np.random.default_rng(1)
N = 120
FRAME = pd.DataFrame(
    {
        "matricula": [f"a{number}" for number in range(N)],
        "beca": ["sí", "no"] * (N // 2),
        "promedio": RNG.normal(8, 1, N).round(2),
        "carrera": RNG.choice(["isc", "tics", "ige"], N),
        "egreso": RNG.integers(2, size=N),
        "despues": RNG.normal(size=N).round(3),
        "antes": RNG.normal(size=N).round(3),
        "chance": np.full(N, 0.5),
    }
)


def read(folder: Path, frame: pd.DataFrame = FRAME, mapping: CaseMapping | None = None, **design: Any) -> EffectTable:
    path = folder / "cases.csv"
    frame.to_csv(path, index=False)
    return read_effect_table(
        path, mapping or CaseMapping(id="matricula"), EffectDesign(**design), treatment="beca", outcome="egreso"
    )


class TestReadEffectTable:
    def test_puts_control_first_and_counts_what_says_nothing(self, tmp_path: Path) -> None:
        frame = FRAME.copy()
        frame["egreso"] = frame["egreso"].astype("float")
        frame.loc[0, "egreso"] = np.nan
        frame.loc[1, "beca"] = None
        found = read(tmp_path, frame)
        assert found.arms == ("no", "sí")
        np.testing.assert_array_equal(found.treatment, [1, 0] * (N // 2 - 1))
        np.testing.assert_array_equal(found.outcome, FRAME["egreso"][2:])
        assert found.ids[0] == "a2"
        assert found.n_left_out == 2

    def test_takes_for_features_what_was_known_before(self, tmp_path: Path) -> None:
        mapping = CaseMapping(id="matricula", forbidden=frozenset({"despues"}), groups=("carrera",))
        found = read(tmp_path, mapping=mapping, placebos=("antes",), propensity={EVERY_ARM: "chance"})
        assert set(found.columns) == {"promedio", "carrera"}
        assert set(found.feature_owners) == {"promedio", "carrera"}
        assert found.features.shape == (N, len(found.feature_owners))
        np.testing.assert_allclose(found.placebos["antes"], FRAME["antes"])
        np.testing.assert_array_equal(found.groups["carrera"], FRAME["carrera"])
        np.testing.assert_array_equal(found.propensity, np.full((N, 2), 0.5))

    def test_reads_a_known_chance_for_every_arm(self, tmp_path: Path) -> None:
        frame = FRAME.assign(beca=["nada", "beca", "tutor"] * (N // 3))
        found = read(tmp_path, frame, control="nada", propensity={"beca": 0.25, "tutor": 0.5})
        assert found.arms == ("nada", "beca", "tutor")
        np.testing.assert_array_equal(found.propensity, np.tile([0.25, 0.25, 0.5], (N, 1)))

    def test_reads_words_of_an_outcome_by_the_mapping(self, tmp_path: Path) -> None:
        frame = FRAME.assign(egreso=np.where(FRAME["egreso"] > 0, "titulado", "baja"))
        found = read(tmp_path, frame, CaseMapping(id="matricula", outcome=OutcomeColumn("egreso", ("titulado",))))
        np.testing.assert_array_equal(found.outcome, FRAME["egreso"])

    @pytest.mark.parametrize(
        ("change", "design", "message"),
        [
            ({"beca": ["x", "y"] * (N // 2)}, {}, r"beca: which of x, y means no treatment\?"),
            ({"beca": ["no"] * N}, {}, "a treatment has 2 to 10 different words, this column has 1"),
            ({"beca": ["sí"] * 3 + ["no"] * (N - 3)}, {}, "only 3 rows have 'sí'"),
            ({}, {"control": "nunca"}, "no row has the control word 'nunca'"),
            ({}, {"placebos": ("ghost",)}, "there is no column ghost"),
            ({"egreso": ["titulado", "baja"] * (N // 2)}, {}, "egreso: holds words"),
            ({"chance": np.full(N, 1.5)}, {"propensity": {EVERY_ARM: "chance"}}, f"in {N} rows"),
            ({}, {"propensity": {"other": 0.5}}, "says nothing of 'sí'"),
        ],
    )
    def test_says_what_is_wrong(
        self, tmp_path: Path, change: dict[str, object], design: dict[str, object], message: str
    ) -> None:
        with pytest.raises(InputError, match=rf"cases.csv.*{message}"):
            read(tmp_path, FRAME.assign(**change), **design)
