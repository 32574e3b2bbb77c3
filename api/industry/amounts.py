"""Amounts of money as people type them."""

from decimal import Decimal, InvalidOperation
from typing import Final

MOST_PESOS: Final = 1_000_000_000


def centavos_of(typed: str) -> int | None:
    """Pesos typed with or without sign and thousands, in centavos; ``None`` where they are no amount in range.

    Examples
    --------
    >>> centavos_of("$25,000.50"), centavos_of("18000"), centavos_of("-1"), centavos_of("mucho"), centavos_of("")
    (2500050, 1800000, None, None, None)
    """
    plain = typed.replace("$", "").replace(",", "").replace(" ", "")
    try:
        pesos = Decimal(plain)
    except InvalidOperation:
        return None
    if not pesos.is_finite() or not 0 < pesos <= MOST_PESOS:
        return None
    return int((pesos * 100).to_integral_value())


def pesos_typed(centavos: int | None) -> str:
    """An amount as somebody would type it; nothing where there is none.

    Examples
    --------
    >>> pesos_typed(2500050), pesos_typed(1800000), pesos_typed(None)
    ('25000.50', '18000', '')
    """
    return "" if centavos is None else f"{centavos / 100:.2f}".removesuffix(".00")
