"""What a search reads: one row for each public entry, rewritten by the actions, and the number of the last change."""

from __future__ import annotations

from django.db import models

from clustrat_platform.actors.models.entries import Actor
from clustrat_platform.base.capture import unaudited

__all__ = ["DirectoryRow", "DirectoryStamp"]


@unaudited("follows from the entries, which are audited; it can be made anew at any time")
class DirectoryRow(models.Model):
    """A public entry as searches see it; an entry that is not public has a row that is not shown.

    ``number`` is that of the change that wrote the row (:class:`DirectoryStamp`), so that a process that keeps the
    directory in memory reads only what is new.
    """

    actor = models.OneToOneField(Actor, on_delete=models.CASCADE, primary_key=True, related_name="row")
    number = models.BigIntegerField(db_index=True)
    is_shown = models.BooleanField(default=False)
    kind = models.CharField(max_length=14)
    country = models.CharField(max_length=2)
    #: Codes of the region of the seat at the four levels of NUTS, compared for equality.
    nuts = models.CharField(max_length=5, blank=True)
    trl_min = models.PositiveSmallIntegerField(null=True)
    trl_max = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    stale_on = models.DateField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    #: Where the point comes from: ``site``, ``region`` (its label point), or nothing.
    point_from = models.CharField(max_length=6, blank=True)
    #: ``scheme:side:code`` of all codes, with blanks between.
    codes = models.TextField(blank=True)
    label = models.CharField(max_length=200)
    #: The name, and all text of the entry, folded (:mod:`clustrat_platform.base.folding`), in single blanks.
    label_folded = models.CharField(max_length=400)
    text_folded = models.TextField()

    def __str__(self) -> str:
        return self.label


@unaudited("a counter; what it counts is audited")
class DirectoryStamp(models.Model):
    """The number of the last change of the directory, in its one row; whoever changes something holds the row until commit."""

    number = models.BigIntegerField(default=0)
    #: How often rows were deleted, after which everything has to be read anew.
    removals = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
