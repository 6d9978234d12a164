"""The screen Overview: what kind of economy a region is."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.evidence.disclosure import certify
from clustrat.evidence.result import ResultTable
from clustrat.publish.language import MISSING, Translator
from clustrat.study.headline_tables import data_quality, headline_table
from clustrat.study.report_figures import locator
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Bars, Headline, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.studies import Answered, check_region, study_of
from clustrat_platform.atlas.table_views import INTERVAL, reason_words

__all__ = ["OVERVIEW", "headlines_of"]

N_TOP = 8


def build(ask: Ask) -> ScreenResult:
    """Headline figures with their place among peers, what was found, the strongest clusters, and the context."""
    answered = study_of(ask)
    study, say = answered.study, answered.study.translator
    headline = headline_table(study, prepared=answered.prepared, say=say)
    quality = data_quality(study, say=say)
    tables = {
        "headline": headline,
        **{name: study.tables[name] for name in ("divisions", "categories", "context", "hidden")},
    }
    certificates = {
        "headline": certify(headline),
        **{name: study.certificates[name] for name in tables if name in study.certificates},
    }
    numbers = {row: number for number, row in enumerate(study.tables["divisions"].column("nace_code"))}
    strong = tuple(numbers[row["nace_code"]] for row in study.strongest(N_TOP))
    address = f"/{ask.language}/region/{ask.address.code}"
    return ScreenResult(
        ask=ask,
        title=_("What kind of economy is this?"),
        subject=study.region.name,
        kicker=shared.kicker_of(answered),
        sentence=_sentence(answered, say),
        tables=tables,
        certificates=certificates,
        main_table="headline",
        headlines=headlines_of(headline, say),
        badge=shared.badge_of(quality),
        locator="locator",
        sketches={
            **shared.sketches_of(answered, ("strength",)),
            "locator": partial(locator, study, say),
        },
        sections=(
            Section(
                anchor="findings",
                heading=_("What we found"),
                statements=shared.statements_of(answered),
            ),
            Section(
                anchor="strengths",
                heading=_("Top clusters"),
                lead=_(
                    "The industries of highest relative presence; the bar is the interval, and a filled dot says sure."
                ),
                figures=("strength",),
                bars=Bars(words="short_label", value="lq", order="lq"),
                table="divisions",
                columns=(
                    "short_label",
                    "nace_code",
                    "employment_persons",
                    "lq",
                    INTERVAL,
                    "probability_specialised",
                    "stars",
                ),
                rows=strong,
                is_twin=True,
                sortable=False,
                empty=_("No industry has a relative presence of %(cut)s or more. Lower the threshold in the portfolio.")
                % {"cut": say.number(study.question.presence_cut, 1)},
                after=f"{address}/portfolio",
            ),
            Section(
                anchor="context",
                heading=_("Income, work and research"),
                table="context",
                columns=("label", "value", "country_value", "unit", "year"),
                sortable=False,
            ),
            Section(
                anchor="hidden",
                heading=_("What is hidden"),
                lead=_(
                    "Where one or two firms would be recognised, the statistical office hides the figure. Such an industry is not "
                    "absent; it may be the most important one."
                ),
                table="hidden",
                columns=("label", "nace_code", "nearest_year", "nearest_persons"),
                empty=_("No industry of this region is hidden."),
                sortable=False,
            ),
        ),
        choices=(shared.year_choice(answered), shared.peers_choice(answered)),
        notes=shared.notes_of(study.diagnostics, say, shared.peers_words(answered)),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("lq", "interval", "place", "stars", "hidden"),
        parameters=dict(study.tables["divisions"].parameters),
        python=shared.python_line(ask, "divisions"),
    )


def headlines_of(table: ResultTable, say: Translator) -> tuple[Headline, ...]:
    """The headline figures as read: value with unit, label, and the place in words."""
    found = []
    for number, row in enumerate(table.as_records()):
        unit = {"EUR": " €", "%": " %", "% of GDP": " %"}.get(row["unit"], "")
        value = MISSING if row["value"] is None else f"{say.number(row['value'], row['digits'])}{unit}"
        label = row["label"] + (f" ({say.text('% of GDP')})" if row["unit"] == "% of GDP" else "")
        found.append(
            Headline(value=value, label=label, note=_note(row, say), table=table.name, row=number, column="value")
        )
    return tuple(found)


def _note(row: dict[str, object], say: Translator) -> str:
    if row["value"] is None:
        return reason_words(str(row["reason"]))
    if row["place"] is None:
        return _("no place: %(why)s") % {"why": reason_words(str(row["place_reason"]))}
    params = {
        "place": say.number(float(str(row["place"]))),
        "n": say.number(float(str(row["n_ranked"]))),
        "without": say.number(float(str(row["n_without"]))),
        "year": row["year"],
    }
    if row["n_without"]:
        return _("place %(place)s of %(n)s in %(year)s; %(without)s without a figure") % params
    return _("place %(place)s of %(n)s in %(year)s") % params


def _sentence(answered: Answered, say: Translator) -> str:
    """The finding that answers the question: the clearest strength, else the size."""
    by_kind = {it.kind: it.text for it in reversed(answered.study.findings)}
    return by_kind.get("strength") or by_kind.get("size") or ""


OVERVIEW = Screen(
    noun="region",
    name="overview",
    label=gettext_lazy("Overview"),
    names=("year", "peers", "tab", "part", "v"),
    build=build,
    check=check_region,
    order=10,
)
