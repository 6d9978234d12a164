"""Freezing a figure under its short id, and withdrawing one."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from clustrat_platform.atlas.frozen import Kept
from clustrat_platform.atlas.models.figures import FrozenFigure
from clustrat_platform.base.audit import action, checked
from clustrat_platform.base.models import User

__all__ = ["freeze_figure", "withdraw_figure"]


@action(verb="atlas.freeze_figure", permission="atlas.freeze_figure")
def freeze_figure(*, by: User | None, kept: Kept, short_id: str) -> FrozenFigure:
    """Let an address be cited by its short id; one that is there stays as it was frozen."""
    found = FrozenFigure.objects.filter(short_id=short_id).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return checked(
                FrozenFigure(
                    short_id=short_id,
                    address=kept.address,
                    edition=kept.edition,
                    result_sha256=kept.result_hash,
                    subject=kept.subject,
                    title=kept.title,
                    language=kept.language,
                )
            )
    except IntegrityError:
        # Someone else has frozen the same address a moment before.
        return FrozenFigure.objects.get(short_id=short_id)


@action(verb="atlas.withdraw_figure", permission="atlas.withdraw_figure", on="figure")
def withdraw_figure(*, by: User | None, figure: FrozenFigure, reason: str) -> FrozenFigure:
    """Withdraw a frozen figure: its page stays as a tombstone that says why, never a hole."""
    figure.withdrawn_reason = reason
    return checked(figure, fields=["withdrawn_reason"])
