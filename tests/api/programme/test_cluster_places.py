"""Clusters on the map: which of them share a mark, and that mark, table and file say the same."""

import html
import re
from datetime import date

import sqlalchemy as sa

from api.programme.cluster_places import NEAR_KILOMETRES, cluster_places
from data.catalogue import Catalogue, read_catalogue
from data.catalogue_quality.outliers import kilometres
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import Area, Cluster, ClusterId, ClusterKind, SkillId, StateId
from data.settings import ROOT
from tests.api.page_client import PageClient
from tests.api.table_reading import files_of
from tests.api.test_pages import n_statements

JALISCO = StateId("MX-JAL")


def cluster(name: str, state: str, latitude: float) -> Cluster:
    # A tenth of a degree of latitude is 11.1 kilometres.
    area = frozenset({Area.CLOUD})
    return Cluster(ClusterId(name), name, ClusterKind.CLUSTER, StateId(state), name, latitude, -103.0, area)


def names(*clusters: Cluster) -> list[list[str]]:
    return [[one.name for one in place.clusters] for place in cluster_places(clusters)]


class TestClusterPlaces:
    def test_those_near_each_other_share_a_place(self) -> None:
        assert names(cluster("a", "MX-JAL", 20.0), cluster("b", "MX-JAL", 20.2), cluster("c", "MX-JAL", 20.5)) == [
            ["a", "b"],
            ["c"],
        ]

    def test_those_of_another_state_do_not(self) -> None:
        assert names(cluster("a", "MX-JAL", 20.0), cluster("b", "MX-COL", 20.1)) == [["a"], ["b"]]

    def test_every_cluster_of_the_catalogue_has_one(self) -> None:
        clusters = list(read_catalogue(ROOT / "data" / "reference").clusters.values())
        places = cluster_places(clusters)
        assert sorted(one.id for place in places for one in place.clusters) == sorted(one.id for one in clusters)
        assert all(kilometres(place.first, one) < NEAR_KILOMETRES for place in places for one in place.clusters)


class TestMarksOfThePage:
    def test_mark_table_and_file_say_the_same(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(engine) as connection:
            rows = [Demand(JALISCO, SkillId("aws"), 3, 1200, 6, 8), Demand(JALISCO, SkillId("sql"), 2, 5, 40, 8)]
            replace_demand(connection, rows, date(2026, 11, 1))
        page = manager.get("/programa/mapa?area=cloud&lang=es").text
        # 1200 positions ask for the cloud in Jalisco; six of them have somebody who can prove the skill.
        said = (
            "Clústeres y parques en Guadalajara, Jalisco: West Cluster. Demanda del estado: 1,200; brecha: 1,194. "
            "Ver sus cifras"
        )
        (mark,) = re.findall(r'<a href="#cluster-west" aria-label="([^"]+)"><title>', page)
        assert html.unescape(mark) == said
        (row,) = re.findall(r'<tbody id="cluster-west">\s*<tr>(.*?)</tr>', page, re.DOTALL)
        assert re.findall(r'<td class="amount">([^<]+)</td>', row) == ["1,200", "0", "1,194"]
        assert 'href="/programa/demanda?estado=MX-JAL&amp;area=cloud"' in row
        file = files_of(manager, "/programa/mapa?area=cloud&lang=es")["clusteres"]
        assert file[1:] == [
            [
                "West Cluster",
                "clúster",
                "Guadalajara",
                "Jalisco",
                "20.6",
                "-103.3",
                "Nube y Software",
                "1200",
                "0",
                "1194",
            ]
        ]

    def test_asks_the_database_in_few_statements(self, manager: PageClient) -> None:
        # Who asks; demand, exams and the day of the count.
        assert n_statements(manager, "/programa/mapa") == 4

    def test_an_area_without_clusters_has_no_marks(self, manager: PageClient) -> None:
        page = manager.get("/programa/mapa?ver=demanda&area=security").text
        assert "map-mark" not in page
        assert "no tiene clústeres con esta especialidad" in page
