import numpy as np

from benchmarks.ranking_ablations import GROUPS
from recommender.features import FEATURES


def test_every_feature_is_in_one_group() -> None:
    named = [name for names in GROUPS.values() for name in names]
    assert sorted(named) == sorted(FEATURES)
    assert len(np.unique(named)) == len(named)
