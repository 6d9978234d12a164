"""What tests of the platform share."""

from __future__ import annotations

import pytest


@pytest.fixture
def a_small_chain(db: None) -> int:
    """Some entries with their payloads, sealed, one of them erased; returns how many."""
    from django.db import transaction

    from clustrat_platform.base import audit, chain
    from clustrat_platform.base.models import Region

    regions = [
        Region.objects.create(code=f"X{number}", nuts_version="2013", level=0, name=f"Region {number}", country="XX")
        for number in range(12)
    ]
    with transaction.atomic():
        audit.erase_payloads(entries=chain.history_of(regions[3]), ground="test")
    while audit.seal():
        pass
    return len(regions)
