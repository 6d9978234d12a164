"""Frozen beside latest: what has become of a figure that was kept, and by how much the newest edition differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from clustrat.publish.language import MISSING, translator
from clustrat_platform.atlas.baskets import Piece, answer_at
from clustrat_platform.atlas.frozen import Kept, short_id_of, value_now
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.base.problems import Problem

__all__ = ["Beside", "Shown", "shown_piece"]

MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A figure as it was frozen beside the same figure of the newest edition, and the difference; empty where there is none."""

    label: str
    unit: str
    frozen: str
    latest: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A piece as a reader sees it: what was frozen, whether the same edition still gives it, and what the newest gives.

    ``page`` and the files are of the frozen edition; they are empty where it can no longer be had, and ``drift`` says why.
    """

    key: str
    kept: Kept
    note: str
    kept_at: datetime | None
    short_id: str
    page: str
    latest: str
    latest_edition: str
    pdf: str
    drift: str
    is_same: bool
    figures: tuple[Beside, ...]


def shown_piece(piece: Piece, *, language: str) -> Shown:
    """A piece with what has become of it; a result that can no longer be had is said so, and its figures stay."""
    kept = piece.kept
    page = latest = pdf = drift = ""
    is_same = False
    newest: ScreenResult | None = None
    try:
        result, address = answer_at(kept.address, language=kept.language)
        page, pdf = address.path(language=language), address.path(language=language, suffix="pdf")
        is_same = result.hash == kept.result_hash
        drift = "" if is_same else _("The program has changed since: the same edition now gives another result.")
    except Problem as problem:
        drift = " ".join(it for it in (problem.detail or problem.title, str(problem.members.get("reason", ""))) if it)
    try:
        newest, address = answer_at(_without_edition(kept.address), language=kept.language)
        latest = address.path(language=language)
    except Problem as problem:
        drift = drift or problem.detail or problem.title
    edition = newest.ask.edition.id if newest is not None else ""
    figures = tuple(_beside(it, newest, language=language) for it in kept.figures)
    if is_same and newest is not None and edition != kept.edition:
        words = {"edition": edition, "n": sum(bool(it.change) for it in figures), "all": len(figures)}
        drift = (
            _("There is a newer edition: %(edition)s. %(n)s of the %(all)s figures shown differ in it.")
            if any(it.change for it in figures)
            else _("There is a newer edition: %(edition)s. The figures shown are the same in it.")
        ) % words
    return Shown(
        key=piece.key, kept=kept, note=piece.note, kept_at=piece.kept_at, short_id=short_id_of(kept.address), page=page,
        latest=latest, latest_edition=edition, pdf=pdf, drift=str(drift), is_same=is_same, figures=figures,
    )  # fmt: skip


def _without_edition(address: str) -> str:
    path, _question, query = address.partition("?")
    left = "&".join(it for it in query.split("&") if it and not it.startswith("v="))
    return f"{path}?{left}" if left else path


def _beside(figure: Mapping[str, Any], newest: ScreenResult | None, *, language: str) -> Beside:
    frozen = figure.get("value")
    now = None if newest is None else value_now(newest, figure)
    say = translator(language)
    shown, latest, change = str(figure.get("shown") or MISSING), "", ""
    if newest is not None and (now is not None or frozen is not None):
        if now == frozen:
            latest = shown
        elif now is None or not isinstance(frozen, int | float):
            latest = MISSING if now is None else say.number(now, 2)
            change = _("no longer given") if now is None else _("not given then")
        else:
            digits = _digits_that_tell_apart(frozen, now)
            latest, change = say.number(now, digits), say.signed(now - frozen, digits)
            shown = say.number(frozen, digits)
    return Beside(
        label=str(figure.get("label", "")), unit=str(figure.get("unit", "")), frozen=shown, latest=latest, change=change
    )


def _digits_that_tell_apart(a: float, b: float) -> int:
    """How many decimals two numbers need so that they do not read the same.

    >>> _digits_that_tell_apart(13613.0, 13614.0), _digits_that_tell_apart(1.21, 1.24)
    (0, 2)
    """
    return next((it for it in range(MOST_DIGITS) if round(a, it) != round(b, it)), MOST_DIGITS)
