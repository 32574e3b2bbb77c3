"""What a form just did, told on the page to which it leads."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from fastapi import Request

from api.i18n import Texts

_FIELD: Final = "hecho"

_KEYS: Final[Mapping[str, str]] = {
    "guardado": "done.saved",
    "contrasena": "done.password",
    "idioma": "done.language",
    "sesiones": "done.sessions",
    "invitacion": "done.invitation",
    "buzon": "done.outbox",
    "bloqueo": "done.block",
    "desbloqueo": "done.unblock",
    "vacante": "done.need",
    "vacante_cerrada": "done.need_closed",
    "vacante_abierta": "done.need_open",
    "leida": "done.need_read",
    "mensaje": "done.message",
    "respuesta": "done.answer",
    "encuesta": "done.company_survey",
    "patrocinio": "done.pledge",
    "patrocinio_retirado": "done.pledge_withdrawn",
    "patrocinio_aceptado": "done.pledge_accepted",
    "patrocinio_rechazado": "done.pledge_declined",
    "estudio": "done.study",
    "vale_canjeado": "done.voucher_redeemed",
    "reparto_aprobado": "done.run_approved",
    "reparto_retirado": "done.run_withdrawn",
    "filas_descartadas": "done.rows_dismissed",
    "llave_terminada": "done.key_ended",
}
"""Message by its word in the address."""


def done_url(path: str, word: str) -> str:
    """The address of a page that tells what was done.

    Raises
    ------
    KeyError
        If there is no such message.
    """
    if word not in _KEYS:
        raise KeyError(word)
    return f"{path}?{urlencode({_FIELD: word})}"


def done_text(request: Request, t: Texts) -> str | None:
    """The message that the address asks for; ``None`` for none."""
    key = _KEYS.get(request.query_params.get(_FIELD, ""))
    return t(key) if key else None
