"""Addresses that several pages lead to."""

from urllib.parse import urlencode

from data.domain import CertificationId


def voucher_url(certification_id: CertificationId) -> str:
    """Where a learner applies for a voucher for one certification."""
    return f"/mi/vales?{urlencode({'c': certification_id})}#apply"


def path_url(target: str) -> str:
    """Where a learner sees the path to a target."""
    return f"/mi/camino?{urlencode({'meta': target})}"


def certification_target(certification_id: CertificationId) -> str:
    """A certification as the target of a path."""
    return f"certification:{certification_id}"


def occupation_target(occupation_id: str) -> str:
    """An occupation as the target of a path."""
    return f"occupation:{occupation_id}"
