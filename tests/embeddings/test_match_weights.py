from pathlib import Path

import pytest

from data.errors import InputError
from embeddings.match_weights import SHIPPED_WEIGHTS, MatchWeights, Signal, TextKind, read_match_weights

TABLE = "pooled = 1\nwindow_3 = 0.5\nwindow_8 = 0\nlexical = 0.2\nlexical_across = 0\nsplits_lists = true\n"


def written(path: Path, table: str = TABLE, kinds: tuple[str, ...] = tuple(TextKind)) -> Path:
    path.write_text("".join(f"[{kind}]\n{table}" for kind in kinds), encoding="utf-8")
    return path


class TestReadMatchWeights:
    def test_reads_every_kind(self, tmp_path: Path) -> None:
        found = read_match_weights(written(tmp_path / "weights.toml"))
        assert found == dict.fromkeys(TextKind, MatchWeights(1, 0.5, 0, 0.2, 0, splits_lists=True))

    def test_reads_the_shipped_file(self) -> None:
        assert set(read_match_weights(SHIPPED_WEIGHTS)) == set(TextKind)

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            ("pooled = 1\n", "must have exactly"),
            (TABLE + "other = 1\n", "must have exactly"),
            (TABLE.replace("pooled = 1", "pooled = true"), "numbers"),
            (TABLE.replace("true", "1"), "true or false"),
            (TABLE.replace("0.5", "1.5"), "from 0 to 1"),
            (TABLE.replace("0.5", "nan"), "from 0 to 1"),
            (TABLE.replace("0.5", "'a'"), r"weights.toml: table \[title\]"),
            ("pooled", "not a TOML file"),
        ],
    )
    def test_names_what_is_wrong(self, tmp_path: Path, table: str, message: str) -> None:
        with pytest.raises(InputError, match=message):
            read_match_weights(written(tmp_path / "weights.toml", table))

    def test_names_the_command_that_makes_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="rumbo train matcher"):
            read_match_weights(tmp_path / "weights.toml")

    def test_names_a_missing_kind(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"\[subject\]"):
            read_match_weights(written(tmp_path / "weights.toml", kinds=tuple(TextKind)[:-1]))


class TestMatchWeights:
    def test_has_a_weight_for_every_signal(self) -> None:
        weights = MatchWeights(0.1, 0.2, 0.3, 0.4, 0.5)
        assert weights.by_signal == dict(zip(Signal, (0.1, 0.2, 0.3, 0.4, 0.5), strict=True))

    def test_refuses_weights_of_nothing(self) -> None:
        with pytest.raises(ValueError, match="not all 0"):
            MatchWeights(0.0)
