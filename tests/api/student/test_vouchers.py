import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from api.student.vouchers import apply
from data.application_store import applications_of
from data.catalogue import Catalogue
from data.database import writing
from data.domain import CertificationId
from data.learner_tables import voucher_application
from data.voucher_store import put_vouchers
from tests.api.conftest import START, fill
from tests.api.page_client import PageClient
from tests.api.student.conftest import EVAS, HERS
from tests.api.test_pages import n_statements, rows
from tests.api.test_services import at_once

ACME_1 = CertificationId("acme-1")


def apply_for(ana: PageClient, certification_id: str) -> str:
    """Apply, and see what comes."""
    answer = ana.post("/mi/vales", data={"certification_id": certification_id})
    assert answer.status_code == 303, answer.text
    return ana.get(answer.headers["location"]).text


class TestVouchers:
    def test_page_says_that_no_round_has_been_held(self, ana: PageClient) -> None:
        page = ana.get("/mi/vales").text
        assert "todavía no ha habido ninguna" in page
        assert "Todavía no pides ninguno." in page
        assert "Ninguno todavía." in page

    def test_page_shows_those_given_and_used(self, ana: PageClient, engine: sa.Engine) -> None:
        row = {"learner_id": "ana", "certification_id": "zen-1", "granted_on": date(2026, 3, 1), "public_centavos": 5}
        with writing(engine) as connection:
            put_vouchers(
                connection,
                [
                    {**row, "voucher_id": "1", "redeemed_on": date(2026, 4, 1)},
                    {**row, "voucher_id": "2", "redeemed_on": None},
                    {**row, "voucher_id": "3", "redeemed_on": None, "learner_id": "eva", "certification_id": "zen-2"},
                ],
            )
        page = ana.get("/mi/vales?lang=en").text
        assert page.count("Granted on March 1, 2026.") == 2
        assert "Used on April 1, 2026." in page
        assert "Not used." in page
        assert "Zenith Python" not in page

    def test_page_sends_a_fixed_number_of_statements(self, ana: PageClient) -> None:
        assert n_statements(ana, "/mi/vales") == 5
        assert n_statements(ana, "/mi/vales?c=acme-1") == 9


class TestApply:
    def test_is_led_to_from_a_certifications_page_of_a_learner_alone(self, ana: PageClient) -> None:
        link = 'href="/mi/vales?c=acme-1#apply"'
        assert link in ana.get("/certificaciones/acme-1").text
        ana.post("/salir")
        assert link not in ana.get("/certificaciones/acme-1").text

    def test_is_stored_once_while_it_is_open(self, ana: PageClient, engine: sa.Engine) -> None:
        for _ in range(2):
            page = apply_for(ana, "acme-1")
        assert "Recibimos tu solicitud para Acme One." in page
        assert "en espera" in page
        assert "Ya tienes una solicitud abierta" in ana.get("/mi/vales?c=acme-1").text
        assert rows(engine)["voucher_application"] == 1

    def test_from_two_clicks_at_once_makes_one(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        fill(engine)
        moments = iter([START, START + timedelta(seconds=1)])
        at_once(engine, lambda connection: apply(connection, HERS, ACME_1, catalogue, next(moments)))
        assert rows(engine)["voucher_application"] == 1

    def test_is_refused_for_what_cannot_be_begun_yet(self, ana: PageClient, engine: sa.Engine) -> None:
        assert "Antes necesitas: Acme One." in ana.get("/mi/vales?c=acme-2").text
        page = ana.post("/mi/vales", data={"certification_id": "acme-2"})
        assert page.status_code == 422
        assert "Antes necesitas: Acme One." in page.text
        assert rows(engine)["voucher_application"] == 0

    def test_for_what_the_catalogue_lacks_is_404(self, ana: PageClient) -> None:
        assert ana.post("/mi/vales", data={"certification_id": "magic"}).status_code == 404


class TestWithdraw:
    def test_ends_it_and_lets_one_apply_again(self, ana: PageClient, engine: sa.Engine) -> None:
        url = re.findall(r'action="(/mi/vales/[^"]+/retirar)"', apply_for(ana, "acme-1"))[0]
        withdrawn = ana.post(url)
        assert withdrawn.status_code == 303
        assert "retirada por ti" in ana.get(withdrawn.headers["location"]).text
        apply_for(ana, "acme-1")
        assert rows(engine)["voucher_application"] == 2

    def test_of_one_that_has_ended_changes_nothing(self, ana: PageClient, engine: sa.Engine) -> None:
        url = re.findall(r'action="(/mi/vales/[^"]+/retirar)"', apply_for(ana, "acme-1"))[0]
        with writing(engine) as connection:
            connection.execute(sa.update(voucher_application).values(state="refused", reason="No hubo fondos."))
        assert ana.post(url).status_code == 303
        assert "Motivo: No hubo fondos." in ana.get("/mi/vales").text

    @pytest.mark.parametrize("application_id", ["unknown", "evas"])
    def test_of_anothers_is_404(
        self, ana: PageClient, engine: sa.Engine, catalogue: Catalogue, application_id: str
    ) -> None:
        with writing(engine) as connection:
            apply(connection, EVAS, ACME_1, catalogue, START)
            (hers,) = applications_of(connection, EVAS)
        url = f"/mi/vales/{hers.id if application_id == 'evas' else application_id}/retirar"
        assert ana.post(url).status_code == 404
        with engine.connect() as connection:
            assert applications_of(connection, EVAS) == (hers,)
