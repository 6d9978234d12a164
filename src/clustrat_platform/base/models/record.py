"""What every record has: an id that never changes, and when it was made and last changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Record"]


class Record(models.Model):
    """A thing that others may cite: its ``permanent_id`` is never used again, not even after the thing is gone."""

    permanent_id = models.UUIDField(_("permanent id"), default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        """No table of its own."""

        abstract = True
