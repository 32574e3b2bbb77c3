from training.input_files import combined_hash


class TestCombinedHash:
    def test_does_not_depend_on_the_order(self) -> None:
        assert combined_hash({"a": "1", "b": "2"}) == combined_hash({"b": "2", "a": "1"})

    def test_changes_with_a_name_or_a_content(self) -> None:
        found = {combined_hash(one) for one in ({"a": "1"}, {"a": "2"}, {"b": "1"}, {"a": "1", "b": "2"})}
        assert len(found) == 4
