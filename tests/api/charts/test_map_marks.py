from api.charts.map_marks import MapMarks, Spot, map_marks


def marks(*numbers: int) -> MapMarks:
    spots = [Spot(f"place {n}", f"#place-{n}", n, 19.4333, -99.1333) for n in numbers]
    return map_marks("places", spots, lambda least, most: f"{least}-{most}")


class TestMapMarks:
    def test_draws_more_larger_and_first(self) -> None:
        found = marks(0, 5, 90, 30).marks
        assert [(one.text, one.url, one.size) for one in found] == [
            ("place 90", "#place-90", 3),
            ("place 30", "#place-30", 2),
            ("place 5", "#place-5", 1),
            ("place 0", "#place-0", 0),
        ]

    def test_puts_them_where_they_are(self) -> None:
        (one,) = marks(1).marks
        # 19.2439 degrees east of the left edge; the capital is in the shape of its state, as another test says of all.
        assert (one.x, one.y) == (4817, 3697)

    def test_the_legend_says_the_numbers_of_each_size(self) -> None:
        assert [one.text for one in marks(0, 5, 90, 30, 31).legend] == ["0-0", "5-5", "30-30", "31-90"]

    def test_without_places_there_is_nothing_to_say(self) -> None:
        assert (marks().marks, marks().legend) == ((), ())
