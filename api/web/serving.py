"""Where the service may listen, and whose word it takes on who asks."""

import ipaddress

from data.errors import ForbiddenError
from data.settings import Settings


def check_host(host: str, settings: Settings) -> None:
    """Refuse to listen where others could reach an installation that is not made for them.

    Raises
    ------
    ForbiddenError
        If ``host`` is no address of this machine alone, and no public URL is set or the key is the one that all know.
    """
    if is_loopback(host):
        return
    if settings.public_url is None:
        raise ForbiddenError(f"{host}: others could reach it; set RUMBO_PUBLIC_URL to the address that they open")
    if settings.has_demo_key:
        raise ForbiddenError(f"{host}: others could reach it; set RUMBO_PSEUDONYM_KEY to a key of your own")


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's alone.

    Examples
    --------
    >>> is_loopback("127.8.8.8"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
