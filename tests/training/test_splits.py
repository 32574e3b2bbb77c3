from collections import Counter

from training.splits import Split, split_of


class TestSplitOf:
    def test_is_the_same_for_every_run(self) -> None:
        # Pinned: another hash would let learners who judged earlier bundles shape later ones.
        assert split_of(["ana", "hugo", "d-1"]).tolist() == [Split.FIT, Split.EVALUATE, Split.CALIBRATE]

    def test_does_not_depend_on_who_else_is_asked_for(self) -> None:
        ids = [f"learner-{number}" for number in range(200)]
        together = dict(zip(ids, split_of(ids), strict=True))
        assert all(split_of([id_])[0] == part for id_, part in together.items())
        assert dict(zip(ids[::-1], split_of(ids[::-1]), strict=True)) == together

    def test_gives_each_learner_one_part_by_the_stated_shares(self) -> None:
        counts = Counter(split_of([f"learner-{number}" for number in range(20_000)]).tolist())
        assert set(counts) == {part.value for part in Split}
        assert abs(counts[Split.FIT] / 20_000 - 0.66) < 0.01
        assert abs(counts[Split.CALIBRATE] / 20_000 - 0.09) < 0.01
        assert abs(counts[Split.EVALUATE] / 20_000 - 0.25) < 0.01

    def test_takes_no_learner_at_all(self) -> None:
        assert split_of([]).shape == (0,)
