"""What awaits a person in the atlas itself: judgements to validate, interviews to approve, tables to publish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clustrat_platform.atlas.desk_queries import theme_title, visible_assessments, visible_uploads
from clustrat_platform.atlas.models import DataUpload, PotentialAssessment
from clustrat_platform.atlas.workspace_parts import Task, TaskSource, register_tasks
from clustrat_platform.base.permissions import may

__all__ = ["register"]

N_LOOKED_AT = 60
State = PotentialAssessment.State


def judgements(user: Any) -> Iterator[Task]:
    """Assessments in regional review that the person may validate, and validated ones that the person may publish."""
    waiting = {State.REGIONAL_REVIEW: "atlas.validate_assessment", State.EXPERT_VALIDATED: "atlas.publish_assessment"}
    for it in visible_assessments(user).filter(state__in=waiting)[:N_LOOKED_AT]:
        if may(user, waiting[State(it.state)], it):
            yield Task(
                title=f"{it.region.name}: {theme_title(it.theme)}",
                address=reverse("desk:assessment", kwargs={"permanent_id": it.permanent_id}),
                what=_("A judgement awaits your validation.")
                if it.state == State.REGIONAL_REVIEW
                else _("A judgement is validated; publish it or send it back."),
            )


def tables(user: Any) -> Iterator[Task]:
    """Uploads whose check is done and that the person may publish."""
    for it in visible_uploads(user).filter(state=DataUpload.State.CHECKED)[:N_LOOKED_AT]:
        if may(user, "atlas.publish_upload", it):
            yield Task(
                title=it.title,
                address=reverse("desk:upload", kwargs={"permanent_id": it.permanent_id}),
                what=_("A table was checked; read what was found, and publish it or correct it."),
            )


def register() -> None:
    """Tell the workspace."""
    register_tasks(TaskSource(name="judgements", order=10, find=judgements))
    register_tasks(TaskSource(name="tables", order=20, find=tables))
