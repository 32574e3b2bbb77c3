from api.recently_used import RecentlyUsed


class TestRecentlyUsed:
    def test_lets_go_of_what_is_longest_out_of_use(self) -> None:
        kept: RecentlyUsed[str, int] = RecentlyUsed(2)
        kept.put("a", 1)
        kept.put("b", 2)
        assert kept.get("a") == 1
        kept.put("c", 3)
        assert [kept.get(key) for key in "abc"] == [1, None, 3]

    def test_makes_a_value_once(self) -> None:
        kept: RecentlyUsed[str, list[int]] = RecentlyUsed(2)
        made = kept.made("a", list)
        assert kept.made("a", lambda: [1]) is made
