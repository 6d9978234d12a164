"""The screen Portfolio: which industries and clusters are in a region."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clustrat.publish.language import Translator
from clustrat.study.headline_tables import data_quality
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Bars, Choice, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.studies import Answered, check_region, study_of
from clustrat_platform.atlas.table_views import INTERVAL, sorted_rows

__all__ = ["PORTFOLIO"]

OF_DIVISIONS = (
    "short_label", "nace_code", "employment_persons", "share_of_region_pct", "lq", INTERVAL, "probability_specialised",
    "wages_per_person_eur", "growth_pct", "stars",
)  # fmt: skip
OF_CATEGORIES = (
    "category", "kind", "employment_persons", "lq", INTERVAL, "probability_specialised", "identified_share",
    "imputed_share", "stars", "reason",
)  # fmt: skip


def build(ask: Ask) -> ScreenResult:
    """Relative presence, size, productivity and growth of every division or category, traded and local."""
    answered = study_of(ask)
    study, say, state = answered.study, answered.study.translator, ask.address.state
    is_categories = state["cls"] == "categories"
    name = "categories" if is_categories else "divisions"
    table = study.tables[name]
    tables = {it: study.tables[it] for it in ("divisions", "categories", "timeline", "hidden")}
    cut = study.question.presence_cut
    rows = _rows(answered, name, kind=state["kind"])
    above = tuple(number for number in rows if (table.column("lq")[number] or 0.0) >= cut)
    return ScreenResult(
        ask=ask,
        title=_("What is here?"),
        subject=study.region.name,
        kicker=shared.kicker_of(answered),
        sentence=_sentence(answered, n=len(above), n_all=len(rows), is_categories=is_categories, say=say),
        tables=tables,
        certificates={it: study.certificates[it] for it in tables},
        main_table=name,
        badge=shared.badge_of(data_quality(study, say=say)),
        sketches=shared.sketches_of(answered, ("strength", "growth", "timeline")),
        sections=(
            Section(
                anchor="strongest",
                heading=_("Where relative presence is %(cut)s or more") % {"cut": say.number(cut, 1)},
                figures=() if is_categories else ("strength",),
                bars=None if is_categories else Bars(words="short_label", value="lq", order="lq"),
                table=name,
                columns=OF_CATEGORIES if is_categories else OF_DIVISIONS,
                rows=above,
                is_twin=not is_categories,
                empty=_strongest_words(answered, name, say, cut=cut),
                how_to_read=_how_to_read(answered, say),
            ),
            Section(
                anchor="all",
                heading=_("All cluster categories, traded and local")
                if is_categories
                else _("All industries observed"),
                lead=_(
                    "At the level of divisions most categories share their industries: the table shows an estimate by equal parts, "
                    "a hint and not a measurement. Only those made up for the greater part of divisions of their own can have stars."
                )
                if is_categories
                else _(
                    "Not observed here: farming, finance, public administration, education, health and care, arts. They are missing "
                    "in these statistics, not in the region."
                ),
                table=name,
                columns=OF_CATEGORIES if is_categories else OF_DIVISIONS,
                rows=rows,
                is_open=True,
            ),
            Section(
                anchor="growth",
                heading=_("Strength and growth"),
                figures=("growth",),
                table="divisions",
                columns=("short_label", "nace_code", "growth_pct", "lq", "employment_persons"),
                bars=Bars(words="short_label", value="growth_pct", order="employment_persons"),
                is_twin=True,
                empty=_("There is no earlier year to count growth from."),
            ),
            Section(
                anchor="timeline",
                heading=_("The strongest through the years"),
                figures=("timeline",),
                table="timeline",
                columns=("short_label", "year", "employment_persons"),
                is_twin=True,
                sortable=False,
                empty=_("No industry passes the threshold, so none is followed through the years."),
            ),
            Section(
                anchor="hidden",
                heading=_("Hidden industries"),
                lead=_(
                    "They may be the most important ones; the nearest year with a published figure stands beside them."
                ),
                table="hidden",
                columns=("label", "nace_code", "nearest_year", "nearest_persons", "persons_low", "persons_high"),
                empty=_("No industry of this region is hidden."),
                sortable=False,
            ),
        ),
        choices=(
            Choice(
                name="cls",
                label=_("Seen as"),
                options=(("", _("industries (NACE divisions)")), ("categories", _("cluster categories (67)"))),
            ),
            Choice(
                name="kind",
                label=_("Traded or local"),
                options=(("", _("both")), ("traded", _("traded only")), ("local", _("local only"))),
                help=_("Holds for cluster categories."),
            ),
            shared.year_choice(answered),
            shared.base_choice(answered),
            shared.cut_choice(),
            shared.totals_choice(),
            shared.scheme_choice(),
        ),
        notes=shared.notes_of(study.diagnostics, say, *table.notes),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("lq", "interval", "sure", "stars", "traded", "hidden"),
        parameters=dict(table.parameters),
        python=shared.python_line(ask, name),
    )


def _rows(answered: Answered, name: str, *, kind: str) -> tuple[int, ...]:
    """Row numbers, highest relative presence first; of categories only those of the kind asked for."""
    table = answered.study.tables[name]
    numbers = range(len(table.rows))
    if name == "categories" and kind != "all":
        wanted = answered.study.translator.text("traded" if kind == "traded" else "local")
        kinds = table.column("kind")
        numbers = [number for number in numbers if kinds[number] == wanted]  # type: ignore[assignment]
    return tuple(sorted_rows(table, list(numbers), "-lq"))


def _sentence(answered: Answered, *, n: int, n_all: int, is_categories: bool, say: Translator) -> str:
    params = {
        "n": say.number(n),
        "all": say.number(n_all),
        "region": answered.study.region.name,
        "cut": say.number(answered.study.question.presence_cut, 1),
        "year": answered.study.year,
    }
    if is_categories:
        return (
            ngettext(
                "%(n)s of %(all)s cluster categories of %(region)s has a relative presence of %(cut)s or more in %(year)s.",
                "%(n)s of %(all)s cluster categories of %(region)s have a relative presence of %(cut)s or more in %(year)s.",
                n,
            )
            % params
        )
    return (
        ngettext(
            "%(n)s of %(all)s industries of %(region)s has a relative presence of %(cut)s or more in %(year)s.",
            "%(n)s of %(all)s industries of %(region)s have a relative presence of %(cut)s or more in %(year)s.",
            n,
        )
        % params
    )


def _strongest_words(answered: Answered, name: str, say: Translator, *, cut: float) -> str:
    """What an empty table says: why, and what comes nearest."""
    table = answered.study.tables[name]
    label = "short_label" if name == "divisions" else "category"
    known = [row for row in table.as_records() if row["lq"] is not None]
    top = sorted(known, key=lambda row: -row["lq"])[:3]
    named = "; ".join(f"{row[label]} ({say.number(row['lq'], 1)})" for row in top)
    return _("Nothing reaches %(cut)s in %(year)s. The nearest are: %(named)s. Lower the threshold to see them.") % {
        "cut": say.number(cut, 1),
        "year": answered.study.year,
        "named": named or "–",
    }


def _how_to_read(answered: Answered, say: Translator) -> str:
    """The first row in words, with the region's own numbers."""
    top = next(iter(answered.study.strongest(1)), None)
    if top is None or top["lq_low"] is None:
        return ""
    return _(
        "%(industry)s employs %(persons)s persons here: %(lq)s times its share in the reference area, between %(low)s and %(high)s "
        "once chance is allowed for; with %(chance)s probability its share is above the usual one."
    ) % {
        "industry": top["short_label"],
        "persons": say.number(top["employment_persons"]),
        "lq": say.number(top["lq"], 1),
        "low": say.number(top["lq_low"], 1),
        "high": say.number(top["lq_high"], 1),
        "chance": say.chance(top["probability_specialised"]),
    }


PORTFOLIO = Screen(
    noun="region",
    name="portfolio",
    label=gettext_lazy("Portfolio"),
    names=("year", "base", "cls", "kind", "totals", "scheme", "cut", "sort", "tab", "part", "v"),
    build=build,
    check=check_region,
    order=20,
)
