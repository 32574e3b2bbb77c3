import pytest

from data.concept_store import StoredOccupation
from data.domain import Area, Label, Occupation, OccupationId
from embeddings.hashing import HashingEncoder
from embeddings.titles import TitledOccupation, TitleReader, titled_occupations

DEVELOPER = TitledOccupation(
    Label(es="desarrollador de software", en="software developer"),
    ("desarrollador de software", "desarrolladora de software", "programador", "software developer", "programmer"),
    "software-developer",
)
NETWORKS = TitledOccupation(
    Label(es="técnico en redes", en="network technician"),
    ("técnico en redes", "técnico en redes y cómputo", "network technician", "network support technician"),
    "network-technician",
)
WELDER = TitledOccupation(
    Label(es="soldador", en="welder"), ("soldador", "soldadora", "welder"), None, "http://esco/welder"
)


@pytest.fixture(scope="module")
def reader() -> TitleReader:
    return TitleReader([DEVELOPER, NETWORKS, WELDER], HashingEncoder())


class TestTitledOccupations:
    def test_joins_the_titles_of_one_concept_and_keeps_others_apart(self) -> None:
        developer = Occupation(
            OccupationId("dev"),
            Label(es="desarrollador", en="developer"),
            Area.SOFTWARE,
            {},
            aliases_es=("programador",),
            esco_uri="http://esco/dev",
        )
        concepts = [
            StoredOccupation("http://esco/welder", WELDER.label, WELDER.titles),
            StoredOccupation("http://esco/dev", Label(es="x", en="y"), ("programador", "coder")),
        ]

        found = titled_occupations([developer], concepts)

        assert found == (
            TitledOccupation(
                developer.label, ("desarrollador", "developer", "programador", "coder"), "dev", "http://esco/dev"
            ),
            WELDER,
        )


class TestTitleReader:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Desarrolladora de software Sr. (CDMX)", DEVELOPER),
            ("TEC. EN REDES - URGENTE", NETWORKS),
            ("Soldadoras", WELDER),
            ("Jr. Software Developer", DEVELOPER),
        ],
    )
    def test_finds_the_occupation_first_whatever_the_form(
        self, reader: TitleReader, title: str, expected: TitledOccupation
    ) -> None:
        first, *others = reader.read([title])[0]

        assert first.occupation == expected
        assert all(first.score > other.score and first.probability > other.probability for other in others)

    def test_gives_both_genders_the_same_answer(self, reader: TitleReader) -> None:
        masculine, feminine = reader.read(["Programador de redes", "Programadora de redes"])

        assert masculine == feminine

    @pytest.mark.parametrize("title", ["", "URGENTE!!", "🚀🚀", "Vacante CDMX $15,000"])
    def test_gives_no_occupation_for_a_title_that_names_no_job(self, reader: TitleReader, title: str) -> None:
        assert reader.read([title, "welder"])[0] == []

    def test_answers_each_title_in_order_even_when_one_comes_twice(self, reader: TitleReader) -> None:
        found = reader.read(["welder", "urgente", "programmer", "welder"], k=1)

        assert [[one.occupation for one in some] for some in found] == [[WELDER], [], [DEVELOPER], [WELDER]]

    def test_tells_each_occupation_once_and_no_more_than_asked_for(self, reader: TitleReader) -> None:
        assert len(reader.read(["técnico en redes"], k=2)[0]) == 2
        assert len({one.occupation for one in reader.read(["técnico en redes"], k=9)[0]}) == 3

    def test_answers_the_same_alone_as_in_company(self, reader: TitleReader) -> None:
        assert reader.read(["programmer"]) == reader.read(["welder", "programmer"])[1:]

    def test_refuses_to_give_less_than_one(self, reader: TitleReader) -> None:
        with pytest.raises(ValueError, match="k must be at least 1"):
            reader.read(["welder"], k=0)

    def test_refuses_a_list_of_no_occupation(self) -> None:
        with pytest.raises(ValueError, match="at least one occupation"):
            TitleReader([], HashingEncoder())
