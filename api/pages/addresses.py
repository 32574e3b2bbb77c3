"""Addresses that several pages lead to."""

from urllib.parse import urlencode

from data.domain import CertificationId


def voucher_url(certification_id: CertificationId) -> str:
    """Where a learner applies for a voucher for one certification."""
    return f"/mi/vales?{urlencode({'c': certification_id})}#apply"
