import pytest

from benchmarks.follow_up import case_figures


@pytest.mark.parametrize(
    "n_runs", [25, pytest.param(200, marks=pytest.mark.full)], ids=["a few runs", "as many as are reported"]
)
class TestFollowUp:
    @pytest.mark.parametrize("case", ["both_right", "answering_wrong", "results_wrong"])
    def test_weights_repair_silence_at_random(self, case: str, n_runs: int) -> None:
        figures = case_figures(case, n_runs)
        assert 0.35 < figures["response"] < 0.45
        assert figures["new_job_plain_error"] > 3
        assert abs(figures["new_job_error"]) < 2
        assert abs(figures["wage_change_error"]) < 2
        assert figures["new_job_interval_holds"] > 0.85

    def test_the_band_tells_of_silence_that_is_no_chance(self, n_runs: int) -> None:
        figures = case_figures("own_result", n_runs)
        assert figures["new_job_interval_holds"] < 0.1
        assert figures["new_job_band_holds"] > 0.95
        assert figures["wage_change_band_holds"] > 0.95
