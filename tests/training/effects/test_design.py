from pathlib import Path

import pytest

from data.errors import InputError
from training.effects.design import Better, EffectDesign, read_design


def design_of(folder: Path, text: str) -> EffectDesign:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_design(path)


class TestReadDesign:
    def test_reads_everything_that_may_be_said(self, tmp_path: Path) -> None:
        found = design_of(
            tmp_path,
            'id = "matricula"\n[effects]\nbetter = "lower"\ncontrol = "nada"\npropensity = 0.5\n'
            'placebo = "promedio_previo"\n'
            "budget = 50_000\n[effects.treatments]\nbeca = 1500\ntutor = 300.5\n",
        )
        assert found.better is Better.LOWER
        assert found.control == "nada"
        assert found.propensity_of("beca") == 0.5
        assert found.placebos == ("promedio_previo",)
        assert found.costs == {"beca": 1500.0, "tutor": 300.5}
        assert found.budget == 50_000.0

    def test_reads_chances_by_arm(self, tmp_path: Path) -> None:
        found = design_of(tmp_path, '[effects.propensity]\nbeca = 0.2\ntutor = "chance_of_tutor"\n')
        assert found.propensity_of("beca") == 0.2
        assert found.propensity_columns == {"chance_of_tutor"}
        assert found.propensity_of("other") is None

    def test_leaves_all_at_its_default(self, tmp_path: Path) -> None:
        assert design_of(tmp_path, 'id = "matricula"\n') == EffectDesign()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("prices = 1", "effects.prices: unknown key; known are better"),
            ('better = "more"', "effects.better: must be one of higher, lower"),
            ("propensity = 1.5", "effects.propensity: must be a chance"),
            ("propensity = true", "effects.propensity: must be a chance"),
            ("placebo = [1]", "effects.placebo: must be a column's name"),
            ("budget = 0", "effects.budget: must be a number above 0"),
            ("treatments = 3", "effects.treatments: must be a table"),
            ('treatments = {beca = "much"}', "effects.treatments.beca: must be a number above 0"),
        ],
    )
    def test_names_file_and_key_of_what_is_wrong(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(InputError, match=rf"mapping.toml, {message}"):
            design_of(tmp_path, f"[effects]\n{text}\n")
