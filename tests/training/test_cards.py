from tests.training.test_runs import make_run
from training.cards import model_card
from training.runs import ColumnKind, Signature


class TestModelCard:
    def test_says_everything_that_was_written_down(self) -> None:
        card = model_card(make_run(tags={"catalogue": "abc"}))
        for said in (
            "# kind: one",
            "Tells tests apart.",
            f"- SHA-256 of the data: {'0' * 64}",
            "- Split: none",
            "- Seed: 1",
            "- catalogue: abc",
            "- depth: 3",
            "- auc: 0.7000 [0.6000, 0.8000] (95 % interval)",
            "- In: age (number)",
            "- Out: chance (number)",
            "- Only for tests.",
        ):
            assert said in card

    def test_says_where_figures_come_later(self) -> None:
        assert "Judged after the fit" in model_card(make_run(metrics={}, parameters={}))

    def test_shortens_a_long_list_of_columns(self) -> None:
        inputs = {f"column_{number}": ColumnKind.NUMBER for number in range(100)}
        card = model_card(make_run(signature=Signature(inputs, {"chance": ColumnKind.NUMBER})))
        assert "column_59 (number) and 40 more" in card
        assert "column_60" not in card
