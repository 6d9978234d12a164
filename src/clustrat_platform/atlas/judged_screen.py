"""The screen of judgements: what experts judge of a region beside what is computed, as one result for page, files and API.

The two stand in columns of their own and are never joined into one number. A judgement may be withdrawn or superseded at any time,
so this result never lasts: its hash follows the judgements that are published now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clustrat.codes.nace import label
from clustrat.codes.nuts import region as find_region
from clustrat.errors import CodeListError
from clustrat.evidence.disclosure import certify
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import translator
from clustrat.study.question import NACE_VERSION, NUTS_VERSION
from clustrat.study.ratings_of_experts import DISAGREEMENT_V1, JUDGED_V1
from clustrat_platform.atlas.addresses import TABLE_FORMATS
from clustrat_platform.atlas.desk_queries import Beside, beside, judged_stamp, published_for, theme_title
from clustrat_platform.atlas.models import AssessmentComponent
from clustrat_platform.atlas.registry import Screen, register_screen
from clustrat_platform.atlas.results import Ask, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.studies import check_region

__all__ = ["JUDGED", "build", "register"]

SOURCE = "Judgements of experts at this site, each with its author, its reasons and its history"


def build(ask: Ask) -> ScreenResult:
    """Every published judgement of the region and its clusters, with the computed rating of the same subject and edition."""
    say = translator(ask.language)
    code = ask.address.code
    region = find_region(code, version=NUTS_VERSION)
    held = [beside(it, pairs=[("v", ask.edition.id)]) for it in published_for(code)]
    tables = {"judged": _judged(held, ask.language), "judged_parts": _parts(held, ask.language)}
    n = len(held)
    return ScreenResult(
        ask=ask,
        title=_("What do experts judge?"),
        subject=region.name.title() if not region.level else region.name,
        kicker=code if not region.level else f"{code} · {shared.country_of(code)}",
        sentence=ngettext(
            "%(n)s judgement of this region is published, beside what is computed.",
            "%(n)s judgements of this region are published, beside what is computed.",
            n,
        )
        % {"n": say.number(n)},
        tables=tables,
        certificates={name: certify(table) for name, table in tables.items()},
        main_table="judged",
        sections=(
            Section(
                anchor="judged",
                heading=_("Judged beside computed"),
                lead=_(
                    "Two ways of knowing, never averaged: ◆ is what people who work on this site judge, ○ what the figures of the "
                    "edition give by the same rule. Where they are two points of four apart, both reasons should be read."
                ),
                table="judged",
                columns=("subject", "judged", "computed", "disagreement", "known_share", "mark"),
                is_open=True,
                link_column="id",
                row_address=f"/{ask.language}/assessment/{{code}}",
                empty=_("No expert has published a judgement of this region yet."),
            ),
            Section(
                anchor="parts",
                heading=_("The parts of each judgement"),
                lead=_("What is not known stays empty and is never counted as 0."),
                table="judged_parts",
                columns=("subject", "component", "score", "says_who", "n_interviews"),
                empty=_("No expert has published a judgement of this region yet."),
            ),
        ),
        notes=(
            _("A judgement of people who work on this site, not an official assessment."),
            _("Interviews speak only together, from %(n)s on; one that is withdrawn leaves every figure.")
            % {"n": JUDGED_V1.min_interviews},
        ),
        sources=(*shared.sources_of(ask.edition, tables.values()),),
        terms=shared.terms("potential"),
        parameters={
            "edition": ask.edition.id,
            "rules": [DISAGREEMENT_V1.version, JUDGED_V1.version],
            "disagreement_threshold": DISAGREEMENT_V1.threshold,
        },
        is_lasting=False,
    )


def _subject(it: Beside, language: str) -> tuple[str, str, str]:
    assessment = it.assessment
    name = theme_title(assessment.theme)
    if assessment.cluster:
        try:
            words = label(assessment.cluster, version=NACE_VERSION, language=language, short=True).text
        except CodeListError:
            words = assessment.cluster
        name = f"{name}: {words}"
    return assessment.theme, assessment.cluster, name


def _judged(held: Sequence[Beside], language: str) -> ResultTable:
    columns = (
        Column(name="theme", words=_("Theme code"), role="key"),
        Column(name="nace_code", words=_("Industry code"), role="key"),
        Column(name="subject", words=_("Subject"), role="label"),
        Column(name="judged", words=_("◆ Judged, 0 to 4"), digits=1),
        Column(name="computed", words=_("○ Computed, 0 to 4"), digits=1),
        Column(name="distance", words=_("Judged less computed"), digits=1),
        Column(name="disagreement", words=_("Do they disagree?"), role="label"),
        Column(name="known_share", words=_("Known share of the weights"), digits=2),
        Column(name="version", words=_("Version"), role="key"),
        Column(name="mark", words=_("Mark"), role="label"),
        Column(name="id", words=_("Permanent id"), role="key"),
    )
    rows = [
        (
            *_subject(it, language),
            it.held.judged,
            it.held.computed,
            it.held.distance,
            _disagreement(it),
            it.assessment.confidence,
            str(it.assessment.version),
            str(it.assessment.mark_words),
            str(it.assessment.permanent_id),
        )
        for it in held
    ]
    return _table("judged", _("Judged beside computed"), columns, rows)


def _disagreement(it: Beside) -> str:
    if it.held.distance is None:
        return _("cannot be said")
    return _("≠ they disagree") if it.held.is_marked else _("no")


def _parts(held: Sequence[Beside], language: str) -> ResultTable:
    columns = (
        Column(name="theme", words=_("Theme code"), role="key"),
        Column(name="nace_code", words=_("Industry code"), role="key"),
        Column(name="subject", words=_("Subject"), role="label"),
        Column(name="part", words=_("Component code"), role="key"),
        Column(name="component", words=_("Component"), role="label"),
        Column(name="score", words=_("Score, 0 to 4"), digits=1),
        Column(name="says_who", words=_("Says who"), role="label"),
        Column(name="n_interviews", words=_("Interviews"), digits=0),
    )
    rows: list[tuple[Any, ...]] = []
    for it in held:
        for part in it.assessment.components.all():
            by_interviews = part.basis == AssessmentComponent.Basis.INTERVIEWS
            who = "" if part.score is None and not by_interviews else str(part.get_basis_display())
            n_interviews = part.n_interviews if by_interviews else None
            words = str(part.get_component_display())
            rows.append((*_subject(it, language), part.component, words, part.score, who, n_interviews))
    return _table("judged_parts", _("The parts of each judgement"), columns, rows)


def _table(name: str, title: str, columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]]) -> ResultTable:
    return ResultTable(name=name, title=title, columns=columns, rows=tuple(rows), sources=(f"Source: {SOURCE}.",))


JUDGED = Screen(
    noun="region",
    name="judged",
    label=gettext_lazy("Judged"),
    names=("sort", "tab", "part", "v"),
    build=build,
    check=check_region,
    order=65,
    formats=TABLE_FORMATS,
    stamp=lambda ask: judged_stamp(ask.address.code),
)


def register() -> None:
    """Show the screen."""
    register_screen(JUDGED)
